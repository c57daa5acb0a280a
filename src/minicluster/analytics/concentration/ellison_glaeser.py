"""Whether plants stand closer together than darts would: the agglomeration of one industry, the coagglomeration of several."""

from collections.abc import Collection
from typing import Any

import numpy as np

from minicluster.analytics.tables import Columns, Plants, Table, TableError, ratio, read_plants, read_totals
from minicluster.analytics.tables.panel import Array


def ellison_glaeser_of(share: Array, base: Array, herfindahl: Array, fourth: Array) -> tuple[Array, Array, Array]:
    """The raw concentration G, γ and z of industries as arrays.

    Args:
        share: s, shape (regions, industries), each industry's shares over the regions.
        base: x, shape (regions,), the shares of everything.
        herfindahl: H, shape (industries,), the sum of the squared shares of the plants.
        fourth: shape (industries,), the sum of the fourth powers of the shares of the plants.

    Returns:
        G, γ and z, each of shape (industries,); NaN where they are not defined.
    """
    two, three = (base**2).sum(), (base**3).sum()
    room = 1 - two
    raw = ((share - base[:, None]) ** 2).sum(axis=0)
    variance = 2 * (herfindahl**2 * (two - 2 * three + two**2) - fourth * (two - 4 * three + 3 * two**2))
    excess = raw - room * herfindahl
    return raw, ratio(excess, room * (1 - herfindahl)), ratio(excess, np.sqrt(np.where(variance > 0, variance, np.nan)))


def ellison_glaeser(table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", totals: Table | None = None) -> Table:
    """Whether an industry's plants stand closer together than if they had been thrown like darts at regions of different size.

    γ = (G / (1 − Σ x²) − H) / (1 − H), with G = Σ_i (s_i − x_i)², s_i the region's share of the industry, x_i its share of everything and H the sum of the
    squared shares z_k of the plants. 0 is what chance gives; below .02 is little, above .05 much. z = (G − (1 − Σ x²) H) / √Var(G) under chance, with
    Var(G) = 2 {H² [Σx² − 2Σx³ + (Σx²)²] − Σ z_k⁴ [Σx² − 4Σx³ + 3(Σx²)²]}.

    Args:
        table: a row for each plant, of one year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the sizes (employment).
        totals: region totals of everything, if the table is not everything; see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each industry: `gamma`, `z`, `raw` (G), `herfindahl` (H) and `plants` (their number, those of size 0 included). NaN where chance leaves no
        room: one plant, one region, or nothing at all.

    Raises:
        TableError: the table cannot be read, or the totals lack a region.

    Source: Ellison, G. and Glaeser, E. (1997), Journal of Political Economy 105, 889-927.

    >>> import polars as pl
    >>> plants = {"region": ["A", "A", "A", "B", "B", "C"], "industry": ["x"] * 3 + ["y"] * 3, "value": [10, 10, 10, 10, 10, 10]}
    >>> ellison_glaeser(pl.DataFrame(plants)).select("industry", pl.col("gamma", "z").round(4)).rows()
    [('x', 0.4545, 1.0206), ('y', 0.4545, 1.0206)]
    """
    plants = read_plants(table, Columns(region, industry, value))
    share, base = _shares(plants, totals)
    herfindahl, fourth = (_over_plants(plants, power) for power in (2, 4))
    raw, gamma, z = ellison_glaeser_of(share, base, herfindahl, fourth)
    number = plants.counted().sum(axis=0).astype(np.int64)
    return plants.summed().by_industry(gamma=gamma[None], z=z[None], raw=raw[None], herfindahl=herfindahl[None], plants=number[None])


def coagglomeration(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    totals: Table | None = None,
    industries: Collection[Any] | None = None,
) -> Table:
    """Whether the plants of several industries stand closer to those of the others than darts would: one figure for the group.

    γᶜ = (G / (1 − Σ x²) − H − Σ_j γ_j w_j² (1 − H_j)) / (1 − Σ w_j²), with G, x and γ as in `ellison_glaeser`, w_j the industry's share of the group, H_j
    the Herfindahl index of its plants, G of the whole group and H = Σ w_j² H_j. It is the mean of γᶜ over the pairs of industries, weighted by w_j w_k.

    Args:
        table: a row for each plant, of one year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the sizes (employment).
        totals: region totals of everything, if the table is not everything; see `minicluster.analytics.tables.read_totals`.
        industries: those of the group; all if it is left out.

    Returns:
        One row with `coagglomeration` and `industries` (their number); 0 is what chance gives.

    Raises:
        TableError: the table cannot be read, the totals lack a region, an industry is not there, or the group has fewer than two with any size.

    Source: Ellison, G. and Glaeser, E. (1997), Journal of Political Economy 105, 889-927, equation 7.

    >>> import polars as pl
    >>> plants = {"region": ["A", "A", "B", "A", "B", "B"], "industry": ["x", "x", "x", "y", "y", "y"], "value": [20, 10, 10, 10, 10, 20]}
    >>> coagglomeration(pl.DataFrame(plants)).rows()
    [(-0.25, 2)]
    """
    plants = read_plants(table, Columns(region, industry, value))
    share, base = _shares(plants, totals)
    size = plants.summed().cells[0].sum(axis=0)
    chosen = _chosen(plants, size, industries)
    weight = size[chosen] / size[chosen].sum()
    room = 1 - (base**2).sum()
    if room == 0:
        raise TableError("one region", "Everything is in one region.", "Give plants, or region totals, of at least two regions.")
    raw = (((share[:, chosen] @ weight) - base) ** 2).sum()
    herfindahl = _over_plants(plants, 2)[chosen]
    # γ_j (1 − H_j) = G_j / (1 − Σ x²) − H_j, which is defined for an industry of one plant as well.
    alone = ((share[:, chosen] - base[:, None]) ** 2).sum(axis=0) / room - herfindahl
    together = (raw / room - (weight**2 * herfindahl).sum() - (weight**2 * alone).sum()) / (1 - (weight**2).sum())
    return plants.summed().by_year(coagglomeration=np.array([together]), industries=np.array([len(chosen)]))


def coagglomeration_of_pairs(table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", totals: Table | None = None) -> Table:
    """Which industries choose the same regions: how far their shares depart from everything's in the same places.

    γᶜ_jk = Σ_i (s_ij − x_i)(s_ik − x_i) / (1 − Σ x²), with s_ij the region's share of industry j and x_i its share of everything.

    Args:
        table: a row for each plant or for each region and industry, of one year: the size of the plants does not matter here.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the sizes (employment).
        totals: region totals of everything, if the table is not everything; see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each ordered pair of industries, in columns named after the industry column with _1 and _2, with `coagglomeration`; 0 is what chance gives.
        NaN for an industry with itself, for which `ellison_glaeser` is the measure, and where one has nothing.

    Raises:
        TableError: the table cannot be read, or the totals lack a region.

    Source: Ellison, G., Glaeser, E. and Kerr, W. (2010), American Economic Review 100, 1195-1213.

    >>> import polars as pl
    >>> plants = {"region": ["A", "A", "B", "A", "B", "B"], "industry": ["x", "x", "x", "y", "y", "y"], "value": [20, 10, 10, 10, 10, 20]}
    >>> coagglomeration_of_pairs(pl.DataFrame(plants)).rows()[1]
    ('x', 'y', -0.25)
    """
    plants = read_plants(table, Columns(region, industry, value))
    share, base = _shares(plants, totals)
    apart = share - base[:, None]
    together = ratio(apart.T @ apart, 1 - (base**2).sum())
    np.fill_diagonal(together, np.nan)
    return plants.summed().by_pair_of_industries(coagglomeration=together[None])


def _shares(plants: Plants, totals: Table | None) -> tuple[Array, Array]:
    """Each industry's shares over the regions (regions, industries) and the regions' shares of everything (regions,)."""
    panel = plants.summed()
    base = read_totals(panel, totals).regions[0]
    return ratio(panel.cells[0], panel.cells[0].sum(axis=0)), ratio(base, base.sum())


def _over_plants(plants: Plants, power: int) -> Array:
    """The sum over each industry's plants of that power of their shares; NaN where the industry has nothing."""
    sums = np.bincount(plants.industry, plants.size_shares() ** power, len(plants.industries))
    return np.where(sums > 0, sums, np.nan)


def _chosen(plants: Plants, size: Array, industries: Collection[Any] | None) -> list[int]:
    wanted = plants.industries if industries is None else tuple(industries)
    absent = [name for name in wanted if name not in plants.industries]
    if absent:
        raise TableError("industry", f"There is no industry {', '.join(map(str, absent))}.", "Name industries of the table.")
    chosen = [place for place, name in enumerate(plants.industries) if name in wanted and size[place] > 0]
    if len(chosen) < 2:  # noqa: PLR2004 - together takes two
        raise TableError("one industry", "The group has fewer than two industries with any size.", "Coagglomeration is of at least two.")
    return chosen
