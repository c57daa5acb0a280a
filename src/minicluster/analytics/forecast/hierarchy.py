"""Which series are parts of which: groups of complexes, complexes of a programme."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.forecast.calibration import Calibration, Made, Refusal
from minicluster.analytics.forecast.histories import Array, Histories, Series
from minicluster.analytics.forecast.models import LEAST_FOR_DRIFT, drift_forecast
from minicluster.analytics.forecast.reconciliation import LEAST_VECTORS, reconciled, reconciled_without_negatives, shrunken_covariance
from minicluster.analytics.forecast.rolling import rolling_errors
from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import refuse, refuse_empty_keys, refuse_twins

# Wholes that were published rounded may differ from the sum of their parts by this share.
ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class Hierarchy:
    """Parts and wholes.

    Attributes:
        nodes: all names, wholes first.
        bottoms: those that have no parts.
        summing: shape (nodes, bottoms), 1 where a bottom is part of the node or the node itself.
    """

    nodes: tuple[Any, ...]
    bottoms: tuple[Any, ...]
    summing: Array


def read_hierarchy(table: Table) -> Hierarchy:
    """Read a table with the columns child and parent, a row for each child.

    Raises:
        TableError: a name is empty, a child stands twice (it would be counted twice), or a line of parents comes back to where it began.

    >>> import polars as pl
    >>> tree = read_hierarchy(pl.DataFrame({"child": ["g1", "g2", "c1"], "parent": ["c1", "c1", "programme"]}))
    >>> tree.nodes, tree.summing.tolist()
    (('programme', 'c1', 'g1', 'g2'), [[1.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    """
    frame, _kind = read_table(table, ["child", "parent"])
    refuse_empty_keys(frame, ["child", "parent"])
    refuse_twins(frame, ["child"], "Give it one parent: with two it would be counted twice.")
    parents = dict(frame.rows())
    lines = {name: _line(name, parents) for name in dict.fromkeys([*parents.values(), *parents])}
    refuse(pl.Series([lines[name] is None for name in frame["child"]]), "circle", "child is its own ancestor.", "Correct parent.")
    wholes = set(parents.values())
    bottoms = tuple(name for name in lines if name not in wholes)
    nodes = (*sorted((name for name in lines if name in wholes), key=lambda name: len(lines[name] or ())), *bottoms)
    summing = np.array([[float(node in (lines[bottom] or ())) for bottom in bottoms] for node in nodes])
    return Hierarchy(nodes, bottoms, summing)


def trees_of(hierarchy: Hierarchy) -> tuple[Hierarchy, ...]:
    """What hangs together, each by itself: a hierarchy for each name that is part of nothing.

    >>> import polars as pl
    >>> [tree.nodes for tree in trees_of(read_hierarchy(pl.DataFrame({"child": ["g1", "g2", "h1"], "parent": ["c", "c", "d"]})))]
    [('c', 'g1', 'g2'), ('d', 'h1')]
    """
    # Each bottom is part of just one name that holds the most bottoms of all that hold it: its root.
    sizes = hierarchy.summing.sum(axis=1)
    roots = [int(np.argmax(sizes * hierarchy.summing[:, at])) for at in range(len(hierarchy.bottoms))]
    return tuple(_tree(hierarchy, np.array([one == root for one in roots])) for root in dict.fromkeys(roots))


def _tree(hierarchy: Hierarchy, mine: NDArray[np.bool_]) -> Hierarchy:
    """The part of a hierarchy over some of its bottoms."""
    summing = hierarchy.summing[:, mine]
    nodes = np.flatnonzero(summing.any(axis=1))
    return Hierarchy(tuple(hierarchy.nodes[at] for at in nodes), tuple(hierarchy.bottoms[at] for at in np.flatnonzero(mine)), summing[nodes])


def _line(name: Any, parents: dict[Any, Any]) -> tuple[Any, ...] | None:
    """The name and all above it; None where the line goes in a circle."""
    line = [name]
    while line[-1] in parents:
        above = parents[line[-1]]
        if above in line:
            return None
        line.append(above)
    return tuple(line)


def with_wholes(histories: Histories, hierarchy: Hierarchy) -> Histories:
    """The series with every whole: those that the table does not have are summed, those that it has must be the sums.

    Raises:
        TableError: a bottom has no series, the parts cover different periods or units, or a whole is not the sum of its parts.
    """
    known = histories.by_name
    parts = [_part(name, known) for name in hierarchy.bottoms]
    for other in parts[1:]:
        _refuse_different(parts[0], other, histories)
    summed = hierarchy.summing @ np.array([part.values for part in parts])
    wholes = [replace(parts[0], name=name, values=values) for name, values in zip(hierarchy.nodes, summed, strict=True)]
    for whole in wholes:
        if whole.name in known:
            _refuse_different(parts[0], known[whole.name], histories)
            _refuse_another_sum(known[whole.name], whole, histories)
    members = set(hierarchy.nodes)
    return replace(histories, series=(*wholes, *(one for one in histories.series if one.name not in members)))


def coherent(made: Sequence[Made | Refusal], hierarchy: Hierarchy, calibration: Calibration, *, non_negative: bool) -> list[Made | Refusal]:
    """The forecasts with those of the hierarchy reconciled; their bands keep their width and move with them.

    Raises:
        TableError: one of the hierarchy has no forecast.
    """
    by_name = {one.series.name: one for one in made}
    members = [_member(by_name[name]) for name in hierarchy.nodes]
    base = np.array([one.point for one in members])
    reconcile = reconciled_without_negatives if non_negative else reconciled
    points = reconcile(base, hierarchy.summing, _covariance(members, hierarchy, calibration))
    moved = {one.series.name: replace(one, point=point) for one, point in zip(members, points, strict=True)}
    return [moved.get(one.series.name, one) for one in made]


def _covariance(members: Sequence[Made], hierarchy: Hierarchy, calibration: Calibration) -> Array:
    """Of one-step errors of earlier forecasts; where there are hardly any, a whole's variance is the number of its parts."""
    errors = np.column_stack([_one_step(one, calibration) for one in members])
    if len(errors) < LEAST_VECTORS or not errors.any():
        return np.diag(hierarchy.summing.sum(axis=1))
    return shrunken_covariance(errors)[0]


def _one_step(made: Made, calibration: Calibration) -> Array:
    if made.method == "median":
        return calibration.median_errors[made.series.name].raw[:, 0]
    return rolling_errors(made.series.values, 1, LEAST_FOR_DRIFT, lambda values: drift_forecast(values, 1), calibration.scale).raw[:, 0]


def _member(made: Made | Refusal) -> Made:
    if isinstance(made, Refusal):
        raise TableError(
            "hierarchy", f"{made.series.name} of the hierarchy cannot be forecast. {made.reason}", "Leave it out of the hierarchy where it adds nothing."
        )
    return made


def _part(name: Any, known: dict[Any, Series]) -> Series:
    if name not in known:
        raise TableError("hierarchy", f"{name} of the hierarchy has no series.", "Add its rows, or leave it out of the hierarchy.")
    return known[name]


def _refuse_different(one: Series, other: Series, histories: Histories) -> None:
    named = histories.calendar.named
    if (one.first, one.last) != (other.first, other.last):
        spans = [f"{series.name} {named(series.first)}-{named(series.last)}" for series in (one, other)]
        cure = "Give all parts and wholes of a hierarchy the same periods; 0 is right for the years before a group existed."
        raise TableError("hierarchy", f"{histories.names.time} differs within the hierarchy: {', '.join(spans)}.", cure)
    if one.unit != other.unit:
        cure = "Convert one of them, with the rate and the price year said: what has two units is not added up."
        raise TableError("unit", f"{one.name} is in “{one.unit}” and {other.name} in “{other.unit}”.", cure)


def _refuse_another_sum(given: Series, summed: Series, histories: Histories) -> None:
    wrong = np.flatnonzero(np.abs(given.values - summed.values) > ROUNDING * np.maximum(np.abs(summed.values), 1))
    if len(wrong):
        at = int(wrong[0])
        what = f"{given.name} is {given.values[at]:g} in {histories.calendar.named(given.first + at)}, and its parts add up to {summed.values[at]:g}."
        raise TableError("sum", what, "Correct one of them, add the part that is missing, or leave the rows of the whole out: it is summed then.")
