"""How much of what an industry is related to is already in a region."""

from typing import Final

import numpy as np

from minicluster.analytics.relatedness.pairs import MEASURES, Measure
from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, over, read_presence
from minicluster.analytics.tables import Columns, Table, TableError

PER_CENT: Final = 100


def density(
    table: Table,
    *,
    measure: Measure = "proximity",
    neighbours: int | None = None,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
) -> Table:
    """The share of an industry's relatedness that is present in a region, itself included: see `density_of`.

    With `neighbours` only its k nearest others count: see `knn_density_of`.

    Args:
        table: see `relatedness`, as are the columns, `present_by` and `threshold`.
        measure: how relatedness is measured; `proximity` is Hidalgo's.
        neighbours: how many of the nearest others count; without it all, and itself.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year.
        present_by: "rca" or "value".
        threshold: what must be reached.

    Returns:
        A row for each year, region and industry: `present` (true, false), `density` (0–1; NaN where the industry is related to nothing).

    Raises:
        TableError: see `relatedness`; `neighbours` is below 1 or above the number of other industries.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": ["A", "A", "B", "C"], "industry": ["x", "y", "x", "y"], "value": [1, 1, 1, 1]})
    >>> [(*row[:3], round(row[3], 2)) for row in density(table, present_by="value").rows()][2:4]
    [('B', 'x', True, 0.67), ('B', 'y', False, 0.33)]
    """
    panel, present = read_presence(table, Columns(region, industry, value, year), by=present_by, threshold=threshold)
    related = MEASURES[measure](present)
    found = density_of(present, related) if neighbours is None else knn_density_of(present, related, neighbours)
    return panel.by_cell(present=present, density=found)


def relatedness_density(
    table: Table,
    *,
    measure: Measure = "probability",
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
) -> Table:
    """Relatedness density in per cent, as evolutionary economic geography uses it: density among the *other* industries, `100 Σ_{j≠i} φ_ij M_rj / Σ_{j≠i} φ_ij`.

    It is *internal* where the region is present in the industry (how well it is embedded), *external* where it is not (how near a step it would be).
    Source: Boschma, Balland & Kogler (2015), Industrial and Corporate Change 24. See `relatedness` for the arguments and errors.

    Returns:
        A row for each year, region and industry: `present`, `relatedness_density`, `internal`, `external` (0–100; NaN where it does not apply, or the
        industry is related to nothing).

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": ["A", "A", "B", "B", "C"], "industry": ["x", "y", "x", "z", "x"], "value": [1, 1, 1, 1, 1]})
    >>> relatedness_density(table, measure="proximity", present_by="value").filter(pl.col("region") == "C").rows()
    [('C', 'x', True, 0.0, 0.0, nan), ('C', 'y', False, 100.0, nan, 100.0), ('C', 'z', False, 100.0, nan, 100.0)]
    """
    panel, present = read_presence(table, Columns(region, industry, value, year), by=present_by, threshold=threshold)
    found = PER_CENT * density_of(present, without_itself(MEASURES[measure](present)))
    internal, external = np.where(present, found, np.nan), np.where(present, np.nan, found)
    return panel.by_cell(present=present, relatedness_density=found, internal=internal, external=external)


def density_of(present: Presence, related: Array) -> Array:
    """`ω_ri = Σ_j φ_ij M_rj / Σ_j φ_ij`, from 0 to 1. Source: Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317.

    Args:
        present: shape (years, regions, industries).
        related: shape (years, industries, industries), symmetric; whether an industry counts among its own neighbours is what its diagonal says.

    Returns:
        Shape (years, regions, industries); NaN where an industry is related to nothing.
    """
    sums = related.sum(axis=1)[:, None, :]
    return np.where(sums > 0, over(present.astype(np.float64) @ related, sums), np.nan)


def knn_density_of(present: Presence, related: Array, neighbours: int) -> Array:
    """Density over the `neighbours` other industries that are most related; among equals the one that stands first counts.

    Args:
        present: shape (years, regions, industries).
        related: shape (years, industries, industries).
        neighbours: how many.

    Raises:
        TableError: `neighbours` is below 1 or above the number of other industries.
    """
    others = related.shape[1] - 1
    if not 1 <= neighbours <= others:
        raise TableError("neighbours", f"{neighbours} neighbours are asked for.", f"Ask for 1 to {others}: an industry has no more others.")
    places = np.arange(others + 1)
    alone = related.copy()
    alone[:, places, places] = -np.inf
    nearest = np.argsort(-alone, axis=2, kind="stable")[:, :, :neighbours]
    kept = np.zeros_like(related)
    np.put_along_axis(kept, nearest, np.take_along_axis(related, nearest, axis=2), axis=2)
    # A neighbour need not have the industry among its own nearest: rows hold the neighbours, density sums over columns.
    return density_of(present, kept.transpose(0, 2, 1))


def without_itself(related: Array) -> Array:
    """The same relatedness with a diagonal of 0."""
    alone = related.copy()
    places = np.arange(related.shape[1])
    alone[:, places, places] = 0
    return alone
