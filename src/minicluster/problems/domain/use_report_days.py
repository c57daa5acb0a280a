"""When the five use reports are due, and when somebody is reminded of one. Pure."""

from datetime import date, timedelta
from typing import Final

from minicluster.problems.rules import FOLLOW_UP_NOTICE

USE_REPORT_YEARS: Final = 5
_BETWEEN_REMINDERS: Final = timedelta(days=7)


def use_report_days(settled_on: date) -> list[date]:
    """The days on which the reports are due: the anniversaries of the settlement; after a leap day always the 28th."""
    is_leap_day = (settled_on.month, settled_on.day) == (2, 29)
    day = settled_on.replace(day=28) if is_leap_day else settled_on
    return [day.replace(year=day.year + number) for number in range(1, USE_REPORT_YEARS + 1)]


def is_time_to_remind(due_on: date, reminders: int, reminded_on: date | None, today: date) -> bool:
    """Whether the firm is to be reminded today: a month before the day, and once more when it has passed, never twice within a week."""
    notices = (due_on - FOLLOW_UP_NOTICE, due_on + timedelta(days=1))
    rested = reminded_on is None or reminded_on + _BETWEEN_REMINDERS <= today
    return reminders < len(notices) and notices[reminders] <= today and rested
