"""What suppressed cells leave open about location quotients."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from minicluster.analytics.suppression.intervals import Array, Bounds, Interval, Suppressed, read_suppressed
from minicluster.analytics.suppression.margins import others, tightened
from minicluster.analytics.tables import Columns, Table

# Stands for what nothing bounds, where infinity would meet itself; and from where on, and up to where, a quotient is then taken for infinite or nothing.
BEYOND: Final = 1e100
BOUNDLESS: Final = 1e50


def location_quotient_bounds(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    marks: Mapping[str, Interval] | None = None,
    lower: str | None = None,
    upper: str | None = None,
    totals: Table | None = None,
    totals_hold_more: bool = False,
    exactly: bool = False,
) -> Table:
    """Location quotients of a table in which cells are suppressed, as intervals that hold them whatever the cells are.

    LQ = (x / r) / (c / t) with a cell x, its region's total r, its industry's total c and the total t. First the cells are narrowed by the totals
    (`tightened`). Then with r' = r − x, c' = c − x and o, all that is in neither region nor industry, LQ = (1 + (c' + o) / (x + r')) · x / (x + c') falls in
    r' and in c', rises in o, and rises in x up to x* = (r'c' + √(r'c'(r' + o)(c' + o))) / o and falls after it, so that its ends over independent
    intervals are known; the same is done with (x, r, c, t), (x, r, c', t) and (x, r', c, t), and the narrowest ends of the four are kept.

    Args:
        table: a row for each cell; see `read_suppressed`, as for all further arguments.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year, if there is one.
        marks: mark → what the cell is at least and at most.
        lower: a column with lower bounds of suppressed cells.
        upper: a column with upper bounds.
        totals: published totals.
        totals_hold_more: whether the totals count regions or industries that the table does not name.
        exactly: see `tightened`.

    Returns:
        A row for each year, region and industry: `value_lower`, `value_upper`, `lq_lower`, `lq_upper`; infinite where nothing bounds it. Fills in which the
        quotient does not exist (a region or an industry of nothing) are left aside.

    Raises:
        TableError: see `read_suppressed` and `tightened`.

    >>> import polars as pl
    >>> cells = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": ["D", "5", "10", "80"]})
    >>> location_quotient_bounds(cells, marks={"D": (1, 9)}).select("region", "industry", pl.col("lq_lower", "lq_upper").round(4)).row(0)
    ('A', 'x', 1.4545, 3.5227)
    """
    columns = Columns(region, industry, value, year)
    read = read_suppressed(table, columns, marks=marks, lower=lower, upper=upper, totals=totals, totals_hold_more=totals_hold_more)
    found = tightened(read, exactly=exactly)
    quotients = quotient_bounds(found)
    named = (slice(None), slice(len(found.panel.regions)), slice(len(found.panel.industries)))
    ends = {"value_lower": found.cells.lower, "value_upper": found.cells.upper, "lq_lower": quotients.lower, "lq_upper": quotients.upper}
    return found.panel.by_cell(**{name: end[named] for name, end in ends.items()})


def quotient_bounds(found: Suppressed) -> Bounds:
    """Bounds of the location quotient of each cell, in the shape of the cells; see `location_quotient_bounds`."""
    x, r, c = found.cells, _along(found.regions, 2), _along(found.industries, 1)
    t = _along(found.everything, (1, 2))
    of_region, of_industry = _rest(x, r, axis=2), _rest(x, c, axis=1)
    elsewhere = Bounds(
        np.maximum(_outside(x.lower), t.lower - r.upper - of_industry.upper).clip(0),
        np.minimum(_outside(x.upper), t.upper - r.lower - of_industry.lower).clip(0),
    )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        peak = _peak(of_region.lower, of_industry.lower, elsewhere.upper).clip(x.lower, x.upper)
        least = [
            x.lower * t.lower / (r.upper * c.upper),
            _share(x.lower, of_industry.upper) * t.lower / r.upper,
            _share(x.lower, of_region.upper) * t.lower / c.upper,
            np.fmin(*(_quotient(end, of_region.upper, of_industry.upper, elsewhere.lower) for end in (x.lower, x.upper))),
        ]
        most = [
            x.upper * t.upper / (r.lower * c.lower),
            _share(x.upper, of_industry.lower) * t.upper / r.lower,
            _share(x.upper, of_region.lower) * t.upper / c.lower,
            np.fmax.reduce([_quotient(end, of_region.lower, of_industry.lower, elsewhere.upper) for end in (x.lower, peak, x.upper)]),
        ]
    lower, upper = np.fmax.reduce([np.zeros_like(x.lower), *least]), np.fmin.reduce([np.full_like(x.upper, np.inf), *most])
    return Bounds(np.where(lower < 1 / BOUNDLESS, 0.0, lower), np.where(x.upper == 0, 0.0, np.where(upper > BOUNDLESS, np.inf, upper)))


def _along(bounds: Bounds, axis: int | tuple[int, ...]) -> Bounds:
    return Bounds(np.expand_dims(bounds.lower, axis), np.expand_dims(bounds.upper, axis))


def _rest(cells: Bounds, totals: Bounds, axis: int) -> Bounds:
    """What a total holds beside the cell."""
    return Bounds(
        np.maximum(others(cells.lower, axis), totals.lower - cells.upper).clip(0), np.minimum(others(cells.upper, axis), totals.upper - cells.lower).clip(0)
    )


def _outside(cells: Array) -> Array:
    """For each cell the sum of those in neither its region nor its industry; infinite where one of them is."""
    infinite = np.isinf(cells)
    finite = np.where(infinite, 0.0, cells)
    sums, counts = ((a.sum((1, 2), keepdims=True) - a.sum(1, keepdims=True) - a.sum(2, keepdims=True) + a) for a in (finite, infinite.astype(np.intp)))
    found: Array = np.where(counts > 0, np.inf, sums)
    return found


def _share(part: Array, rest: Array) -> Array:
    """Part / (part + rest); 1 where there is nothing but the part, however small, or however large."""
    found: Array = np.where((part + rest == 0) | np.isinf(part), 1.0, part / (part + rest))
    return found


def _quotient(x: Array, of_region: Array, of_industry: Array, elsewhere: Array) -> Array:
    """LQ of x with r', c' and o; its limit where x is 0 and so is r' or c'."""
    x, of_region, of_industry, elsewhere = (np.nan_to_num(part, posinf=BEYOND) for part in (x, of_region, of_industry, elsewhere))
    total = x + of_region + of_industry + elsewhere
    by_region, by_industry = x + of_region, x + of_industry
    found: Array = np.where(
        by_industry > 0, total / by_industry * _share(x, of_region), np.where(by_region > 0, total / by_region * _share(x, of_industry), np.inf)
    )
    return found


def _peak(of_region: Array, of_industry: Array, elsewhere: Array) -> Array:
    """The x at which LQ is greatest, with all else fixed; infinite where it only rises."""
    elsewhere = np.nan_to_num(elsewhere, posinf=BEYOND)
    product = of_region * of_industry
    found: Array = np.where(elsewhere > 0, (product + np.sqrt(product * (of_region + elsewhere) * (of_industry + elsewhere))) / elsewhere, np.inf)
    return found
