"""The income that goes with an industry (PRODY) and with a region's mix of them (EXPY)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from minicluster.analytics.relatedness.presence import Array, named, over, rca
from minicluster.analytics.tables import Columns, Panel, Table, TableError, read_panel, read_table
from minicluster.analytics.tables.reading import numbers, refuse, refuse_twins


@dataclass(frozen=True)
class Productivity:
    """Productivity as long tables.

    Attributes:
        industries: a row for each year and industry: `prody`, in the unit of income; NaN where a year has nothing of the industry.
        regions: a row for each year and region: `expy`, in the unit of income; NaN where a year has nothing of the region.
    """

    industries: Table
    regions: Table


def productivity(
    table: Table,
    income: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    income_column: str = "income",
) -> Productivity:
    """PRODY and EXPY; formulas and source: `prody_of`, `expy_of`.

    Args:
        table: a long table of exports, employment …; see `minicluster.analytics.tables`.
        income: a long table with income (or product) per head for each region (and year), under the same names.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year.
        income_column: the column of `income` with the income.

    Raises:
        TableError: see `read_panel`; an income is missing, stands twice, is negative or not finite.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AAB"), "industry": list("xyx"), "value": [1, 1, 2]})
    >>> found = productivity(table, pl.DataFrame({"region": ["A", "B"], "income": [30.0, 12.0]}))
    >>> found.industries.rows(), found.regions.rows()
    ([('x', 18.0), ('y', 30.0)], [('A', 24.0), ('B', 18.0)])
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    prody = prody_of(panel.cells, _income(panel, income, income_column))
    return Productivity(panel.by_industry(prody=prody), panel.by_region(expy=expy_of(panel.cells, prody)))


def prody_of(cells: Array, income: Array) -> Array:
    """The mean income of regions weighted by their RCA: `PRODY_i = Σ_r RCA_ri Y_r / Σ_r RCA_ri`.

    Source: Hausmann, Hwang & Rodrik (2007), Journal of Economic Growth 12.

    Args:
        cells: shape (years, regions, industries).
        income: shape (years, regions).

    Returns:
        Shape (years, industries); NaN where nobody has anything.
    """
    weights = rca(cells)
    sums = weights.sum(axis=1)
    return np.where(sums > 0, over((income[:, None, :] @ weights)[:, 0, :], sums), np.nan)


def expy_of(cells: Array, prody: Array) -> Array:
    """The mean PRODY of a region's mix: `EXPY_r = Σ_i (x_ri / Σ_i x_ri) PRODY_i`; shape (years, regions). Source as in `prody_of`."""
    sums = cells.sum(axis=2)
    return np.where(sums > 0, over((cells @ np.nan_to_num(prody)[:, :, None])[:, :, 0], sums), np.nan)


def _income(panel: Panel, income: Table, column: str) -> Array:
    columns = panel.columns
    axes = {**({columns.year: panel.years} if columns.year else {}), columns.region: panel.regions}
    frame, _kind = read_table(income, [*axes, column])
    for key in axes:
        refuse(frame[key].is_null(), "key", f"{key} is empty.", "Name it, or leave the row out.")
    refuse_twins(frame, list(axes), "Leave one of them.")
    rows = frame.with_columns(numbers(frame, column).alias(column))
    wanted = pl.DataFrame({columns.region: panel.regions}, schema={columns.region: rows.schema[columns.region]})
    if columns.year:
        wanted = pl.DataFrame({columns.year: panel.years}, schema={columns.year: rows.schema[columns.year]}).join(
            wanted, how="cross", maintain_order="left_right"
        )
    found = wanted.join(rows, on=list(axes), how="left", maintain_order="left")
    lacking = [" ".join(map(str, row)) for row in found.filter(pl.col(column).is_null()).select(list(axes)).rows()]
    if lacking:
        raise TableError("income", f"There is no {column} for {named(lacking)}.", "Add its row, or leave the region out of both tables.")
    return found[column].to_numpy().reshape(len(panel.years), len(panel.regions))
