"""Activities that recur: repeating one, changing it or it and those that follow, cancelling the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.activities import take_activity_step
from minicluster.meetings.domain.actions.changes import move_activity
from minicluster.meetings.domain.series import following
from minicluster.meetings.models import Activity, ActivitySeries
from minicluster.meetings.rules import Recurrence, Skipped, Turns
from minicluster.platform.audit.journal import record_act, record_acts
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

# What a repeated activity has in common with the first; what happens at each of them is its own.
_COPIED: Final = (
    "programme_id", "kind", "title", "venue", "agenda", "host_id", "speaker_id", "capacity", "budget_line", "planned_cost_krw", "visibility", "invented",
)  # fmt: skip


@dataclass(frozen=True)
class Repeated:
    """What came of repeating an activity: those that were planned, the turns that are left out, and the days that the series had already."""

    series: ActivitySeries
    planned: Sequence[Activity]
    skipped: Sequence[Skipped]
    there_before: Sequence[date]


@transaction.atomic
def repeat_activity(*, actor: Viewer, activity: Activity, recurrence: Recurrence) -> Repeated:
    """Plan an activity again in a rhythm; all of them are one series, and a day on which the series meets already is not planned twice.

    Raises:
        IllegalStepError: the activity is cancelled.
        InvalidInputError: it says neither how often nor until when, or would be more than a series holds.
    """
    rules.PERMISSIONS.require(actor, "repeat_activity", activity.place())
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if stored.state == rules.ActivityState.CANCELLED:
        raise IllegalStepError(_("This activity is cancelled. Nothing was changed; please repeat one that takes place."))
    start = timezone.localtime(stored.starts_at)
    turns = _turns(recurrence, start)
    series = stored.series or ActivitySeries.objects.create(programme_id=stored.programme_id, title=stored.title, invented=stored.invented)
    days = {timezone.localtime(at).date() for at in series.activities.values_list("starts_at", flat=True)}
    new = [_again(stored, series, day, start.time()) for day in turns.days if day not in days]
    _plan(actor, activity, series, new)
    return Repeated(series, new, turns.skipped, [day for day in turns.days if day in days])


def _turns(recurrence: Recurrence, start: datetime) -> Turns:
    if recurrence.times is None and recurrence.until is None:
        raise InvalidInputError(_("Please say how many times, or until when. Nothing was planned; what you typed is kept."), field="times")
    if recurrence.until is not None and recurrence.until <= start.date():
        raise InvalidInputError(_("The last day lies before the second meeting. Nothing was planned; what you typed is kept."), field="until")
    turns = rules.turns_of(recurrence, start.date(), start.time())
    if turns.is_cut_short:
        raise InvalidInputError(
            _("This would be more than %(most)s meetings. Nothing was planned; please give an earlier day, or fewer times.") % {"most": rules.MOST_MEETINGS},
            field="until" if recurrence.until else "times",
        )
    return turns


def _again(activity: Activity, series: ActivitySeries, day: date, at: time) -> Activity:
    starts_at = rules.at_clock(day, at)
    if starts_at is None:
        # The turns leave such hours out.
        raise ValueError(day)
    copied = {name: getattr(activity, name) for name in _COPIED}
    return Activity(series=series, starts_at=starts_at, ends_at=starts_at + (activity.ends_at - activity.starts_at), **copied)


def _plan(actor: Viewer, activity: Activity, series: ActivitySeries, new: Sequence[Activity]) -> None:
    Activity.objects.bulk_create(new)
    links = Activity.groups.through
    links.objects.bulk_create(links(activity_id=one.pk, group_id=group.pk) for one in new for group in activity.groups.all())
    activity.series = series
    activity.save(update_fields=["series"])
    acts = [(one.record_type, one.pk, ["series"]) for one in new]
    record_acts(actor=actor, action="plan_activity", programme_id=activity.programme_id, at=activity.now(), acts=acts)
    record_act(actor=actor, action="repeat_activity", record=activity, fields=["series"])


@transaction.atomic
def change_activity(*, actor: Viewer, activity: Activity, title: str, venue: str, starts: time, ends: time, with_following: bool = False) -> Sequence[Activity]:
    """Change title, place and time of day of an activity, or of it and those of its series that follow; each stays on its day. Gives those that changed.

    Time and place are changed by `move_activity`, so that whoever is invited is told.

    Raises:
        IllegalStepError: it was held, or is cancelled.
        InvalidInputError: it would end before it starts, or at an hour that the clocks jumped over.
    """
    refuse_resident_registration_numbers(title=title, venue=venue)
    changed: list[Activity] = []
    for one in _locked(activity, with_following=with_following):
        rules.PERMISSIONS.require(actor, "change_activity", one.place())
        is_renamed = _rename(actor, one, title.strip())
        is_moved = _move(actor, one, venue=" ".join(venue.split()), **_times(one, starts, ends))
        if is_renamed or is_moved:
            changed.append(one)
    return changed


def _locked(activity: Activity, *, with_following: bool) -> Sequence[Activity]:
    rows = list(following(activity).select_for_update(of=("self",)))
    if activity.pk not in {row.pk for row in rows}:
        raise IllegalStepError(_("This activity was held or is cancelled, and stays as it is on record. Nothing was changed."))
    return rows if with_following else [row for row in rows if row.pk == activity.pk]


def _times(activity: Activity, starts: time, ends: time) -> dict[str, datetime]:
    first, last = (timezone.localtime(at).date() for at in (activity.starts_at, activity.ends_at))
    starts_at, ends_at = rules.at_clock(first, starts), rules.at_clock(last, ends)
    if starts_at is None or ends_at is None:
        raise InvalidInputError(_("The clocks jumped over this hour on that day. Nothing was changed; please choose another hour."), field="starts")
    if ends_at < starts_at:
        raise InvalidInputError(_("The activity would end before it starts. Please check the times; what you typed is kept."), field="ends")
    return {"starts_at": starts_at, "ends_at": ends_at}


def _rename(actor: Viewer, activity: Activity, title: str) -> bool:
    if title == activity.title:
        return False
    activity.title = title
    activity.save(update_fields=["title"])
    record_act(actor=actor, action="change_activity", record=activity, fields=["title"])
    return True


def _move(actor: Viewer, activity: Activity, **facts: Any) -> bool:
    if all(getattr(activity, name) == value for name, value in facts.items()):
        return False
    move_activity(actor=actor, activity=activity, **facts)
    return True


@transaction.atomic
def cancel_series(*, actor: Viewer, activity: Activity, why: str) -> Sequence[Activity]:
    """Cancel an activity and all of its series that follow it, each by the same step and with the same reason.

    Raises:
        IllegalStepError: it was held, or is cancelled.
        InvalidInputError: no reason.
    """
    rules.PERMISSIONS.require(actor, "cancel_series", activity.place())
    rest = _locked(activity, with_following=True)
    for one in rest:
        take_activity_step(actor=actor, activity=one, verb="cancel_activity", why=why)
    return rest
