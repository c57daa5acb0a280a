"""What was estimated, as tables: a row for each estimate, with empty figures for what is kept back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, get_args

import narwhals as nw
import numpy as np
import polars as pl
import polars.selectors as cs
from numpy.typing import NDArray

from minicluster.analytics.impact.aggregates import KINDS, Aggregate, aggregate
from minicluster.analytics.impact.cohorts import Cohorts
from minicluster.analytics.impact.estimates import ONE_TREATED, Estimate, error_of
from minicluster.analytics.impact.placebos import SyntheticImpact
from minicluster.analytics.impact.small_cells import KeptBack
from minicluster.analytics.impact.staggered import Controls, GroupTimes, group_times
from minicluster.analytics.impact.two_periods import Method
from minicluster.analytics.tables import Table
from minicluster.analytics.tables.panel import Array

Mask: TypeAlias = NDArray[np.bool_]
# A weight below this is not worth a row.
SEEN: Final = 1e-3
KEPT_BACK: Final = "Kept back: too few units."
_FIGURES: Final = ("estimate", "error", "lower", "upper", "p")


def overall_of(one: Aggregate, found: GroupTimes, confidence: float) -> Estimate:
    """The one figure of an aggregate, with its error and interval."""
    cohorts = found.cohorts
    error = float(error_of(one.overall_influence, cohorts.cluster))
    number = int(cohorts.treated.sum())
    if not found.after.any():
        return Estimate.absent("No cohort has anybody to be compared with.", number)
    compared, why = int(found.controls[found.after].max()), ONE_TREATED if number == 1 else ""
    return Estimate.with_error(one.overall, error, "influence function", treated=number, controls=compared, confidence=confidence, why=why)


def staggered_rows(cohorts: Cohorts, hidden: KeptBack, confidence: float) -> Iterator[dict[str, Any]]:
    """A row for each control group, method and aggregate of the staggered estimator."""
    for compared in get_args(Controls):
        for method in get_args(Method):
            found = None if compared == "never" and cohorts.treated.all() else group_times(cohorts, method=method, controls=compared)
            for by, hide in zip(KINDS, hidden.overalls, strict=True):
                absent = Estimate.absent("Nobody is never treated." if found is None else KEPT_BACK, int(cohorts.treated.sum()))
                told = absent if found is None or hide else overall_of(aggregate(found, by), found, confidence)
                yield row_of("staggered", told, aggregate=by, method=method, compared_with=compared)


def row_of(estimator: str, told: Estimate, **which: str) -> dict[str, Any]:
    """An estimate as a row."""
    return {
        "estimator": estimator,
        "aggregate": which.get("aggregate", ""),
        "method": which.get("method", ""),
        "compared_with": which.get("compared_with", ""),
        "estimate": told.value,
        "error": told.error,
        "lower": told.lower,
        "upper": told.upper,
        "p": told.p,
        "inference": told.inference,
        "treated": told.treated,
        "controls": told.controls,
        "why": told.why,
    }


def estimate_table(rows: Sequence[dict[str, Any]], *, hide: bool) -> pl.DataFrame:
    """The rows as a table; without any figure where there are too few units."""
    frame = pl.DataFrame(list(rows))
    if not hide:
        return frame
    return frame.with_columns(*(pl.lit(float("nan")).alias(name) for name in _FIGURES), pl.lit("none").alias("inference"), pl.lit(KEPT_BACK).alias("why"))


def balance_table(balance: Table, *, hide: bool) -> pl.DataFrame:
    """The balance; without its figures where there are too few units."""
    frame: pl.DataFrame = nw.from_native(balance).to_polars()
    return frame.with_columns(cs.float() * (float("nan") if hide else 1.0))


def _interval(effect: Array, error: Array, hide: Mask, confidence: float) -> dict[str, Array]:
    known = [Estimate.with_error(*one, "", treated=0, controls=0, confidence=confidence) for one in zip(effect, error, strict=True)]
    ends = {"estimate": effect, "error": error, "lower": np.array([one.lower for one in known]), "upper": np.array([one.upper for one in known])}
    return {name: np.where(hide, np.nan, values) for name, values in ends.items()}


def group_time_table(found: GroupTimes, hidden: KeptBack, confidence: float) -> pl.DataFrame:
    """Effects by cohort and time, those kept back as NaN."""
    times = np.array(found.cohorts.times)
    error = np.where(np.isfinite(found.effect), error_of(found.influence, found.cohorts.cluster), np.nan)
    return pl.DataFrame(
        {
            "treated_from": times[[cell.entry for cell in found.cells]],
            "time": times[[cell.time for cell in found.cells]],
            "base": times[[cell.base for cell in found.cells]],
            **_interval(found.effect, error, hidden.cells, confidence),
            "treated": found.treated,
            "controls": found.controls,
        }
    )


def part_table(found: GroupTimes, one: Aggregate, hide: Mask, confidence: float) -> pl.DataFrame:
    """The parts of an aggregate, those kept back as NaN."""
    name = {"group": "treated_from", "dynamic": "steps", "calendar": "time"}[one.by]
    at = np.array(one.at, dtype=np.intp)
    sizes = [sum(int(found.members(entry).sum()) for entry in {found.cells[place].entry for place in np.flatnonzero(weight)}) for weight in one.weight]
    return pl.DataFrame(
        {
            name: at if one.by == "dynamic" else np.array(found.cohorts.times)[at],
            **_interval(one.effect, error_of(one.influence, found.cohorts.cluster), hide, confidence),
            "treated": sizes,
        }
    )


def weight_table(cohorts: Cohorts, synthetic: Mapping[str, SyntheticImpact]) -> pl.DataFrame:
    """The weights of units and times of the synthetic estimators, from 0.001 up."""
    rows = []
    for name, found in synthetic.items():
        for entry, part in zip(found.entries, found.parts, strict=True):
            named = [("unit", str(cohorts.units[place]), weight) for place, weight in zip(found.controls, part.units, strict=True)]
            named += [("time", f"{cohorts.times[place]:g}", weight) for place, weight in enumerate(part.times)]
            rows += [(name, cohorts.times[entry], *one) for one in named if one[2] >= SEEN]
    schema = {"estimator": pl.String, "treated_from": pl.Float64, "of": pl.String, "name": pl.String, "weight": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
