"""How many kinds of industry a region has, and how many within each kind."""

import numpy as np

from minicluster.analytics.concentration import entropy_of
from minicluster.analytics.tables import Columns, Table, TableError, ratio, read_groups, read_panel


def related_variety(
    table: Table,
    *,
    family: str | int = "family",
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
) -> Table:
    """How varied a region's industries are: unrelated variety between families of industries, related variety within them.

    With p_j the industry's share of the region and P_g the family's: unrelated = −Σ_g P_g log₂ P_g, related = Σ_g P_g H_g with
    H_g = −Σ_{j ∈ g} (p_j / P_g) log₂ (p_j / P_g), and related + unrelated = entropy = −Σ_j p_j log₂ p_j.

    Args:
        table: a row for each region and industry (and year).
        family: the column that names the industry's family, the same in all its rows; or a number of leading digits of the industry's code.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.

    Returns:
        A row for each region (and year): `entropy`, `related`, `unrelated`, in bits; NaN where the region has nothing in that year.

    Raises:
        TableError: the table cannot be read; an industry has two families or none; a code is shorter than the digits.

    Source: Frenken, K., Van Oort, F. and Verburg, T. (2007), Regional Studies 41, 685-697.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A"] * 4, "industry": ["2711", "2712", "3011", "3012"], "value": [10, 10, 10, 10]})
    >>> related_variety(jobs, family=2).rows()
    [('A', 2.0, 1.0, 1.0)]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    if isinstance(family, int):
        short = [name for name in panel.industries if len(str(name)) < family]
        if short or family < 1:
            raise TableError("family", f"The code {short[0] if short else ''} has no {family} leading digits.", "Ask for fewer, or give a column of families.")
        families = [str(name)[:family] for name in panel.industries]
    else:
        named = read_groups(table, industry, family)
        families = [str(named[name]) for name in panel.industries]
    kinds, place = np.unique(families, return_inverse=True)
    of_family = panel.cells @ (place[:, None] == np.arange(len(kinds)))
    within = ratio(panel.cells, of_family[:, :, place])
    logs = np.log2(within, out=np.zeros_like(within), where=within > 0)
    related = -(ratio(panel.cells, panel.cells.sum(axis=2, keepdims=True)) * logs).sum(axis=2)
    return panel.by_region(entropy=entropy_of(panel.cells), related=related, unrelated=entropy_of(of_family))
