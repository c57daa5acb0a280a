"""Forecasts of all series of a table, with their bands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from minicluster.analytics.forecast.calibration import Calibration, Made, Progress, Refusal, silent
from minicluster.analytics.forecast.conformal import percent
from minicluster.analytics.forecast.hierarchy import coherent, read_hierarchy, trees_of, with_wholes
from minicluster.analytics.forecast.histories import Histories, Names, read_histories
from minicluster.analytics.forecast.targets import judged, read_targets
from minicluster.analytics.tables import Table, TableError

LEVELS = (80, 95)


@dataclass(frozen=True)
class ForecastTables:
    """What `forecast` gives.

    Attributes:
        forecasts: a row for each series and period ahead: `horizon`, `forecast`, `method` (median or drift), `points` (of the series), `short` (true where the drift
            alone speaks), `pool` (whose errors stand behind the band), `scale` (by how much the series moves: the scale of MASE).
        bands: a row for each series, period and level (per cent): `low`, `high`.
        pools: a row for each pool, level and horizon: `errors` (their number), `half_width` (a multiple of scale), `widened` (true where it would have been narrower
            than nearer in time).
        targets: a row for each target: `target`, `baseline`, `met` (at least, at most), `forecast`, `way_covered` (1 is all of it), `probability`.
        refused: a row for each series without a forecast: `points`, `code` (points, still, errors), `needed` and `there` (errors of earlier forecasts, where these are
            too few), `reason`.
    """

    forecasts: Table
    bands: Table
    pools: Table
    targets: Table
    refused: Table


def forecast(
    table: Table,
    *,
    horizon: int,
    id: str = "id",  # noqa: A002 - the column's usual name
    time: str = "time",
    value: str = "value",
    unit: str | None = None,
    levels: Iterable[float] = LEVELS,
    targets: Table | None = None,
    hierarchy: Table | None = None,
    non_negative: bool = False,
    progress: Progress = silent,
) -> ForecastTables:
    """Forecast short yearly or quarterly series, with bands from the errors that the same forecasts would have made before.

    The point is the median of AutoETS, the dynamic optimised theta method and a random walk with drift; with fewer than seven points it is the drift. A band is
    point ± q × scale, q from the pooled errors of all series at that horizon (see `conformal`). A band is never narrower further ahead, and a wider level encloses a
    narrower one.

    Args:
        table: a row for each series and period.
        horizon: how many periods ahead, at least 1.
        id: the column of the series' names.
        time: the column of the years (2007) or quarters (2007Q3).
        value: the column of the values, of either sign.
        unit: the column of the units, if there is one; see `histories.read_histories`.
        levels: of the bands, in per cent.
        targets: rows with the columns of the table and `baseline`.
        hierarchy: rows with `child` and `parent`: the forecasts of parts then add up to those of their wholes (MinT), and wholes need no rows of their own. What does
            not hang together is reconciled apart, and may differ in unit and periods.
        non_negative: bottoms of the hierarchy below 0 are set to 0 and the rest is reconciled anew; elsewhere points and bands are cut off at 0.
        progress: told before each series whose earlier forecasts are made anew how many are done of how many; what it raises ends the work.

    Returns:
        Tables of the kind that was given.

    Raises:
        TableError: the table, a target or the hierarchy cannot be read (row, column and cure are named); horizon is below 1; a level is not between 0 and 100.

    Source: as `models.median_forecast`, `conformal` and `reconciliation`.

    >>> import polars as pl
    >>> values = [(f"group {g}", 2000 + t, 10.0 * g + t + (t * g) % 3) for g in range(1, 7) for t in range(5)] + [("new", 2004, 3.0)]
    >>> found = forecast(pl.DataFrame(values, schema=["id", "time", "value"], orient="row"), horizon=1, levels=[80])
    >>> found.forecasts.select("id", "time", "forecast", "method").row(0), found.refused["id"].to_list()
    (('group 1', 2005, 16.25, 'drift'), ['new'])
    """
    wanted = _levels(levels)
    if horizon < 1:
        raise TableError("horizon", f"The horizon is {horizon}.", "Ask for at least 1 period ahead.")
    histories = read_histories(table, Names(id, time, value, unit))
    trees = () if hierarchy is None else trees_of(read_hierarchy(hierarchy))
    for tree in trees:
        histories = with_wholes(histories, tree)
    calibration = Calibration(histories, horizon, progress)
    made = [calibration.made(series, wanted) for series in histories.series]
    for tree in trees:
        made = coherent(made, tree, calibration, non_negative=non_negative)
    return _tables(made, histories, wanted, targets, horizon=horizon, least=0.0 if non_negative else -np.inf)


def _levels(levels: Iterable[float]) -> tuple[Fraction, ...]:
    read = sorted(set(levels))
    for level in read:
        if not 0 < level < 100:  # noqa: PLR2004 - per cent
            raise TableError("level", f"The level {level:g} is not between 0 and 100.", "Write levels in per cent, such as 80,95.")
    if not read:
        raise TableError("level", "There is no level.", "Write levels in per cent, such as 80,95.")
    return tuple(Fraction(str(level)) / 100 for level in read)


def _tables(
    made: Sequence[Made | Refusal], histories: Histories, levels: tuple[Fraction, ...], targets: Table | None, *, horizon: int, least: float
) -> ForecastTables:
    there = [one for one in made if isinstance(one, Made)]
    refused = [one for one in made if isinstance(one, Refusal)]
    key, give = histories.names.id, histories.kind.give
    # Names keep their kind in tables without a row.
    kind = pl.Series([one.series.name for one in made]).dtype
    return ForecastTables(
        give(pl.DataFrame(_points(there, histories, least), schema={key: kind, **_when(histories), **POINT}, orient="row")),
        give(pl.DataFrame(_bands(there, histories, levels, least), schema={key: kind, **_when(histories), **BAND}, orient="row")),
        give(pl.DataFrame(_pools(there, levels), schema=POOL, orient="row")),
        give(pl.DataFrame(_targets(made, histories, targets, horizon), schema={key: kind, **_when(histories), **TARGET}, orient="row")),
        give(pl.DataFrame(_refusals(refused), schema={key: kind, **REFUSED}, orient="row")),
    )


POINT = {"horizon": pl.Int64, "forecast": pl.Float64, "method": pl.String, "points": pl.Int64, "short": pl.Boolean, "pool": pl.String, "scale": pl.Float64}
BAND = {"level": pl.Float64, "low": pl.Float64, "high": pl.Float64}
POOL = {"pool": pl.String, "level": pl.Float64, "horizon": pl.Int64, "errors": pl.Int64, "half_width": pl.Float64, "widened": pl.Boolean}
TARGET = {"target": pl.Float64, "baseline": pl.Float64, "met": pl.String, "forecast": pl.Float64, "way_covered": pl.Float64, "probability": pl.Float64}

REFUSED = {"points": pl.Int64, "code": pl.String, "needed": pl.Int64, "there": pl.Int64, "reason": pl.String}


def _refusals(refused: Sequence[Refusal]) -> list[tuple[object, ...]]:
    lacks = [(one.lack.needed, one.lack.there) if one.lack else (None, None) for one in refused]
    return [(one.series.name, len(one.series.values), one.code, *lack, one.reason) for one, lack in zip(refused, lacks, strict=True)]


def _when(histories: Histories) -> dict[str, type[pl.DataType]]:
    return {histories.names.time: pl.Int64 if histories.calendar.season == 1 else pl.String}


def _points(made: Sequence[Made], histories: Histories, least: float) -> list[tuple[object, ...]]:
    named = histories.calendar.named
    return [
        (
            one.series.name,
            named(one.series.last + ahead),
            ahead,
            max(float(point), least),
            one.method,
            len(one.series.values),
            one.method == "drift",
            one.pool.name,
            one.scale,
        )
        for one in made
        for ahead, point in enumerate(one.point, 1)
    ]


def _bands(made: Sequence[Made], histories: Histories, levels: tuple[Fraction, ...], least: float) -> list[tuple[object, ...]]:
    named = histories.calendar.named
    rows: list[tuple[object, ...]] = []
    for one in made:
        widths = {level: one.pool.half_widths(level) * one.scale for level in levels}
        for ahead, point in enumerate(one.point, 1):
            for level in levels:
                low, high = (max(float(point + side * widths[level][ahead - 1]), least) for side in (-1, 1))
                rows.append((one.series.name, named(one.series.last + ahead), float(level * 100), low, high))
    return rows


def _pools(made: Sequence[Made], levels: tuple[Fraction, ...]) -> list[tuple[object, ...]]:
    used = {one.pool.name: one.pool for one in made}
    return [
        (pool.name, float(percent(level)), ahead, len(pool.errors[ahead - 1]), float(width), bool(width > pool.quantile(level, ahead)))
        for pool in used.values()
        for level in levels
        for ahead, width in enumerate(pool.half_widths(level), 1)
    ]


def _targets(made: Sequence[Made | Refusal], histories: Histories, targets: Table | None, horizon: int) -> list[tuple[object, ...]]:
    if targets is None:
        return []
    found = {one.series.name: one for one in made}
    rows = []
    for target in read_targets(targets, histories, horizon):
        one = found[target.name]
        if isinstance(one, Refusal):
            raise TableError("target", f"{target.name} has a target and no forecast. {one.reason}", "Leave the target out until then.")
        rows.append((target.name, histories.calendar.named(target.period), *judged(target, one).values()))
    return rows
