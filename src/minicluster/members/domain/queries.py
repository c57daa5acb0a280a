"""The only way a page gets members' records: what a person may see is decided here."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from minicluster.members.models import Group, Programme, RoleAssignment
from minicluster.platform.permissions import ROLE_LABELS, Role, Scope, Viewer

# Printed on the pages of a demonstration on purpose: its accounts hold invented records only.
DEMONSTRATION_PASSWORD = "thread-of-2007"  # noqa: S105  # no secret


def programme_by_default() -> Programme | None:
    """The programme that the public site shows: the first; None before any has been set up."""
    return Programme.objects.order_by("pk").first()


def assignments_of(user: Any) -> list[RoleAssignment]:
    """Every role of this user, in every programme."""
    return list(RoleAssignment.objects.filter(user=user).select_related("programme").order_by("pk"))


def assignment_for(user: Any, chosen: int | None) -> RoleAssignment | None:
    """The role in which this user acts: the one chosen, else the first."""
    own = assignments_of(user)
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


def groups_for(viewer: Viewer) -> QuerySet[Group]:
    """The groups of the viewer's programme."""
    return Group.objects.filter(programme_id=viewer.programme_id).select_related("complex", "programme")


def within(scope: Scope | None, viewer: Viewer, *, person: str = "", organisation: str = "", group: str = "", complex_: str = "") -> Q:
    """The filter that a scope means for a model, given the look-ups that lead from it to person, organisation, group and complex.

    The counterpart in SQL of `permissions.covers`; a property test holds the two together.
    """
    nothing = Q(pk__in=[])
    look_ups = {
        Scope.PERSON: (person, [viewer.person_id] if viewer.person_id else []),
        Scope.ORGANISATION: (organisation, viewer.organisation_ids),
        Scope.GROUPS: (group, viewer.group_ids),
        Scope.COMPLEX: (complex_, viewer.complex_ids),
    }
    if scope is None:
        return nothing
    if scope is Scope.PROGRAMME:
        return Q(programme_id=viewer.programme_id)
    look_up, ids = look_ups[scope]
    return Q(programme_id=viewer.programme_id, **{f"{look_up}__in": ids}) if look_up and ids else nothing


def group_for(viewer: Viewer, pk: int) -> Group:
    """One group; another programme's does not exist."""
    return get_object_or_404(groups_for(viewer), pk=pk)


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
