"""What a programme changed for those who joined it: estimators that are always shown side by side, with what they cannot show."""

from minicluster.analytics.impact.cohorts import Cohorts, ImpactColumns, read_cohorts
from minicluster.analytics.impact.estimates import Estimate
from minicluster.analytics.impact.limits import Limit
from minicluster.analytics.impact.matching import Matched, matched_difference
from minicluster.analytics.impact.predictors import Predicted, searched_importance, weights_on_predictors
from minicluster.analytics.impact.sensitivity import Bound, EventStudy, breakdown, smoothness_bound
from minicluster.analytics.impact.side_by_side import Impact, impact

__all__ = [
    "Bound",
    "Cohorts",
    "Estimate",
    "EventStudy",
    "Impact",
    "ImpactColumns",
    "Limit",
    "Matched",
    "Predicted",
    "breakdown",
    "impact",
    "matched_difference",
    "read_cohorts",
    "searched_importance",
    "smoothness_bound",
    "weights_on_predictors",
]
