"""What the same forecast would have said earlier, and by how much it would have been wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from minicluster.analytics.forecast.histories import Array

# The most recent origins of each series: long series take no more time and have no more weight than that.
ORIGINS: Final = 20


@dataclass(frozen=True)
class Errors:
    """The errors of a series' earlier forecasts.

    Attributes:
        raw: shape (origins, horizon), what came less what was forecast, in the unit of the series; NaN where the series ends before.
        scale: shape (origins,), by how much the series moved up to the origin; NaN where it had not moved and had been nothing.
    """

    raw: Array
    scale: Array

    @property
    def scaled(self) -> Array:
        """Shape (origins, horizon), without a unit."""
        return self.raw / self.scale[:, None]


def rolling_errors(values: Array, horizon: int, least: int, make: Callable[[Array], Array], scale: Callable[[Array], float]) -> Errors:
    """Forecast from every earlier origin with only what was known then.

    Args:
        values: the whole series, shape (periods,).
        horizon: how many periods ahead.
        least: the fewest points before an origin.
        make: gives the forecast, shape (horizon,), from the values before the origin.
        scale: says by how much these move.
    """
    last = len(values)
    origins = range(max(least, last - ORIGINS), last)
    raw = np.full((len(origins), horizon), np.nan)
    for row, origin in enumerate(origins):
        came = values[origin : origin + horizon]
        raw[row, : len(came)] = came - make(values[:origin])[: len(came)]
    return Errors(raw, np.array([scale(values[:origin]) for origin in origins], dtype=np.float64))


def errors_of(points: int, ahead: int, least: int) -> int:
    """How many errors `rolling_errors` finds so far ahead in a series of so many points.

    >>> [errors_of(9, ahead, 7) for ahead in (1, 2, 3)]
    [2, 1, 0]
    """
    return max(0, points - ahead + 1 - max(least, points - ORIGINS))
