"""People as a viewer may see them, without their contact data."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from minicluster.members import rules
from minicluster.members.domain.queries.groups import groups_within
from minicluster.members.domain.queries.organisations import is_named
from minicluster.members.domain.queries.reach import reached, today_of
from minicluster.members.models import Affiliation, Membership, Office, Organisation, Person, RoleAssignment
from minicluster.platform.permissions import Scope, Viewer


def people_for(
    viewer: Viewer,
    *,
    q: str = "",
    expert: bool = False,
    group: int | None = None,
    complex: int | None = None,  # noqa: A002  # the field's word
) -> QuerySet[Person]:
    """The people of the viewer's programme that fit, with where they work. Their contact data stays where it is: see `read_contact`."""
    today = today_of(viewer)
    found = Person.objects.filter(programme_id=viewer.programme_id).defer("email", "phone")
    where = {look_up: pk for look_up, pk in (("group", group), ("group__complex", complex)) if pk}
    if expert:
        found = found.filter(Exists(Membership.objects.filter(person=OuterRef("pk"), state__in=rules.LIVING_MEMBERSHIP, **where)))
    elif where:
        found = found.filter(pk__in=_covered(today, **where).values("pk"))
    for word in q.split():
        working_there = Affiliation.objects.on(today).filter(organisation__in=Organisation.objects.filter(is_named(word)).order_by())
        named = Person.objects.filter(is_named(word)).order_by()
        found = found.filter(pk__in=named.values_list("pk").union(working_there.order_by().values_list("person_id")))
    present = Affiliation.objects.on(today).select_related("organisation")
    living = Membership.objects.filter(state__in=rules.LIVING_MEMBERSHIP).select_related("group")
    return found.prefetch_related(Prefetch("affiliations", present, "present_affiliations"), Prefetch("memberships", living, "living_memberships")).order_by(
        "name_ko", "pk"
    )


def people_of_group(group_id: int, day: date) -> QuerySet[Person]:
    """Whom a group covers on a day: the staff of its member organisations, by their affiliation, and its expert members. Derived, never copied."""
    return _covered(day, group=group_id)


def _covered(day: date, **where: int) -> QuerySet[Person]:
    living = Membership.objects.filter(state__in=rules.LIVING_MEMBERSHIP, **where)
    staff = Affiliation.objects.on(day).filter(organisation_id__in=living.values("organisation_id"))
    return Person.objects.filter(Q(pk__in=staff.values("person_id")) | Q(pk__in=living.values("person_id"))).defer("email", "phone").order_by("name_ko", "pk")


def person_for(viewer: Viewer, pk: int, *, to: str = "") -> Person:
    """One person, without contact data; another programme's does not exist. With `to`, only for whoever may do that on them."""
    people = Person.objects.select_related("programme").defer("email", "phone")
    return reached(viewer, get_object_or_404(people, programme_id=viewer.programme_id, pk=pk), to)


def organisation_ids_on(day: date, person_ids: Iterable[int]) -> dict[int, int]:
    """For whom each of these people worked on that day; of several, the affiliation that began last."""
    rows = Affiliation.objects.on(day).filter(person_id__in=list(person_ids)).order_by("valid_from", "pk").values_list("person_id", "organisation_id")
    return dict(rows)


def membership_list(group_ids: Iterable[int]) -> QuerySet[Person]:
    """Whom one invites to a meeting of these groups: the representatives of the members with their deputies, and the expert members."""
    living = Membership.objects.filter(group_id__in=list(group_ids), state__in=rules.LIVING_MEMBERSHIP)
    named = Q(pk__in=living.values("representative_id")) | Q(pk__in=living.values("deputy_id")) | Q(pk__in=living.values("person_id"))
    return Person.objects.filter(named).defer("email", "phone").order_by("name_ko", "pk")


def representatives_of(organisation_ids: Iterable[int], group_ids: Iterable[int]) -> dict[int, Person]:
    """Who represents each of these organisations in the groups: the representative, else the deputy; an organisation without either is left out."""
    living = Membership.objects.filter(organisation_id__in=list(organisation_ids), group_id__in=list(group_ids), state__in=rules.LIVING_MEMBERSHIP)
    rows = living.select_related("representative", "deputy").order_by("valid_from", "pk")
    named = ((row.organisation_id, row.representative or row.deputy) for row in rows)
    return {organisation: person for organisation, person in named if organisation and person}


def represented_by(group_ids: Iterable[int], deputies: Iterable[int]) -> dict[int, int]:
    """For whom each of these people deputises in the groups, by the memberships."""
    living = Membership.objects.filter(group_id__in=list(group_ids), deputy_id__in=list(deputies), state__in=rules.LIVING_MEMBERSHIP)
    return {deputy: chief for deputy, chief in living.values_list("deputy_id", "representative_id") if deputy and chief}


def officers_within(viewer: Viewer, scope: Scope | None) -> QuerySet[Person]:
    """Who holds which offices today in the groups that a permission of this scope reaches, without contact data."""
    groups = groups_within(viewer, scope).order_by().values("pk")
    holding = Office.objects.on(today_of(viewer)).filter(group_id__in=groups)
    people = Person.objects.filter(pk__in=holding.values("person_id"), programme_id=viewer.programme_id).defer("email", "phone")
    present = Prefetch("offices", holding.select_related("group").order_by("pk"), "present_offices")
    return people.prefetch_related(present).order_by("name_ko", "pk")


def language_of(person: Person) -> str:
    """The language in which one writes to a person: that of their account, else the programme's first."""
    language = RoleAssignment.objects.filter(person=person).values_list("user__language", flat=True).first()
    return language or settings.LANGUAGE_CODE
