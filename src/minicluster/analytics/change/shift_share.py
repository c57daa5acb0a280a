"""Why a region's industries grew as they did: with everything, with their industry, or by themselves."""

from typing import Any

import numpy as np

from minicluster.analytics.tables import Columns, Panel, Table, Totals, ratio, read_enclosing_totals, read_panel
from minicluster.analytics.tables.panel import Array


def effects(cells: Array, industries: Array, everything: Array) -> tuple[Array, Array, Array]:
    """The three effects of the classical analysis, from the first year to the last.

    Args:
        cells: shape (years, regions, industries).
        industries: the industries everywhere, shape (years, industries).
        everything: shape (years,).

    Returns:
        National, mix and regional effect, each of shape (regions, industries), in the unit of the cells; they add up to the change of each cell.
    """
    growth = ratio(everything[-1], everything[0]) - 1
    growths = np.nan_to_num(ratio(industries[-1], industries[0]) - 1)
    before, after = cells[0], cells[-1]
    national = before * growth
    mix = np.where(before == 0, 0.0, before * (growths - growth))
    return national, mix, after - before - national - mix


def shift_share(
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
    """How much of an industry's change in a region is that of everything, how much that of the industry, and how much the region's own.

    With e the value at the start, G the growth of everything, G_j that of the industry everywhere and g that of the industry here:
    national = e G, mix = e (G_j − G), regional = e (g − G_j), and national + mix + regional = change. An industry that was not here has only a regional effect.

    Args:
        table: a row for each region, industry and year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values (employment).
        year: the column of the years.
        start: the first year; the table's first if it is left out.
        end: the last year; the table's last if it is left out.
        totals: the nation, if the table's regions are not all of it: a row for each industry and year with an empty region, see
            `minicluster.analytics.tables.read_totals`.

    Returns:
        A row for each region and industry: `change`, `national`, `mix`, `regional`, in the unit of the value. They may be added up over industries.

    Raises:
        TableError: the table cannot be read; a year that the table does not have, or fewer than two years; a total that is smaller than its cells.

    Source: Dunn, E. S. (1960), Papers and Proceedings of the Regional Science Association 6, 97-112.

    >>> import polars as pl
    >>> jobs = pl.DataFrame({"region": ["A", "B"] * 2, "industry": ["x"] * 4, "year": [2007, 2007, 2017, 2017], "value": [100, 100, 130, 90]})
    >>> shift_share(jobs).select(pl.col("change", "national", "mix", "regional").round(6)).rows()
    [(30.0, 10.0, 0.0, 20.0), (-10.0, 10.0, 0.0, -20.0)]
    """
    panel, margins = _read(table, Columns(region, industry, value, year), start, end, totals)
    national, mix, regional = effects(panel.cells, margins.industries, margins.everything)
    return _given(panel, national=national, mix=mix, regional=regional)


def dynamic_shift_share(
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
    """The same as `shift_share`, taken from year to year and added up: long spans change the mix, and the first year's then stands for too much.

    national = Σ_t national_t and so on, over the steps from each year of the table to the next.

    Args:
        table: a row for each region, industry and year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values (employment).
        year: the column of the years.
        start: the first year; the table's first if it is left out.
        end: the last year; the table's last if it is left out.
        totals: the nation, see `shift_share`.

    Returns:
        A row for each region and industry: `change`, `national`, `mix`, `regional`, in the unit of the value; national + mix + regional = change.

    Raises:
        TableError: as `shift_share`.

    Source: Barff, R. A. and Knight, P. L. (1988), Growth and Change 19, 2, 1-10.

    >>> import polars as pl
    >>> cells = {"region": ["A", "B"] * 3, "industry": ["x"] * 6, "year": [2007, 2007, 2008, 2008, 2009, 2009], "value": [100, 100, 150, 100, 150, 150]}
    >>> dynamic_shift_share(pl.DataFrame(cells)).select(pl.col("change", "national", "regional").round(6)).rows()
    [(50.0, 55.0, -5.0), (50.0, 45.0, 5.0)]
    """
    panel, margins = _read(table, Columns(region, industry, value, year), start, end, totals)
    steps = (slice(step, step + 2) for step in range(len(panel.years) - 1))
    parts = [effects(panel.cells[step], margins.industries[step], margins.everything[step]) for step in steps]
    national, mix, regional = (np.sum(effect, axis=0) for effect in zip(*parts, strict=True))
    return _given(panel, national=national, mix=mix, regional=regional)


def homothetic_shift_share(
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
    """The same as `shift_share`, with the regional effect taken apart: what the region does better, and whether it does it in what it is specialised in.

    With e' = e_i E_j / E, the value the industry would have at the start if the region's mix were everybody's: competitive = e' (g − G_j),
    allocation = (e − e') (g − G_j), and competitive + allocation = the regional effect. An industry that was not here has no growth rate: all of its regional
    effect counts as competitive.

    Args:
        table: a row for each region, industry and year.
        region: the column of the regions.
        industry: the column of the industries.
        value: the column of the values (employment).
        year: the column of the years.
        start: the first year; the table's first if it is left out.
        end: the last year; the table's last if it is left out.
        totals: the nation, see `shift_share`.

    Returns:
        A row for each region and industry: `change`, `national`, `mix`, `competitive`, `allocation`, in the unit of the value; the four add up to the change.

    Raises:
        TableError: as `shift_share`.

    Source: Esteban-Marquillas, J. M. (1972), Regional and Urban Economics 2, 249-261.

    >>> import polars as pl
    >>> cells = {"region": ["A", "A", "B", "B"] * 2, "industry": ["x", "y"] * 4, "year": [2007] * 4 + [2017] * 4, "value": [30, 10, 10, 30, 36, 10, 10, 30]}
    >>> homothetic_shift_share(pl.DataFrame(cells)).select(pl.col("change", "national", "mix", "competitive", "allocation").round(6)).row(0)
    (6.0, 2.25, 2.25, 1.0, 0.5)
    """
    panel, margins = _read(table, Columns(region, industry, value, year), start, end, totals)
    national, mix, regional = effects(panel.cells, margins.industries, margins.everything)
    before = panel.cells[0]
    homothetic = before.sum(axis=1, keepdims=True) * ratio(margins.industries[0], margins.industries[0].sum())
    competitive = np.where(before > 0, homothetic * ratio(regional, before), regional)
    return _given(panel, national=national, mix=mix, competitive=competitive, allocation=regional - competitive)


def _read(table: Table, columns: Columns, start: Any, end: Any, totals: Table | None) -> tuple[Panel, Totals]:
    panel = read_panel(table, columns).between(start, end)
    return panel, read_enclosing_totals(panel, totals)


def _given(panel: Panel, **named: Array) -> Table:
    change = panel.cells[-1] - panel.cells[0]
    return panel.without_years().by_cell(**{name: measure[None] for name, measure in {"change": change, **named}.items()})
