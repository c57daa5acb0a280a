"""Whether poor regions catch up (β) and whether regions draw closer together (σ)."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from scipy.special import stdtr

from minicluster.analytics.tables import Columns, Panel, Table, TableError, ratio, read_panel, read_table
from minicluster.analytics.tables.panel import Array


def beta_convergence(
    table: Table, *, region: str = "region", value: str = "value", year: str = "year", industry: str | None = None, start: Any = None, end: Any = None
) -> Table:
    """Whether regions that began low grew faster, and how fast the gap closes.

    ln(y_T / y_0) / T = a + b ln y_0 + error over the regions, by ordinary least squares; b < 0 is convergence. The speed is β = −ln(1 + b T) / T a year, the
    half-life of a gap ln 2 / β years. b is the slope for growth *per year*: the span T enters the speed once, inside the logarithm.

    Args:
        table: a row for each region and year (and industry): income, productivity, wages, any positive amount.
        region: the column of the regions.
        value: the column of the values.
        year: the column of the years, as numbers.
        industry: the column of the industries, if each is to be regressed by itself.
        start: the first year; the table's first if it is left out.
        end: the last year; the table's last if it is left out.

    Returns:
        One row (for each industry): `slope` (b), `error` (its standard error), `p` (two-sided), `intercept` (a), `r_squared`, `speed` (β, a year), `half_life`
        (years) and `regions` (their number). Speed is NaN where 1 + b T is not above 0, half-life NaN where β is not above 0; all NaN where all regions began
        alike.

    Raises:
        TableError: the table cannot be read; a value at the start or end is missing or not above 0; years are no numbers or fewer than two; fewer than three
            regions.

    Source: Barro, R. J. and Sala-i-Martin, X. (1992), Journal of Political Economy 100, 223-251.

    >>> import polars as pl
    >>> income = pl.DataFrame({"region": list("ABCD") * 2, "year": [2007] * 4 + [2017] * 4, "value": [10, 20, 40, 80, 20, 28, 56, 80]})
    >>> beta_convergence(income).select(pl.col("slope", "speed", "half_life").round(4)).rows()
    [(-0.03, 0.0357, 19.4336)]
    """
    panel = _read(table, Columns(region, industry or "", value, year), industry).between(start, end)
    first, last = panel.years[0], panel.years[-1]
    if not all(isinstance(when, int | float) for when in (first, last)):
        raise TableError("year", f"{first} is not a number.", "Give years as numbers: growth is taken per year.")
    span = float(last - first)
    ends = _logs(panel, [0, -1])
    number = len(panel.regions)
    if number < 3:  # noqa: PLR2004 - a line through two points has no error
        raise TableError("regions", f"There are {number} regions.", "A regression needs at least three.")
    growth = (ends[1] - ends[0]) / span
    beginning = ends[0] - ends[0].mean(axis=0)
    squares = (beginning**2).sum(axis=0)
    slope = ratio((beginning * growth).sum(axis=0), np.where(np.isclose(squares, 0), 0, squares))
    intercept = growth.mean(axis=0) - slope * ends[0].mean(axis=0)
    left = ((growth - intercept - slope * ends[0]) ** 2).sum(axis=0)
    error = np.sqrt(ratio(left / (number - 2), squares))
    p = 2 * stdtr(number - 2, -np.abs(ratio(slope, error)))
    speed = -np.log(1 + slope * span, out=np.full_like(slope, np.nan), where=1 + slope * span > 0) / span
    half_life = ratio(np.log(2), np.where(speed > 0, speed, np.nan))
    explained = 1 - ratio(left, ((growth - growth.mean(axis=0)) ** 2).sum(axis=0))
    named = {"slope": slope, "error": error, "p": p, "intercept": intercept, "r_squared": explained, "speed": speed, "half_life": half_life}
    measures = {**named, "regions": np.full(len(slope), number)}
    moment = panel.without_years()
    if industry:
        return moment.by_industry(**{name: measure[None] for name, measure in measures.items()})
    return moment.by_year(**measures)


def sigma_convergence(table: Table, *, region: str = "region", value: str = "value", year: str = "year", industry: str | None = None) -> Table:
    """How far regions are apart in each year; falling is convergence.

    deviation = the standard deviation of ln y over the regions (n − 1); variation = the standard deviation of y (n − 1) / its mean.

    Args:
        table: a row for each region and year (and industry): income, productivity, wages, any positive amount.
        region: the column of the regions.
        value: the column of the values.
        year: the column of the years.
        industry: the column of the industries, if each is to be measured by itself.

    Returns:
        A row for each year (and industry): `deviation` and `variation`, without units.

    Raises:
        TableError: the table cannot be read; a value is missing or not above 0; fewer than two regions.

    Source: Barro, R. J. and Sala-i-Martin, X. (1992), Journal of Political Economy 100, 223-251.

    >>> import polars as pl
    >>> income = pl.DataFrame({"region": ["A", "B"] * 2, "year": [2007] * 2 + [2017] * 2, "value": [10, 20, 20, 30]})
    >>> sigma_convergence(income).select("year", pl.col("deviation", "variation").round(4)).rows()
    [(2007, 0.4901, 0.4714), (2017, 0.2867, 0.2828)]
    """
    panel = _read(table, Columns(region, industry or "", value, year), industry)
    if len(panel.regions) < 2:  # noqa: PLR2004 - apart takes two
        raise TableError("regions", "There is one region.", "How far regions are apart needs at least two.")
    logs = _logs(panel, list(range(len(panel.years))))
    measures = {"deviation": logs.std(axis=1, ddof=1), "variation": panel.cells.std(axis=1, ddof=1) / panel.cells.mean(axis=1)}
    return panel.by_industry(**measures) if industry else panel.by_year(**{name: measure[:, 0] for name, measure in measures.items()})


def _read(table: Table, columns: Columns, industry: str | None) -> Panel:
    """The panel; without industries, one of a single nameless industry."""
    if industry:
        return read_panel(table, columns)
    frame, kind = read_table(table, [columns.region, columns.year or "", columns.value])
    return replace(read_panel(frame.with_columns(pl.lit("").alias("")), columns), kind=kind)


def _logs(panel: Panel, years: list[int]) -> Array:
    """The natural logarithms of those years, shape (years, regions, industries)."""
    cells = panel.cells[years]
    bare = np.argwhere(cells <= 0)
    if len(bare):
        year, region, industry = bare[0]
        name = f"{panel.regions[region]} {panel.industries[industry]}".strip()
        raise TableError("positive", f"{name} has nothing in {panel.years[years[year]]}.", "Growth rates need a value above 0: leave the region out.")
    return np.asarray(np.log(cells))
