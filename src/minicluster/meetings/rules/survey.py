"""Three questions after a meeting: how long they can be answered, and when what was answered may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, stdev
from typing import Final

SURVEY_OPEN_FOR: Final = timedelta(days=30)
SURVEY_REMINDER_AFTER: Final = timedelta(days=5)
# Longer ago than that no attendance is confirmed any more that would be worth a reminder.
SURVEY_REMINDER_UNTIL: Final = timedelta(days=90)
FEWEST_ANSWERS: Final = 3
USEFULNESS: Final = range(1, 6)


@dataclass(frozen=True)
class SurveyFigures:
    """What the answers come to: the mean of use from 1 to 5 with its standard deviation and range, and the share (0 to 1) who met somebody to work with."""

    answers: int
    mean: float
    deviation: float
    lowest: int
    highest: int
    met_share: float


def survey_figures(answers: Sequence[tuple[int, bool]]) -> SurveyFigures | None:
    """The figures of answers (of use, met somebody); None below three, from which one could read what a single person answered."""
    if len(answers) < FEWEST_ANSWERS:
        return None
    of_use, met = [usefulness for usefulness, _met in answers], [met for _usefulness, met in answers]
    return SurveyFigures(len(answers), fmean(of_use), stdev(of_use), min(of_use), max(of_use), fmean(met))


def asks_for_follow_up(*, met_somebody: bool, wants_contact: bool) -> bool:
    """Whether somebody should get in touch: it was asked for, or an introduction may come of it."""
    return met_somebody or wants_contact
