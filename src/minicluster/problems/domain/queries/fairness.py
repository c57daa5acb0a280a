"""Declared interests as a viewer may see them, and the verdicts of the gate."""

from typing import Any

from django.db.models import Q, QuerySet

from minicluster.members.domain.queries import organisations_within, people_of_group
from minicluster.members.models import Organisation, Person, Programme
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.platform.permissions import Role, Scope, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.queries.problems import open_problems_for
from minicluster.problems.models import GateVerdict, Interest
from minicluster.problems.rules.fairness import InterestKind


def interests_for(viewer: Viewer, chosen: dict[str, Any] | None = None) -> QuerySet[Interest]:
    """The declared interests that the viewer may see, latest first: an expert those about them, but for what a firm keeps from them; a firm its own."""
    rows: QuerySet[Interest] = Interest.objects.filter(_visible_interests(viewer), programme_id=viewer.programme_id)
    if chosen and chosen.get("person"):
        rows = rows.filter(person=chosen["person"])
    return rows.select_related("person", "other", "firm", "problem", "programme").order_by("-valid_from", "-pk")


def _visible_interests(viewer: Viewer) -> Q:
    """`Interest.place` as a filter; a test holds the two together."""
    scope = rules.PERMISSIONS.scope(viewer, "view_interest")
    secret = Q(kind=InterestKind.KEPT_OUT)
    if scope is Scope.PERSON:
        return Q(person=viewer.person_id or 0) & ~secret
    if scope is Scope.ORGANISATION:
        return Q(firm__in=viewer.organisation_ids) & (secret | Q(other__isnull=False) | Q(declared_as=Role.FIRM_USER))
    if scope is Scope.GROUPS:
        return Q(firm__in=organisations_within(viewer, scope).values("pk")) | Q(person__in=_people_within(viewer))
    return Q() if scope is Scope.PROGRAMME else Q(pk__in=[])


def _people_within(viewer: Viewer) -> QuerySet[Any]:
    """Expert members of the viewer's groups and those who work for a member: whom a coordinator looks after."""
    programme = Programme.objects.get(pk=viewer.programme_id)
    people: QuerySet[Any] = Person.objects.none().values("pk")
    for group in sorted(viewer.group_ids):
        people = people.union(people_of_group(group, programme.today()).order_by().values("pk"))
    return people


def interest_for(viewer: Viewer, pk: int) -> Interest:
    """One declared interest.

    Raises:
        NotVisibleError: there is none, or not for them.
    """
    interest = interests_for(viewer).filter(pk=pk).first()
    if interest is None:
        raise NotVisibleError
    return interest


def people_to_declare_for(viewer: Viewer, person_id: int | None = None) -> QuerySet[Person]:
    """Whose interest can be declared: the expert's own; else expert members of the programme, or the one person that is asked for."""
    people = Person.objects.filter(programme_id=viewer.programme_id).defer("email", "phone").order_by("name_ko", "pk")
    if viewer.role is Role.EXPERT:
        return people.filter(pk=viewer.person_id or 0)
    experts = Q(memberships__state__in=LIVING_MEMBERSHIP) | Q(expertise__isnull=False)
    return people.filter(Q(pk=person_id) if person_id else experts).distinct()


def firms_to_declare_about(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations that an interest can lie in: a firm declares about itself, others about any."""
    firms = Organisation.objects.filter(programme_id=viewer.programme_id).order_by("name_ko", "pk")
    return firms.filter(pk__in=viewer.organisation_ids) if viewer.role is Role.FIRM_USER else firms


def problems_to_keep_back(viewer: Viewer) -> Any:
    """The open problems that can be kept from somebody one by one."""
    return open_problems_for(viewer).filter(firm__in=viewer.organisation_ids) if viewer.role is Role.FIRM_USER else open_problems_for(viewer)


def verdicts_for(viewer: Viewer) -> QuerySet[GateVerdict]:
    """The verdicts of the gate, latest first."""
    may_see = rules.PERMISSIONS.scope(viewer, "view_matching_policy") is not None
    rows = GateVerdict.objects.filter(programme_id=viewer.programme_id) if may_see else GateVerdict.objects.none()
    return rows.order_by("-measured_at", "-pk")


def verdict_for(viewer: Viewer, pk: int) -> GateVerdict:
    """One verdict.

    Raises:
        NotVisibleError: there is none, or not for them.
    """
    verdict = verdicts_for(viewer).select_related("programme").filter(pk=pk).first()
    if verdict is None:
        raise NotVisibleError
    return verdict
