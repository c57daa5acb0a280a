"""Effects on cohorts at times, drawn together: one figure, by cohort, by time since entry, by time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.impact.staggered import Cell, GroupTimes
from minicluster.analytics.tables.panel import Array

By: TypeAlias = Literal["simple", "group", "dynamic", "calendar"]
KINDS: Final[tuple[By, ...]] = ("simple", "group", "dynamic", "calendar")


@dataclass(frozen=True)
class Aggregate:
    """Effects drawn together.

    Attributes:
        at: what each part stands for: the place of the cohort's entry, the steps since entry, the place of the time; empty for "simple".
        effect: shape (parts,).
        influence: shape (units, parts).
        weight: shape (parts, cells), how much of each group-time effect is in a part.
        overall: the one figure, its influence of shape (units,) and its weights of shape (cells,).
    """

    by: By
    at: tuple[int, ...]
    effect: Array
    influence: Array
    weight: Array
    overall: float
    overall_influence: Array
    overall_weight: Array


def aggregate(found: GroupTimes, by: By) -> Aggregate:
    """Draw group-time effects together.

    With P_g the share of the cohort g in all units:
    *simple* Σ P_g ATT(g, t) / Σ P_g over all g ≤ t · *group* for each g the mean over t ≥ g; together Σ P_g θ(g) / Σ P_g ·
    *dynamic* for each e = t − g the mean over cohorts by P_g; together the mean over e ≥ 0 · *calendar* for each t the mean over the cohorts treated by then
    by P_g; together the mean over t. That P_g is estimated is counted in the influence.

    Source: Callaway, B. and Sant'Anna, P. H. C. (2021), section 3.
    """
    after = found.after
    if by == "simple":
        weight, influence = _by_size(found, np.flatnonzero(after))
        whole = float(weight @ _known(found))
        return Aggregate(by, (), np.zeros(0), np.zeros((len(influence), 0)), np.zeros((0, len(after))), whole, influence, weight)
    at, members = _parts(found, by)
    pooled = [_pooled(found, places, by) for places in members]
    weights, influences = np.array([weight for weight, _ in pooled]), np.array([influence for _, influence in pooled]).T
    effects = weights @ _known(found)
    counted = np.array([place >= 0 for place in at]) if by == "dynamic" else np.ones(len(at), dtype=np.bool_)
    shares, extra = _over_parts(found, at, by, effects, counted)
    overall = influences[:, counted] @ shares + extra
    return Aggregate(by, at, effects, influences, weights, float(shares @ effects[counted]), overall, shares @ weights[counted])


def _known(found: GroupTimes) -> Array:
    """The effects, 0 where there is none: no weight falls on those."""
    return np.nan_to_num(found.effect)


def _parts(found: GroupTimes, by: By) -> tuple[tuple[int, ...], list[NDArray[np.intp]]]:
    """What stands at each part, and its cells."""
    key: Callable[[Cell], int] = {
        "group": lambda cell: cell.entry,
        "dynamic": lambda cell: cell.time - cell.entry,
        "calendar": lambda cell: cell.time,
    }[by]
    usable = np.isfinite(found.effect) if by == "dynamic" else found.after
    keys = np.array([key(cell) for cell in found.cells])
    at = tuple(int(place) for place in np.unique(keys[usable]))
    return at, [np.flatnonzero(usable & (keys == place)) for place in at]


def _pooled(found: GroupTimes, places: NDArray[np.intp], by: By) -> tuple[Array, Array]:
    if by != "group":
        return _by_size(found, places)
    weight = np.zeros(len(found.cells))
    weight[places] = 1 / len(places)
    return weight, found.influence @ weight


def _by_size(found: GroupTimes, places: Sequence[int] | NDArray[np.intp]) -> tuple[Array, Array]:
    """Cells weighted by the size of their cohorts, and the influence of each unit on the mean, that on the sizes with it."""
    entries = [found.cells[place].entry for place in places]
    weight = np.zeros(len(found.cells))
    shares, by_shares = _shares(found, entries)
    weight[places] = shares
    return weight, found.influence @ weight + by_shares @ found.effect[places]


def _shares(found: GroupTimes, entries: Sequence[int]) -> tuple[Array, Array]:
    """P_g / Σ P_g for each of the entries (a cohort may come several times), and what each unit adds to that, shape (units, entries)."""
    member = np.array([found.members(entry) for entry in entries], dtype=np.float64).T
    size = member.mean(axis=0)
    total, gap = size.sum(), member - size
    return size / total, gap / total - np.outer(gap.sum(axis=1), size) / total**2


def _over_parts(found: GroupTimes, at: Sequence[int], by: By, effects: Array, counted: NDArray[np.bool_]) -> tuple[Array, Array | float]:
    """How parts become one figure: cohorts by size, times all alike."""
    if by == "group":
        shares, by_shares = _shares(found, at)
        return shares, by_shares @ effects
    return np.full(int(counted.sum()), 1 / max(1, int(counted.sum()))), 0.0
