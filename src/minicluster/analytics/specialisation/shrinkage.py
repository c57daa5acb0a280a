"""Quotients of small places, drawn towards the middle by as much as they are uncertain."""

import numpy as np

from minicluster.analytics.specialisation.counts import read_counts, read_herfindahl
from minicluster.analytics.specialisation.quotients import quotients
from minicluster.analytics.tables import Columns, Table, ratio, read_enclosing_totals, read_panel
from minicluster.analytics.tables.panel import Array


def shrunk(lq: Array, expected: Array) -> tuple[Array, Array]:
    """Empirical Bayes estimates of quotients, by the moments of each industry.

    Args:
        lq: shape (years, regions, industries), observed / expected; NaN is left out.
        expected: the expected number of plants of equal size, the same shape.

    Returns:
        The estimates and the weight (0 to 1) that each observed quotient keeps, both of the same shape.
    """
    known = np.isfinite(lq) & (expected > 0)
    weight, quotient = np.where(known, expected, 0.0), np.where(known, lq, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    mean = ratio((weight * quotient).sum(axis=1, keepdims=True), total)
    variance = ratio((weight * (quotient - mean) ** 2).sum(axis=1, keepdims=True), total)
    real = np.maximum(variance - ratio(mean * known.sum(axis=1, keepdims=True), total), 0)
    kept = ratio(real, real + ratio(mean, np.where(known, weight, np.nan)))
    return mean + kept * (lq - mean), kept


def shrunken_location_quotient(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    plants: str = "plants",
    herfindahl: Table | None = None,
) -> Table:
    """Location quotients that do not jump where a region is small: each is drawn towards its industry's mean by as much as chance may have moved it.

    A quotient is observed / expected, with x/H expected plants (x the region's share of everything, 1/H the number of equal plants that would vary like the
    industry's). With the weighted mean m and variance S of the industry's quotients over the regions, A = max(S − m/mean expected, 0) is what is left of the
    variance without chance, and LQ* = m + C (LQ − m) with C = A / (A + m / expected).

    Args:
        table: as for `location_quotient_significance`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.
        plants: the column with the number of plants of the cell.
        herfindahl: as for `location_quotient_significance`.

    Returns:
        A row for each region and industry (and year): `lq`, `shrunken`, and `weight`, the share of the observed quotient's distance that is kept. NaN where
        the region or the industry has nothing.

    Raises:
        TableError: as `location_quotient_significance`.

    Source: Marshall, R. J. (1991), Applied Statistics 40, 283-294 (the global estimator, there for rates of illness).

    >>> import polars as pl
    >>> cells = {"region": ["A", "B", "C"] * 2, "industry": ["x"] * 3 + ["y"] * 3, "value": [40, 10, 2, 60, 90, 0], "plants": [40, 10, 2, 60, 90, 0]}
    >>> shrunken_location_quotient(pl.DataFrame(cells)).filter(industry="x").select(pl.col("lq", "shrunken").round(2)).rows()
    [(1.55, 1.5), (0.39, 0.45), (3.88, 1.45)]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    counts = read_counts(table, panel, plants)
    margins = read_enclosing_totals(panel, totals)
    base = ratio(margins.regions, margins.everything[:, None])
    lq = quotients(panel.cells, margins)
    shrunken, weight = shrunk(lq, base[:, :, None] * ratio(1.0, read_herfindahl(panel, counts, herfindahl))[:, None, :])
    return panel.by_cell(lq=lq, shrunken=shrunken, weight=weight)
