"""Programmes, the records that a role is to reach, and viewers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group, Organisation, Person, Programme, RoleAssignment
from minicluster.platform.permissions import ROLE_LABELS, Role, Viewer
from minicluster.platform.refusals import NotVisibleError

# Printed on the pages of a demonstration on purpose: its accounts hold invented records only.
DEMONSTRATION_PASSWORD = "thread-of-2007"  # noqa: S105  # no secret


def programme_by_default() -> Programme | None:
    """The programme that the public site shows: the first; None before any has been set up."""
    return Programme.objects.order_by("pk").first()


def programmes_named(slug: str | None) -> list[Programme]:
    """The programme of this short name, or all of them."""
    return list(Programme.objects.filter(slug=slug) if slug else Programme.objects.order_by("pk"))


def reach_named(programme: Programme, *, complexes: Iterable[str], groups: Iterable[str], person: int | None, organisation: int | None) -> dict[str, Any]:
    """The records of the programme that a role is to reach, by short name or number.

    Raises:
        NotVisibleError: one of them is not there.
    """
    within_programme = {"programme": programme}
    return {
        "complexes": [get_one(Complex.objects.filter(slug=slug, **within_programme), slug) for slug in complexes],
        "groups": [get_one(Group.objects.filter(slug=slug, **within_programme), slug) for slug in groups],
        "person": get_one(Person.objects.filter(pk=person, **within_programme), person) if person else None,
        "organisation": get_one(Organisation.objects.filter(pk=organisation, **within_programme), organisation) if organisation else None,
    }


def get_one(found: QuerySet[Any], name: object) -> Any:
    """The only record found."""
    rows = list(found[:2])
    if len(rows) != 1:
        raise NotVisibleError(_("“%(name)s” names no record of this programme, or several. Nothing was changed.") % {"name": name})
    return rows[0]


def assignments_of(user: Any) -> list[RoleAssignment]:
    """Every role of this user, in every programme."""
    return list(RoleAssignment.objects.filter(user=user).select_related("programme").order_by("pk"))


def acting_assignment(own: Sequence[RoleAssignment], chosen: int | None = None) -> RoleAssignment | None:
    """The one of their own roles in which a user acts: the one chosen, else the first."""
    return next((assignment for assignment in own if assignment.pk == chosen), own[0] if own else None)


def viewer_of(assignment: RoleAssignment | None, programme: Programme | None) -> Viewer:
    """The viewer of an assignment, or the public of a programme."""
    if assignment is None:
        return Viewer(Role.ANONYMOUS, programme.pk if programme else 0)
    return Viewer(
        role=Role(assignment.role),
        programme_id=assignment.programme_id,
        user_id=assignment.user_id,
        person_id=assignment.person_id,
        organisation_ids=frozenset({assignment.organisation_id} if assignment.organisation_id else ()),
        group_ids=frozenset(assignment.groups.values_list("pk", flat=True)),
        complex_ids=frozenset(assignment.complexes.values_list("pk", flat=True)),
    )


def demonstration_sign_ins(programme: Programme | None) -> dict[str, Any] | None:
    """One sign-in per role, shown only where every record is invented."""
    if programme is None or not programme.invented:
        return None
    rows = RoleAssignment.objects.filter(programme=programme, user__email__endswith="@demo.example").select_related("user").order_by("pk")
    return {"password": DEMONSTRATION_PASSWORD, "accounts": [(ROLE_LABELS[Role(row.role)], row.user.email) for row in rows]}


def guided_walk_for(viewer: Viewer) -> str:
    """The reference of a record of the guided thread, where the demonstration has loaded it and the viewer's role may walk it."""
    programme = Programme.objects.filter(pk=viewer.programme_id, invented=True).first()
    return programme.guided_thread if programme else ""
