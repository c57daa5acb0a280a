"""A table in which some cells are suppressed, as lower and upper bounds of every cell and every total."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.tables import Columns, Panel, Table, TableError, read_panel, read_table
from minicluster.analytics.tables.reading import ROWS_NAMED, numbers, refuse, refuse_twins

Array = NDArray[np.float64]
Interval = tuple[float, float]
# Names that no table of an office has.
LOWER: Final = "\0lower"
UPPER: Final = "\0upper"


@dataclass(frozen=True)
class Bounds:
    """What a figure is at least and at most; both arrays have the figure's shape, and an upper bound may be infinite."""

    lower: Array
    upper: Array

    def summed(self, axis: int | tuple[int, ...]) -> "Bounds":
        """Bounds of the sum along an axis."""
        return Bounds(self.lower.sum(axis), self.upper.sum(axis))


@dataclass(frozen=True)
class Suppressed:
    """Cells and their totals as intervals, by year.

    Where the totals hold more than the table does, there is one region and one industry more, last and of unknown size.

    Attributes:
        panel: the axes, without the region and the industry of unknown size; its `cells` are the table's rows, counted from 1, and 0 where it names none.
        cells: shape (years, regions, industries).
        regions: shape (years, regions), the totals over industries.
        industries: shape (years, industries), the totals over regions.
        everything: shape (years,).
    """

    panel: Panel
    cells: Bounds
    regions: Bounds
    industries: Bounds
    everything: Bounds


def read_suppressed(
    table: Table,
    columns: Columns,
    *,
    marks: Mapping[str, Interval] | None = None,
    lower: str | None = None,
    upper: str | None = None,
    totals: Table | None = None,
    totals_hold_more: bool = False,
) -> Suppressed:
    """Read a table whose value is a number, empty, or a mark such as D or a size class.

    Args:
        table: a row for each cell; a pair that it does not name is 0.
        columns: which column plays which part.
        marks: mark → what the cell is at least and at most, as the office defines its marks and size classes. An empty cell is from 0 to anything.
        lower: a column with lower bounds of suppressed cells, empty where there is none.
        upper: a column with upper bounds, likewise.
        totals: published totals, in the layout of `read_totals`, marked likewise where they are suppressed too; a total that it does not name is known by
            its cells only.
        totals_hold_more: whether the totals count regions or industries that the table does not name.

    Raises:
        TableError: a key is empty or stands twice, a text is neither a number nor a mark, a number is negative or not finite, a lower bound lies above its
            upper bound, or a region has nothing in any row.
    """
    frame, kind = read_table(table, [*columns.keys, columns.value, *(name for name in (lower, upper) if name)])
    of_rows = _of_rows(frame, columns.value, {"": (0.0, np.inf)} | dict(marks or {}), lower, upper)
    numbered = frame.select(columns.keys).with_columns(pl.int_range(1, frame.height + 1).alias(columns.value))
    panel = replace(read_panel(numbered, columns), kind=kind)
    rows = panel.cells.astype(np.intp)
    cells = Bounds(np.append(0.0, of_rows.lower)[rows], np.append(0.0, of_rows.upper)[rows])
    empty = [str(region) for region, most in zip(panel.regions, cells.upper.sum(axis=(0, 2)), strict=True) if most == 0]
    if empty:
        raise TableError("empty region", f"{columns.region} {', '.join(empty[:ROWS_NAMED])} has nothing in any row.", "Leave it out.")
    cells = _with_unknown(cells, axes=(1, 2)) if totals_hold_more else cells
    regions, industries, everything = cells.summed(2), cells.summed(1), cells.summed((1, 2))
    if totals is not None:
        published = _published(totals, columns, marks or {})
        of_region, of_industry = pl.col(columns.industry).is_null(), pl.col(columns.region).is_null()
        years = {columns.year: panel.years} if columns.year else {}
        regions = _margin(published.filter(of_region & ~of_industry), {**years, columns.region: panel.regions}, regions)
        industries = _margin(published.filter(of_industry & ~of_region), {**years, columns.industry: panel.industries}, industries)
        everything = _margin(published.filter(of_region & of_industry), years, everything)
    return Suppressed(panel, cells, regions, industries, everything)


def _of_rows(frame: pl.DataFrame, value: str, marks: Mapping[str, Interval], lower: str | None = None, upper: str | None = None) -> Bounds:
    """The bounds of each row."""
    written = frame[value].cast(pl.String).str.strip_chars().fill_null("")
    marked = written.is_in(list(marks))
    figures = numbers(frame.select(pl.when(~marked).then(value).alias(value)), value, may_be_empty=True)
    sides = []
    for side, column in enumerate((lower, upper)):
        of_mark = written.replace_strict(marks, default=None, return_dtype=pl.List(pl.Float64)).list.get(side)
        known = numbers(frame, column, may_be_empty=True) if column else pl.Series([None] * frame.height, dtype=pl.Float64)
        sides.append(figures.fill_null(known).fill_null(of_mark))
    refuse(sides[0] > sides[1], "interval", f"{value} is at least more than it is at most.", "Correct the bounds, or the size class.")
    return Bounds(sides[0].to_numpy(), sides[1].to_numpy())


def _published(totals: Table, columns: Columns, marks: Mapping[str, Interval]) -> pl.DataFrame:
    frame, _kind = read_table(totals, [*columns.keys, columns.value])
    refuse_twins(frame, columns.keys, "Leave one of them.")
    bounds = _of_rows(frame, columns.value, {"": (0.0, np.inf)} | dict(marks))
    return frame.select(columns.keys).with_columns(pl.Series(LOWER, bounds.lower), pl.Series(UPPER, bounds.upper))


def _margin(rows: pl.DataFrame, axes: dict[str, tuple[Any, ...]], summed: Bounds) -> Bounds:
    """What is known of a margin by its published rows and, where one is lacking, by the sums of its cells."""
    wanted = pl.DataFrame({"": [0]})
    for name, values in axes.items():
        wanted = wanted.join(pl.DataFrame({name: values}, schema={name: rows.schema[name]}), how="cross")
    found = wanted.join(rows, on=list(axes), how="left", maintain_order="left") if axes else pl.concat([rows, wanted], how="diagonal")[:1]
    shape = tuple(len(values) for values in axes.values()) or (1,)
    shape = shape if len(shape) == summed.lower.ndim else (1, *shape)
    known = [found[name].fill_null(default).to_numpy().reshape(shape) for name, default in ((LOWER, 0.0), (UPPER, np.inf))]
    bounds = Bounds(*known)
    return _with_unknown(bounds, axes=tuple(range(1, len(shape)))) if shape != summed.lower.shape else bounds


def _with_unknown(bounds: Bounds, axes: tuple[int, ...]) -> Bounds:
    """One more place, last along these axes, of which nothing is known."""
    padding = [(0, int(axis in axes)) for axis in range(bounds.lower.ndim)]
    return Bounds(np.pad(bounds.lower, padding), np.pad(bounds.upper, padding, constant_values=np.inf))
