"""The cluster index that asks for density, strength and many small firms at once."""

import numpy as np

from minicluster.analytics.tables import Columns, Table, TableError, ratio, read_groups, read_panel


def litzenberger_sternberg(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    plants: str = "plants",
    area: str = "area",
    population: str = "population",
) -> Table:
    """Where an industry is dense on the ground, strong among the people and made of many firms, each against all regions together.

    CI = density × stock / size, with density = (e_ij / a_i) / (E_j / A), stock = (e_ij / p_i) / (E_j / P), size = (e_ij / b_ij) / (E_j / B_j), where e is
    employment, a area, p population and b the number of plants. 1 is the average; it has no upper limit, and depends on how many regions there are.

    Args:
        table: a row for each region and industry (and year), with plants, area and population beside the value.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the employment.
        year: the column of the years, if there are several; area and population are the same in all of them.
        plants: the column with the number of plants.
        area: the column of the region's area, above 0 and the same in all its rows.
        population: the column of the region's population, above 0 and the same in all its rows.

    Returns:
        A row for each region and industry (and year): `cluster_index`, `density`, `stock`, `size`, without units. The index is 0 where the region has none of
        the industry, and its size NaN.

    Raises:
        TableError: the table cannot be read, a region has two areas or populations, or one that is not above 0.

    Source: Litzenberger, T. and Sternberg, R. (2006), Geographische Zeitschrift 94, 209-224; Hoffmann, J., Hirsch, S. and Simons, J. (2017), Papers in Regional
    Science 96, 139-162.

    >>> import polars as pl
    >>> jobs = {"region": ["A", "B"], "industry": ["x", "x"], "value": [60, 40], "plants": [12, 4], "area": [10, 30], "population": [50, 50]}
    >>> litzenberger_sternberg(pl.DataFrame(jobs)).select(pl.col("cluster_index", "density", "stock", "size").round(4)).rows()
    [(3.6, 2.4, 1.2, 0.8), (0.2667, 0.5333, 0.8, 1.6)]
    """
    columns = Columns(region, industry, value, year)
    panel = read_panel(table, columns)
    counts = read_panel(table, Columns(region, industry, plants, year)).cells
    industries, firms = panel.cells.sum(axis=1, keepdims=True), counts.sum(axis=1, keepdims=True)
    density, stock = (
        ratio(panel.cells / of[None, :, None], industries / of.sum()) for of in (_of_regions(table, panel.regions, region, name) for name in (area, population))
    )
    size = ratio(ratio(panel.cells, counts), ratio(industries, firms))
    index = np.where((panel.cells == 0) & (industries > 0), 0.0, ratio(density * stock, size))
    return panel.by_cell(cluster_index=index, density=density, stock=stock, size=size)


def _of_regions(table: Table, regions: tuple[object, ...], region: str, name: str) -> np.typing.NDArray[np.float64]:
    given = read_groups(table, region, name)
    small = [place for place in regions if not given[place] > 0]
    if small:
        raise TableError(name, f"{name} of {small[0]} is not above 0.", "Give what the region has.")
    return np.array([given[place] for place in regions], dtype=np.float64)
