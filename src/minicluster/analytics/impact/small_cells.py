"""Which figures of a breakdown are kept back: those of fewer units than a programme publishes, and those from which they could be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.impact.aggregates import Aggregate
from minicluster.analytics.impact.staggered import GroupTimes
from minicluster.analytics.tables.panel import Array

_SURE = 1e-9


@dataclass(frozen=True)
class KeptBack:
    """What is kept back.

    Attributes:
        cells: shape (cells,), of the group-time effects.
        parts: for each aggregate, shape (parts,).
        overalls: shape (aggregates,), of the one figure of each.
    """

    cells: NDArray[np.bool_]
    parts: tuple[NDArray[np.bool_], ...]
    overalls: NDArray[np.bool_]


def kept_back(found: GroupTimes, aggregates: Sequence[Aggregate], least: int) -> KeptBack:
    """Keep back what stands on fewer than `least` treated units or controls, and as much more as is needed so that nobody can work it out.

    Every aggregate is a known mix of group-time effects. What is kept back can be worked out if it is in the span of the mixes that are published, less the cells
    that are published; as long as that is so, more is kept back: first the parts of aggregates that the small cells enter (by cohort, by time), then the
    smallest cohort that is still published, then the overall figures.
    """
    small = (found.treated < least) | (found.controls < least)
    cells = small.copy()
    overalls = np.full(len(aggregates), int(found.cohorts.treated.sum()) < least)
    parts = [np.array([_treated(found, weight) < least for weight in one.weight], dtype=np.bool_) for one in aggregates]
    while small.any() and _reveals(aggregates, cells, parts, overalls, small):
        if not (_more_parts(aggregates, parts, small) or _more_cells(found, cells) or _all(overalls)):
            break
    return KeptBack(cells, tuple(parts), overalls)


def _treated(found: GroupTimes, weight: Array) -> int:
    """How many treated units enter a mix."""
    entries = {found.cells[place].entry for place in np.flatnonzero(weight)}
    return sum(int(found.members(entry).sum()) for entry in entries)


def _reveals(
    aggregates: Sequence[Aggregate], cells: NDArray[np.bool_], parts: Sequence[NDArray[np.bool_]], overalls: NDArray[np.bool_], small: NDArray[np.bool_]
) -> bool:
    """Whether a small cell can be worked out from what is published."""
    published = [one.weight[~hidden] for one, hidden in zip(aggregates, parts, strict=True)]
    totals = [one.overall_weight[None] for one, hidden in zip(aggregates, overalls, strict=True) if not hidden]
    mixes = np.concatenate([*published, *totals])[:, cells]
    return any(_in_span(mixes, int(place)) for place in np.flatnonzero(small[cells]))


def _in_span(mixes: Array, place: int) -> bool:
    """Whether the unknown at that place follows from the mixes: whether asking for it adds nothing to their span."""
    one = np.zeros(mixes.shape[1])
    one[place] = 1
    left = one - mixes.T @ np.linalg.lstsq(mixes.T, one, rcond=None)[0] if mixes.size else one
    return bool((left**2).sum() < _SURE)


def _more_parts(aggregates: Sequence[Aggregate], parts: Sequence[NDArray[np.bool_]], small: NDArray[np.bool_]) -> bool:
    more = False
    for one, hidden in zip(aggregates, parts, strict=True):
        entered = (one.weight[:, small] != 0).any(axis=1) & ~hidden
        more |= bool(entered.any())
        hidden[entered] = True
    return more


def _more_cells(found: GroupTimes, cells: NDArray[np.bool_]) -> bool:
    """Keep back the smallest cohort that is still published; false where there is none."""
    left = {found.cells[place].entry for place in np.flatnonzero(~cells)}
    if not left:
        return False
    smallest = min(left, key=lambda entry: (int(found.members(entry).sum()), entry))
    cells |= np.array([cell.entry == smallest for cell in found.cells])
    return True


def _all(overalls: NDArray[np.bool_]) -> bool:
    more = not bool(overalls.all())
    overalls[:] = True
    return more
