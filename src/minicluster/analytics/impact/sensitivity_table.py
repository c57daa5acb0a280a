"""The sensitivity of staggered difference-in-differences to trends that bend, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from minicluster.analytics.impact.aggregates import aggregate
from minicluster.analytics.impact.cohorts import Cohorts
from minicluster.analytics.impact.estimates import covariance_of
from minicluster.analytics.impact.limits import Limit
from minicluster.analytics.impact.sensitivity import EventStudy, breakdown, largest_bend, smoothness_bound
from minicluster.analytics.impact.staggered import Controls, group_times
from minicluster.analytics.impact.two_periods import Method

TIMES_SEEN: Final = (0.0, 0.5, 1.0, 2.0)
_BOUNDS: Final = {"target": pl.String, **dict.fromkeys(("bend", "estimate", "lower", "upper", "bias", "error"), pl.Float64), "excludes_zero": pl.Boolean}
_BREAKDOWN: Final = {"target": pl.String, "bend": pl.Float64}


@dataclass(frozen=True)
class Sensitivity:
    """Intervals under bends of the trend, and where each finding is gone.

    Attributes:
        bounds: `target` ("entry": the time of entry; "after": the mean over all times after it), `bend` (M, in units of the outcome for each step), `estimate`,
            `lower`, `upper`, `bias` (the largest under that bend), `error`, `excludes_zero`.
        breakdown: for each target the largest `bend` at which the interval excludes 0; NaN where it holds 0 already without any.
    """

    bounds: pl.DataFrame
    breakdown: pl.DataFrame
    limits: tuple[Limit, ...] = ()

    @classmethod
    def empty(cls, *limits: Limit) -> "Sensitivity":
        """Nothing, and why."""
        return cls(pl.DataFrame(schema=_BOUNDS), pl.DataFrame(schema=_BREAKDOWN), limits)


def sensitivity_of(cohorts: Cohorts, *, method: Method, controls: Controls, bends: Sequence[float] | None = None, confidence: float = 0.95) -> Sensitivity:
    """Intervals of the event study under `smoothness_bound`.

    Without bends: 0 and ½, 1 and 2 times the largest bend seen before entry (with two times before entry, the difference in courses that was seen there).
    """
    if cohorts.treated.sum() == 1:
        return Sensitivity.empty(Limit("no_sensitivity", "One treated unit has no chance that could be measured: how far trends may bend cannot be said."))
    study = event_study(cohorts, method=method, controls=controls)
    if not (study.steps < 0).any():
        return Sensitivity.empty(Limit("no_sensitivity", "With one time before entry it cannot be said how far trends may bend before the finding is gone."))
    if np.linalg.matrix_rank(study.covariance, hermitian=True) < len(study.steps):
        text = "There are too few units (or clusters) for the covariance of the event study: how far trends may bend cannot be said."
        return Sensitivity.empty(Limit("no_sensitivity", text))
    seen = largest_bend(study)
    unit = seen if np.isfinite(seen) else float(np.abs(study.effect[study.steps < 0]).max())
    asked = [factor * unit for factor in TIMES_SEEN] if bends is None else list(bends)
    after = int((study.steps >= 0).sum())
    targets = {"entry": np.eye(after)[0], "after": np.full(after, 1 / after)}
    found = [(name, smoothness_bound(study, target, bend, confidence=confidence)) for name, target in targets.items() for bend in asked]
    rows = [(name, one.bend, one.value, one.lower, one.upper, one.bias, one.error, not one.lower <= 0 <= one.upper) for name, one in found]
    gone = [(name, breakdown(study, target, confidence=confidence)) for name, target in targets.items()]
    return Sensitivity(pl.DataFrame(rows, schema=_BOUNDS, orient="row"), pl.DataFrame(gone, schema=_BREAKDOWN, orient="row"))


def event_study(cohorts: Cohorts, *, method: Method = "dr", controls: Controls = "never") -> EventStudy:
    """Effects by steps since entry, all against the last time before entry, with their covariance."""
    found = aggregate(group_times(cohorts, method=method, controls=controls, base="universal"), "dynamic")
    steps = np.array(found.at, dtype=np.intp)
    kept = steps != -1
    return EventStudy(steps[kept], found.effect[kept], covariance_of(found.influence[:, kept], cohorts.cluster))
