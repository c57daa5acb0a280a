"""How good a forecast was, once the year has come."""

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from minicluster.analytics.forecast.histories import Array, finite
from minicluster.analytics.tables import Table, TableError, ratio, read_table
from minicluster.analytics.tables.reading import refuse_empty_keys, refuse_twins


def smape(actual: ArrayLike, forecast: ArrayLike) -> float:
    """The symmetric mean absolute percentage error of the M competitions: mean of 200 |y − f|/(|y| + |f|), per cent; 0 where both are 0.

    Source: Makridakis, S. and Hibon, M. (2000), International Journal of Forecasting 16, 451-476.

    >>> smape([100, 200], [110, 200])
    4.761904761904762
    """
    y, f = _both(actual, forecast)
    return float(np.nan_to_num(ratio(200 * np.abs(y - f), np.abs(y) + np.abs(f))).mean())


def mase(actual: ArrayLike, forecast: ArrayLike, scale: float) -> float:
    """The mean absolute scaled error: mean |y − f|/scale, with scale how much the series moved before (`forecasts` has it); below 1 is better than standing still.

    Source: Hyndman, R. J. and Koehler, A. B. (2006), International Journal of Forecasting 22, 679-688.

    >>> mase([10, 14], [8, 14], scale=2.0)
    0.5
    """
    y, f = _both(actual, forecast)
    return float(np.abs(y - f).mean() / scale)


def pinball_loss(actual: ArrayLike, quantile: ArrayLike, share: float) -> float:
    """The loss of a forecast quantile: the mean of share × (y − q) where y is above, (1 − share) × (q − y) where it is below; in the unit of the values.

    Source: Koenker, R. and Bassett, G. (1978), Econometrica 46, 33-50.

    >>> pinball_loss([10, 10], [8, 12], share=0.9)
    1.0
    """
    y, q = _both(actual, quantile)
    return float(np.maximum(share * (y - q), (share - 1) * (y - q)).mean())


def interval_score(actual: ArrayLike, low: ArrayLike, high: ArrayLike, level: float) -> float:
    """The mean width of the bands and, where what came lies outside, 2/α times how far: small is good, and cheating by narrow bands does not pay.

    Args:
        actual: what came.
        low: the lower ends.
        high: the upper ends.
        level: of the bands, in per cent; α = 1 − level/100.

    Source: Gneiting, T. and Raftery, A. E. (2007), Journal of the American Statistical Association 102, 359-378.

    >>> interval_score([5, 12], [0, 0], [10, 10], level=80)
    20.0
    """
    y, below = _both(actual, low)
    above = np.asarray(high, dtype=np.float64)
    outside = np.maximum(below - y, 0) + np.maximum(y - above, 0)
    return float((above - below + outside / (0.5 * (1 - level / 100))).mean())


def score(forecasts: Table, bands: Table, actual: Table, *, id: str = "id", time: str = "time", value: str = "value") -> tuple[Table, Table]:  # noqa: A002
    """Score kept forecasts by what came.

    Args:
        forecasts: as `ForecastTables.forecasts`.
        bands: as `ForecastTables.bands`.
        actual: a row for each series and period that has come; periods that were not forecast are left out.
        id: the column of the series' names.
        time: the column of the periods.
        value: the column of the values in `actual`.

    Returns:
        A row for each series: `periods`, `smape` (per cent), `mase`; and a row for each level: `periods`, `coverage` (0 to 1), `interval_score` and `pinball` (of
        both ends), the last two as multiples of the series' scale, so that series of different size can be averaged.

    Raises:
        TableError: a row stands twice, a value is missing or infinite, or nothing of what was forecast has come.

    >>> import polars as pl
    >>> made = pl.DataFrame({"id": ["A", "A"], "time": [2008, 2009], "forecast": [10.0, 12.0], "scale": [2.0, 2.0]})
    >>> band = pl.DataFrame({"id": ["A", "A"], "time": [2008, 2009], "level": [80.0, 80.0], "low": [8.0, 9.0], "high": [12.0, 15.0]})
    >>> series, levels = score(made, band, pl.DataFrame({"id": ["A"], "time": [2008], "value": [13.0]}))
    >>> series.select("periods", pl.col("smape").round(2), "mase").row(0), levels.select("coverage", pl.col("interval_score").round(2)).row(0)
    ((1, 26.09, 1.5), (0.0, 7.0))
    """
    keys = [id, time]
    came, kind = read_table(actual, [*keys, value])
    refuse_empty_keys(came, keys)
    refuse_twins(came, keys, "Keep one of the rows.")
    came = came.select(*keys, finite(came, value, cure="Leave the row out until the figure is there.").alias("actual"))
    points = read_table(forecasts, [*keys, "forecast", "scale"])[0].join(came, on=keys, maintain_order="left")
    if points.is_empty():
        raise TableError("score", "Nothing of what was forecast has come.", f"Compare {id} and {time} of both tables.")
    ends = read_table(bands, [*keys, "level", "low", "high"])[0].join(points, on=keys, maintain_order="left")
    series = [_of_series(part, id) for part in points.partition_by(id, maintain_order=True)]
    levels = [_of_level(part) for part in ends.sort("level", maintain_order=True).partition_by("level", maintain_order=True)]
    return kind.give(pl.DataFrame(series)), kind.give(pl.DataFrame(levels))


def _of_series(part: pl.DataFrame, id: str) -> dict[str, object]:  # noqa: A002
    actual, made = part["actual"], part["forecast"]
    return {id: part[id][0], "periods": part.height, "smape": smape(actual, made), "mase": mase(actual, made, float(part["scale"][0]))}


def _of_level(part: pl.DataFrame) -> dict[str, object]:
    level, scale = float(part["level"][0]), part["scale"].to_numpy()
    actual, low, high = (part[name].to_numpy() / scale for name in ("actual", "low", "high"))
    tail = (1 - level / 100) / 2
    return {
        "level": level,
        "periods": part.height,
        "coverage": float(((low <= actual) & (actual <= high)).mean()),
        "interval_score": interval_score(actual, low, high, level),
        "pinball": (pinball_loss(actual, low, tail) + pinball_loss(actual, high, 1 - tail)) / 2,
    }


def _both(actual: ArrayLike, forecast: ArrayLike) -> tuple[Array, Array]:
    return np.asarray(actual, dtype=np.float64), np.asarray(forecast, dtype=np.float64)
