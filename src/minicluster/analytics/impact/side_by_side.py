"""Every estimator of one panel side by side, with what they cannot show: no figure of an effect is given alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from minicluster.analytics.impact.aggregates import KINDS, aggregate
from minicluster.analytics.impact.cohorts import Cohorts, ImpactColumns, read_cohorts
from minicluster.analytics.impact.limits import Evidence, Limit, what_this_cannot_show
from minicluster.analytics.impact.matching import matched_change, refuse_repeats
from minicluster.analytics.impact.naive import raw_change, two_way_fixed_effects
from minicluster.analytics.impact.placebos import DRAWS, synthetic_impact
from minicluster.analytics.impact.rows import balance_table, estimate_table, group_time_table, overall_of, part_table, row_of, staggered_rows, weight_table
from minicluster.analytics.impact.sensitivity_table import Sensitivity, sensitivity_of
from minicluster.analytics.impact.small_cells import KeptBack, kept_back
from minicluster.analytics.impact.staggered import Controls, GroupTimes, group_times
from minicluster.analytics.impact.synthetic import synthetic_control, synthetic_did
from minicluster.analytics.impact.two_periods import Method
from minicluster.analytics.tables import Table

LEAST_UNITS: Final = 3


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
        sensitivity: see `sensitivity_table`; of the cohorts that are not kept back.
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

    >>> import polars as pl
    >>> rows = [(u, t, 3 if u < "e" else None, ord(u) % 3 + t + (u < "e") * (t >= 3) * 2.0 + (ord(u) * t) % 5 / 10) for u in "abcdefgh" for t in (1, 2, 3)]
    >>> found = impact(pl.DataFrame(rows, schema=["unit", "time", "treated_from", "outcome"], orient="row"))
    >>> found.estimates.select("estimator", pl.col("estimate").round(3)).unique(maintain_order=True).head(4).rows()
    [('raw change', 2.975), ('naive difference-in-differences', 1.963), ('matched', 1.975), ('staggered', 1.975)]
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}; it is a share between 0 and 1, such as 0.95.")
    cohorts = read_cohorts(table, ImpactColumns(unit, time, treated_from, outcome, tuple(covariates), cluster))
    refuse_repeats(cohorts.covariates, covariates)
    treated, untreated = int(cohorts.treated.sum()), int((~cohorts.treated).sum())
    least = 1 if case_study and treated < least_units else least_units
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
    whole = overall_of(aggregates["simple"], found, confidence)
    rows = [
        row_of("raw change", raw_change(cohorts, confidence=confidence)),
        row_of("naive difference-in-differences", naive),
        row_of("matched", matched.estimate),
        *staggered_rows(cohorts, hidden, confidence),
        *(row_of(name, one.estimate) for name, one in synthetic.items()),
    ]
    hide_all = min(treated, untreated or treated) < least
    open_to_all = _without_hidden(found, hidden)
    sensitivity = sensitivity_of(open_to_all, method=method, controls=against, bends=bends, confidence=confidence) if open_to_all else Sensitivity.empty()
    misfit = max((part.misfit for part in synthetic["synthetic control"].parts), default=float("nan"))
    evidence = Evidence(cohorts, found, matched, naive, whole, misfit, confidence)
    give = cohorts.kind.give
    parts = {by: part_table(found, aggregates[by], hide, confidence) for by, hide in zip(KINDS, hidden.parts, strict=True) if by != "simple"}
    return Impact(
        estimates=give(estimate_table(rows, hide=hide_all)),
        group_times=give(group_time_table(found, hidden, confidence)),
        cohorts=give(parts["group"]),
        event_study=give(parts["dynamic"]),
        calendar=give(parts["calendar"]),
        balance=give(balance_table(matched.balance, hide=hide_all)),
        weights=give(weight_table(cohorts, synthetic)),
        sensitivity=give(sensitivity.bounds),
        breakdown=give(sensitivity.breakdown),
        cannot_show=(*sensitivity.limits, *what_this_cannot_show(evidence, few_units=hide_all or bool(hidden.overalls[0]))),
        kept_back=int(hidden.cells.sum() + sum(part.sum() for part in hidden.parts)),
    )


def _without_hidden(found: GroupTimes, hidden: KeptBack) -> Cohorts | None:
    """The panel without the cohorts that are kept back; nothing where none is left, or too few are compared with."""
    shown = np.unique([cell.entry for cell, hide in zip(found.cells, hidden.cells, strict=True) if not hide])
    kept = ~found.cohorts.treated | np.isin(found.cohorts.entry, shown)
    return None if not len(shown) or hidden.overalls.all() else found.cohorts.of(kept)
