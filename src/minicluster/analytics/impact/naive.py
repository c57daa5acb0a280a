"""The two figures that a report would give by itself, and that must not stand alone: the raw change, and naive difference-in-differences."""

import numpy as np

from minicluster.analytics.impact.cohorts import Cohorts
from minicluster.analytics.impact.estimates import ONE_TREATED, Estimate, error_of, summed_by
from minicluster.analytics.tables.panel import Array


def raw_change(cohorts: Cohorts, *, confidence: float = 0.95) -> Estimate:
    """How much the treated changed, set against nobody.

    Σ_i Σ_{t ≥ g_i} (Y_it − Y_i,g_i − 1) / their number, over treated units and times under treatment. Error by the influence of units (or clusters), normal interval.
    It would be an effect if without treatment nothing had changed.
    """
    gain, times = since_entry(cohorts)
    number, treated = times.sum(), int(cohorts.treated.sum())
    value = float(gain.sum() / number)
    if treated == 1:
        return Estimate.with_error(value, float("nan"), "none", treated=1, controls=0, confidence=confidence, why="One unit has no error.")
    influence = (gain - value * times) * (len(gain) / number)
    error = float(error_of(influence, cohorts.cluster))
    return Estimate.with_error(value, error, "influence function", treated=treated, controls=0, confidence=confidence)


def since_entry(cohorts: Cohorts) -> tuple[Array, Array]:
    """Of each unit the sum of its changes since the last time before its treatment, and the number of its times under treatment; 0 for controls."""
    status = cohorts.status
    base = np.take_along_axis(cohorts.outcome, np.minimum(cohorts.entry, cohorts.never)[:, None] - 1, axis=1)
    return ((cohorts.outcome - base) * status).sum(axis=1), status.sum(axis=1)


def two_way_fixed_effects(cohorts: Cohorts, *, confidence: float = 0.95) -> Estimate:
    """Naive difference-in-differences: Y_it = α_i + β_t + τ D_it + error by least squares.

    Errors are clustered by unit (or by the cluster named), with the factor G/(G − 1) · (N − 1)/(N − K), K the times and τ (effects of units lie within clusters
    and are not counted); the interval is Student's with G − 1 degrees of freedom. Where units joined at different times it sets late joiners against early
    ones, whose own effect then counts with the wrong sign.

    Source: Arellano, M. (1987), Oxford Bulletin of Economics and Statistics 49, 431-434; Goodman-Bacon, A. (2021), Journal of Econometrics 225, 254-277.
    """
    status, outcome = _within(cohorts.status), _within(cohorts.outcome)
    square = float((status**2).sum())
    value = float((status * outcome).sum() / square)
    scores = summed_by(cohorts.cluster, (status * (outcome - value * status)).sum(axis=1))
    groups, rows = len(scores), outcome.size
    treated, controls = int(cohorts.treated.sum()), int((~cohorts.treated).sum())
    spare = rows - len(cohorts.times) - 1
    if groups == 1 or spare < 1:
        return Estimate.with_error(value, float("nan"), "none", treated=treated, controls=controls, confidence=confidence, why="One cluster has no error.")
    factor = groups / (groups - 1) * (rows - 1) / spare
    error = float(np.sqrt(factor * (scores**2).sum()) / square)
    return Estimate.with_error(
        value, error, "clustered", treated=treated, controls=controls, confidence=confidence, freedom=groups - 1, why=ONE_TREATED if treated == 1 else ""
    )


def wrong_signs(cohorts: Cohorts) -> float:
    """The share of treated units × times that naive difference-in-differences counts with a negative weight.

    Source: de Chaisemartin, C. and D'Haultfœuille, X. (2020), American Economic Review 110, 2964-2996.
    """
    treated = cohorts.status > 0
    return float((_within(cohorts.status)[treated] < 0).mean())


def _within(values: Array) -> Array:
    """Without the means of units and of times, exact in a balanced panel."""
    within: Array = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    return within
