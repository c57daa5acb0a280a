"""How unequally an industry is spread over regions, or a region over industries: one figure for each."""

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np

from minicluster.analytics.concentration.shares import entropy_of, gini_of, herfindahl_of, hoover_of, locational_gini_of, theil_of
from minicluster.analytics.tables import Columns, Panel, Table, read_panel, read_totals
from minicluster.analytics.tables.panel import Array

Of: TypeAlias = Literal["industry", "region"]
Against: TypeAlias = Literal["everything", "equal"]


def herfindahl_index(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, of: Of = "industry"
) -> Table:
    """How concentrated an industry is on few regions: the probability that two of its jobs, drawn at random, are in the same one.

    H = Σ_i s_i², with s_i the region's share of the industry; 1/H is the number of equal regions that would be as concentrated.

    Args:
        table: a row for each region and industry (and year).
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        of: "industry" measures each industry over the regions, "region" each region over the industries.

    Returns:
        A row for each industry or region (and year) with `herfindahl`, 1/n to 1; NaN where there is nothing.

    Raises:
        TableError: the table cannot be read.
        ValueError: of is neither.

    Source: Herfindahl, O. C. (1950), Concentration in the U.S. Steel Industry; Hirschman, A. O. (1964), American Economic Review 54, 761.

    >>> import polars as pl
    >>> herfindahl_index(pl.DataFrame({"region": ["A", "B", "C"], "industry": ["x"] * 3, "value": [50, 25, 25]}))["herfindahl"].to_list()
    [0.375]
    """
    return _measured(read_panel(table, Columns(region, industry, value, year)), of, "herfindahl", herfindahl_of)


def entropy_index(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, of: Of = "industry"
) -> Table:
    """How evenly an industry is spread over the regions, in bits: 0 is all in one, log₂ n the same in each of n.

    Entropy = −Σ_i s_i log₂ s_i, with s_i the region's share of the industry.

    Args:
        table: a row for each region and industry (and year).
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        of: "industry" measures each industry over the regions, "region" each region over the industries.

    Returns:
        A row for each industry or region (and year) with `entropy`, in bits; NaN where there is nothing.

    Raises:
        TableError: the table cannot be read.
        ValueError: of is neither.

    Source: Shannon, C. E. (1948), Bell System Technical Journal 27, 379-423.

    >>> import polars as pl
    >>> entropy_index(pl.DataFrame({"region": ["A", "B", "C"], "industry": ["x"] * 3, "value": [50, 25, 25]}))["entropy"].to_list()
    [1.5]
    """
    return _measured(read_panel(table, Columns(region, industry, value, year)), of, "entropy", entropy_of)


def gini_coefficient(
    table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, of: Of = "industry"
) -> Table:
    """How unequally an industry is spread over the regions, each region counting the same.

    Gini = 1 − 2 × the area under the Lorenz curve = Σ_k (2k − n − 1) e_(k) / (n Σ e), with e_(k) the values from small to large.

    Args:
        table: a row for each region and industry (and year).
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        of: "industry" measures each industry over the regions, "region" each region over the industries.

    Returns:
        A row for each industry or region (and year) with `gini`, 0 to (n − 1)/n; NaN where there is nothing.

    Raises:
        TableError: the table cannot be read.
        ValueError: of is neither.

    Source: Gini, C. (1912), Variabilità e mutabilità.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": list("ABCDE"), "industry": ["x"] * 5, "value": [1, 10, 10, 30, 50]})
    >>> gini_coefficient(jobs)["gini"].round(4).to_list()
    [0.4673]
    """
    return _measured(read_panel(table, Columns(region, industry, value, year)), of, "gini", gini_of)


def locational_gini(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    of: Of = "industry",
) -> Table:
    """How differently an industry is spread over the regions than everything is (also: Hoover-Gini).

    G = 1 − 2 × the area under the curve of the industry's shares over the shares of everything, both cumulated from the lowest to the highest location
    quotient. Some write half of it, with 0.5 as the limit.

    Args:
        table: a row for each region and industry (and year).
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: what everything is, if it is not the sum of the table: region totals of employment, population or area, see
            `minicluster.analytics.tables.read_totals`.
        of: "industry" measures each industry over the regions, "region" each region over the industries.

    Returns:
        A row for each industry or region (and year) with `locational_gini`, 0 to 1; NaN where there is nothing.

    Raises:
        TableError: the table cannot be read, or the totals lack a row.
        ValueError: of is neither.

    Source: Hoover, E. M. (1936), Review of Economics and Statistics 18, 162-171; Krugman, P. (1991), Geography and Trade.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "B"] * 2, "industry": ["x"] * 2 + ["y"] * 2, "value": [30, 10, 20, 40]})
    >>> locational_gini(jobs)["locational_gini"].round(6).to_list()
    [0.25, 0.166667]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    return _compared(panel, of, ("locational_gini", locational_gini_of), totals, "everything")


def hoover_index(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    of: Of = "industry",
    against: Against = "everything",
) -> Table:
    """Which share of an industry would have to move for it to be spread over the regions as everything is (also: coefficient of localisation).

    Hoover = ½ Σ_i |s_i − r_i|, with s_i the region's share of the industry and r_i its share of everything.

    Args:
        table: a row for each region and industry (and year).
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: what everything is, if it is not the sum of the table: region totals of employment, population or area, see
            `minicluster.analytics.tables.read_totals`.
        of: "industry" measures each industry over the regions, "region" each region over the industries.
        against: "equal" compares with the same share for each instead.

    Returns:
        A row for each industry or region (and year) with `hoover`, 0 to 1; NaN where there is nothing.

    Raises:
        TableError: the table cannot be read, or the totals lack a row.
        ValueError: of or against is neither of its two words.

    Source: Hoover, E. M. (1936), Review of Economics and Statistics 18, 162-171.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "B"] * 2, "industry": ["x"] * 2 + ["y"] * 2, "value": [30, 10, 20, 40]})
    >>> hoover_index(jobs)["hoover"].round(6).to_list()
    [0.25, 0.166667]
    """
    return _compared(read_panel(table, Columns(region, industry, value, year)), of, ("hoover", hoover_of), totals, against)


def theil_index(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    of: Of = "industry",
    against: Against = "everything",
) -> Table:
    """How differently an industry is spread over the regions than everything is, in nats; it can be taken apart by groups of regions.

    T = Σ_i s_i ln(s_i / r_i), with s_i the region's share of the industry and r_i its share of everything. Regions without the industry add nothing.

    Args:
        table: a row for each region and industry (and year).
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: what everything is, if it is not the sum of the table: region totals of employment, population or area, see
            `minicluster.analytics.tables.read_totals`.
        of: "industry" measures each industry over the regions, "region" each region over the industries.
        against: "equal" compares with the same share for each instead.

    Returns:
        A row for each industry or region (and year) with `theil`, 0 or more; NaN where there is nothing.

    Raises:
        TableError: the table cannot be read, or the totals lack a row.
        ValueError: of or against is neither of its two words.

    Source: Theil, H. (1967), Economics and Information Theory; Brülhart, M. and Traeger, R. (2005), Regional Science and Urban Economics 35, 597-624.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "B"] * 2, "industry": ["x"] * 2 + ["y"] * 2, "value": [30, 10, 20, 40]})
    >>> theil_index(jobs)["theil"].round(6).to_list()
    [0.130812, 0.056633]
    """
    return _compared(read_panel(table, Columns(region, industry, value, year)), of, ("theil", theil_of), totals, against)


def _measured(panel: Panel, of: Of, name: str, measure: Callable[[Array], Array]) -> Table:
    if of == "industry":
        return panel.by_industry(**{name: measure(np.swapaxes(panel.cells, 1, 2))})
    if of == "region":
        return panel.by_region(**{name: measure(panel.cells)})
    raise ValueError(f'of is {of!r}; it is "industry" or "region".')


def _compared(panel: Panel, of: Of, measure: tuple[str, Callable[[Array, Array], Array]], totals: Table | None, against: Against) -> Table:
    if against not in ("everything", "equal"):
        raise ValueError(f'against is {against!r}; it is "everything" or "equal".')
    margins = read_totals(panel, totals)
    margin = (margins.regions if of == "industry" else margins.industries)[:, None, :]
    base = margin if against == "everything" else np.ones_like(margin)
    name, compare = measure
    return _measured(panel, of, name, lambda values: compare(values, base))
