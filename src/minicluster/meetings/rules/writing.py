"""What can be done with an activity on its page, by its kind and state. Whether somebody may is for the permission map to say."""

from collections.abc import Mapping
from typing import Final

from minicluster.meetings.rules.activities import AHEAD, WAS_HELD, ActivityKind, ActivityState
from minicluster.meetings.rules.taking_in import body_of

CHANGEABLE: Final = (*AHEAD, ActivityState.POSTPONED)
_MINUTES_OPEN: Final = tuple(state for state in WAS_HELD if state is not ActivityState.MINUTED)
_WHILE: Final[Mapping[str, tuple[ActivityState, ...]]] = {
    "write_agenda": tuple(state for state in ActivityState if state is not ActivityState.MINUTED),
    "invite_person": AHEAD,
    "move_activity": CHANGEABLE,
    "change_activity": CHANGEABLE,
    "record_attendance": (*AHEAD, ActivityState.HELD),
    "write_minutes": _MINUTES_OPEN,
    "record_decision": _MINUTES_OPEN,
    "record_election": _MINUTES_OPEN,
    "write_visit_report": WAS_HELD,
    "take_in_applicants": WAS_HELD,
    "assign_action_item": tuple(ActivityState),
    "record_honorarium": WAS_HELD,
    "repeat_activity": tuple(state for state in ActivityState if state is not ActivityState.CANCELLED),
    "cancel_series": CHANGEABLE,
}
_ONLY_AT: Final[Mapping[str, tuple[ActivityKind, ...]]] = {
    "record_election": (ActivityKind.ASSEMBLY,),
    "write_visit_report": (ActivityKind.VISIT,),
    "take_in_applicants": tuple(kind for kind in ActivityKind if body_of(kind)),
}


def acts_possible(kind: str, state: str, *, recurs: bool = False) -> tuple[str, ...]:
    """The acts, in the order in which they come up in the life of an activity; what is approved is not written on."""
    fitting = (act for act, states in _WHILE.items() if state in states and kind in _ONLY_AT.get(act, ActivityKind))
    return tuple(act for act in fitting if recurs or act != "cancel_series")
