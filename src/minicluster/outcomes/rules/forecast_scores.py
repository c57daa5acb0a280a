"""How good a kept forecast was, once its year has come, and how good all of a maker's and a method's were."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.forecast import interval_score
from minicluster.analytics.forecast.models import LEAST_FOR_DRIFT, movement
from minicluster.outcomes.rules.forecast_series import method_label


class Maker(TextChoices):
    """Who foretold it."""

    RUN = "run", _("reckoned from the yearly figures")
    PERSON = "person", _("recorded by a person")
    CLAIM = "claim", _("published")


@dataclass(frozen=True)
class Band:
    """An interval and the share of cases in which it promises to hold, between 0 and 1."""

    low: float
    high: float
    coverage: float

    def holds(self, came: float) -> bool:
        """Whether what came lies in it, ends included."""
        return self.low <= came <= self.high

    def score(self, came: float) -> float:
        """Its width and, where what came lies outside, 2/α times how far, in the unit of the value; see `analytics.forecast.interval_score`."""
        return interval_score([came], [self.low], [self.high], 100 * self.coverage)


@dataclass(frozen=True)
class Kept:
    """A forecast as it was made: by whom and how, its value and intervals, and the values that were known then, oldest first (none where that is not known)."""

    maker: Maker
    method: str
    value: float
    bands: tuple[Band, ...]
    before: tuple[float, ...]


@dataclass(frozen=True)
class Score:
    """A kept forecast and what came."""

    kept: Kept
    came: float

    @property
    def error(self) -> float:
        """Forecast less what came: above 0 it promised too much."""
        return self.kept.value - self.came

    @property
    def percentage_error(self) -> float | None:
        """The error in per cent of what came; None where nothing came."""
        return 100 * self.error / abs(self.came) if self.came else None

    @property
    def naive_error(self) -> float | None:
        """The error of saying that it stays as it was last; None where that is not known."""
        return self.kept.before[-1] - self.came if self.kept.before else None

    @property
    def scale(self) -> float | None:
        """By how much the series had moved from year to year (the scale of MASE); None where it had not, or it is not known."""
        return (movement(np.array(self.kept.before)) or None) if len(self.kept.before) >= LEAST_FOR_DRIFT else None


@dataclass(frozen=True)
class Hits:
    """Of so many intervals of one coverage so many held what came; their mean score as a multiple of the series' movement (None where it is not known)."""

    coverage: float
    held: int
    of: int
    score: float | None

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.held / self.of

    @property
    def percent(self) -> int:
        """The coverage in whole per cent."""
        return round(100 * self.coverage)


@dataclass(frozen=True)
class Record:
    """How good the forecasts of one maker by one method were.

    Attributes:
        number: how many have been scored.
        percentage_error: the mean of the absolute errors in per cent; None where there is none.
        mase: the mean of the absolute errors as multiples of their series' movement; None where that is not known of any.
        naive_mase: the same of saying that it stays as it was, over the same forecasts.
        hits: for each coverage.
    """

    maker: Maker
    method: str
    number: int
    percentage_error: float | None
    mase: float | None
    naive_mase: float | None
    hits: tuple[Hits, ...]

    @property
    def method_label(self) -> str:
        """The method in words; what a person wrote stays as it is."""
        return method_label(self.method)

    @property
    def ratio(self) -> float | None:
        """Below 1 it was better than saying that all stays as it was."""
        return self.mase / self.naive_mase if self.mase is not None and self.naive_mase else None


def records_of(scores: Iterable[Score]) -> list[Record]:
    """The scores by maker and method."""
    together: dict[tuple[Maker, str], list[Score]] = defaultdict(list)
    for score in scores:
        together[score.kept.maker, score.kept.method].append(score)
    order = list(Maker)
    return [_record(*key, some) for key, some in sorted(together.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))]


def _record(maker: Maker, method: str, scores: list[Score]) -> Record:
    scaled = [(abs(score.error) / scale, abs(score.naive_error or 0.0) / scale) for score in scores if (scale := score.scale)]
    return Record(
        maker=maker,
        method=method,
        number=len(scores),
        percentage_error=_mean(abs(share) for score in scores if (share := score.percentage_error) is not None),
        mase=_mean(own for own, _naive in scaled),
        naive_mase=_mean(naive for _own, naive in scaled),
        hits=tuple(_hits(coverage, scores) for coverage in sorted({band.coverage for score in scores for band in score.kept.bands})),
    )


def _hits(coverage: float, scores: list[Score]) -> Hits:
    bands = [(band, score) for score in scores for band in score.kept.bands if band.coverage == coverage]
    scaled = (band.score(score.came) / scale for band, score in bands if (scale := score.scale))
    return Hits(coverage, sum(band.holds(score.came) for band, score in bands), len(bands), _mean(scaled))


def _mean(values: Iterable[float]) -> float | None:
    there = list(values)
    return fmean(there) if there else None
