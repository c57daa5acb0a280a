"""Where short yearly and quarterly series are going, how sure one may be of it, and how good an earlier forecast was."""

from minicluster.analytics.forecast.forecasting import ForecastTables, forecast
from minicluster.analytics.forecast.reconciliation import reconciled, reconciled_without_negatives, shrunken_covariance
from minicluster.analytics.forecast.scoring import interval_score, mase, pinball_loss, score, smape

__all__ = [
    "ForecastTables",
    "forecast",
    "interval_score",
    "mase",
    "pinball_loss",
    "reconciled",
    "reconciled_without_negatives",
    "score",
    "shrunken_covariance",
    "smape",
]
