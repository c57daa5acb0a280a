"""A long table of series, each without a gap, in one unit, and with a number in every period."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.forecast.periods import Calendar, read_periods
from minicluster.analytics.tables import Kind, Table, TableError, read_table
from minicluster.analytics.tables.reading import columns_of_units, refuse, refuse_empty_keys, refuse_twins

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Names:
    """The columns of a table of series; `unit` is optional."""

    id: str = "id"
    time: str = "time"
    value: str = "value"
    unit: str | None = None


@dataclass(frozen=True)
class Series:
    """One series.

    Attributes:
        name: as the table has it.
        values: shape (periods,), the oldest first, all finite.
        last: the number of its last period.
        unit: as the table has it; None where it says nothing.
    """

    name: Any
    values: Array
    last: int
    unit: Any = None

    @property
    def first(self) -> int:
        """The number of its first period."""
        return self.last - len(self.values) + 1


@dataclass(frozen=True)
class Histories:
    """All series of a table, in the order of their first rows."""

    series: tuple[Series, ...]
    calendar: Calendar
    names: Names
    kind: Kind

    @property
    def by_name(self) -> dict[Any, Series]:
        """The series by their names."""
        return {series.name: series for series in self.series}


def read_histories(table: Table, names: Names) -> Histories:
    """Read a long table with a row for each series and period.

    Args:
        table: see `minicluster.analytics.tables`.
        names: which column plays which part. Where `unit` is not said, a column that is called unit, currency, 단위 or 통화 is taken for it.

    Raises:
        TableError: a key is empty or stands twice, a time is neither a year nor a quarter, a value is missing or not finite, a series has a gap or two units.

    >>> table = pl.DataFrame({"id": ["A", "A", "B"], "time": [2006, 2005, 2006], "value": [2.0, 1.0, 7.0]})
    >>> [(series.name, series.values.tolist(), series.last) for series in read_histories(table, Names()).series]
    [('A', [1.0, 2.0], 2006), ('B', [7.0], 2006)]
    """
    unit = unit_column(table, names)
    frame, kind = read_table(table, [names.id, names.time, names.value, *([unit] if unit else [])])
    refuse_empty_keys(frame, [names.id, names.time])
    periods, calendar = read_periods(frame, names.time)
    values = finite(frame, names.value)
    units = frame[unit].cast(pl.String).fill_null("") if unit else pl.Series([None] * frame.height, dtype=pl.String)
    rows = pl.DataFrame({"name": frame[names.id], "period": periods, "value": values, "unit": units}).with_row_index("row")
    if unit:
        _refuse_two_units(rows, unit)
    refuse_twins(rows.rename({"name": names.id, "period": names.time}), [names.id, names.time], "Keep one of the rows, or add them up first.")
    _refuse_gaps(rows, names, calendar)
    parts = rows.sort("period", maintain_order=True).partition_by("name", maintain_order=False)
    series = [Series(part["name"][0], part["value"].to_numpy(), int(part["period"][-1]), part["unit"][0]) for part in parts]
    place = {name: at for at, name in enumerate(rows["name"].unique(maintain_order=True))}
    return Histories(tuple(sorted(series, key=lambda one: place[one.name])), calendar, names, kind)


def unit_column(table: Table, names: Names) -> str | None:
    """The column that says in what a value is counted, if there is one."""
    if names.unit:
        return names.unit
    return next(iter(columns_of_units(table, {names.id, names.time, names.value})), None)


def finite(
    frame: pl.DataFrame, column: str, *, cure: str = "Write the number; a year that is not known cannot be taken for 0: begin the series after it."
) -> pl.Series:
    """The column as finite numbers, of either sign.

    Raises:
        TableError: a value is missing, not a number, or infinite.
    """
    read = frame[column].cast(pl.Float64, strict=False)
    missing = frame[column].is_null() | (read.is_nan().fill_null(value=False))
    if frame[column].dtype == pl.String:
        missing |= frame[column].str.strip_chars() == ""
    refuse(missing, "missing", f"{column} is empty.", cure)
    refuse(read.is_null(), "number", f"{column} is not a number.", "Write digits, without units; the unit has a column of its own.")
    refuse(read.is_infinite(), "finite", f"{column} is infinite.", "Somewhere before it was divided by nothing: write the number itself.")
    return read


def _refuse_two_units(rows: pl.DataFrame, unit: str) -> None:
    first = rows.select(pl.col("unit").first().over("name")).to_series()
    other = rows["unit"] != first
    if other.any():
        at = int(other.arg_max() or 0)
        what = f"{unit} is “{rows['unit'][at]}” and was “{first[at]}” before in the same series ({rows['name'][at]})."
        raise TableError("unit", what, "Convert one of them, with the rate and the price year said, or give the series two names.", (at + 1,))


def _refuse_gaps(rows: pl.DataFrame, names: Names, calendar: Calendar) -> None:
    ordered = rows.sort("period", maintain_order=True).with_columns(before=pl.col("period").shift(1).over("name"))
    gaps = ordered.filter(pl.col("period") - pl.col("before") > 1).sort("row")
    if gaps.height:
        gap = gaps.row(0, named=True)
        left, right = calendar.named(gap["before"]), calendar.named(gap["period"])
        raise TableError(
            "gap",
            f"{names.time} jumps from {left} to {right} in {names.id} {gap['name']}: {calendar.named(gap['before'] + 1)} is missing.",
            "Add the missing row, or leave out the rows before the gap.",
            (int(gap["row"]) + 1,),
        )
