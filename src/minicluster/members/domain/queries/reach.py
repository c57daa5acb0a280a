"""What a scope reaches, and whether one record is within it."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Q

from minicluster.members import rules
from minicluster.members.models import Programme, ProgrammeRecord
from minicluster.platform.permissions import Scope, Viewer

Found = TypeVar("Found", bound=ProgrammeRecord)


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


def reached(viewer: Viewer, record: Found, to: str) -> Found:
    """The record; with `to`, only for whoever may do that on it."""
    if to:
        rules.PERMISSIONS.require(viewer, to, record.place())
    return record


def steps_open_to(viewer: Viewer, record: Any) -> list[tuple[str, bool]]:
    """The verbs that this viewer may take on the record as it stands, each with whether it asks for a reason."""
    place, cycle = record.place(), record.LIFECYCLE
    return [(verb, cycle.steps[verb].needs_reason) for verb in cycle.verbs_from(record.state) if record.PERMISSIONS.allows(viewer, verb, place)]


def today_of(viewer: Viewer) -> date:
    """The day that it is in the viewer's programme."""
    return Programme.objects.get(pk=viewer.programme_id).today()
