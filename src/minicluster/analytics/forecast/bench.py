"""How good the forecasts are on series whose end is kept from them, such as those of the M3 competition. Nothing of the product needs it."""

from pathlib import Path
from time import process_time
from typing import Any, Final

import numpy as np
import polars as pl

from minicluster.analytics.forecast.forecasting import LEVELS, ForecastTables, forecast
from minicluster.analytics.forecast.scoring import score
from minicluster.analytics.tables import TableError, read_table

COLUMNS: Final = ["series", "t", "value", "part"]


def measured(file: Path, *, sample: int | None = None, seed: int = 0) -> dict[str, Any]:
    """Forecast the ends of series from their beginnings, and score them.

    Neither the models nor the pool of errors see a row whose part is not `train`.

    Args:
        file: rows with `series`, `t` (whole numbers, or quarters), `value` and `part` (train or test), the test part of each equally long.
        sample: how many series are drawn; all of them without it.
        seed: of the drawing.

    Returns:
        `series`, `horizon`, `smape`, `mase`, for each level `coverage`, by horizon too, and `interval_score`; what AutoETS's own bands cover; `seconds` of the
        processor.

    Raises:
        TableError: the file cannot be read, or has no test part.
    """
    began = process_time()
    rows = _drawn(read_table(file, COLUMNS)[0], sample, seed)
    train, test = rows.filter(part="train"), rows.filter(pl.col("part") != "train")
    if test.is_empty():
        raise TableError("part", "There is no row of a test part.", "Write test in the column part of the rows that are to be kept from the forecast.")
    horizon = int(test.group_by("series").len()["len"].max())  # type: ignore[arg-type] # a number of rows
    found = forecast(train, horizon=horizon, id="series", time="t")
    took = process_time() - began
    series, levels = score(found.forecasts, found.bands, test, id="series", time="t")
    return {
        "series": series.height,
        "refused": found.refused.height,
        "horizon": horizon,
        "smape": series["smape"].mean(),
        "mase": series["mase"].mean(),
        "bands": [{**row, "by_horizon": _by_horizon(found, test, row["level"])} for row in levels.to_dicts()],
        "coverage_of_autoets": _library_coverage(train, test, horizon),
        "seconds": round(took, 1),
    }


def _drawn(rows: pl.DataFrame, sample: int | None, seed: int) -> pl.DataFrame:
    names = rows["series"].unique().sort()
    if sample is None or sample >= len(names):
        return rows
    return rows.filter(pl.col("series").is_in(np.random.default_rng(seed).choice(names.to_numpy(), sample, replace=False).tolist()))


def _by_horizon(found: ForecastTables, test: pl.DataFrame, level: float) -> list[float]:
    keys = ["series", "t"]
    joined = found.bands.filter(level=level).join(found.forecasts.select(*keys, "horizon"), on=keys).join(test, on=keys)
    inside = joined.with_columns(inside=pl.col("value").is_between("low", "high")).group_by("horizon").agg(pl.col("inside").mean()).sort("horizon")
    return [round(share, 4) for share in inside["inside"]]


def _library_coverage(train: pl.DataFrame, test: pl.DataFrame, horizon: int) -> dict[str, float]:
    """What the bands cover that AutoETS gives with its forecasts."""
    from statsforecast.models import AutoETS

    came = dict(test.group_by("series").agg("value").rows())
    inside: dict[int, list[bool]] = {level: [] for level in LEVELS}
    for name, values in train.group_by("series", maintain_order=True).agg("value").rows():
        with np.errstate(divide="ignore", invalid="ignore"):
            made = AutoETS(season_length=1).forecast(y=np.array(values, dtype=np.float64), h=horizon, level=list(LEVELS))
        for level, hits in inside.items():
            hits.extend(low <= value <= high for low, value, high in zip(made[f"lo-{level}"], came[name], made[f"hi-{level}"], strict=False))
    return {str(level): float(np.mean(hits)) for level, hits in inside.items()}
