"""Fitness of regions and complexity of industries by the non-linear algorithm."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, read_presence
from minicluster.analytics.tables import Columns, Table, TableError

SMALLEST: Final = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class Fitness:
    """Fitness as long tables.

    Attributes:
        regions: a row for each year and region: `fitness`, mean 1.
        industries: a row for each year and industry: `complexity`, mean 1.
        years: a row for each year: `last_change`, the largest change of a fitness in the last update.
    """

    regions: Table
    industries: Table
    years: Table


def fitness_complexity(
    table: Table,
    *,
    updates: int = 100,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
) -> Fitness:
    """Fitness and complexity: an industry is as complex as the *least* fit region that is present in it. Formula and source: `fitness_of`.

    Args:
        table: see `economic_complexity`, as are the columns, `present_by`, `threshold`, the warning of what is present nowhere, and the errors.
        updates: how often both are computed anew. Programs that start counting at the first state do one fewer than they say.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year.
        present_by: "rca" or "value".
        threshold: what must be reached.

    Raises:
        TableError: also where `updates` is below 1.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AAAABBBCC"), "industry": list("wxyzxyzyz"), "value": [1] * 9})
    >>> found = fitness_complexity(table, updates=2, present_by="value")
    >>> [(name, round(fitness, 3)) for name, fitness in found.regions.rows()]
    [('A', 1.625), ('B', 0.875), ('C', 0.5)]
    """
    if updates < 1:
        raise TableError("updates", f"{updates} updates are asked for.", "Ask for at least 1.")
    panel, present = read_presence(table, Columns(region, industry, value, year), by=present_by, threshold=threshold)
    fitness, complexity, change = fitness_of(present, updates)
    return Fitness(panel.by_region(fitness=fitness), panel.by_industry(complexity=complexity), panel.by_year(last_change=change))


def fitness_of(present: Presence, updates: int) -> tuple[Array, Array, Array]:
    """Fitness and complexity after a number of updates from 1.

    `F_r ← Σ_i M_ri Q_i`, `Q_i ← 1 / Σ_r M_ri / F_r`, both from the values before, then each divided by its mean.
    Source: Tacchella, Cristelli, Caldarelli, Gabrielli & Pietronero (2012), Scientific Reports 2:723.

    On some tables the fitness of the weakest tends to 0 (Pugliese, Zaccaria & Pietronero 2016): see `last_change` and prefer ranks.

    Args:
        present: shape (years, regions, industries).
        updates: at least 1.

    Returns:
        Fitness (years, regions) and complexity (years, industries), mean 1 and NaN where nothing is present; the largest change of a fitness in the last
        update (years,).
    """
    matrix = present.astype(np.float64)
    regions: Presence = np.asarray(present.any(axis=2))
    industries: Presence = np.asarray(present.any(axis=1))
    fitness, complexity = regions.astype(np.float64), industries.astype(np.float64)
    change = np.zeros(len(matrix))
    for _ in range(updates):
        poverty = np.where(regions, 1 / np.maximum(fitness, SMALLEST), 0)
        fitter = _of_mean_one((matrix @ complexity[:, :, None])[:, :, 0], regions)
        burden = (poverty[:, None, :] @ matrix)[:, 0, :]
        complexity = _of_mean_one(np.where(industries, 1 / np.maximum(burden, SMALLEST), 0), industries)
        change, fitness = np.abs(fitter - fitness).max(axis=1), fitter
    return np.where(regions, fitness, np.nan), np.where(industries, complexity, np.nan), change


def _of_mean_one(measure: Array, counted: Presence) -> Array:
    mean = measure.sum(axis=1, keepdims=True) / np.maximum(counted.sum(axis=1, keepdims=True), 1)
    scaled: Array = measure / np.where(mean == 0, 1, mean)
    return scaled
