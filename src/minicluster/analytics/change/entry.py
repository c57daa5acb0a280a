"""Which specialisations a region gained, lost and kept."""

from dataclasses import replace

import numpy as np

from minicluster.analytics.specialisation import quotients
from minicluster.analytics.tables import Columns, Table, TableError, read_enclosing_totals, read_panel


def entry_and_exit(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str = "year",
    steps: int = 1,
    threshold: float = 1.0,
    totals: Table | None = None,
) -> Table:
    """Which specialisations a region gained and lost from one year to another.

    Specialised is LQ ≥ threshold. *entry*: now, and not before; *exit*: before, and not now; *kept*: both; *none*: neither. Only what was not there can enter
    and only what was there can leave: the rate of entry is entry / (entry + none), the rate of exit is exit / (exit + kept).

    Args:
        table: a row for each region, industry and year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years.
        steps: with which earlier year each is compared: 1 is the one before it in the table, 5 the fifth.
        threshold: the least location quotient of a specialisation.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region, industry and year that has an earlier one: `before`, `now` (location quotients; NaN where the region or the industry has nothing)
        and `event`.

    Raises:
        TableError: as `minicluster.analytics.specialisation.location_quotient`, or the table has too few years.
        ValueError: steps is less than 1.

    Source: Neffke, F., Henning, M. and Boschma, R. (2011), Economic Geography 87, 237-265; Boschma, R., Balland, P.-A. and Kogler, D. F. (2015), Industrial and
    Corporate Change 24, 223-250.

    >>> import polars as pl
    >>> cells = {"region": ["A", "A", "B", "B"] * 2, "industry": ["x", "y"] * 4, "year": [2007] * 4 + [2008] * 4, "value": [9, 1, 1, 9, 5, 9, 5, 1]}
    >>> entry_and_exit(pl.DataFrame(cells)).select("region", "industry", "year", "event").rows()
    [('A', 'x', 2008, 'exit'), ('A', 'y', 2008, 'entry'), ('B', 'x', 2008, 'entry'), ('B', 'y', 2008, 'exit')]
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; an earlier year is at least 1 step back.")
    panel = read_panel(table, Columns(region, industry, value, year))
    if len(panel.years) <= steps:
        raise TableError("year", f"The table has {len(panel.years)} years.", f"To compare over {steps} it needs at least {steps + 1}.")
    lq = quotients(panel.cells, read_enclosing_totals(panel, totals))
    before, now = lq[:-steps], lq[steps:]
    was, is_now = before >= threshold, now >= threshold
    event = np.where(is_now, np.where(was, "kept", "entry"), np.where(was, "exit", "none"))
    return replace(panel, cells=panel.cells[steps:], years=panel.years[steps:]).by_cell(before=before, now=now, event=event)
