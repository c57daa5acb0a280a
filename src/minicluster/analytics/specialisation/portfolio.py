"""What a region should hold, build or leave: strength against growth."""

from typing import Any

import numpy as np

from minicluster.analytics.specialisation.quotients import quotients
from minicluster.analytics.tables import Columns, Table, ratio, read_enclosing_totals, read_panel


def growth_portfolio(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str = "year",
    start: Any = None,
    end: Any = None,
    totals: Table | None = None,
) -> Table:
    """Each industry of a region by its strength and by whether the region gains on the others in it.

    With the location quotient at the end and growth = value at the end / value at the start − 1, in the region and everywhere: a *star* is strong (LQ ≥ 1) and
    grows faster here than everywhere, a *mature* industry is strong and grows no faster, an *emerging* one is not strong and grows faster, a *declining* one
    is neither. An industry that comes in counts as growing faster; one that is not there in either year is *absent*.

    Args:
        table: a row for each region, industry and year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values.
        year: the column of the years.
        start: the first year; the table's first if it is left out.
        end: the last year; the table's last if it is left out.
        totals: published totals, see `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region and industry: `size` (value at the end, the width of the bubble), `lq`, `growth`, `growth_everywhere` (shares, 0.1 = 10 %; NaN
        where there was nothing at the start) and `quadrant`.

    Raises:
        TableError: as `location_quotient`; a year that the table does not have, or fewer than two years.

    Source: Henderson, B. D. (1973), The Growth Share Matrix, Boston Consulting Group; Howard, D. (2007), Journal of Economic and Social Policy 11, 2, 4.

    >>> import polars as pl
    >>> cells = {"region": ["A", "A", "B", "B"] * 2, "industry": ["x", "y"] * 4, "year": [2007] * 4 + [2017] * 4, "value": [10, 10, 10, 10, 15, 9, 10, 10]}
    >>> growth_portfolio(pl.DataFrame(cells)).select("region", "industry", "quadrant").rows()
    [('A', 'x', 'star'), ('A', 'y', 'declining'), ('B', 'x', 'declining'), ('B', 'y', 'star')]
    """
    whole = read_panel(table, Columns(region, industry, value, year))
    panel = whole.between(start, end)
    margins = read_enclosing_totals(panel, totals)
    before, after = panel.cells[0], panel.cells[-1]
    growth, everywhere = ratio(after, before) - 1, ratio(margins.industries[-1], margins.industries[0])[None, :] - 1
    lq = quotients(panel.cells, margins)[-1]
    gaining = (growth > everywhere) | ((before == 0) & (after > 0))
    quadrant = np.where(lq >= 1, np.where(gaining, "star", "mature"), np.where(gaining, "emerging", "declining"))
    quadrant = np.where((before == 0) & (after == 0), "absent", quadrant)
    named = {"size": after, "lq": lq, "growth": growth, "growth_everywhere": np.broadcast_to(everywhere, growth.shape), "quadrant": quadrant}
    return panel.without_years().by_cell(**{name: measure[None] for name, measure in named.items()})
