"""On which days a meeting recurs. Days are days in Korea; an hour that a clock change left out is not made up."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.days_off import is_holiday
from minicluster.platform.imports.days import SEOUL

MOST_MEETINGS: Final = 60
MOST_APART: Final = 12
_MONTHS: Final = 12
_WEEK: Final = 7
# The fifth of a weekday in a month is meant as the last one: many months have but four.
_FIFTH: Final = 5


class Rhythm(TextChoices):
    """How a meeting recurs."""

    WEEKLY = "weekly", _("Weekly, on the same weekday")
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday", _("Monthly, on the same weekday of the month (such as the second Tuesday)")
    MONTHLY_BY_DAY = "monthly_by_day", _("Monthly, on the same day of the month")


class SkipReason(TextChoices):
    """Why a day of the rhythm is left out."""

    HOLIDAY = "holiday", _("a public holiday")
    NO_SUCH_DAY = "no_such_day", _("this month has no such day")
    NO_SUCH_HOUR = "no_such_hour", _("the clocks were changed at this hour")


@dataclass(frozen=True)
class Recurrence:
    """A rhythm, and how far it goes: so many meetings with the first, or until a day."""

    rhythm: str
    every: int = 1
    times: int | None = None
    until: date | None = None
    skips_holidays: bool = False


@dataclass(frozen=True)
class Skipped:
    """A turn of the rhythm that is left out; of a month without such a day the first is named."""

    day: date
    reason: SkipReason


@dataclass(frozen=True)
class Turns:
    """The days on which it recurs after the first, and those that are left out."""

    days: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    is_cut_short: bool = False
    """Whether it would have gone on beyond the largest number of meetings or the last year that a day can have."""


def turns_of(recurrence: Recurrence, first: date, at: time) -> Turns:
    """The days after the first on which a meeting recurs, at that time of day. What is skipped is not counted among the meetings."""
    days: list[date] = []
    skipped: list[Skipped] = []
    for turn in _rhythm(recurrence, first):
        day = turn.day if isinstance(turn, Skipped) else turn
        if recurrence.until and day > recurrence.until:
            return Turns(tuple(days), tuple(skipped))
        if recurrence.times and len(days) + 1 >= recurrence.times:
            return Turns(tuple(days), tuple(skipped))
        if len(days) + 1 >= MOST_MEETINGS:
            break
        left_out = turn if isinstance(turn, Skipped) else _left_out(recurrence, turn, at)
        if left_out:
            skipped.append(left_out)
        else:
            days.append(day)
    return Turns(tuple(days), tuple(skipped), is_cut_short=True)


def _left_out(recurrence: Recurrence, day: date, at: time) -> Skipped | None:
    if recurrence.skips_holidays and is_holiday(day):
        return Skipped(day, SkipReason.HOLIDAY)
    return Skipped(day, SkipReason.NO_SUCH_HOUR) if at_clock(day, at) is None else None


def _rhythm(recurrence: Recurrence, first: date) -> Iterator[date | Skipped]:
    """Every turn after the first, without end but for the last year of the calendar."""
    turns = _weekly(recurrence, first) if recurrence.rhythm == Rhythm.WEEKLY else _monthly(recurrence, first)
    try:
        yield from turns
    except (OverflowError, ValueError):
        return


def _weekly(recurrence: Recurrence, first: date) -> Iterator[date]:
    return (first + timedelta(weeks=recurrence.every * turn) for turn in count(1))


def _monthly(recurrence: Recurrence, first: date) -> Iterator[date | Skipped]:
    for turn in count(recurrence.every, recurrence.every):
        later, month = divmod(first.month - 1 + turn, _MONTHS)
        start = date(first.year + later, month + 1, 1)
        yield _same_weekday(start, first) if recurrence.rhythm == Rhythm.MONTHLY_BY_WEEKDAY else _same_day(start, first)


def _same_weekday(start: date, first: date) -> date:
    """The same weekday of the month, counted from its beginning; the fifth means the last."""
    nth = (first.day - 1) // _WEEK + 1
    earliest = 1 + (first.weekday() - start.weekday()) % _WEEK
    days_long = monthrange(start.year, start.month)[1]
    day = earliest + _WEEK * ((days_long - earliest) // _WEEK if nth == _FIFTH else nth - 1)
    return start.replace(day=day)


def _same_day(start: date, first: date) -> date | Skipped:
    if first.day > monthrange(start.year, start.month)[1]:
        return Skipped(start, SkipReason.NO_SUCH_DAY)
    return start.replace(day=first.day)


def at_clock(day: date, at: time) -> datetime | None:
    """This time of this day in Korea; None where the clocks jumped over it, as in the summers of 1987 and 1988."""
    moment = datetime.combine(day, at, SEOUL)
    return moment if moment.astimezone(UTC).astimezone(SEOUL).time() == at else None
