"""What can be done with an activity on its page, by its kind and state, and what of it comes next. Whether somebody may is for the permission map to say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from minicluster.meetings.rules.activities import AHEAD, WAS_HELD, ActivityKind, ActivityState
from minicluster.meetings.rules.door import DOOR_OPENS_BEFORE
from minicluster.meetings.rules.minutes import MinutesState
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
    "circulate_minutes": _MINUTES_OPEN,
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


def acts_possible(kind: str, state: str, *, recurs: bool = False, has_draft: bool = False) -> tuple[str, ...]:
    """The acts, in the order in which they come up in the life of an activity; what is approved is not written on."""
    fitting = (act for act, states in _WHILE.items() if state in states and kind in _ONLY_AT.get(act, ActivityKind))
    lacking = {act for act, is_there in {"cancel_series": recurs, "circulate_minutes": has_draft}.items() if not is_there}
    return tuple(act for act in fitting if act not in lacking)


_AT_WORK: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(AHEAD, ("invite_person", "write_agenda", "record_attendance")),
    ActivityState.HELD: ("record_attendance", "write_visit_report", "record_election", "take_in_applicants", "write_minutes"),
    ActivityState.ATTENDED: (
        "write_visit_report",
        "record_election",
        "take_in_applicants",
        "write_minutes",
        "record_decision",
        "assign_action_item",
        "approve_minutes",
    ),
    ActivityState.MINUTED: ("assign_action_item",),
    ActivityState.POSTPONED: ("move_activity",),
}


@dataclass(frozen=True)
class Progress:
    """How far an activity has come, as far as it says what is done next; `minutes` is their state, empty where there are none."""

    state: str
    starts_at: datetime
    now: datetime
    has_attendance: bool = False
    minutes: str = ""

    @property
    def has_begun(self) -> bool:
        """Whether its hour has come."""
        return self.starts_at <= self.now

    @property
    def is_at_the_door(self) -> bool:
        """Whether guests may come in already."""
        return self.starts_at - DOOR_OPENS_BEFORE <= self.now


def next_act(progress: Progress) -> str:
    """The one act that leads an activity on; none where there is nothing left to do."""
    state = progress.state
    if state in AHEAD and state != ActivityState.PLANNED and progress.is_at_the_door:
        return "hold_activity" if progress.has_begun else "record_attendance"
    if state == ActivityState.HELD:
        return "confirm_attendance" if progress.has_attendance else "record_attendance"
    if state == ActivityState.ATTENDED:
        return {"": "write_minutes", MinutesState.DRAFT: "circulate_minutes"}.get(progress.minutes, "approve_minutes")
    return {
        ActivityState.PLANNED: "hold_activity" if progress.has_begun else "announce_activity",
        ActivityState.ANNOUNCED: "open_registration",
        ActivityState.OPEN: "close_registration",
        ActivityState.CLOSED: "record_attendance",
        ActivityState.POSTPONED: "announce_activity" if not progress.has_begun else "move_activity",
        ActivityState.MINUTED: "settle_costs",
    }.get(ActivityState(state), "")


def acts_at_work(progress: Progress, possible: Collection[str]) -> list[str]:
    """What one does at this stage beside the next act, in the order in which it comes up; everything else is rarely asked for."""
    following = next_act(progress)
    return [act for act in _AT_WORK.get(progress.state, ()) if act in possible and act != following]
