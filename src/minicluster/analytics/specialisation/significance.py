"""Which location quotients are more than luck: tests, intervals and the correction for testing every cell at once."""

from typing import Final

import numpy as np

from minicluster.analytics.specialisation.chance import benjamini_hochberg, binomial_interval, binomial_p, dartboard_z, score_interval, two_sided
from minicluster.analytics.specialisation.counts import read_counts, read_herfindahl
from minicluster.analytics.specialisation.quotients import quotients
from minicluster.analytics.tables import Columns, Panel, Table, TableError, Totals, ratio, read_enclosing_totals, read_panel, read_plants
from minicluster.analytics.tables.panel import Array

# Below that many expected plants of average weight a normal distribution is no picture of the binomial one (Cochran's rule).
FEW: Final = 5.0


def location_quotient_significance(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    plants: str = "plants",
    herfindahl: Table | None = None,
    confidence: float = 0.95,
    few: float = FEW,
) -> Table:
    """Which location quotients are more than luck, from a table with the number of plants of each cell.

    The thought behind it is a dartboard: each plant of an industry falls into a region with the probability x, the region's share of everything.
    z = (s − x) / √(H x (1 − x)) with s the region's share of the industry and H the Herfindahl index of the industry's plants; the interval holds the
    quotients that this test would not refuse. Where fewer than `few` plants of average weight are expected in or outside the region (x/H or (1 − x)/H), the
    number of plants is tested instead, exactly, by the binomial distribution; p and the interval then speak of the plants' quotient `plant_lq`.
    q corrects p for testing all cells of the call at once (Benjamini-Hochberg).

    Args:
        table: as for `location_quotient`, with a column of plants.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.
        plants: the column with the number of plants of the cell.
        herfindahl: a table with the industry (and year) and `herfindahl` of its plants, such as `ellison_glaeser` gives. Without it the plants are taken to
            be equal, and large ones make chance look like strength.
        confidence: of the interval, 0 to 1.
        few: see above.

    Returns:
        A row for each region and industry (and year): `lq`, `plant_lq`, `lower`, `upper`, `z`, `p`, `q`, `test` ("dartboard" or "binomial"). NaN where the
        region or the industry has nothing.

    Raises:
        TableError: as `location_quotient`; a value without a plant; a herfindahl that is missing or out of range.
        ValueError: confidence is not between 0 and 1.

    Source: Ellison, G. and Glaeser, E. (1997), Journal of Political Economy 105, 889-927; Guimarães, P., Figueiredo, O. and Woodward, D. (2009), Regional
    Science and Urban Economics 39, 360-364.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y"] * 2, "value": [300, 700, 100, 900], "plants": [30, 70, 10, 90]})
    >>> found = location_quotient_significance(jobs)
    >>> found.select("lq", pl.col("z", "lower", "upper").round(3), "test").row(0)
    (1.5, 3.162, 1.196, 1.716, 'dartboard')
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    counts = read_counts(table, panel, plants)
    return _tested(panel, read_enclosing_totals(panel, totals), counts, read_herfindahl(panel, counts, herfindahl), confidence=confidence, few=few)


def plant_significance(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    totals: Table | None = None,
    confidence: float = 0.95,
    few: float = FEW,
) -> Table:
    """Which location quotients are more than luck, from a table with a row for each plant: their Herfindahl index is then known.

    Args:
        table: a row for each plant; several may share region and industry.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the sizes.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.
        confidence: of the interval, 0 to 1.
        few: as for `location_quotient_significance`.

    Returns:
        A row for each region and industry, as `location_quotient_significance`.

    Raises:
        TableError: the table cannot be read, or a total is smaller than the sum of its plants.
        ValueError: confidence is not between 0 and 1.

    Source: as `location_quotient_significance`.

    >>> import polars as pl
    >>> plants = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "x", "x", "y"], "value": [40, 40, 20, 100]})
    >>> plant_significance(plants).select("region", "lq", "plant_lq", "test").row(0)
    ('A', 2.0, 1.6666666666666665, 'binomial')
    """
    read = read_plants(table, Columns(region, industry, value))
    panel = read.summed()
    herfindahl = np.bincount(read.industry, read.size_shares() ** 2, len(read.industries))
    known = np.where(herfindahl > 0, herfindahl, np.nan)[None]
    return _tested(panel, read_enclosing_totals(panel, totals), read.counted()[None], known, confidence=confidence, few=few)


def _tested(panel: Panel, totals: Totals, counts: Array, herfindahl: Array, *, confidence: float, few: float) -> Table:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}; it is a share between 0 and 1, such as 0.95.")
    share = ratio(panel.cells, totals.industries[:, None, :])
    over = np.argwhere(share > 1)
    if len(over):
        _year, region, industry = over[0]
        raise TableError("total", f"The total of {panel.industries[industry]} is smaller than its value in {panel.regions[region]}.", "Correct one of them.")
    base = np.broadcast_to(ratio(totals.regions, totals.everything[:, None])[:, :, None], share.shape)
    weight = np.broadcast_to(herfindahl[:, None, :], share.shape)
    trials = np.broadcast_to(counts.sum(axis=1, keepdims=True), share.shape)
    exactly = (trials > 0) & (np.minimum(base, 1 - base) < few * weight)
    z = dartboard_z(share, base, weight)
    p = two_sided(z)
    bounds = score_interval(share, weight, confidence)
    few_plants = counts[exactly], trials[exactly]
    p[exactly] = binomial_p(*few_plants, base[exactly])
    for bound, exact in zip(bounds, binomial_interval(*few_plants, confidence), strict=True):
        bound[exactly] = exact
    lower, upper = (ratio(bound, base) for bound in bounds)
    lq = quotients(panel.cells, totals)
    known = np.isfinite(lq)
    lower, upper, p = (np.where(known, measure, np.nan) for measure in (lower, upper, p))
    test = np.where(exactly, "binomial", "dartboard")
    return panel.by_cell(lq=lq, plant_lq=ratio(ratio(counts, trials), base), lower=lower, upper=upper, z=z, p=p, q=benjamini_hochberg(p), test=test)
