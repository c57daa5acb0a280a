"""In what a region is stronger than elsewhere: the location quotient, and how unusual it is among the quotients of its industry."""

from typing import Final

import numpy as np

from minicluster.analytics.tables import Columns, Table, Totals, ratio, read_enclosing_totals, read_panel
from minicluster.analytics.tables.panel import Array

EQUAL: Final = 1e-12


def quotients(cells: Array, totals: Totals) -> Array:
    """Location quotients as an array.

    Args:
        cells: shape (years, regions, industries).
        totals: their margins.

    Returns:
        Shape (years, regions, industries); NaN where the region or the industry has nothing in that year.
    """
    return ratio(cells * totals.everything[:, None, None], totals.regions[:, :, None] * totals.industries[:, None, :])


def location_quotient(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, totals: Table | None = None
) -> Table:
    """How many times as large an industry's share is in a region as it is everywhere; 1 is the same, 2 is twice. For exports it is Balassa's RCA.

    LQ = (e_ij / e_i) / (E_j / E), where e_ij is the value of industry j in region i, e_i and E_j are the totals of region and industry and E that of all.

    Args:
        table: a row for each region and industry (and year); value is employment, plants, sales or exports, in any one unit.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region and industry (and year) with `lq`, without a unit; NaN where the region or the industry has nothing.

    Raises:
        TableError: the table cannot be read, or a total is smaller than the sum of its cells.

    Source: Florence, P. S. (1939), Report on the Location of Industry; Balassa, B. (1965), The Manchester School 33, 99-123.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [30, 10, 20, 40]})
    >>> location_quotient(jobs)["lq"].to_list()
    [1.5, 0.5, 0.6666666666666666, 1.3333333333333333]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    return panel.by_cell(lq=quotients(panel.cells, read_enclosing_totals(panel, totals)))


def specialisations(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    threshold: float = 1.0,
) -> Table:
    """In which industries each region is specialised: where its location quotient reaches the threshold.

    M_ij = 1 where LQ_ij ≥ threshold, otherwise 0: the matrix from which relatedness and complexity start.

    Args:
        table: as for `location_quotient`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.
        threshold: the least quotient of a specialisation.

    Returns:
        A row for each region and industry (and year) with `specialised`, true or false.

    Raises:
        TableError: as `location_quotient`.

    Source: Hidalgo, C. A. et al. (2007), Science 317, 482-487.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [30, 10, 20, 40]})
    >>> specialisations(jobs)["specialised"].to_list()
    [True, False, False, True]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    return panel.by_cell(specialised=quotients(panel.cells, read_enclosing_totals(panel, totals)) >= threshold)


def standardised(measures: Array) -> Array:
    """Each industry's measures over its regions with mean 0 and standard deviation 1.

    Args:
        measures: shape (years, regions, industries); NaN is left out.

    Returns:
        The same shape; NaN where an industry has fewer than two measures, or all of them are equal.
    """
    known = np.isfinite(measures)
    number = known.sum(axis=1, keepdims=True)
    mean = ratio(np.where(known, measures, 0.0).sum(axis=1, keepdims=True), number)
    apart = np.where(known, measures - mean, np.nan)
    deviation = np.sqrt(ratio((np.where(known, apart, 0.0) ** 2).sum(axis=1, keepdims=True), np.where(number > 1, number - 1, np.nan)))
    # Equal quotients differ in their last digits, and those must not be blown up to deviations.
    return ratio(apart, np.where(deviation > EQUAL * np.maximum(np.abs(mean), 1), deviation, np.nan))


def standardised_location_quotient(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
) -> Table:
    """How unusual a location quotient is among all the quotients of its industry; 1.96 or more is rare, if they are spread like a normal distribution.

    z_ij = (LQ_ij − mean_i LQ_ij) / sd_i LQ_ij over the regions i of each industry j (sd with n − 1); the same for ln LQ, which is nearer to normal: quotients
    are cut off at 0 and have a long tail. A quotient of 0 has no logarithm and is left out of it.

    Args:
        table: as for `location_quotient`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region and industry (and year) with `lq`, `standardised`, `log` (natural) and `standardised_log`; NaN where it is not defined.

    Raises:
        TableError: as `location_quotient`.

    Source: O'Donoghue, D. and Gleave, B. (2004), Regional Studies 38, 419-427; Tian, Z. (2013), Regional Studies 47, 1693-1704 (logarithms).

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "B", "C"] * 2, "industry": ["x"] * 3 + ["y"] * 3, "value": [3, 2, 1, 1, 2, 3]})
    >>> standardised_location_quotient(jobs).select("industry", "standardised").rows()
    [('x', 1.0), ('y', -1.0), ('x', 0.0), ('y', 0.0), ('x', -1.0), ('y', 1.0)]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    lq = quotients(panel.cells, read_enclosing_totals(panel, totals))
    log = np.log(lq, out=np.full_like(lq, np.nan), where=lq > 0)
    return panel.by_cell(lq=lq, standardised=standardised(lq), log=log, standardised_log=standardised(log))
