"""How two industries are linked: where they are, what they sell each other, whom they employ; and the mean of such measures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.tables import Columns, Kind, Table, TableError, read_panel, read_table
from minicluster.analytics.tables.reading import numbers, refuse, refuse_twins

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Similarity:
    """A symmetric similarity of industries; shape (industries, industries), its diagonal means nothing and is 0."""

    matrix: Array
    industries: tuple[Any, ...]
    kind: Kind


def locational_correlation(table: Table, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None) -> Table:
    """LC: whether two industries are large in the same regions: `LC_ij = corr_r(x_ri, x_rj)`.

    LC-Emp where the value is employment, LC-Est where it is establishments. Source: Porter (2003), Regional Studies 37; Delgado, Porter & Stern (2016), Journal
    of Economic Geography 16.

    Args:
        table: a long table of employment or establishments; see `minicluster.analytics.tables`. A pair that it does not name is 0.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year, if there is one.

    Returns:
        A row for each year and ordered pair: `industry_1`, `industry_2`, `similarity` (−1 to 1; 0 where an industry is the same everywhere).

    Raises:
        TableError: see `read_panel`.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AABBCC"), "industry": list("xyxyxy"), "value": [1, 2, 2, 4, 3, 6]})
    >>> locational_correlation(table).select("industry_1", "industry_2", pl.col("similarity").round(9)).rows()[1]
    ('x', 'y', 1.0)
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    return panel.by_pair_of_industries(similarity=correlation_of(panel.cells))


def occupational_similarity(table: Table, *, industry: str = "industry", occupation: str = "occupation", value: str = "value") -> Table:
    """Occ: whether two industries employ the same occupations: the correlation over occupations of their shares in each industry's employment.

    Source: Delgado, Porter & Stern (2016), Journal of Economic Geography 16.

    Args:
        table: a long table of employment by industry and occupation.
        industry: the column with the industry.
        occupation: the column with the occupation.
        value: the column with the employment.

    Returns:
        A row for each ordered pair: `industry_1`, `industry_2`, `similarity` (−1 to 1).

    Raises:
        TableError: see `read_panel`; an industry without employment.

    >>> import polars as pl
    >>> table = pl.DataFrame({"industry": list("xxyy"), "occupation": list("abab"), "value": [1, 3, 2, 6]})
    >>> occupational_similarity(table).select("industry_1", "industry_2", pl.col("similarity").round(9)).rows()[1]
    ('x', 'y', 1.0)
    """
    panel = read_panel(table, Columns(industry, occupation, value))
    shares = panel.cells / panel.cells.sum(axis=2, keepdims=True)
    return _long(Similarity(correlation_of(shares.transpose(0, 2, 1))[0], panel.regions, panel.kind), industry)


def input_output_links(table: Table, *, seller: str = "seller", buyer: str = "buyer", value: str = "value", industry: str = "industry") -> Table:
    """IO: the largest of the four shares that two industries have in each other's sales and purchases.

    With `z_ij` sold by i to j, `IO_ij = max(z_ij / Σ_k z_ik, z_ji / Σ_k z_jk, z_ij / Σ_k z_kj, z_ji / Σ_k z_ki)`. Shares are of what the table holds: give final
    demand and value added a row as an industry of their own where they should count. Source: Delgado, Porter & Stern (2016), Journal of Economic Geography 16.

    Args:
        table: a long table of flows between industries.
        seller: the column with the industry that sells.
        buyer: the column with the industry that buys.
        value: the column with what the flow is worth.
        industry: what the result's columns are called.

    Returns:
        A row for each ordered pair: `industry_1`, `industry_2`, `similarity` (0–1).

    Raises:
        TableError: see `read_panel`.

    >>> import polars as pl
    >>> table = pl.DataFrame({"seller": list("xxy"), "buyer": list("yzz"), "value": [1, 3, 3]})
    >>> [(one, other, share) for one, other, share in input_output_links(table).rows() if one < other]
    [('x', 'y', 1.0), ('x', 'z', 0.75), ('y', 'z', 1.0)]
    """
    panel = read_panel(table, Columns(seller, buyer, value))
    industries = tuple(sorted({*panel.regions, *panel.industries}))
    place = {name: number for number, name in enumerate(industries)}
    flows = np.zeros((len(industries), len(industries)))
    flows[np.ix_([place[name] for name in panel.regions], [place[name] for name in panel.industries])] = panel.cells[0]
    sales, purchases = flows.sum(axis=1, keepdims=True), flows.sum(axis=0, keepdims=True)
    shares = np.maximum(flows / np.where(sales == 0, 1, sales), flows / np.where(purchases == 0, 1, purchases))
    return _long(Similarity(np.maximum(shares, shares.T), industries, panel.kind), industry)


def composite(*similarities: Table, industry: str = "industry", value: str = "similarity") -> Table:
    """The mean of several similarities, each with mean 0 and variance 1 over the pairs of industries: none counts for more because its numbers are larger.

    Source: Delgado, Porter & Stern (2016), Journal of Economic Geography 16 (their LC-IO-Occ).

    Args:
        similarities: long tables as `locational_correlation` gives them, of the same industries. A pair may stand once or in both orders.
        industry: the columns are called `industry_1` and `industry_2` after it.
        value: the column with the similarity.

    Returns:
        A row for each ordered pair of two industries: `industry_1`, `industry_2`, `similarity`; 0 with itself, which means nothing.

    Raises:
        TableError: see `read_similarity`; the tables are of different industries; a similarity is the same for every pair.

    >>> import polars as pl
    >>> one = pl.DataFrame({"industry_1": list("xxy"), "industry_2": list("yzz"), "similarity": [0.0, 1.0, 2.0]})
    >>> other = one.with_columns(pl.col("similarity") * 100)
    >>> composite(one, other).filter(pl.col("industry_1") == "x")["similarity"].round(3).to_list()
    [0.0, -1.225, 0.0]
    """
    if not similarities:
        raise TableError("similarity", "There is no similarity.", "Give at least one table.")
    read = [read_similarity(table, industry=industry, value=value) for table in similarities]
    for number, other in enumerate(read[1:], start=2):
        apart = sorted(map(str, set(read[0].industries) ^ set(other.industries)))
        if apart:
            raise TableError("industries", f"Table {number} and the first differ in {', '.join(apart[:3])}.", "Give tables of the same industries.")
    mean = np.mean([standardised_pairs(similarity.matrix) for similarity in read], axis=0)
    return _long(Similarity(mean, read[0].industries, read[0].kind), industry)


def read_similarity(table: Table, *, industry: str = "industry", value: str = "similarity") -> Similarity:
    """Read a long table of pairs of industries; each pair stands once or in both orders, a pair of one industry with itself is passed over.

    Raises:
        TableError: a key is empty or stands twice, a value is not a finite number, a pair is missing, or its two orders differ.
    """
    one, other = f"{industry}_1", f"{industry}_2"
    frame, kind = read_table(table, [one, other, value])
    for key in (one, other):
        refuse(frame[key].is_null(), "key", f"{key} is empty.", "Name it, or leave the row out.")
    refuse_twins(frame, [one, other], "Leave one of them.")
    itself = frame[one] == frame[other]
    values = numbers(frame.with_columns(pl.when(itself).then(0).otherwise(pl.col(value)).alias(value)), value, may_be_negative=True).to_numpy()
    industries = pl.concat([frame[one], frame[other].alias(one)]).unique().sort()
    named = pl.DataFrame({"": industries, "place": np.arange(len(industries))})
    rows, columns = (frame.select(key).join(named, left_on=key, right_on="", how="left", maintain_order="left")["place"].to_numpy() for key in (one, other))
    matrix = np.full((len(industries), len(industries)), np.nan)
    matrix[rows, columns] = values
    differ = np.abs(matrix[columns, rows] - values) > 1e-9 * np.maximum(1, np.abs(values))
    refuse(pl.Series(differ), "symmetric", "The pair stands in its other order with another value.", "Give one value for a pair.")
    matrix = np.where(np.isnan(matrix), matrix.T, matrix)
    np.fill_diagonal(matrix, 0)
    lacking = np.argwhere(np.isnan(matrix))
    if len(lacking):
        first, second = (industries[int(place)] for place in lacking[0])
        raise TableError("pair", f"There is no {value} of {first} and {second}.", "Add its row: 0 where they have nothing in common.")
    return Similarity(matrix, tuple(industries.to_list()), kind)


def correlation_of(cells: Array) -> Array:
    """Pearson's correlation of industries over regions: shape (years, regions, industries) to (years, industries, industries), 0 where one does not vary."""
    deviations = cells - cells.mean(axis=1, keepdims=True)
    lengths = np.sqrt(np.square(deviations).sum(axis=1, keepdims=True))
    # What is left of a column that does not vary is rounding.
    varies = lengths > 1e-12 * np.sqrt(np.square(cells).sum(axis=1, keepdims=True))
    unit = np.where(varies, deviations / np.where(varies, lengths, 1), 0)
    correlation: Array = np.clip(unit.transpose(0, 2, 1) @ unit, -1, 1)
    return correlation


def standardised_pairs(matrix: Array) -> Array:
    """A similarity with mean 0 and variance 1 over pairs of different industries, its diagonal 0; shape (industries, industries).

    Raises:
        TableError: it is the same for every pair.
    """
    pairs = matrix[np.triu_indices(len(matrix), 1)]
    spread = pairs.std() if len(pairs) else 0.0
    if not spread > 0:
        raise TableError("similarity", "The similarity is the same for every pair.", "Leave it out: it tells no pair from another.")
    standard: Array = (matrix - pairs.mean()) / spread
    np.fill_diagonal(standard, 0)
    return standard


def _long(similarity: Similarity, industry: str) -> Table:
    size = len(similarity.industries)
    names = pl.Series(similarity.industries)
    places = np.arange(size)
    frame = pl.DataFrame(
        {
            f"{industry}_1": names[np.repeat(places, size)],
            f"{industry}_2": names[np.tile(places, size)],
            "similarity": similarity.matrix.reshape(-1),
        }
    )
    return similarity.kind.give(frame)
