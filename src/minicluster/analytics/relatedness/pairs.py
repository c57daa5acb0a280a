"""How related two industries (or two regions) are, from where they are present together."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, over, read_presence
from minicluster.analytics.tables import Columns, Table

Measure = Literal["proximity", "co-occurrence", "association", "cosine", "jaccard", "probability"]
Side = Literal["industry", "region"]


def relatedness(
    table: Table,
    *,
    measure: Measure,
    of: Side = "industry",
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
) -> Table:
    """How related every two industries are, or every two regions.

    The measures are those of `proximity_of`, `co_occurrence_of`, `association_of`, `cosine_of`, `jaccard_of` and `probability_of`: formulas there.

    Args:
        table: a long table of employment, exports, patents …; see `minicluster.analytics.tables`.
        measure: which measure.
        of: industries are alike that are found in the same regions; regions are alike that have the same industries.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size, not negative.
        year: the column with the year, if there is one: each is measured by itself.
        present_by: "rca" (present where RCA ≥ threshold) or "value" (present where value ≥ threshold).
        threshold: what must be reached.

    Returns:
        A row for each year and ordered pair: `industry_1`, `industry_2` (or `region_1`, `region_2`), `relatedness`.

    Raises:
        TableError: see `read_panel`; an industry with nothing in any region.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": ["A", "A", "B", "B", "C"], "industry": ["x", "y", "x", "z", "x"], "value": [1, 1, 1, 1, 1]})
    >>> found = relatedness(table, measure="jaccard", present_by="value")
    >>> [(one, other, round(value, 2)) for one, other, value in found.rows() if one < other]
    [('x', 'y', 0.33), ('x', 'z', 0.33), ('y', 'z', 0.0)]
    """
    return _pairs(table, Columns(region, industry, value, year), of, present_by, threshold, name="relatedness", measure=measure)


def proximity(
    table: Table,
    *,
    of: Side = "industry",
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
) -> Table:
    """The proximity of every two industries, or regions, in the product space: see `proximity_of`, and `relatedness` for the arguments and errors.

    Returns:
        A row for each year and ordered pair: `industry_1`, `industry_2` (or `region_1`, `region_2`), `proximity`.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": ["A", "A", "B", "C"], "industry": ["x", "y", "x", "z"], "value": [1, 1, 1, 1]})
    >>> proximity(table, present_by="value", of="region").filter(pl.col("region_1") == "A").rows()
    [('A', 'A', 1.0), ('A', 'B', 0.5), ('A', 'C', 0.0)]
    """
    return _pairs(table, Columns(region, industry, value, year), of, present_by, threshold, name="proximity", measure="proximity")


def co_occurrence_of(present: Presence) -> Array:
    """In how many regions two industries are both present: `C_ij = Σ_r M_ri M_rj`; `C_ii` is the ubiquity of i.

    Args:
        present: shape (years, regions, industries).

    Returns:
        Shape (years, industries, industries). For regions give `present.transpose(0, 2, 1)`; so it is with every measure of this module.
    """
    # Counts below 2²⁴ are exact in float32, in which the product takes half the time.
    rows = present.astype(np.float32)
    return (rows.transpose(0, 2, 1) @ rows).astype(np.float64)


def proximity_of(present: Presence) -> Array:
    """The smaller of two conditional probabilities: `φ_ij = min(P(i|j), P(j|i)) = C_ij / max(C_ii, C_jj)`, from 0 to 1, 1 with itself.

    An industry that is present nowhere has proximity 0 with all, itself included. Source: Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317.
    """
    together = co_occurrence_of(present)
    ubiquity = np.maximum(_diagonal(together), 1)
    together /= np.maximum(ubiquity[:, :, None], ubiquity[:, None, :])
    return together


def cosine_of(present: Presence) -> Array:
    """`C_ij / √(C_ii C_jj)`, from 0 to 1 (Salton's cosine, the Ochiai coefficient). Source: van Eck & Waltman (2009), JASIST 60."""
    together = co_occurrence_of(present)
    ubiquity = _diagonal(together)
    return over(together, np.sqrt(ubiquity[:, :, None] * ubiquity[:, None, :]))


def jaccard_of(present: Presence) -> Array:
    """The regions with both over the regions with either: `C_ij / (C_ii + C_jj − C_ij)`, from 0 to 1. Source: van Eck & Waltman (2009), JASIST 60."""
    together = co_occurrence_of(present)
    ubiquity = _diagonal(together)
    return over(together, ubiquity[:, :, None] + ubiquity[:, None, :] - together)


def association_of(present: Presence) -> Array:
    """Association strength: co-occurrences over those expected if pairs were drawn independently, `C_ij T / (S_i S_j)`; 1 is as expected.

    `S_i = Σ_{j≠i} C_ij` and `T = Σ_i S_i`: co-occurrences are counted, not regions. An industry has no co-occurrence with itself, so that the diagonal is 0.
    Source: van Eck & Waltman (2009), JASIST 60.
    """
    together, sums, total = _without_diagonal(present)
    return over(together * total, sums[:, :, None] * sums[:, None, :])


def probability_of(present: Presence) -> Array:
    """Association strength for pairs drawn without putting back: an industry is never paired with itself.

    `C_ij / (T/2 · (S_i/T · S_j/(T−S_i) + S_j/T · S_i/(T−S_j)))`, with `S` and `T` as in `association_of`; 1 is as expected, the diagonal is 0.
    Source: Steijn (2021), Scientometrics 126.
    """
    together, sums, total = _without_diagonal(present)
    one, other = sums[:, :, None], sums[:, None, :]
    drawn = one * other * (over(np.ones_like(one), total - one) + over(np.ones_like(other), total - other)) / 2
    return over(together, drawn)


MEASURES: Final[Mapping[str, Callable[[Presence], Array]]] = MappingProxyType(
    {
        "proximity": proximity_of,
        "co-occurrence": co_occurrence_of,
        "association": association_of,
        "cosine": cosine_of,
        "jaccard": jaccard_of,
        "probability": probability_of,
    }
)


def _pairs(table: Table, columns: Columns, of: Side, by: PresentBy, threshold: float, *, name: str, measure: Measure) -> Table:
    panel, present = read_presence(table, columns, by=by, threshold=threshold)
    if of == "region":
        return panel.by_pair_of_regions(**{name: MEASURES[measure](present.transpose(0, 2, 1))})
    return panel.by_pair_of_industries(**{name: MEASURES[measure](present)})


def _diagonal(square: Array) -> Array:
    return np.diagonal(square, axis1=1, axis2=2)


def _without_diagonal(present: Presence) -> tuple[Array, Array, Array]:
    together = co_occurrence_of(present)
    places = np.arange(together.shape[1])
    together[:, places, places] = 0
    sums = together.sum(axis=2)
    return together, sums, sums.sum(axis=1)[:, None, None]
