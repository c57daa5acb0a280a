"""Memberships as a viewer may see them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from minicluster.members import rules
from minicluster.members.domain.queries.groups import chairs
from minicluster.members.domain.queries.reach import reached, steps_open_to
from minicluster.members.models import Group, Membership, Organisation, Person
from minicluster.platform.permissions import Role, Viewer


class MembershipLine(NamedTuple):
    """A membership as a list shows it: with what the viewer may do with it, and whether its page opens to them."""

    membership: Membership
    steps: list[tuple[str, bool]]
    opens: bool


def membership_lines(viewer: Viewer, memberships: Iterable[Membership]) -> list[MembershipLine]:
    """The lines of a list. Who takes members in is said by the by-laws, not by the role alone."""
    chaired, is_staff = chairs(viewer), viewer.role is not Role.GROUP_OFFICER

    def is_open(membership: Membership, verb: str) -> bool:
        body, is_chair = membership.group.approval_body, membership.group_id in chaired
        return verb != "approve_membership" or rules.approves_alone(body, is_staff=is_staff, is_chair=is_chair)

    return [
        MembershipLine(
            row, [step for step in steps_open_to(viewer, row) if is_open(row, step[0])], rules.PERMISSIONS.allows(viewer, "view_membership", row.place())
        )
        for row in memberships
    ]


def memberships_of(group: Group) -> QuerySet[Membership]:
    """The living memberships of a group, by member: organisations first, then experts."""
    return _memberships_in(group, rules.LIVING_MEMBERSHIP)


def member_counts(group: Group) -> dict[str, int]:
    """How many organisations and how many experts are living members of a group."""
    return memberships_of(group).order_by().aggregate(organisations=Count("organisation"), experts=Count("person"))


def applications_to(group: Group) -> QuerySet[Membership]:
    """Who has asked to become a member of a group and was not taken in yet."""
    return _memberships_in(group, rules.APPLICATION)


def _memberships_in(group: Group, states: Iterable[str]) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(group=group, state__in=states)
        .select_related("group", "organisation", "person", "representative", "programme")
        .defer("person__email", "person__phone", "representative__email", "representative__phone")
        .order_by("organisation__name_ko", "person__name_ko", "pk")
    )


def memberships_of_organisation(organisation: Organisation) -> QuerySet[Membership]:
    """Every membership of an organisation, living and former, latest first."""
    return Membership.objects.filter(organisation=organisation).select_related("group", "organisation", "programme").order_by("-valid_from", "-pk")


def memberships_of_expert(person: Person) -> QuerySet[Membership]:
    """Every membership of an expert, living and former, latest first."""
    return Membership.objects.filter(person=person).select_related("group", "person", "programme").order_by("-valid_from", "-pk")


def membership_for(viewer: Viewer, pk: int, *, to: str = "") -> Membership:
    """One membership; another programme's does not exist. With `to`, only for whoever may do that on it."""
    rows: QuerySet[Membership] = Membership.objects.select_related("group__complex", "organisation", "person", "programme", "representative", "deputy")
    return reached(viewer, get_object_or_404(rows, programme_id=viewer.programme_id, pk=pk), to)
