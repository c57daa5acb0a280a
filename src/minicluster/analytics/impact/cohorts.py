"""A panel of units that came under treatment at different times, read and checked: what every estimator of the package begins with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.tables import Kind, Table, TableError, read_table
from minicluster.analytics.tables.keys import numbered
from minicluster.analytics.tables.panel import Array
from minicluster.analytics.tables.reading import columns_of_units, numbers, refuse, refuse_empty_keys, refuse_twins

Places = NDArray[np.intp]
TOLERANCE: Final = 1e-9
_FIRST_DIFFERENCE: Final = 2


@dataclass(frozen=True)
class ImpactColumns:
    """Which column plays which part; a covariate is a property of the unit from before the treatment."""

    unit: str = "unit"
    time: str = "time"
    treated_from: str = "treated_from"
    outcome: str = "outcome"
    covariates: tuple[str, ...] = ()
    cluster: str | None = None


@dataclass(frozen=True)
class Cohorts:
    """A balanced panel with the time at which each unit came under treatment.

    Attributes:
        outcome: shape (units, times).
        entry: shape (units,), the place in `times` of the first treated time; `len(times)` where there is none in the panel.
        later: units of which the table says that they are treated after its last time: they count as not treated.
        covariates: shape (units, covariates).
        cluster: shape (units,), the cluster of each unit; each unit its own where no column was named.
    """

    outcome: Array
    entry: Places
    covariates: Array
    cluster: Places
    units: tuple[Any, ...]
    times: tuple[float, ...]
    columns: ImpactColumns
    kind: Kind = field(repr=False)
    later: int = 0

    @property
    def never(self) -> int:
        """The place that stands for "not treated in the panel"."""
        return len(self.times)

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Shape (units,): whether a unit is treated at any time of the panel."""
        return self.entry < self.never

    @property
    def entries(self) -> tuple[int, ...]:
        """The places at which units came under treatment, in order: one for each cohort."""
        return tuple(int(place) for place in np.unique(self.entry[self.treated]))

    @property
    def status(self) -> Array:
        """Shape (units, times): 1 where a unit is under treatment."""
        return (np.arange(self.never) >= self.entry[:, None]).astype(np.float64)

    def of(self, units: NDArray[Any]) -> "Cohorts":
        """The panel of some units, by a mask or their places."""
        names = tuple(np.array(self.units, dtype=object)[units])
        return Cohorts(
            self.outcome[units], self.entry[units], self.covariates[units], self.cluster[units], names, self.times, self.columns, self.kind, self.later
        )


def read_cohorts(table: Table, columns: ImpactColumns) -> Cohorts:
    """Read a panel with a row for each unit and time.

    `treated_from` is the first time under treatment, the same in all rows of a unit; empty (or 0, where times are above 0) for a unit that never is.

    Raises:
        TableError: a key is empty or stands twice; a value is missing or not finite; treated-from or a covariate changes within a unit; times have a gap, for all
            or for one unit; a treated unit has no time before its treatment, or its treatment begins at none of the times; nobody is treated; there is nobody
            to compare with; a column that is called currency, unit, 통화 or 단위 and plays no other part says two things.

    >>> jobs = {"unit": ["a", "a", "b", "b"], "time": [1, 2, 1, 2], "treated_from": [2, 2, None, None], "outcome": [3, 5, 3, 4]}
    >>> read = read_cohorts(pl.DataFrame(jobs), ImpactColumns())
    >>> read.outcome.tolist(), read.entry.tolist()
    ([[3.0, 5.0], [3.0, 4.0]], [1, 2])
    """
    _refuse_two_parts(columns)
    further = [*columns.covariates, *([columns.cluster] if columns.cluster else [])]
    parts = [columns.unit, columns.time, columns.treated_from, columns.outcome, *further]
    counted_in = columns_of_units(table, parts)
    frame, kind = read_table(table, [*parts, *counted_in])
    for name in counted_in:
        _refuse_two_units(frame, name)
    keys = (columns.unit, columns.time)
    refuse_empty_keys(frame, keys)
    frame = frame.with_columns(_figures(frame, columns))
    refuse_twins(frame, keys, "A unit has one row for each time: add the rows up first, or take the wrong one out.")
    _refuse_changes(frame, columns)
    times = _steady_times(frame, columns.time)
    frame = frame.with_columns(_starts(frame, columns, times))
    units, unit = numbered(frame[columns.unit])
    cells = _cells(frame, columns, unit, times, len(units))
    first = frame.with_columns(pl.Series("_place", unit)).unique("_place", keep="first").sort("_place")
    last = times[-1]
    begins = first[columns.treated_from].fill_null(np.inf).to_numpy()
    covariates = first.select(columns.covariates).to_numpy().astype(np.float64).reshape(len(units), len(columns.covariates))
    cluster = numbered(first[columns.cluster])[1].astype(np.intp) if columns.cluster else np.arange(len(units))
    entry = np.where(begins > last, len(times), np.searchsorted(times, np.minimum(begins, last)))
    read = Cohorts(cells, entry, covariates, cluster, units, times, columns, kind, later=int((np.isfinite(begins) & (begins > last)).sum()))
    _refuse_nothing_to_compare(read)
    return read


def _refuse_two_parts(columns: ImpactColumns) -> None:
    parts = [columns.unit, columns.time, columns.treated_from, columns.outcome, *columns.covariates]
    twice = next((name for name in parts if parts.count(name) > 1), None)
    if twice:
        raise TableError("column", f"{twice} is named for two things.", "Unit, time, treated-from, outcome and each covariate need a column of their own.")


def _refuse_two_units(frame: pl.DataFrame, name: str) -> None:
    """All units are compared with one another, so that one currency is needed throughout."""
    said = frame[name].cast(pl.String).fill_null("")
    first = str(said[0]) if len(said) else ""
    cure = "Convert the outcome to one, with the rate and the price year said, or leave the rows in the other out."
    refuse(said != first, "unit", f"{name} is not “{first}”, as in the first row.", cure)


def _figures(frame: pl.DataFrame, columns: ImpactColumns) -> list[pl.Series]:
    """The columns that are numbers, as finite ones; only treated-from may be empty."""
    asked = [columns.time, columns.outcome, *columns.covariates]
    return [
        *(numbers(frame, name, may_be_negative=True).alias(name) for name in asked),
        numbers(frame, columns.treated_from, may_be_empty=True, may_be_negative=True).alias(columns.treated_from),
    ]


def _refuse_changes(frame: pl.DataFrame, columns: ImpactColumns) -> None:
    cures = {columns.treated_from: "Write the first treated time in all rows of the unit; a unit that leaves again stays treated."}
    cures |= dict.fromkeys(columns.covariates, "A covariate is from before the treatment: write that one value in all rows of the unit.")
    if columns.cluster:
        refuse(frame[columns.cluster].is_null(), "cluster", f"{columns.cluster} is empty.", f"Name it: every {columns.unit} needs one.")
        cures[columns.cluster] = "Give the unit one cluster."
    for name, cure in cures.items():
        first = frame.select(pl.col(name).first().over(columns.unit)).to_series()
        refuse(~frame[name].eq_missing(first), "changes", f"{name} changes within the same {columns.unit}.", cure)


def _steady_times(frame: pl.DataFrame, time: str) -> tuple[float, ...]:
    """The times in order, which have to be equally far apart."""
    times = np.unique(frame[time].to_numpy())
    if len(times) < _FIRST_DIFFERENCE:
        raise TableError("time", f"{time} is {times[0]:g} in every row.", "An effect needs a time before and a time after: add rows of other times.")
    steps = np.diff(times)
    wide = np.flatnonzero(steps > steps.min() * (1 + TOLERANCE))
    if len(wide):
        before, after = times[wide[0]], times[wide[0] + 1]
        cure = "Add the rows between, or leave out all times on one side of the gap."
        refuse(frame[time] == after, "gap", f"{time} has a gap between {before:g} and {after:g}.", cure)
    return tuple(float(each) for each in times)


def _starts(frame: pl.DataFrame, columns: ImpactColumns, times: Sequence[float]) -> pl.Series:
    """Treated-from with empty for never, which some write as 0."""
    name = columns.treated_from
    starts = frame[name]
    if times[0] > 0:
        starts = frame.select(pl.when(pl.col(name) != 0).then(pl.col(name))).to_series()
    no_before = f"{columns.unit} is treated from {columns.time} {times[0]:g} or before: it has no time before its treatment."
    refuse(starts <= times[0], "no pre-period", f"{name}: {no_before}", "Add rows of earlier times, or leave the unit out.")
    between = starts.is_not_null() & (starts <= times[-1]) & ~starts.is_in(list(times))
    refuse(between, "treated from", f"{name} is none of the times in {columns.time}.", "Write the first treated time as it stands there.")
    return starts


def _cells(frame: pl.DataFrame, columns: ImpactColumns, unit: NDArray[Any], times: Sequence[float], units: int) -> Array:
    place = np.searchsorted(np.array(times), frame[columns.time].to_numpy())
    cells = np.full((units, len(times)), np.nan)
    cells[unit, place] = frame[columns.outcome].to_numpy()
    holes = np.argwhere(np.isnan(cells))
    if len(holes):
        whose, when = holes[0]
        what = f"{columns.unit} {frame[columns.unit][int(np.flatnonzero(unit == whose)[0])]} has no row for {columns.time} {times[when]:g}: a gap in time."
        refuse(pl.Series(_next_to_hole(unit == whose, place, int(when))), "gap", what, "Add the row, or leave the unit out: every unit needs every time.")
    return cells


def _next_to_hole(own: NDArray[np.bool_], place: NDArray[Any], when: int) -> NDArray[np.bool_]:
    """The unit's row after the hole; its last one where there is none."""
    later = own & (place > when)
    nearest = place[later].min() if later.any() else place[own].max()
    beside: NDArray[np.bool_] = own & (place == nearest)
    return beside


def _refuse_nothing_to_compare(read: Cohorts) -> None:
    name = read.columns.treated_from
    if not read.entries:
        raise TableError("nobody treated", f"{name} is empty in every row.", "Write for each treated unit the first time under treatment.")
    if len(read.entries) == 1 and read.treated.all():
        cure = "Add units that were never treated, or treated later."
        raise TableError("nobody untreated", f"{name} is the same for every unit: there is nobody to compare with.", cure)
