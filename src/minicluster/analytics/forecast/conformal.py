"""Bands from what went wrong before: the errors of all series together, each divided by how much its series moves.

A pool of n errors at a horizon gives the band ± q with q the ⌈(n + 1) level⌉-th smallest absolute scaled error: if the next error were drawn as those were, the band
would hold it with at least that probability, whatever the distribution. Where q would fall with the horizon it stays as wide as before.

Source: Vovk, V., Gammerman, A. and Shafer, G. (2005), Algorithmic Learning in a Random World; Lei, J. et al. (2018), Journal of the American Statistical Association
113, 1094-1111.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from minicluster.analytics.forecast.histories import Array
from minicluster.analytics.forecast.rolling import Errors


@dataclass(frozen=True)
class Lack:
    """That a pool has too few errors for a band.

    Attributes:
        level: of the band, between 0 and 1.
        ahead: the horizon.
        needed: how many errors the band needs there.
        there: how many there are.
    """

    level: Fraction
    ahead: int
    needed: int
    there: int

    def __str__(self) -> str:
        return f"{percent(self.level)} % at {self.ahead} ahead needs {self.needed} errors of earlier forecasts, and there are {self.there}"


@dataclass(frozen=True)
class Pool:
    """Absolute scaled errors by horizon.

    Attributes:
        name: which forecasts they are the errors of.
        errors: for each horizon, sorted, shape (n,).
    """

    name: str
    errors: tuple[Array, ...]

    @classmethod
    def of(cls, name: str, errors: Iterable[Errors], horizon: int) -> "Pool":
        """The pool of several series."""
        scaled = np.concatenate([np.empty((0, horizon)), *(np.abs(one.scaled) for one in errors)])
        return cls(name, tuple(np.sort(column[np.isfinite(column)]) for column in scaled.T))

    def quantile(self, level: Fraction, horizon: int) -> float:
        """The quantile at one horizon as it is, before widening; infinite where there are too few errors.

        >>> Pool("", (np.array([1.0, 2.0, 3.0, 4.0]),)).quantile(Fraction(80, 100), 1)
        4.0
        """
        errors = self.errors[horizon - 1]
        rank = ceil((len(errors) + 1) * level)
        return float(errors[rank - 1]) if rank <= len(errors) else np.inf

    def half_widths(self, level: Fraction) -> Array:
        """The half of a band's width at each horizon, as a multiple of the series' movement, never falling with the horizon; shape (horizon,)."""
        return np.maximum.accumulate([self.quantile(level, ahead) for ahead in range(1, len(self.errors) + 1)])

    def lacks(self, levels: Iterable[Fraction]) -> Lack | None:
        """What is missing for bands of these levels; None where nothing is."""
        for level in levels:
            needed = errors_needed(level)
            for ahead, errors in enumerate(self.errors, 1):
                if len(errors) < needed:
                    return Lack(level, ahead, needed, len(errors))
        return None

    def chance_of_more(self, distance: float, horizon: int) -> float:
        """The probability that what comes lies at least this multiple of the movement from the forecast, on either side: the inverse of the bands, widened likewise.

        (1 + the number of errors at least as large)/(n + 1): never 0, because the pool cannot know what it has not seen.

        >>> Pool("", (np.array([1.0, 2.0, 3.0, 4.0]),)).chance_of_more(3.5, 1)
        0.4
        """
        return max((1 + len(errors) - int(np.searchsorted(errors, distance, "left"))) / (len(errors) + 1) for errors in self.errors[:horizon])


def percent(level: Fraction) -> str:
    """The level as a person writes it, in per cent."""
    return f"{float(level * 100):g}"


def errors_needed(level: Fraction) -> int:
    """The fewest errors that give a band of this level.

    >>> errors_needed(Fraction(80, 100)), errors_needed(Fraction(95, 100))
    (4, 19)
    """
    return ceil(level / (1 - level))
