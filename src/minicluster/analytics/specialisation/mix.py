"""How far a region's mix of industries is from the mix of all, or of another region: one figure for each region."""

import numpy as np
from scipy.spatial.distance import cdist

from minicluster.analytics.tables import Columns, Panel, Table, ratio, read_enclosing_totals, read_panel
from minicluster.analytics.tables.panel import Array


def _mixes(panel: Panel, totals: Table | None) -> tuple[Array, Array]:
    """The shares of the industries in each region (years, regions, industries) and in everything (years, 1, industries)."""
    margins = read_enclosing_totals(panel, totals)
    return ratio(panel.cells, margins.regions[:, :, None]), ratio(margins.industries, margins.everything[:, None])[:, None, :]


def hachman_index(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, totals: Table | None = None
) -> Table:
    """How much a region's mix of industries is like the mix of all: 1 is the same, near 0 is one industry that is rare elsewhere.

    Hachman = 1 / Σ_j LQ_ij s_ij = 1 / Σ_j s_ij² / r_j, with s the industry's share in the region and r its share in everything.

    Args:
        table: as for `location_quotient`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`. With industries left out of the table the index may exceed 1.

    Returns:
        A row for each region (and year) with `hachman`, without a unit; NaN where the region has nothing in that year.

    Raises:
        TableError: as `location_quotient`.

    Source: Hachman, F. C. (1995), as used by the Bureau of Economic and Business Research, University of Utah.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [30, 10, 20, 40]})
    >>> hachman_index(jobs)["hachman"].round(6).to_list()
    [0.8, 0.9]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    mix, everywhere = _mixes(panel, totals)
    unlike = ratio(mix**2, everywhere)
    return panel.by_region(hachman=ratio(1.0, np.where(mix == 0, 0.0, unlike).sum(axis=2)))


def krugman_index(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, totals: Table | None = None
) -> Table:
    """How far a region's mix of industries is from the mix of all: 0 is the same, 2 is nothing in common.

    K = Σ_j |s_ij − r_j|, with s the industry's share in the region and r its share in everything.

    Args:
        table: as for `location_quotient`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region (and year) with `krugman`, without a unit; NaN where the region has nothing in that year.

    Raises:
        TableError: as `location_quotient`.

    Source: Krugman, P. (1991), Geography and Trade, MIT Press.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [30, 10, 20, 40]})
    >>> krugman_index(jobs)["krugman"].round(6).to_list()
    [0.5, 0.333333]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    mix, everywhere = _mixes(panel, totals)
    return panel.by_region(krugman=np.abs(mix - everywhere).sum(axis=2))


def krugman_index_of_pairs(table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None) -> Table:
    """How far the mixes of two regions are apart: 0 is the same, 2 is nothing in common.

    K_ik = Σ_j |s_ij − s_kj|, with s the industry's share in the region.

    Args:
        table: as for `location_quotient`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.

    Returns:
        A row for each ordered pair of regions (and year), in columns named after the region column with _1 and _2, with `krugman`; NaN where one of them has
        nothing in that year.

    Raises:
        TableError: the table cannot be read.

    Source: Krugman, P. (1991), Geography and Trade, MIT Press.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [30, 10, 20, 20]})
    >>> krugman_index_of_pairs(jobs).rows()
    [('A', 'A', 0.0), ('A', 'B', 0.5), ('B', 'A', 0.5), ('B', 'B', 0.0)]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    mix, _everywhere = _mixes(panel, None)
    return panel.by_pair_of_regions(krugman=np.stack([cdist(one, one, "cityblock") for one in mix]))


def specialisation_coefficient(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, totals: Table | None = None
) -> Table:
    """Which share of a region's jobs would have to change industry for its mix to be that of all: 0 is none, near 1 is all.

    Coefficient = ½ Σ_j |s_ij − r_j|, half of the Krugman index.

    Args:
        table: as for `location_quotient`.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region (and year) with `coefficient`, 0 to 1; NaN where the region has nothing in that year.

    Raises:
        TableError: as `location_quotient`.

    Source: Hoover, E. M. and Giarratani, F. (1985), An Introduction to Regional Economics, 3rd edition, table 9-4.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [30, 10, 20, 40]})
    >>> specialisation_coefficient(jobs)["coefficient"].round(6).to_list()
    [0.25, 0.166667]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    mix, everywhere = _mixes(panel, totals)
    return panel.by_region(coefficient=np.abs(mix - everywhere).sum(axis=2) / 2)
