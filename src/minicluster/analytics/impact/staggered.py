"""Difference-in-differences where treatment began at different times: the effect on each cohort at each time (Callaway and Sant'Anna)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.impact.cohorts import Cohorts
from minicluster.analytics.impact.regressions import SeparationError
from minicluster.analytics.impact.two_periods import METHODS, Method
from minicluster.analytics.tables.panel import Array

Controls: TypeAlias = Literal["never", "not-yet"]
Base: TypeAlias = Literal["varying", "universal"]


@dataclass(frozen=True)
class Cell:
    """A cohort at a time, compared with the base time: places in the panel's times."""

    entry: int
    time: int
    base: int

    @property
    def after(self) -> bool:
        """Whether the cohort is under treatment by then."""
        return self.time >= self.entry


@dataclass(frozen=True)
class GroupTimes:
    """The effect on each cohort at each time.

    Attributes:
        effect: shape (cells,); NaN where covariates leave nobody to compare with.
        influence: shape (units, cells).
        treated: shape (cells,), the units of the cohort.
        controls: shape (cells,), the units that it is compared with.
    """

    cohorts: Cohorts
    cells: tuple[Cell, ...]
    effect: Array
    influence: Array
    treated: NDArray[np.intp]
    controls: NDArray[np.intp]

    @property
    def after(self) -> NDArray[np.bool_]:
        """Shape (cells,): cells of times under treatment that have an effect."""
        return np.array([cell.after for cell in self.cells]) & np.isfinite(self.effect)

    def members(self, entry: int) -> NDArray[np.bool_]:
        """Shape (units,): who came under treatment at that place."""
        own: NDArray[np.bool_] = self.cohorts.entry == entry
        return own


def group_times(cohorts: Cohorts, *, method: Method = "dr", controls: Controls = "never", base: Base = "varying") -> GroupTimes:
    """ATT(g, t): the effect on the cohort of g at time t.

    The change of the cohort from the base to t is set against that of the controls by one of `two_periods`. The base is the last time before g; for a time
    before g it is the time just before it ("varying"), so that each tells what a placebo at that time would, or the last before g too ("universal").

    Args:
        cohorts: the panel.
        method: "dr" doubly robust, "ipw" inverse probability weighting, "reg" outcome regression; without covariates all three are the difference of means.
        controls: "never": units that are not treated in the panel; "not-yet": also those treated after t and the base.
        base: see above.

    Raises:
        ValueError: there are no controls at any time: "never" where everybody is treated in the end.

    Source: Callaway, B. and Sant'Anna, P. H. C. (2021), Journal of Econometrics 225, 200-230.
    """
    if controls == "never" and cohorts.treated.all():
        raise ValueError("Every unit is treated in the end: ask for controls that are not treated yet.")
    cells, effects, influences, sizes = [], [], [], []
    for cell in _cells(cohorts, base):
        own = cohorts.entry == cell.entry
        others = _controls(cohorts, cell, controls)
        if not others.any():
            continue
        effect, influence = _effect(cohorts, cell, own, others, method)
        cells.append(cell)
        effects.append(effect)
        influences.append(influence)
        sizes.append((int(own.sum()), int(others.sum())))
    treated, compared = np.array(sizes, dtype=np.intp).reshape(-1, 2).T
    return GroupTimes(cohorts, tuple(cells), np.array(effects), np.stack(influences, axis=1), treated, compared)


def _cells(cohorts: Cohorts, base: Base) -> Iterator[Cell]:
    for entry in cohorts.entries:
        for time in range(len(cohorts.times)):
            if base == "universal" or time >= entry:
                yield Cell(entry, time, entry - 1)
            elif time:
                yield Cell(entry, time, time - 1)


def _controls(cohorts: Cohorts, cell: Cell, controls: Controls) -> NDArray[np.bool_]:
    never = ~cohorts.treated
    if controls == "never":
        return never
    later: NDArray[np.bool_] = (cohorts.entry > max(cell.time, cell.base)) & (cohorts.entry != cell.entry)
    return never | later


def _effect(cohorts: Cohorts, cell: Cell, own: NDArray[np.bool_], others: NDArray[np.bool_], method: Method) -> tuple[float, Array]:
    influence = np.zeros(len(own))
    if cell.time == cell.base:
        return 0.0, influence
    seen = own | others
    change = cohorts.outcome[seen, cell.time] - cohorts.outcome[seen, cell.base]
    try:
        effect, part = METHODS[method](change, own[seen], cohorts.covariates[seen])
    except (SeparationError, np.linalg.LinAlgError):
        return float("nan"), influence
    influence[seen] = part * (len(own) / seen.sum())
    return effect, influence
