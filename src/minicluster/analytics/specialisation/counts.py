"""How many plants stand behind the values of a table, and how unequal they are."""

import numpy as np
import polars as pl

from minicluster.analytics.tables import Columns, Panel, Table, TableError, ratio, read_panel, read_table
from minicluster.analytics.tables.panel import Array
from minicluster.analytics.tables.reading import numbers, refuse, refuse_twins


def read_counts(table: Table, panel: Panel, plants: str) -> Array:
    """The numbers of plants of a panel's own table, shape (years, regions, industries).

    Raises:
        TableError: the column is missing, negative or not finite, or a cell has a value but no plant.
    """
    columns = panel.columns
    counts = read_panel(table, Columns(columns.region, columns.industry, plants, columns.year)).cells
    lacking = np.argwhere((panel.cells > 0) & (counts == 0))
    if len(lacking):
        _year, region, industry = lacking[0]
        raise TableError(
            "plants",
            f"{panel.regions[region]}, {panel.industries[industry]} has a {columns.value} and no {plants}.",
            f"Correct {plants}, or write 0 for both.",
        )
    return counts


def read_herfindahl(panel: Panel, counts: Array, herfindahl: Table | None) -> Array:
    """The Herfindahl index of each industry's plants, shape (years, industries); without a table that of as many plants of equal size, 1/n.

    Args:
        panel: what it belongs to.
        counts: numbers of plants, shape (years, regions, industries).
        herfindahl: a table with the industry (and year) and `herfindahl`, such as `ellison_glaeser` gives.

    Raises:
        TableError: a row stands twice, an industry lacks its row, or an index is not above 0 and at most 1.
    """
    equal = ratio(1.0, counts.sum(axis=1))
    if herfindahl is None:
        return equal
    keys = [panel.columns.industry, *((panel.columns.year,) if panel.columns.year else ())]
    frame, _kind = read_table(herfindahl, [*keys, "herfindahl"])
    refuse_twins(frame, keys, "Leave one of them.")
    values = numbers(frame.with_columns(pl.col("herfindahl").fill_nan(None)), "herfindahl", may_be_empty=True)
    refuse((values <= 0) | (values > 1), "herfindahl", "herfindahl is not above 0 and at most 1.", "Give the sum of the squared shares of its plants.")
    given = dict(zip(frame.select(keys).iter_rows(), values, strict=True))
    found = np.array([[given.get((name, *((year,) if panel.columns.year else ()))) for name in panel.industries] for year in panel.years], dtype=np.float64)
    lacking = np.argwhere(np.isnan(found) & np.isfinite(equal))
    if len(lacking):
        raise TableError("herfindahl", f"There is no herfindahl for {panel.industries[lacking[0][1]]}.", "Add its row, or give no herfindahl table.")
    return found
