"""Yearly figures of mini-clusters and complexes: sums of the demonstration's own firms from 2003, and an invented course before. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from minicluster.demonstration.firm_courses import FIRST_YEAR
from minicluster.demonstration.quotas import seeded

# Which column of a firm's yearly figures each indicator sums.
INDICATORS: Final = {"sales": "sales_krw", "exports": "exports_usd", "production": "production_krw", "employment": "employees"}
EARLIEST: Final = 1999
BASELINE_YEAR, TARGET_YEAR = 2004, 2008
# What is back-cast grows by so much each year up to 2003, and the number of firms by so much; with the spread of a year.
_GROWTH: Final = {"sales": 0.08, "exports": 0.10, "production": 0.08, "employment": 0.03}
_FIRMS_GROW, _SPREAD = 0.04, 0.03
# Targets grow from the baseline by a rate between these two.
_AIMS: Final = (0.07, 0.15)
_DIGITS: Final = 3


@dataclass(frozen=True)
class Sum:
    """A figure and how many firms with such a figure it sums."""

    value: int
    firms: int

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.value + other.value, self.firms + other.firms)


# By the subject's key (group or complex), indicator and year.
Sums = dict[tuple[int, str, int], Sum]


def sums_of(rows: Iterable[tuple[int, int, Mapping[str, int]]]) -> Sums:
    """Add up rows of (group, year, figures by column). A firm without exports is not behind a sum of exports."""
    sums: Sums = defaultdict(lambda: Sum(0, 0))
    for group, year, figures in rows:
        for indicator, column in INDICATORS.items():
            value = figures[column] or 0
            sums[group, indicator, year] += Sum(value, int(value > 0))
    return dict(sums)


def with_past(sums: Sums, names: Mapping[int, str], seed: int) -> Sums:
    """The sums, and before the first year an invented course that leads up to them; `names` keeps the course of a group the same whatever its key."""
    found = dict(sums)
    for (group, indicator, year), own in sums.items():
        if year == FIRST_YEAR:
            rng, level, firms = seeded(seed, f"past/{names[group]}/{indicator}"), float(own.value), float(own.firms)
            for past in range(FIRST_YEAR - 1, EARLIEST - 1, -1):
                level *= math.exp(-_GROWTH[indicator] - rng.gauss(0, _SPREAD))
                firms *= 1 - _FIRMS_GROW
                found[group, indicator, past] = Sum(rounded(level), round(firms))
    return found


def added_up(sums: Sums, complex_of: Mapping[int, int]) -> Sums:
    """The same of complexes: the sum of their groups, each firm in the group that it joined first."""
    found: Sums = defaultdict(lambda: Sum(0, 0))
    for (group, indicator, year), own in sums.items():
        found[complex_of[group], indicator, year] += own
    return dict(found)


def targets_of(sums: Sums, names: Mapping[int, str], seed: int) -> dict[tuple[int, str], int]:
    """What each group set out to reach by 2008, from where it stood in 2004."""
    aims = {}
    for (group, indicator, year), own in sums.items():
        if year == BASELINE_YEAR:
            rate = seeded(seed, f"target/{names[group]}/{indicator}").uniform(*_AIMS)
            aims[group, indicator] = rounded(own.value * (1 + rate) ** (TARGET_YEAR - BASELINE_YEAR))
    return aims


def rounded(value: float) -> int:
    """To three significant digits: nobody aims at, or remembers, a won.

    >>> rounded(123_456_789), rounded(7), rounded(0)
    (123000000, 7, 0)
    """
    step = int(10 ** max(0, math.floor(math.log10(max(1, value))) - _DIGITS + 1))
    return round(value / step) * step
