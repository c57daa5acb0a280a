"""The margins of a panel: sums of its cells, or totals that were published beside them.

Published totals often hold more than the table does (industries left out, cells suppressed), and then a quotient must be taken by them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from minicluster.analytics.tables.errors import TableError
from minicluster.analytics.tables.panel import Array, Panel
from minicluster.analytics.tables.reading import Table, numbers, read_table, refuse_twins

# The published totals of the U.S. Cluster Mapping Project for 2016 fall short of the sum of the states by up to 8 %.
SHORTFALL: Final = 0.1
SAME: Final = "Give totals that count the same thing as the table, of the same year and unit, or none."


@dataclass(frozen=True)
class Totals:
    """Totals over industries (years, regions), over regions (years, industries), and over both (years,)."""

    regions: Array
    industries: Array
    everything: Array


def read_totals(panel: Panel, totals: Table | None = None) -> Totals:
    """The margins of a panel.

    Args:
        panel: what the totals belong to.
        totals: a long table with the panel's columns, in which an empty industry means a region's total, an empty region an industry's, and both empty
            the total of everything. A margin of which it has no row is summed from the panel; where the total of everything is not given, it is the larger
            of the sums of the two margins.

    Raises:
        TableError: a total stands twice, or a margin lacks the total of a region, industry or year of the panel.
    """
    sums = Totals(panel.cells.sum(axis=2), panel.cells.sum(axis=1), panel.cells.sum(axis=(1, 2)))
    if totals is None:
        return sums
    columns = panel.columns
    frame, _kind = read_table(totals, [*columns.keys, columns.value])
    frame = frame.with_columns(numbers(frame, columns.value).alias(columns.value))
    refuse_twins(frame, columns.keys, "Leave one of them.")
    for_region, for_industry = pl.col(columns.industry).is_null(), pl.col(columns.region).is_null()
    years = {columns.year: panel.years} if columns.year else {}
    regions = _margin(frame.filter(for_region & ~for_industry), {**years, columns.region: panel.regions}, columns.value, sums.regions)
    industries = _margin(frame.filter(for_industry & ~for_region), {**years, columns.industry: panel.industries}, columns.value, sums.industries)
    larger = np.maximum(regions.sum(axis=1), industries.sum(axis=1))
    return Totals(regions, industries, _margin(frame.filter(for_industry & for_region), years, columns.value, larger))


def read_enclosing_totals(panel: Panel, totals: Table | None = None) -> Totals:
    """The margins of a panel, which must enclose it: they count the same thing in the same unit, and all of it.

    Published totals are rounded and estimate the suppressed cells otherwise than the cells do, so that they may fall short of the sums by `SHORTFALL`.

    Raises:
        TableError: as `read_totals`, a total is smaller than the sum of what it is the total of, or larger than that of everything.
    """
    read = read_totals(panel, totals)
    sums = read_totals(panel)
    for margin, summed, names in (
        (read.regions, sums.regions, panel.regions),
        (read.industries, sums.industries, panel.industries),
        (read.everything[:, None], sums.everything[:, None], ("everything",)),
    ):
        short = np.argwhere(margin < summed * (1 - SHORTFALL))
        if len(short):
            year, place = short[0]
            raise TableError(
                "total",
                f"The total of {names[place]} is {margin[year, place]:g}, and its cells add up to {summed[year, place]:g}.",
                SAME,
            )
        over = np.argwhere(margin > read.everything[:, None])
        if len(over):
            year, place = over[0]
            raise TableError("total", f"The total of {names[place]} is {margin[year, place]:g}, and that of everything {read.everything[year]:g}.", SAME)
    return read


def _margin(rows: pl.DataFrame, axes: dict[str, tuple[object, ...]], value: str, summed: Array) -> Array:
    if rows.is_empty():
        return summed
    wanted = pl.DataFrame({"": [0]})
    for name, values in axes.items():
        wanted = wanted.join(pl.DataFrame({name: values}, schema={name: rows.schema[name]}), how="cross")
    found = wanted.join(rows, on=list(axes), how="left", maintain_order="left") if axes else rows
    lacking = found.filter(pl.col(value).is_null()).select(list(axes)).head(3).rows() if axes else []
    if lacking:
        raise TableError(
            "total", f"There is no total for {', '.join(' '.join(map(str, row)) for row in lacking)}.", "Add its row, or give no total of that margin."
        )
    margin: Array = found[value].to_numpy().reshape(summed.shape).astype(np.float64)
    return margin
