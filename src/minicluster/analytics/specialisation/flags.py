"""The plain verdicts of a cluster map: qualifying, significant, strong."""

import numpy as np

from minicluster.analytics.specialisation.counts import read_counts
from minicluster.analytics.specialisation.quotients import quotients
from minicluster.analytics.tables import Columns, Table, read_enclosing_totals, read_panel
from minicluster.analytics.tables.panel import Array


def strength_flags(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    totals: Table | None = None,
    plants: str = "plants",
) -> Table:
    """In which clusters a region is strong, significant or qualifying, by the rules of the U.S. Cluster Mapping Project.

    Each cluster's quartiles are taken over the regions that have any of it (between the ranks, as R's type 7). All three ask for a value and a number of plants
    above their first quartiles, so that a small region does not look strong by a few jobs; then qualifying: LQ above its first quartile; significant: LQ above
    its median; strong: LQ at least its third quartile and at least 1.

    Args:
        table: as for `location_quotient`, with a column of plants; the industries are clusters.
        region: the column of the regions.
        industry: the column of the clusters.
        value: the column of the values (employment).
        year: the column of the years, if there are several.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.
        plants: the column with the number of plants of the cell.

    Returns:
        A row for each region and industry (and year): `lq`, and true or false for `qualifying`, `significant`, `strong`.

    Raises:
        TableError: as `location_quotient`, or a value without a plant.

    Source: Delgado, M., Porter, M. E. and Stern, S. (2016), Journal of Economic Geography 16, 1-38; U.S. Cluster Mapping Project.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": list("ABCDE"), "industry": ["x"] * 5, "value": [50, 20, 10, 5, 0], "plants": [5, 4, 3, 2, 0]})
    >>> everything = pl.DataFrame({"region": list("ABCDE"), "industry": [None] * 5, "value": [100] * 5})
    >>> strength_flags(jobs[:4], totals=everything).select("region", "qualifying", "significant", "strong").rows()
    [('A', True, True, True), ('B', True, True, False), ('C', True, False, False), ('D', False, False, False)]
    """
    panel = read_panel(table, Columns(region, industry, value, year))
    counts = read_counts(table, panel, plants)
    lq = quotients(panel.cells, read_enclosing_totals(panel, totals))
    present = panel.cells > 0
    first, median, third = (_quantile(lq, present, share) for share in (0.25, 0.5, 0.75))
    large = (panel.cells > _quantile(panel.cells, present, 0.25)) & (counts > _quantile(counts, present, 0.25))
    return panel.by_cell(lq=lq, qualifying=large & (lq > first), significant=large & (lq > median), strong=large & (lq >= np.maximum(third, 1)))


def _quantile(measures: Array, present: np.typing.NDArray[np.bool_], share: float) -> Array:
    """Each industry's quantile over the regions where it is present, shape (years, 1, industries); NaN where there is none."""
    ordered = np.sort(np.where(present, measures, np.nan), axis=1)
    last = np.maximum(present.sum(axis=1, keepdims=True) - 1, 0)
    below = np.floor(share * last).astype(np.intp)
    lower, upper = (np.take_along_axis(ordered, rank, axis=1) for rank in (below, np.minimum(below + 1, last)))
    return np.asarray(lower + (upper - lower) * (share * last - below))
