"""When it is asked what became of an expected outcome, and how often somebody is reminded. Pure."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FOLLOW_UP_YEARS: Final = (1, 3, 5)
REMINDERS: Final = 2
BETWEEN: Final = timedelta(days=14)
LINK_LIVES: Final = timedelta(days=730)


class WhatCame(TextChoices):
    """What became of what was expected, as the firm says."""

    FULLY = "fully", _("It came true in full")
    PARTLY = "partly", _("A part of it came true")
    NOT_YET = "not_yet", _("Not yet")
    NOT = "not", _("It did not come true")


FINAL: Final = frozenset({WhatCame.FULLY, WhatCame.NOT})
"""Answers after which nothing more is asked."""


class NextAct(StrEnum):
    """What the clock does with a follow-up today."""

    ASK = "ask"
    REMIND = "remind"
    NOTHING = "nothing"


def follow_up_day(reported_on: date, years: int) -> date:
    """The day on which a follow-up is due: the anniversary of the report; after a leap day always the 28th."""
    is_leap_day = (reported_on.month, reported_on.day) == (2, 29)
    return reported_on.replace(year=reported_on.year + years, day=28 if is_leap_day else reported_on.day)


def follow_ups_to_plan(reported_on: date, today: date) -> list[tuple[int, date]]:
    """The follow-ups of an entry (years, day) that are still to come, and the latest whose day has come: nobody is asked three times at once about old entries."""
    days = [(years, follow_up_day(reported_on, years)) for years in FOLLOW_UP_YEARS]
    come = [one for one in days if one[1] <= today]
    return [*come[-1:], *days[len(come) :]]


def next_act(due_on: date, asked_on: date | None, reminders: int, reminded_on: date | None, today: date) -> NextAct:
    """What is to be done today about a follow-up that nobody has answered: asked on its day, reminded twice, fourteen days apart, then left."""
    if asked_on is None:
        return NextAct.ASK if due_on <= today else NextAct.NOTHING
    is_time = (reminded_on or asked_on) + BETWEEN <= today
    return NextAct.REMIND if reminders < REMINDERS and is_time else NextAct.NOTHING


def is_left_unanswered(reminders: int, reminded_on: date | None, today: date) -> bool:
    """Whether the firm has had its reminders and their fourteen days, so that somebody has to call."""
    return reminders >= REMINDERS and reminded_on is not None and reminded_on + BETWEEN <= today
