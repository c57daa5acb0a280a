"""What can be done with an activity on its page: the next act, what one does at this stage, and everything else folded away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from minicluster.meetings import rules
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import steps_open_to
from minicluster.platform.permissions import Viewer

# Where each act on the page of an activity is done; the steps of its lifecycle have one address for all.
_WRITING: Final = {
    "write_agenda": "meetings:activity-agenda",
    "invite_person": "meetings:activity-invite",
    "move_activity": "meetings:activity-move",
    "change_activity": "meetings:activity-change",
    "record_attendance": "meetings:attendance",
    "write_minutes": "meetings:activity-minutes-write",
    "circulate_minutes": "meetings:activity-minutes-circulate",
    "record_decision": "meetings:activity-decision",
    "record_election": "meetings:activity-election",
    "write_visit_report": "meetings:visit-report-write",
    "take_in_applicants": "meetings:activity-take-in",
    "assign_action_item": "meetings:activity-action-item",
    "record_honorarium": "meetings:activity-honorarium",
    "repeat_activity": "meetings:activity-repeat",
    "cancel_series": "meetings:series-cancel",
}
_ASKS: Final = "settle_costs"
_UNAPPROVED: Final = (rules.MinutesState.DRAFT, rules.MinutesState.CIRCULATED)


@dataclass(frozen=True)
class Act:
    """One act with the address at which it is done; a step that asks for nothing is one press, all others open a form."""

    verb: str
    address: str
    is_one_press: bool = False


@dataclass(frozen=True)
class Acts:
    """The acts as the page shows them."""

    following: Act | None
    at_work: list[Act]
    others: list[Act]


def acts_open_to(viewer: Viewer, shown: Activity, *, has_attendance: bool, minutes: str) -> Acts:
    """What this viewer may do with the activity as it stands."""
    progress = rules.Progress(shown.state, shown.starts_at, shown.now(), has_attendance, minutes)
    acts = {act.verb: act for act in (*_writing(viewer, shown, minutes), *_steps(viewer, shown, progress))}
    following = acts.get(rules.next_act(progress))
    at_work = [acts[verb] for verb in rules.acts_at_work(progress, acts)]
    return Acts(following, at_work, [act for act in acts.values() if act != following and act not in at_work])


def _writing(viewer: Viewer, shown: Activity, minutes: str) -> Iterable[Act]:
    """What is written about it; a draft is sent round only where there is one."""
    possible = rules.acts_possible(shown.kind, shown.state, recurs=shown.series_id is not None, has_draft=minutes in _UNAPPROVED)
    return [Act(act, reverse(_WRITING[act], args=[shown.pk])) for act in possible if rules.PERMISSIONS.allows(viewer, act, shown.place())]


def _steps(viewer: Viewer, shown: Activity, progress: rules.Progress) -> Iterable[Act]:
    """The steps of its lifecycle; that it was held is not offered before its hour, nor to approve minutes before there are some."""
    return [
        Act(verb, reverse("meetings:activity-step", args=[shown.pk, verb]), is_one_press=not needs_reason and verb != _ASKS)
        for verb, needs_reason in steps_open_to(viewer, shown)
        if {"hold_activity": progress.has_begun, "approve_minutes": bool(progress.minutes)}.get(verb, True)
    ]
