"""What the totals say about suppressed cells: intervals made as narrow as rows and columns allow."""

from dataclasses import replace
from typing import Final

import highspy
import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.suppression.intervals import Array, Bounds, Suppressed
from minicluster.analytics.tables import TableError

ROUNDS: Final = 200
# Differences that are rounding, relative to the largest finite figure.
ROUNDING: Final = 1e-9
# What HiGHS may miss a total by (1e-7), with room; bounds are widened by it so that they still hold what is true.
SOLVER: Final = 1e-6


def tightened(suppressed: Suppressed, *, exactly: bool = False) -> Suppressed:
    """Narrow the intervals of cells and totals by what rows and columns must sum to.

    Each sum bounds each of its parts: part ≤ upper(sum) − Σ lower(others), part ≥ lower(sum) − Σ upper(others), and each sum is bounded by its parts; this is
    repeated until nothing changes (bound propagation, in time linear in cells for each round). What it gives holds every fill that satisfies the totals.

    Args:
        suppressed: cells and totals as intervals.
        exactly: then solve two linear programmes for each cell that is still open (HiGHS), which gives the narrowest intervals there are, to 1e-6 of the
            largest figure; for up to some thousand open cells.

    Raises:
        TableError: no fill satisfies the totals; the region, industry or year is named.
    """
    found = _propagated(suppressed)
    if not exactly:
        return found
    years = [_solved(found, year) for year in range(len(found.cells.lower))]
    cells = Bounds(np.stack([bounds.lower for bounds in years]), np.stack([bounds.upper for bounds in years]))
    return _propagated(replace(found, cells=cells))


def _propagated(found: Suppressed) -> Suppressed:
    slack = ROUNDING * max(1.0, *(float(np.max(bounds.upper, where=np.isfinite(bounds.upper), initial=0)) for bounds in _all(found)))
    for _ in range(ROUNDS):
        before = found
        regions, cells = _met(found.regions, found.cells, axis=2)
        industries, cells = _met(found.industries, cells, axis=1)
        everything, regions = _met(found.everything, regions, axis=1)
        everything, industries = _met(everything, industries, axis=1)
        found = replace(found, cells=cells, regions=regions, industries=industries, everything=everything)
        _refuse_contradictions(found, slack)
        if all(_same(one, other, slack) for one, other in zip(_all(before), _all(found), strict=True)):
            break
    return found


def _all(found: Suppressed) -> tuple[Bounds, ...]:
    return found.regions, found.industries, found.everything, found.cells


def _same(one: Bounds, other: Bounds, slack: float) -> bool:
    return bool(np.allclose(one.lower, other.lower, rtol=0, atol=slack) and np.allclose(one.upper, other.upper, rtol=0, atol=slack))


def _met(total: Bounds, parts: Bounds, axis: int) -> tuple[Bounds, Bounds]:
    """Bounds of a sum and of its parts along an axis, each narrowed by the other."""
    total = Bounds(np.maximum(total.lower, parts.lower.sum(axis)), np.minimum(total.upper, parts.upper.sum(axis)))
    least, most = (np.expand_dims(side, axis) for side in (total.lower, total.upper))
    return total, Bounds(
        np.maximum(parts.lower, least - others(parts.upper, axis)),
        np.minimum(parts.upper, most - others(parts.lower, axis)),
    )


def others(values: Array, axis: int | tuple[int, ...]) -> Array:
    """For each place the sum of the others along an axis; infinite where one of the others is."""
    infinite = np.isinf(values)
    finite = np.where(infinite, 0.0, values)
    among_others = infinite.sum(axis, keepdims=True) - infinite
    found: Array = np.where(among_others > 0, np.inf, finite.sum(axis, keepdims=True) - finite)
    return found


def _refuse_contradictions(found: Suppressed, slack: float) -> None:
    panel = found.panel
    axes = ((panel.years, panel.regions), (panel.years, panel.industries), (panel.years,), (panel.years, panel.regions, panel.industries))
    for bounds, names in zip(_all(found), axes, strict=True):
        wrong = np.argwhere(bounds.lower > bounds.upper + slack)
        if len(wrong):
            places = [str(values[place]) if place < len(values) else "what the table does not name" for values, place in zip(names, wrong[0], strict=True)]
            where = ", ".join(place for place in places if place != "None") or "The total of everything"
            raise TableError("totals", f"{where}: no figures satisfy the totals.", "Correct the total, the size class or the cell.")


def _solved(found: Suppressed, year: int) -> Bounds:
    """The narrowest bounds of a year's cells, by two linear programmes for each open one."""
    cells, regions, industries, everything = (Bounds(bounds.lower[year], bounds.upper[year]) for bounds in _all(found)[-1:] + _all(found)[:-1])
    lower, upper = cells.lower.copy(), cells.upper.copy()
    open_cells = np.argwhere(upper - lower > SOLVER)
    solver = _programme(cells, open_cells, (regions, industries), everything)
    for variable, (region, industry) in enumerate(open_cells):
        least, most = _range_of(variable, solver)
        margin = SOLVER * max(1.0, abs(least), abs(most) if np.isfinite(most) else 0.0)
        lower[region, industry] = max(lower[region, industry], least - margin)
        upper[region, industry] = min(upper[region, industry], most + margin)
    return Bounds(lower, upper)


def _programme(cells: Bounds, open_cells: NDArray[np.intp], margins: tuple[Bounds, Bounds], everything: Bounds) -> highspy.Highs:
    """A year's open cells as variables and its totals as rows; it is asked for one variable after the other, each time from where the last ended."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy annotates all but this
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's signature
    # As everywhere in this library: HiGHS keeps the number of its first model for the process, and fails on any model that asks for another.
    solver.setOptionValue("threads", 1)
    places = tuple(open_cells.T)
    solver.addVars(len(open_cells), cells.lower[places], cells.upper[places])
    known = np.where(cells.upper - cells.lower > SOLVER, 0.0, cells.lower)
    for axis, totals in enumerate(margins):
        fixed = known.sum(axis=1 - axis)
        for place in np.unique(open_cells[:, axis]):
            of_row = np.flatnonzero(open_cells[:, axis] == place)
            _add_row(solver, totals.lower[place] - fixed[place], totals.upper[place] - fixed[place], of_row)
    _add_row(solver, everything.lower - known.sum(), everything.upper - known.sum(), np.arange(len(open_cells)))
    return solver


def _add_row(solver: highspy.Highs, least: float, most: float, variables: NDArray[np.intp]) -> None:
    solver.addRow(least - ROUNDING * abs(least), most + ROUNDING * abs(most), len(variables), variables.astype(np.int32), np.ones(len(variables)))


def _range_of(variable: int, solver: highspy.Highs) -> tuple[float, float]:
    """The least and the most that a variable can be; 0 and infinite where HiGHS finds no end."""
    solver.changeColCost(variable, 1.0)
    ends = []
    for sense, without_end in ((highspy.ObjSense.kMinimize, 0.0), (highspy.ObjSense.kMaximize, np.inf)):
        solver.changeObjectiveSense(sense)
        solver.run()
        solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        ends.append(float(solver.getInfo().objective_function_value) if solved else without_end)
    solver.changeColCost(variable, 0.0)
    return ends[0], ends[1]
