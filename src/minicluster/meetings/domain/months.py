"""A month of activities over groups and complexes, with what comes in their way."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language

from minicluster.meetings import rules
from minicluster.meetings.domain.clashes import ClashNote, clashes_of
from minicluster.meetings.domain.queries import ActivityFilter, activities_for
from minicluster.meetings.domain.years import start_of
from minicluster.meetings.models import Activity
from minicluster.platform.permissions import Viewer

# More in one month is for a list; a grid of it helps nobody.
MOST_SHOWN: Final = 1500
SHOWN_A_DAY: Final = 5
_WEEK: Final = 7
_MONTH: Final = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str, today: date) -> "Month":
        """The month that `2007-10` names; anything else is the present one."""
        found = _MONTH.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR else cls(today.year, today.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.following.first - timedelta(days=1)

    @property
    def before(self) -> "Month":
        """The month before."""
        day = self.first - timedelta(days=1)
        return Month(day.year, day.month)

    @property
    def following(self) -> "Month":
        """The month after."""
        later, number = divmod(self.number, 12)
        return Month(self.year + later, number + 1)

    def weeks(self) -> list[list[date]]:
        """Its weeks from Sunday to Saturday, as calendars in Korea print them, with the days of the months beside it."""
        start = self.first - timedelta(days=(self.first.weekday() + 1) % _WEEK)
        count = -(-((self.last - start).days + 1) // _WEEK)
        return [[start + timedelta(days=_WEEK * week + day) for day in range(_WEEK)] for week in range(count)]


@dataclass(frozen=True)
class Entry:
    """An activity on one of its days."""

    activity: Activity
    is_continued: bool
    has_clash: bool


@dataclass(frozen=True)
class Day:
    """One day of the grid."""

    day: date
    is_in_month: bool
    is_today: bool
    holiday: str
    is_off: bool
    entries: Sequence[Entry]

    @property
    def shown(self) -> Sequence[Entry]:
        """As many as a day of the grid holds."""
        return self.entries[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        """How many there are besides."""
        return max(0, len(self.entries) - SHOWN_A_DAY)


@dataclass(frozen=True)
class CalendarMonth:
    """Everything that the calendar shows of a month."""

    month: Month
    weeks: Sequence[Sequence[Day]]
    activities: int
    clashes: Sequence[ClashNote]

    @property
    def is_too_much(self) -> bool:
        """Whether there is more in it than a grid can show."""
        return self.activities > MOST_SHOWN


def calendar_for(viewer: Viewer, month: Month, chosen: ActivityFilter, today: date) -> CalendarMonth:
    """The activities of a month that fit and that the viewer may know of, with what comes in the way of those that take place."""
    within = activities_for(viewer, chosen).exclude(state=rules.ActivityState.CANCELLED)
    within = within.filter(starts_at__lt=start_of(month.following.first), ends_at__gte=start_of(month.first)).order_by("starts_at", "pk")
    found = list(within[: MOST_SHOWN + 1])
    if len(found) > MOST_SHOWN:
        return CalendarMonth(month, [], within.count(), [])
    clashes = clashes_of(viewer, [activity for activity in found if activity.state != rules.ActivityState.POSTPONED], (month.first, month.last))
    return CalendarMonth(month, _grid(month, found, clashes, today), len(found), clashes)


def _grid(month: Month, found: Sequence[Activity], clashes: Sequence[ClashNote], today: date) -> list[list[Day]]:
    weeks = month.weeks()
    holidays = rules.holidays_in({weeks[0][0].year, weeks[-1][-1].year}, get_language() or "ko")
    clashing = {activity.pk for note in clashes for activity in (note.activity, note.other) if activity}
    entries = _by_day(month, found, clashing)
    return [[_day(day, month, today, holidays, entries.get(day, [])) for day in week] for week in weeks]


def _by_day(month: Month, found: Sequence[Activity], clashing: set[int]) -> Mapping[date, list[Entry]]:
    entries: dict[date, list[Entry]] = defaultdict(list)
    for activity in found:
        starts_at, ends_at = max(activity.starts_at, start_of(month.first)), min(activity.ends_at, start_of(month.following.first))
        for day in rules.Occasion(activity.pk, starts_at, ends_at).days():
            is_continued = day > timezone.localtime(activity.starts_at).date()
            entries[day].append(Entry(activity, is_continued, activity.pk in clashing))
    return entries


def _day(day: date, month: Month, today: date, holidays: Mapping[date, str], entries: Sequence[Entry]) -> Day:
    is_in_month = (day.year, day.month) == (month.year, month.number)
    holiday = holidays.get(day, "")
    return Day(day, is_in_month, day == today, holiday, bool(holiday) or rules.is_weekend(day), entries)
