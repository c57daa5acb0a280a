"""How probable it is that a target is met."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from minicluster.analytics.forecast.calibration import Made
from minicluster.analytics.forecast.histories import Histories, finite, unit_column
from minicluster.analytics.forecast.periods import periods_like
from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import columns_of, refuse, refuse_empty_keys

BASELINE = "Write where the series stood when the target was set: without it nobody can tell whether the target lies above or below, and how far the way was."


@dataclass(frozen=True)
class Target:
    """Where a series should stand in a period, and where it stood when that was said."""

    name: Any
    period: int
    value: float
    baseline: float

    @property
    def rises(self) -> bool:
        """Whether it is met from below, as more exports, and not from above, as fewer faults."""
        return self.value > self.baseline


def read_targets(table: Table, histories: Histories, horizon: int) -> list[Target]:
    """Read a table of targets: the columns of the series, and `baseline`.

    Raises:
        TableError: a target has no baseline, no series, another unit, a period that is not forecast, or is where the series stood already.
    """
    names = histories.names
    if "baseline" not in columns_of(table):
        raise TableError("baseline", "The targets have no column baseline.", BASELINE)
    unit = unit_column(table, names)
    frame, _kind = read_table(table, [names.id, names.time, names.value, "baseline", *([unit] if unit else [])])
    refuse_empty_keys(frame, [names.id, names.time])
    values, baselines = finite(frame, names.value, cure="Write the target, or leave the row out."), finite(frame, "baseline", cure=BASELINE)
    periods = periods_like(frame, names.time, histories.calendar)
    refuse(values == baselines, "baseline", f"{names.value} is the same as baseline.", "Write the least change that would count as met.")
    known = histories.by_name
    unknown = pl.Series([name not in known for name in frame[names.id]])
    refuse(unknown, "series", f"There is no series of this {names.id}.", "Correct the name, or add the rows of the series.")
    if unit:
        other = pl.Series([_differs(known[name].unit, said) for name, said in frame.select(names.id, unit).iter_rows()])
        refuse(other, "unit", f"{unit} is not that of the series.", "Convert the target, with the rate and the price year said.")
    ahead = pl.Series([period - known[name].last for name, period in zip(frame[names.id], periods, strict=True)])
    refuse((ahead < 1) | (ahead > horizon), "horizon", f"{names.time} is not among the {horizon} periods that are forecast.", "Ask for another horizon.")
    return [Target(*row) for row in zip(frame[names.id], periods, values, baselines, strict=True)]


def _differs(series: Any, target: Any) -> bool:
    return series is not None and (target or "") != series


def judged(target: Target, made: Made) -> Mapping[str, Any]:
    """The target beside the forecast: the probability that it is met, and the share of the way from the baseline that the forecast covers.

    The probability is half of the chance that what comes lies at least so far from the forecast as the target does, or 1 less that half where the forecast is beyond
    it: errors are as likely on either side, as in the bands.
    """
    ahead = target.period - made.series.last
    point = float(made.point[ahead - 1])
    beyond = point >= target.value if target.rises else point <= target.value
    half = made.pool.chance_of_more(abs(target.value - point) / made.scale, ahead) / 2
    return {
        "target": target.value,
        "baseline": target.baseline,
        "met": "at least" if target.rises else "at most",
        "forecast": point,
        "way_covered": (point - target.baseline) / (target.value - target.baseline),
        "probability": 1 - half if beyond else half,
    }
