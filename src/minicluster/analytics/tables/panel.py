"""A long table of region × industry (× year) as one dense array, and results back as long tables."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.tables.columns import Columns
from minicluster.analytics.tables.errors import TableError
from minicluster.analytics.tables.keys import Codes, numbered
from minicluster.analytics.tables.reading import Kind, Table, numbers, read_table, refuse, refuse_empty_keys, refuse_twins

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """Activity by year, region and industry.

    Attributes:
        cells: shape (years, regions, industries); a pair that the table does not name is 0.
        years: one `None` where the table is of one moment.
    """

    cells: Array
    years: tuple[Any, ...]
    regions: tuple[Any, ...]
    industries: tuple[Any, ...]
    columns: Columns
    kind: Kind

    def between(self, start: Any = None, end: Any = None) -> "Panel":
        """The years from start to end, both included; without them, all from the first to the last.

        Raises:
            TableError: one of them is not in the table, or fewer than two are left.
        """
        first, last = self.years[0] if start is None else start, self.years[-1] if end is None else end
        for year in (first, last):
            if year not in self.years:
                raise TableError("year", f"There is no year {year}.", f"The table has {', '.join(map(str, self.years))}.")
        kept = slice(self.years.index(first), self.years.index(last) + 1)
        if len(self.years[kept]) < 2:  # noqa: PLR2004 - a change has a before and an after
            raise TableError("year", "A change needs two years.", "Name the column of the years by year=, and let start come before end.")
        return replace(self, cells=self.cells[kept], years=self.years[kept])

    def without_years(self) -> "Panel":
        """The last year as a panel of one moment: what is said about a span of years has a row for each cell, not for each year."""
        return replace(self, cells=self.cells[-1:], years=(None,), columns=replace(self.columns, year=None))

    def by_cell(self, **measures: NDArray[Any]) -> Table:
        """A long table with a row for each year, region and industry; each measure has the shape of `cells`."""
        return self._long({self.columns.region: self.regions, self.columns.industry: self.industries}, measures)

    def by_region(self, **measures: NDArray[Any]) -> Table:
        """A row for each year and region; each measure has shape (years, regions)."""
        return self._long({self.columns.region: self.regions}, measures)

    def by_industry(self, **measures: NDArray[Any]) -> Table:
        """A row for each year and industry; each measure has shape (years, industries)."""
        return self._long({self.columns.industry: self.industries}, measures)

    def by_year(self, **measures: NDArray[Any]) -> Table:
        """A row for each year; each measure has shape (years,)."""
        return self._long({}, measures)

    def by_pair_of_industries(self, **measures: NDArray[Any]) -> Table:
        """A row for each year and ordered pair of industries; each measure has shape (years, industries, industries)."""
        name = self.columns.industry
        return self._long({f"{name}_1": self.industries, f"{name}_2": self.industries}, measures)

    def by_pair_of_regions(self, **measures: NDArray[Any]) -> Table:
        """A row for each year and ordered pair of regions; each measure has shape (years, regions, regions)."""
        name = self.columns.region
        return self._long({f"{name}_1": self.regions, f"{name}_2": self.regions}, measures)

    def _long(self, axes: dict[str, tuple[Any, ...]], measures: dict[str, NDArray[Any]]) -> Table:
        named = ({self.columns.year: self.years} if self.columns.year else {}) | axes
        shape = (len(self.years), *(len(values) for values in axes.values()))
        counted = shape if self.columns.year else shape[1:]
        keys = {}
        for axis, (name, values) in enumerate(named.items()):
            inner, outer = math.prod(counted[axis + 1 :]), math.prod(counted[:axis])
            keys[name] = pl.concat([_each_repeated(pl.Series(values), inner)] * outer)
        results = {name: np.broadcast_to(measure, shape).reshape(-1) for name, measure in measures.items()}
        return self.kind.give(pl.DataFrame({**keys, **results}))


def read_panel(table: Table, columns: Columns, *, may_be_negative: bool = False) -> Panel:
    """Read a long table whose rows each name a cell once.

    Args:
        table: see `minicluster.analytics.tables`.
        columns: which column plays which part.
        may_be_negative: growth may be, employment may not.

    Raises:
        TableError: a key is empty or stands twice, a value is empty, negative or not finite, or a region has nothing in any row.

    >>> read_panel(pl.DataFrame({"region": ["A", "A", "B"], "industry": ["x", "y", "x"], "value": [1, 2, 3]}), Columns()).cells.tolist()
    [[[1.0, 2.0], [3.0, 0.0]]]
    """
    frame, kind = read_table(table, [*columns.keys, columns.value], keys=columns.keys)
    refuse_empty_keys(frame, columns.keys)
    order = [*([columns.year] if columns.year else []), columns.region, columns.industry]
    axes, places = zip(*(numbered(frame[key]) for key in order), strict=True)
    shape = tuple(len(axis) for axis in axes)
    cell, cells = _cell(places, shape), np.zeros(shape)
    if _stand_twice(cell, cells.size):
        refuse_twins(frame, columns.keys, "Add the rows up first, or take the wrong one out.")
    values = numbers(frame, columns.value, may_be_negative=may_be_negative)
    cells.reshape(-1)[cell] = values.to_numpy()
    cube = cells if columns.year else cells[None]
    nothing = np.logical_not(cube.any(axis=(0, 2)))
    if nothing.any():
        refuse(pl.Series(nothing[places[-2]]), "empty region", f"{columns.region} has nothing in any row.", "Leave it out: nothing can be said of its mix.")
    return Panel(cube, axes[0] if columns.year else (None,), axes[-2], axes[-1], columns, kind)


def _each_repeated(values: pl.Series, times: int) -> pl.Series:
    """Each value as often, one after another."""
    if len(values) == 1:
        return values.new_from_index(0, times)
    return values if times == 1 else values.gather(pl.Series(np.repeat(np.arange(len(values), dtype=np.uint32), times)))


def _cell(places: tuple[Codes, ...], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """The place of each row in an array of that shape, its axes one after another: as `np.ravel_multi_index`, in one array."""
    cell = places[0].astype(np.int64)
    for size, place in zip(shape[1:], places[1:], strict=True):
        cell *= size
        cell += place
    return cell


def _stand_twice(cell: NDArray[np.int64], cells: int) -> bool:
    """Whether two rows name the same cell: many times quicker than looking for them, which is only done when there are any."""
    named = np.zeros(cells, dtype=np.bool_)
    named[cell] = True
    return int(np.count_nonzero(named)) < len(cell)
