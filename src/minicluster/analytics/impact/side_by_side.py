"""Every estimator of one panel side by side, with what they cannot show: no figure of an effect is given alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, get_args

import narwhals as nw
import numpy as np
import polars as pl
import polars.selectors as cs
from numpy.typing import NDArray

from minicluster.analytics.impact.aggregates import KINDS, Aggregate, aggregate
from minicluster.analytics.impact.cohorts import Cohorts, ImpactColumns, read_cohorts
from minicluster.analytics.impact.estimates import ONE_TREATED, Estimate, error_of
from minicluster.analytics.impact.limits import Evidence, Limit, what_this_cannot_show
from minicluster.analytics.impact.matching import matched_change, refuse_repeats
from minicluster.analytics.impact.naive import raw_change, two_way_fixed_effects
from minicluster.analytics.impact.placebos import DRAWS, SyntheticImpact, synthetic_impact
from minicluster.analytics.impact.sensitivity_table import Sensitivity, sensitivity_of
from minicluster.analytics.impact.small_cells import KeptBack, kept_back
from minicluster.analytics.impact.staggered import Controls, GroupTimes, group_times
from minicluster.analytics.impact.synthetic import synthetic_control, synthetic_did
from minicluster.analytics.impact.two_periods import Method
from minicluster.analytics.tables import Table
from minicluster.analytics.tables.panel import Array

Mask: TypeAlias = NDArray[np.bool_]
LEAST_UNITS: Final = 3
# A weight below this is not worth a row.
SEEN: Final = 1e-3
KEPT_BACK: Final = "Kept back: too few units."
_FIGURES: Final = ("estimate", "error", "lower", "upper", "p")


@dataclass(frozen=True)
class Impact:
    """Tables of one panel, of the kind that was given.

    Attributes:
        estimates: a row for each estimator (of the staggered one, each method, control group and aggregate): `estimator`, `aggregate`, `method`, `compared_with`,
            `estimate`, `error`, `lower`, `upper`, `p` (of placebos), `inference`, `treated`, `controls` (numbers of units), `why` (where there is no figure).
        group_times: of each cohort at each time: `treated_from`, `time`, `base`, `estimate`, `error`, `lower`, `upper`, `treated`, `controls`.
        cohorts: by cohort: `treated_from`, `estimate`, `error`, `lower`, `upper`, `treated`.
        event_study: by steps since entry, with `steps`.
        calendar: by time, with `time`.
        balance: of the matched pairs, see `matched_difference`.
        weights: of the synthetic estimators: `estimator`, `treated_from`, `of` ("unit" or "time"), `name`, `weight`, from 0.001 up.
        sensitivity: see `sensitivity_table`.
        breakdown: the bend of trends at which each finding is gone: `target`, `bend`.
        cannot_show: what these figures cannot show, the gravest first.
        kept_back: the number of figures of breakdowns that are kept back because they stand on too few units, or would give such ones away.
    """

    estimates: Table
    group_times: Table
    cohorts: Table
    event_study: Table
    calendar: Table
    balance: Table
    weights: Table
    sensitivity: Table
    breakdown: Table
    cannot_show: tuple[Limit, ...]
    kept_back: int


def impact(
    table: Table,
    *,
    unit: str = "unit",
    time: str = "time",
    treated_from: str = "treated_from",
    outcome: str = "outcome",
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    method: Method = "dr",
    controls: Controls = "never",
    confidence: float = 0.95,
    bends: Sequence[float] | None = None,
    least_units: int = LEAST_UNITS,
    case_study: bool = False,
    placebos: int = DRAWS,
    seed: int = 0,
) -> Impact:
    """What a programme changed for those who joined it, by every estimator at once.

    Args:
        table: a row for each unit and time, every unit at every time.
        unit: the column of the units (firms, complexes).
        time: the column of the times, as numbers equally far apart.
        treated_from: the column with the unit's first time under treatment; empty for never.
        outcome: the column of the outcome, in any unit; effects are in that unit.
        covariates: properties of the unit from before the treatment, the same in all its rows.
        cluster: the column within which units are not independent (their complex); each unit by itself without it. Pairs, placebos and the jackknife go by unit.
        method: of the breakdowns: "dr", "ipw" or "reg".
        controls: of the breakdowns: "never" or "not-yet"; not yet treated where everybody is in the end.
        confidence: of the intervals, pointwise.
        bends: bends of trends for the sensitivity; without them 0 and ½, 1 and 2 times the largest one seen before entry.
        least_units: figures of fewer treated units or controls are kept back, and what would give them away with them.
        case_study: give figures even if fewer than that are treated in all: for regions and states whose figures are public, never for firms.
        placebos: how many random ones where several units are treated; with one every control has its turn.
        seed: of random placebos.

    Raises:
        TableError: as `read_cohorts`, or a covariate repeats the others.
        ValueError: confidence is not between 0 and 1.

    Source: see the functions that each estimator has in this package.

    >>> rows = [(u, t, 3 if u < "e" else None, ord(u) % 3 + t + (u < "e") * (t >= 3) * 2.0 + (ord(u) * t) % 5 / 10) for u in "abcdefgh" for t in (1, 2, 3)]
    >>> found = impact(pl.DataFrame(rows, schema=["unit", "time", "treated_from", "outcome"], orient="row"))
    >>> found.estimates.select("estimator", pl.col("estimate").round(3)).unique(maintain_order=True).head(4).rows()
    [('raw change', 2.95), ('naive difference-in-differences', 1.938), ('matched', 1.95), ('staggered', 1.95)]
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}; it is a share between 0 and 1, such as 0.95.")
    cohorts = read_cohorts(table, ImpactColumns(unit, time, treated_from, outcome, tuple(covariates), cluster))
    refuse_repeats(cohorts.covariates, covariates)
    treated, untreated = int(cohorts.treated.sum()), int((~cohorts.treated).sum())
    least = 1 if case_study and min(treated, untreated) < least_units else least_units
    against: Controls = controls if untreated else "not-yet"
    found = group_times(cohorts, method=method, controls=against)
    aggregates = {by: aggregate(found, by) for by in KINDS}
    hidden = kept_back(found, list(aggregates.values()), least)
    matched = matched_change(cohorts, confidence=confidence)
    synthetic = {
        "synthetic difference-in-differences": synthetic_impact(cohorts, synthetic_did, confidence=confidence, draws=placebos, seed=seed),
        "synthetic control": synthetic_impact(cohorts, synthetic_control, confidence=confidence, draws=placebos, seed=seed),
    }
    naive = two_way_fixed_effects(cohorts, confidence=confidence)
    whole = _overall(aggregates["simple"], found, confidence)
    rows = [
        _row("raw change", raw_change(cohorts, confidence=confidence)),
        _row("naive difference-in-differences", naive),
        _row("matched", matched.estimate),
        *_staggered_rows(cohorts, hidden, confidence),
        *(_row(name, one.estimate) for name, one in synthetic.items()),
    ]
    hide_all = min(treated, untreated or treated) < least
    sensitivity = sensitivity_of(cohorts, method=method, controls=against, bends=bends, confidence=confidence) if not hide_all else Sensitivity.empty()
    misfit = max((part.misfit for part in synthetic["synthetic control"].parts), default=float("nan"))
    evidence = Evidence(cohorts, found, matched, naive, whole, misfit, confidence)
    give = cohorts.kind.give
    return Impact(
        estimates=give(_estimates(rows, hide=hide_all)),
        group_times=give(_group_time_rows(found, hidden, confidence)),
        cohorts=give(_part_rows(found, aggregates["group"], hidden.parts[KINDS.index("group")], confidence)),
        event_study=give(_part_rows(found, aggregates["dynamic"], hidden.parts[KINDS.index("dynamic")], confidence)),
        calendar=give(_part_rows(found, aggregates["calendar"], hidden.parts[KINDS.index("calendar")], confidence)),
        balance=give(_balance(matched.balance, hide=hide_all)),
        weights=give(_weights(cohorts, synthetic)),
        sensitivity=give(sensitivity.bounds),
        breakdown=give(sensitivity.breakdown),
        cannot_show=(*sensitivity.limits, *what_this_cannot_show(evidence, few_units=hide_all)),
        kept_back=int(hidden.cells.sum() + sum(part.sum() for part in hidden.parts)),
    )


def _overall(one: Aggregate, found: GroupTimes, confidence: float) -> Estimate:
    cohorts = found.cohorts
    error = float(error_of(one.overall_influence, cohorts.cluster))
    number = int(cohorts.treated.sum())
    if not found.after.any():
        return Estimate.absent("No cohort has anybody to be compared with.", number)
    compared, why = int(found.controls[found.after].max()), ONE_TREATED if number == 1 else ""
    return Estimate.with_error(one.overall, error, "influence function", treated=number, controls=compared, confidence=confidence, why=why)


def _staggered_rows(cohorts: Cohorts, hidden: KeptBack, confidence: float) -> Iterator[dict[str, Any]]:
    for compared in get_args(Controls):
        for method in get_args(Method):
            found = None if compared == "never" and cohorts.treated.all() else group_times(cohorts, method=method, controls=compared)
            for by, hide in zip(KINDS, hidden.overalls, strict=True):
                absent = Estimate.absent("Nobody is never treated." if found is None else KEPT_BACK, int(cohorts.treated.sum()))
                told = absent if found is None or hide else _overall(aggregate(found, by), found, confidence)
                yield _row("staggered", told, aggregate=by, method=method, compared_with=compared)


def _row(estimator: str, told: Estimate, **which: str) -> dict[str, Any]:
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


def _estimates(rows: Sequence[dict[str, Any]], *, hide: bool) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows))
    if not hide:
        return frame
    return frame.with_columns(*(pl.lit(float("nan")).alias(name) for name in _FIGURES), pl.lit("none").alias("inference"), pl.lit(KEPT_BACK).alias("why"))


def _balance(balance: Table, *, hide: bool) -> pl.DataFrame:
    frame: pl.DataFrame = nw.from_native(balance).to_polars()
    return frame.with_columns(cs.float() * (float("nan") if hide else 1.0))


def _interval(effect: Array, error: Array, hide: Mask, confidence: float) -> dict[str, Array]:
    known = [Estimate.with_error(*one, "", treated=0, controls=0, confidence=confidence) for one in zip(effect, error, strict=True)]
    ends = {"estimate": effect, "error": error, "lower": np.array([one.lower for one in known]), "upper": np.array([one.upper for one in known])}
    return {name: np.where(hide, np.nan, values) for name, values in ends.items()}


def _group_time_rows(found: GroupTimes, hidden: KeptBack, confidence: float) -> pl.DataFrame:
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


def _part_rows(found: GroupTimes, one: Aggregate, hide: Mask, confidence: float) -> pl.DataFrame:
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


def _weights(cohorts: Cohorts, synthetic: dict[str, SyntheticImpact]) -> pl.DataFrame:
    rows = []
    for name, found in synthetic.items():
        for entry, part in zip(found.entries, found.parts, strict=True):
            named = [("unit", str(cohorts.units[place]), weight) for place, weight in zip(found.controls, part.units, strict=True)]
            named += [("time", f"{cohorts.times[place]:g}", weight) for place, weight in enumerate(part.times)]
            rows += [(name, cohorts.times[entry], *one) for one in named if one[2] >= SEEN]
    schema = {"estimator": pl.String, "treated_from": pl.Float64, "of": pl.String, "name": pl.String, "weight": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
