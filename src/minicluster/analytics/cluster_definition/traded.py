"""Traded industries are found in some regions and sell to others; local industries are found wherever there are people."""

from typing import Final

import numpy as np

from minicluster.analytics.concentration import locational_gini_of
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
    uneven = locational_gini_of(panel.cells.swapaxes(1, 2), panel.cells.sum(axis=2)[:, None, :])
    traded = (specialised >= share) & (top >= quotient) & (uneven >= gini)
    return panel.by_industry(traded=traded, specialised_share=specialised, top_quotient=top, locational_gini=uneven)
