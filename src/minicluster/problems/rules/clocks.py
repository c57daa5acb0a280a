"""The clocks that run on problems and introductions, and when a firm is asked whether a solution has held."""

from collections.abc import Container
from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.problems.rules.introductions import IntroductionState
from minicluster.problems.rules.problems import REPORTED_SOLVED, ProblemState

_S = ProblemState
_I = IntroductionState


class Clock(TextChoices):
    """The clocks that run on problems and introductions."""

    DIAGNOSE = "diagnose", _("Diagnose")
    SHORTLIST = "shortlist", _("Make a shortlist")
    ANSWER = "answer", _("Expert answers")
    FIRST_MEETING = "first_meeting", _("First meeting")
    CONFIRM = "confirm", _("Firm confirms")


CLOCK_DAYS: Final = {Clock.DIAGNOSE: 7, Clock.SHORTLIST: 5, Clock.ANSWER: 10, Clock.FIRST_MEETING: 21, Clock.CONFIRM: 14}
FOLLOW_UP_YEARS: Final = (1, 3, 5)
FOLLOW_UP_NOTICE: Final = timedelta(days=30)
_YEAR: Final = timedelta(days=365)
REMINDERS_BEFORE_UNCONFIRMED: Final = 2
CLOCK_OF_STATE: Final = {
    _S.RAISED: Clock.DIAGNOSE,
    _S.DIAGNOSED: Clock.SHORTLIST,
    _S.FRAMED: Clock.SHORTLIST,
    _S.MATCHING: Clock.SHORTLIST,
    **dict.fromkeys(REPORTED_SOLVED, Clock.CONFIRM),
}
CLOCK_OF_INTRODUCTION: Final = {
    _I.SHORTLISTED: Clock.SHORTLIST,
    _I.APPROVED: Clock.SHORTLIST,
    _I.ASKED: Clock.ANSWER,
    **dict.fromkeys((_I.ACCEPTED, _I.CONSENTED, _I.DISCLOSED), Clock.FIRST_MEETING),
}


def days_for(clock: str, settings: dict[str, int]) -> int:
    """How many days a clock has in this programme."""
    return settings.get(clock, CLOCK_DAYS[Clock(clock)])


def next_follow_up(since: date, today: date, answered: Container[int] = ()) -> tuple[int, date] | None:
    """After how many years, and on which day, the firm is asked next whether the solution has held: 1, 3 and 5 years after its word.

    One that was missed waits until the notice of the next begins, the last for a year; None once there is nothing more to ask.
    """
    days = [(years, since + timedelta(days=round(365.25 * years))) for years in FOLLOW_UP_YEARS]
    ends = [*(day - FOLLOW_UP_NOTICE for _years, day in days[1:]), days[-1][1] + _YEAR]
    return next((asked for asked, end in zip(days, ends, strict=True) if asked[0] not in answered and today < end), None)
