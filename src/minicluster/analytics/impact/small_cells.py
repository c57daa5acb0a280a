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

    Every aggregate is a known mix of group-time effects. Something of the small cells can be worked out if the published mixes, less the cells that are
    published, combine to a mix of small cells alone: if M, the weights on all cells kept back, has a larger rank than its columns of other cells. As long as
    that is so, more is kept back: the parts of aggregates that such cells enter; the overall figures but the simple one; the smallest cohort that is still
    published; the simple one.
    """
    small = (found.treated < least) | (found.controls < least)
    cells = small.copy()
    overalls = np.full(len(aggregates), int(found.cohorts.treated.sum()) < least)
    parts = [np.array([_treated(found, weight) < least for weight in one.weight], dtype=np.bool_) for one in aggregates]
    while small.any() and _reveals(aggregates, cells, parts, overalls, small):
        if not (_more_parts(aggregates, parts, cells) or _one_more(overalls[1:]) or _more_cells(found, cells) or _one_more(overalls)):
            break
    return KeptBack(cells, tuple(parts), overalls)


def _treated(found: GroupTimes, weight: Array) -> int:
    """How many treated units enter a mix."""
    entries = {found.cells[place].entry for place in np.flatnonzero(weight)}
    return sum(int(found.members(entry).sum()) for entry in entries)


def _reveals(
    aggregates: Sequence[Aggregate], cells: NDArray[np.bool_], parts: Sequence[NDArray[np.bool_]], overalls: NDArray[np.bool_], small: NDArray[np.bool_]
) -> bool:
    """Whether a mix of small cells alone can be worked out from what is published."""
    published = [one.weight[~hidden] for one, hidden in zip(aggregates, parts, strict=True)]
    totals = [one.overall_weight[None] for one, hidden in zip(aggregates, overalls, strict=True) if not hidden]
    mixes = np.concatenate([*published, *totals])
    return bool(_rank(mixes[:, cells]) > _rank(mixes[:, cells & ~small]))


def _rank(mixes: Array) -> int:
    return int(np.linalg.matrix_rank(mixes, tol=_SURE)) if mixes.size else 0


def _more_parts(aggregates: Sequence[Aggregate], parts: Sequence[NDArray[np.bool_]], cells: NDArray[np.bool_]) -> bool:
    """Keep back all parts that cells kept back enter; false where none is left."""
    more = False
    for one, hidden in zip(aggregates, parts, strict=True):
        entered = (one.weight[:, cells] != 0).any(axis=1) & ~hidden
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


def _one_more(overalls: NDArray[np.bool_]) -> bool:
    """Keep back the last overall figure that is still published; false where none is left."""
    left = np.flatnonzero(~overalls)
    overalls[left[-1:]] = True
    return bool(len(left))
