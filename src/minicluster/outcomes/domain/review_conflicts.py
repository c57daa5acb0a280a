"""Which records speak against somebody's reviewing a mini-cluster, and whether they come from outside its region."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from minicluster.members.models import Affiliation, Group, Membership, Office, Organisation, Person, RoleAssignment, Site, Tie
from minicluster.members.rules import LIVING_MEMBERSHIP, TieKind
from minicluster.outcomes.rules import CONFLICTS_LAST, ReviewConflict
from minicluster.platform.permissions import Role
from minicluster.problems.models import Interest


def conflicts_of(assignment: RoleAssignment, group: Group) -> list[str]:
    """The kinds of conflict that records show between a reviewer and a mini-cluster, in the order of `ReviewConflict`.

    Records tell of a person: of a reviewer whose account names none, only what the account itself looks after is known.
    """
    found = set(_of_account(assignment, group))
    if assignment.person:
        found |= set(_of_person(assignment.person, group))
    return [kind for kind in ReviewConflict.values if kind in found]


def is_from_outside(assignment: RoleAssignment, group: Group) -> bool:
    """Whether a reviewer works outside the complex of the mini-cluster; of whom no workplace is known is not taken for one from outside."""
    workplaces = _workplaces(assignment, group.programme.today())
    return bool(workplaces) and not Site.objects.on(group.programme.today()).filter(organisation__in=workplaces, complex=group.complex_id).exists()


def _workplaces(assignment: RoleAssignment, today: date) -> set[int]:
    own = {assignment.organisation_id} if assignment.organisation_id else set()
    return (
        own | set(Affiliation.objects.on(today).filter(person=assignment.person_id).values_list("organisation_id", flat=True)) if assignment.person_id else own
    )


def _of_account(assignment: RoleAssignment, group: Group) -> Iterator[str]:
    looks_after = RoleAssignment.objects.filter(user=assignment.user_id, programme=group.programme_id, role__in=(Role.COORDINATOR, Role.COMPLEX_MANAGER))
    if looks_after.filter(Q(groups=group) | Q(complexes=group.complex_id)).exists():
        yield ReviewConflict.LOOKS_AFTER


def _of_person(person: Person, group: Group) -> Iterator[str]:
    today = group.programme.today()
    since = today - CONFLICTS_LAST
    members = _members(group)
    lately = Q(valid_to=None) | Q(valid_to__gt=since)
    worked = Affiliation.objects.filter(lately, person=person, organisation__in=members)
    checks = {
        ReviewConflict.WORKS_FOR_MEMBER: worked,
        ReviewConflict.IS_MEMBER: Membership.objects.filter(group=group, person=person, state__in=LIVING_MEMBERSHIP),
        ReviewConflict.HOLDS_OFFICE: Office.objects.filter(lately, group=group, person=person),
        ReviewConflict.WORKED_TOGETHER: _worked_together(person, members, since),
        ReviewConflict.DECLARED_INTEREST: Interest.objects.on(today).filter(person=person, firm__in=members, ended_at=None),
    }
    for kind, records in checks.items():
        if records.exists():
            yield kind


def _members(group: Group) -> QuerySet[Organisation]:
    return Organisation.objects.filter(memberships__group=group, memberships__state__in=LIVING_MEMBERSHIP)


def _worked_together(person: Person, members: QuerySet[Organisation], since: date) -> QuerySet[Tie]:
    """Cooperation and contracts with people who work for a member; to have met is no conflict."""
    staff = Affiliation.objects.filter(Q(valid_to=None) | Q(valid_to__gt=since), organisation__in=members).values("person")
    close = Tie.objects.filter(kind__in=(TieKind.COOPERATED, TieKind.CONTRACTED), on_date__gte=since)
    return close.filter(Q(one=person, other__in=staff) | Q(other=person, one__in=staff))
