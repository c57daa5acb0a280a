"""The method of reflections: averages of averages of diversity and ubiquity."""

from dataclasses import dataclass

import numpy as np

from minicluster.analytics.complexity.index import to_unit_variance
from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, over, read_presence
from minicluster.analytics.tables import Columns, Table, TableError


@dataclass(frozen=True)
class Reflections:
    """Reflections as long tables.

    Attributes:
        regions: a row for each year and region: `reflection` (k_r after the steps), `standardised` (mean 0, variance 1).
        industries: a row for each year and industry: the same of k_i.
    """

    regions: Table
    industries: Table


def method_of_reflections(
    table: Table,
    *,
    steps: int = 18,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
) -> Reflections:
    """Reflections after a number of steps. After an even number a region's tends to ECI (without a sign fixed); after an odd number it is a mean ubiquity.

    Formula and source: `reflections_of`. ECI is the limit, directly: see `economic_complexity`, also for the other arguments, the warning of what is present
    nowhere, and the errors.

    Raises:
        TableError: also where `steps` is below 0.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AAAABBBCC"), "industry": list("wxyzxyzyz"), "value": [1] * 9})
    >>> [(name, round(value, 3)) for name, value, _ in method_of_reflections(table, steps=1, present_by="value").regions.rows()]
    [('A', 2.25), ('B', 2.667), ('C', 3.0)]
    """
    if steps < 0:
        raise TableError("steps", f"{steps} steps are asked for.", "Ask for 0 or more.")
    panel, present = read_presence(table, Columns(region, industry, value, year), by=present_by, threshold=threshold)
    (regions, of_regions), (industries, of_industries) = reflections_of(present, steps)
    return Reflections(
        panel.by_region(reflection=regions, standardised=of_regions),
        panel.by_industry(reflection=industries, standardised=of_industries),
    )


def reflections_of(present: Presence, steps: int) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """`k_r,0` diversity, `k_i,0` ubiquity; `k_r,n = Σ_i M_ri k_i,n−1 / k_r,0`, `k_i,n = Σ_r M_ri k_r,n−1 / k_i,0`.

    All tend to one value, and after some thirty steps the differences, which are what is meant, have drowned in rounding. Here the weighted mean, which a step
    hands on unchanged, and the deviations from it are carried apart, so that the standardised values are right after hundreds of steps.
    Source: Hidalgo & Hausmann (2009), PNAS 106.

    Args:
        present: shape (years, regions, industries).
        steps: 0 or more.

    Returns:
        For regions and for industries the reflection and its standardised value, shapes (years, regions) and (years, industries); NaN where nothing is present.
    """
    matrix = present.astype(np.float64)
    diversity, ubiquity = matrix.sum(axis=2), matrix.sum(axis=1)
    total = np.maximum(diversity.sum(axis=1, keepdims=True), 1)
    of_regions, of_industries = (np.square(size).sum(axis=1, keepdims=True) / total for size in (diversity, ubiquity))
    regions, industries = diversity - of_regions, ubiquity - of_industries
    for _ in range(steps):
        regions, industries = over((matrix @ industries[:, :, None])[:, :, 0], diversity), over((regions[:, None, :] @ matrix)[:, 0, :], ubiquity)
        # Rounding adds a little of the mean, which a step would hand on while the deviations shrink.
        regions, industries = _centred(regions, diversity), _centred(industries, ubiquity)
        of_regions, of_industries = of_industries, of_regions
    return _known(of_regions, regions, diversity), _known(of_industries, industries, ubiquity)


def _centred(deviation: Array, weight: Array) -> Array:
    return deviation - over((deviation * weight).sum(axis=1, keepdims=True), weight.sum(axis=1, keepdims=True))


def _known(mean: Array, deviation: Array, size: Array) -> tuple[Array, Array]:
    kept = np.where(size > 0, deviation, np.nan)
    largest = np.nanmax(np.abs(kept), axis=1, keepdims=True, initial=0)
    return mean + kept, to_unit_variance(kept / np.where(largest == 0, 1, largest))
