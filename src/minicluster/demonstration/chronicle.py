"""Days and hours of Korean office life between November 2004 and October 2007. Pure."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

SEOUL: Final = ZoneInfo("Asia/Seoul")
FIRST_DAY: Final = date(2004, 11, 1)
# The demonstration's clock starts here when it is loaded.
NOW: Final = datetime(2007, 10, 22, 9, 0, tzinfo=SEOUL)
TODAY: Final = NOW.date()
_SATURDAY: Final = 5
_OPENS: Final = 9
_HOURS: Final = 8


def workday(day: date) -> date:
    """The day itself, or the Friday before where it is a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))


def between(rng: Random, first: date, last: date) -> date:
    """A working day of this span."""
    return max(first, workday(first + timedelta(days=rng.randint(0, max(0, (last - first).days)))))


def later_weighted(rng: Random, first: date, last: date) -> date:
    """A working day of this span, likelier late than early: the programme grew."""
    share = rng.random() ** 0.75
    return max(first, workday(first + timedelta(days=int(share * max(0, (last - first).days)))))


def at_work(rng: Random, day: date) -> datetime:
    """An instant during working hours of this day."""
    return datetime.combine(day, time(_OPENS), SEOUL) + timedelta(minutes=rng.randrange(0, _HOURS * 60, 5))


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Korea."""
    return datetime.combine(day, time(hour, minute), SEOUL)
