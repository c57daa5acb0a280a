"""Traded industries are found in some regions and sell to others; local industries are found wherever there are people."""

from typing import Final

import numpy as np

from minicluster.analytics.cluster_definition.similarity import Array
from minicluster.analytics.relatedness.presence import over, rca, read_active
from minicluster.analytics.tables import Columns, Table

SHARE: Final = 0.5
QUOTIENT: Final = 2.0
LARGEST: Final = 5
GINI: Final = 0.3


def traded_or_local(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    share: float = SHARE,
    quotient: float = QUOTIENT,
    gini: float = GINI,
) -> Table:
    """Which industries are traded: those that reach all three of a share, a quotient and a Gini. They are rules of thumb for regions of the size of US states.

    Source: Porter (2003), The economic performance of regions, Regional Studies 37 (who then moves single industries by hand).

    Args:
        table: a long table of employment; see `minicluster.analytics.tables`.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the employment.
        year: the column with the year, if there is one.
        share: the least share of the industry's employment that is in regions with LQ ≥ 1.
        quotient: the least mean LQ of the five regions where it is highest (of all regions where there are fewer).
        gini: the least locational Gini.

    Returns:
        A row for each year and industry: `traded` (true, false), `specialised_share` (0–1), `top_quotient`, `locational_gini` (0–1).

    Raises:
        TableError: see `read_panel`; an industry with nothing in any region.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AABBCC"), "industry": ["ships", "hair", "hats", "hair", "pots", "hair"], "value": [90, 10] * 3})
    >>> traded_or_local(table, quotient=0.9).select("industry", "traded").rows()
    [('hair', False), ('hats', True), ('pots', True), ('ships', True)]
    """
    panel = read_active(table, Columns(region, industry, value, year))
    quotients = rca(panel.cells)
    specialised = over(np.where(quotients >= 1, panel.cells, 0).sum(axis=1), panel.cells.sum(axis=1))
    top = np.sort(quotients, axis=1)[:, -LARGEST:].mean(axis=1)
    uneven = locational_gini_of(panel.cells, quotients)
    traded = (specialised >= share) & (top >= quotient) & (uneven >= gini)
    return panel.by_industry(traded=traded, specialised_share=specialised, top_quotient=top, locational_gini=uneven)


def locational_gini_of(cells: Array, quotients: Array) -> Array:
    """The Gini of an industry's employment against all employment over regions in the order of their LQ; 0 is spread like everything, near 1 is in one small place.

    Source: Krugman (1991), Geography and Trade.

    Args:
        cells: shape (years, regions, industries).
        quotients: their LQ, the same shape.

    Returns:
        Shape (years, industries).
    """
    order = quotients.argsort(axis=1, kind="stable")
    regions = cells.sum(axis=2, keepdims=True)
    everything = np.take_along_axis(np.broadcast_to(over(regions, regions.sum(axis=1, keepdims=True)), cells.shape), order, axis=1)
    own = np.take_along_axis(over(cells, cells.sum(axis=1, keepdims=True)), order, axis=1)
    reached = own.cumsum(axis=1)
    gini: Array = 1 - (everything * (2 * reached - own)).sum(axis=1)
    return np.where(reached[:, -1] > 0, gini, np.nan)
