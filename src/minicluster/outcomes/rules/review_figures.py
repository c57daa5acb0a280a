"""The figures by which a mini-cluster is reviewed, and how it stands among its like. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Final

from minicluster.outcomes.rules.indicators import Direction
from minicluster.outcomes.rules.reviews import ReviewMeasure

# With fewer answers a mean would tell what one person said.
FEWEST_ANSWERS: Final = 3
LIKES: Final = 8
BEST_SCORE: Final = 5


@dataclass(frozen=True)
class YearCounts:
    """What was counted of a mini-cluster in a year; money in won."""

    organisations: int = 0
    activities: int = 0
    found: int = 0
    raised: int = 0
    solved: int = 0
    state_krw: int = 0
    firm_krw: int = 0
    other_krw: int = 0
    verified: int = 0
    answers: int = 0
    answered_sum: int = 0


@dataclass(frozen=True)
class MeasuredValue:
    """A measure: `part` over `whole`, or a plain count where there is no whole. None as value: there is nothing to divide by, or too few stand behind it."""

    part: int
    whole: int | None
    value: float | None

    def as_data(self) -> dict[str, float | int | None]:
        """As it is frozen with a review."""
        return {"part": self.part, "whole": self.whole, "value": self.value}


@dataclass(frozen=True)
class Standing:
    """How a value stands among those of its like: their median, and the share of them that it is not worse than (0-1)."""

    median: float
    not_worse_than: float
    of: int


def review_figures(counts: YearCounts) -> dict[str, MeasuredValue]:
    """Each measure of `ReviewMeasure` of a year.

    Participation: distinct organisations that came. Yield: problems found at its activities over those held. Solved: of the problems raised in the year. Levered:
    money of others over that of the state; private share: of the firms in all of it. Satisfaction: the mean of the answers, 1 to 5.
    """
    every_krw = counts.state_krw + counts.firm_krw + counts.other_krw
    return {
        ReviewMeasure.PARTICIPATION: MeasuredValue(counts.organisations, None, float(counts.organisations)),
        ReviewMeasure.PROBLEM_YIELD: _quotient(counts.found, counts.activities),
        ReviewMeasure.SOLVED_RATE: _quotient(counts.solved, counts.raised),
        ReviewMeasure.MONEY_LEVERED: _quotient(counts.firm_krw + counts.other_krw, counts.state_krw),
        ReviewMeasure.PRIVATE_SHARE: _quotient(counts.firm_krw, every_krw),
        ReviewMeasure.VERIFIED_OUTCOMES: MeasuredValue(counts.verified, None, float(counts.verified)),
        ReviewMeasure.SATISFACTION: _quotient(counts.answered_sum, counts.answers, fewest=FEWEST_ANSWERS),
    }


def _quotient(part: int, whole: int, *, fewest: int = 1) -> MeasuredValue:
    return MeasuredValue(part, whole, part / whole if whole >= fewest else None)


def likes_of(group: int, firms: Mapping[int, int], *, how_many: int = LIKES) -> list[int]:
    """The mini-clusters that are most like one: by the ratio of their numbers of member firms; of equally near ones the first registered."""

    def apart(other: int) -> float:
        return abs(log((firms[other] + 1) / (firms.get(group, 0) + 1)))

    return sorted((other for other in firms if other != group), key=lambda other: (apart(other), other))[:how_many]


def standing(value: float | None, others: Sequence[float | None], direction: str) -> Standing | None:
    """How a value stands among others; None where it or all of them are missing."""
    known = [other for other in others if other is not None]
    if value is None or not known:
        return None
    sign = -1 if direction == Direction.DOWN else 1
    return Standing(median(known), sum(sign * value >= sign * other for other in known) / len(known), len(known))


def weighted_score(scores: Mapping[int, Collection[int]], weights: Mapping[int, int]) -> float | None:
    """The mean of each criterion's scores, weighted; None while a criterion has none: a sum without it would not be the same sum."""
    if not weights or any(not scores.get(criterion) for criterion in weights):
        return None
    means = {criterion: sum(scores[criterion]) / len(scores[criterion]) for criterion in weights}
    return sum(weights[criterion] * mean for criterion, mean in means.items()) / sum(weights.values())
