"""Which forecast a series gets, and which pool of errors stands behind its band."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, partial
from typing import Literal

import numpy as np

from minicluster.analytics.forecast.conformal import Lack, Pool, errors_needed
from minicluster.analytics.forecast.histories import Array, Histories, Series
from minicluster.analytics.forecast.models import LEAST_FOR_DRIFT, LEAST_POINTS, drift_forecast, median_forecast, movement
from minicluster.analytics.forecast.rolling import Errors, errors_of, rolling_errors

Method = Literal["median", "drift"]
RefusalCode = Literal["points", "still", "errors"]


Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True)
class Made:
    """The forecast of a series.

    Attributes:
        series: of which it is.
        point: shape (horizon,), in its unit.
        scale: by how much the series moves, in its unit.
        method: the median of three models, or the drift alone.
        pool: the errors behind its bands.
    """

    series: Series
    point: Array
    scale: float
    method: Method
    pool: Pool


@dataclass(frozen=True)
class Refusal:
    """A series of which nothing is foretold, and why.

    Attributes:
        series: which it is.
        code: too few points, no movement from which a band could be measured, too few errors of earlier forecasts.
        reason: the same in words, with the cure.
        lack: of too few errors, how many.
    """

    series: Series
    code: RefusalCode
    reason: str
    lack: Lack | None = None


class Calibration:
    """The errors of earlier forecasts of all series of a table."""

    def __init__(self, histories: Histories, horizon: int, tell: Progress = silent) -> None:
        self.series, self.season, self.horizon, self._tell = histories.series, histories.calendar.season, horizon, tell
        self.drift_pool, self._may_suffice = cache(self._drift_pool), cache(self._count_suffices)

    @cached_property
    def usual_share(self) -> float:
        """By which share of its level a series usually moves; NaN where none moves. What a series that has stood still is judged by."""
        shares = [movement(one.values) / np.abs(one.values).mean() for one in self.series if len(one.values) >= LEAST_FOR_DRIFT and one.values.any()]
        return float(np.median([share for share in shares if share > 0] or [np.nan]))

    def scale(self, values: Array, season: int = 1) -> float:
        """By how much a series moves; one that has stood still is taken to move as others of its level do, and NaN is one that has been nothing."""
        return movement(values, season) or float(np.abs(values).mean() * self.usual_share) or np.nan

    @cached_property
    def median_errors(self) -> dict[object, Errors]:
        """The errors of the median forecast by series; those too short for it have none."""
        make = partial(median_forecast, horizon=self.horizon, season=self.season)
        scale = partial(self.scale, season=self.season)
        long = [one for one in self.series if len(one.values) > LEAST_POINTS]
        found: dict[object, Errors] = {}
        # Nearly all the time goes here: this is what whoever waits is told.
        for done, one in enumerate(long):
            self._tell(done, len(long))
            found[one.name] = rolling_errors(one.values, self.horizon, LEAST_POINTS, make, scale)
        return found

    @cached_property
    def median_pool(self) -> Pool:
        """The errors of the median forecast of all series."""
        return Pool.of("median", self.median_errors.values(), self.horizon)

    def _count_suffices(self, levels: tuple[Fraction, ...]) -> bool:
        """Whether the median can have errors enough for bands of these levels: their number is known before any is reckoned, which takes long."""
        needed = max(errors_needed(level) for level in levels)
        return all(sum(errors_of(len(one.values), ahead, LEAST_POINTS) for one in self.series) >= needed for ahead in range(1, self.horizon + 1))

    def _drift_pool(self, points: int) -> Pool:
        """The errors of the drift through just so many points: what a short series has, cut out of every series that is longer."""
        make, scale = (lambda values: drift_forecast(values[-points:], self.horizon)), (lambda values: self.scale(values[-points:]))
        longer = [one.values for one in self.series if len(one.values) > points]
        return Pool.of(f"drift from {points} points", (rolling_errors(values, self.horizon, points, make, scale) for values in longer), self.horizon)

    def made(self, series: Series, levels: tuple[Fraction, ...]) -> Made | Refusal:
        """The forecast of one series, or why there is none."""
        values = series.values
        if len(values) < LEAST_FOR_DRIFT:
            return Refusal(series, "points", f"It has {len(values)} point, and a direction needs {LEAST_FOR_DRIFT}. Add earlier periods, or wait for the next.")
        if not np.isfinite(scale := self.scale(values)):
            still = "It has stood still or been nothing all along, and so have the others: no band can be measured. Leave it out."
            return Refusal(series, "still", still)
        if len(values) >= LEAST_POINTS and self._may_suffice(levels) and not self.median_pool.lacks(levels):
            return Made(series, median_forecast(values, self.horizon, self.season), self.scale(values, self.season), "median", self.median_pool)
        # Errors from fewer points than a series has are, as a rule, larger than its own: such a band is rather too wide.
        for points in range(min(len(values), LEAST_POINTS - 1), LEAST_FOR_DRIFT - 1, -1):
            if not self.drift_pool(points).lacks(levels):
                return Made(series, drift_forecast(values, self.horizon), scale, "drift", self.drift_pool(points))
        lacking = self.drift_pool(LEAST_FOR_DRIFT).lacks(levels)
        cure = "Add series or earlier periods, ask for a lower level, or for a shorter horizon."
        return Refusal(series, "errors", f"A band of {lacking}. {cure}", lacking)
