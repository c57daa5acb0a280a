"""Announcing, moving, postponing and cancelling: whoever is invited is told in the same transaction, so that no calendar shows what is no longer so."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.seats import locked, not_possible
from minicluster.meetings.domain.invitation_mail import people_to_tell, send_cancellation, send_change, send_invitations, send_postponement
from minicluster.meetings.domain.told import Change
from minicluster.meetings.models import Activity
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError

_State = rules.ActivityState
# Before it is announced nobody has been told anything.
_UNTOLD = (_State.PLANNED,)


@transaction.atomic
def announce_activity(*, actor: Viewer, activity: Activity, why: str = "") -> Activity:
    """Announce an activity, and send the invitations that were prepared for it. One that was postponed comes back into calendars.

    Raises:
        InvalidInputError: it was postponed, and still stands at a time that lies behind.
    """
    rules.PERMISSIONS.require(actor, "announce_activity", activity.place())
    stored = locked(activity)
    was_postponed = stored.state == _State.POSTPONED
    if was_postponed and stored.starts_at <= stored.now():
        raise InvalidInputError(_("It still stands at its former time, which lies behind. Nothing was changed; please move it to its new time first."))
    changes = {"sequence": stored.sequence + 1} if was_postponed else {}
    take_step(activity, "announce_activity", actor=actor, why=why, **changes)
    send_invitations(people_to_tell(locked(activity)))
    return activity


@transaction.atomic
def move_activity(*, actor: Viewer, activity: Activity, starts_at: datetime, ends_at: datetime, venue: str = "", why: str = "") -> Activity:
    """Move an activity to another time or place. Answers and seats stand; everybody who did not decline is told what changed, and may answer anew.

    Raises:
        IllegalStepError: it lies behind, or is cancelled.
        InvalidInputError: it would end before it starts or lie in the past, or nothing is different.
    """
    rules.PERMISSIONS.require(actor, "move_activity", activity.place())
    refuse_resident_registration_numbers(venue=venue, why=why)
    stored = locked(activity)
    if stored.state not in (*rules.AHEAD, _State.POSTPONED):
        raise not_possible(stored)
    before, venue = Change(stored.starts_at, stored.ends_at, stored.venue), " ".join(venue.split())
    starts_at, ends_at = _as_meant(starts_at, stored.starts_at), _as_meant(ends_at, stored.ends_at)
    if (starts_at, ends_at, venue) == (before.starts_at, before.ends_at, before.venue):
        raise InvalidInputError(_("Time and place are as they were. Nothing was changed, and nobody was written to."))
    if (starts_at, ends_at) != (before.starts_at, before.ends_at):
        _refuse_wrong_times(stored, starts_at, ends_at)
    _set(activity, stored, starts_at=starts_at, ends_at=ends_at, venue=venue)
    record_act(actor=actor, action="move_activity", record=activity, fields=["starts_at", "ends_at", "venue"], why=why)
    if stored.state not in (*_UNTOLD, _State.POSTPONED):
        send_change(stored, before, why)
    return activity


@transaction.atomic
def postpone_activity(*, actor: Viewer, activity: Activity, why: str, starts_at: datetime | None = None, ends_at: datetime | None = None) -> Activity:
    """Postpone an activity. To a time that is known, it is announced again by the very mail that tells it; else it waits for its new time.

    Raises:
        InvalidInputError: no reason, or it would end before it starts or lie in the past.
    """
    rules.PERMISSIONS.require(actor, "postpone_activity", activity.place())
    stored = locked(activity)
    before, is_told = Change(stored.starts_at, stored.ends_at, stored.venue), stored.state not in _UNTOLD
    start = starts_at or stored.starts_at
    end = ends_at or start + (stored.ends_at - stored.starts_at)
    if starts_at or ends_at:
        _refuse_wrong_times(stored, start, end)
    take_step(activity, "postpone_activity", actor=actor, why=why, starts_at=start, ends_at=end, sequence=stored.sequence + 1, **_deadline(stored, start))
    has_new_time = start != before.starts_at
    if is_told and has_new_time:
        take_step(activity, "announce_activity", actor=actor)
        send_change(locked(activity), before, why)
    elif is_told:
        send_postponement(locked(activity), why)
    return activity


@transaction.atomic
def cancel_activity(*, actor: Viewer, activity: Activity, why: str) -> Activity:
    """Cancel an activity, with notice to everybody who did not decline.

    Raises:
        InvalidInputError: no reason.
    """
    stored = locked(activity)
    take_step(activity, "cancel_activity", actor=actor, why=why, sequence=stored.sequence + 1)
    if stored.state not in _UNTOLD:
        send_cancellation(locked(activity), why)
    return activity


def _as_meant(typed: datetime, stored: datetime) -> datetime:
    """A form knows no seconds: the same minute is the same time."""
    return stored if typed == stored.replace(second=0, microsecond=0) else typed


def _set(activity: Activity, stored: Activity, **facts: object) -> None:
    """Write the new time and place, counted up, on the row and on the record that the caller holds."""
    changes = {**facts, "sequence": stored.sequence + 1, **_deadline(stored, facts["starts_at"])}
    for record in (stored, activity):
        for name, value in changes.items():
            setattr(record, name, value)
    stored.save(update_fields=list(changes))


def _deadline(stored: Activity, starts_at: object) -> dict[str, object]:
    """A time by which answers were asked for means nothing once the activity has another time."""
    return {} if starts_at == stored.starts_at else {"answer_by": None}


def _refuse_wrong_times(activity: Activity, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at < starts_at:
        raise InvalidInputError(_("The activity would end before it starts. Please check the times; what you typed is kept."), field="ends_at")
    if starts_at <= activity.now():
        raise InvalidInputError(_("That time lies behind already. Nothing was changed; please give a time that is still to come."), field="starts_at")
