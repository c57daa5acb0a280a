"""How much of an industry's concentration lies between groups of regions, and how much within them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.concentration.shares import theil_of
from minicluster.analytics.tables import Columns, Table, ratio, read_groups, read_panel, read_totals
from minicluster.analytics.tables.panel import Array


def summed_by(values: Array, groups: NDArray[np.intp]) -> Array:
    """The sums of the last axis over the members of each group, shape (…, groups)."""
    return np.asarray(values @ (groups[:, None] == np.arange(groups.max() + 1)))


def theil_decomposition(
    table: Table,
    *,
    group: str = "group",
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
) -> Table:
    """How much of an industry's Theil index lies between groups of regions (provinces, say), and how much between the regions of each.

    T = T_between + Σ_g s_g T_g, with s_g and r_g the group's share of the industry and of everything, T_between = Σ_g s_g ln(s_g / r_g), and T_g the Theil
    index inside the group.

    Args:
        table: a row for each region and industry (and year), with a column that names the group of the region.
        group: the column of the groups; a region has the same in all its rows.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: what everything is, see `theil_index`.

    Returns:
        A row for each industry (and year): `theil`, `between`, `within` (in nats, between + within = theil) and `between_share` (0 to 1); NaN where there is
        nothing.

    Raises:
        TableError: the table cannot be read, the totals lack a row, or a region has two groups or none.

    Source: Theil, H. (1967), Economics and Information Theory; Brülhart, M. and Traeger, R. (2005), Regional Science and Urban Economics 35, 597-624.

    >>> import polars as pl
    >>> cells = {"region": list("ABCD") * 2, "group": ["N", "N", "S", "S"] * 2, "industry": ["x"] * 4 + ["y"] * 4, "value": [4, 4, 1, 1, 1, 1, 4, 4]}
    >>> theil_decomposition(pl.DataFrame(cells)).select(pl.col("theil", "between", "within").round(6)).row(0)
    (0.192745, 0.192745, 0.0)
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    groups = _group_codes(table, panel.regions, region, group)
    values = np.swapaxes(panel.cells, 1, 2)
    base = read_totals(panel, totals).regions[:, None, :]
    theil = theil_of(values, base)
    between = theil_of(summed_by(values, groups), summed_by(base, groups))
    return panel.by_industry(theil=theil, between=between, within=theil - between, between_share=ratio(between, theil))


def _group_codes(table: Table, regions: tuple[Any, ...], region: str, group: str) -> NDArray[np.intp]:
    named = read_groups(table, region, group)
    return np.unique([str(named[name]) for name in regions], return_inverse=True)[1]
