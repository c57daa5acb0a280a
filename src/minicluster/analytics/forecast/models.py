"""What is forecast of a single series: the median of three simple models, or the drift alone where there is too little for them."""

from typing import Final

import numpy as np

from minicluster.analytics.forecast.histories import Array

# Exponential smoothing is chosen by a criterion that needs more points than parameters.
LEAST_POINTS: Final = 7
LEAST_FOR_DRIFT: Final = 2
# Three years and a point: fewer quarters tell no season from chance.
LEAST_FOR_SEASON: Final = 13


def median_forecast(values: Array, horizon: int, season: int = 1) -> Array:
    """The median, period by period, of AutoETS, the dynamic optimised theta method and a random walk with drift.

    Args:
        values: shape (periods,), at least `LEAST_POINTS` of them.
        horizon: how many periods ahead.
        season: 4 for quarters; taken for 1 where there are fewer than `LEAST_FOR_SEASON` of them.

    Returns:
        Shape (horizon,), in the unit of the values.

    Source: Hyndman, R. J. et al. (2002), International Journal of Forecasting 18, 439-454 (ETS); Fiorucci, J. A. et al. (2016), the same 32, 1151-1161 (theta);
    Petropoulos, F. and Svetunkov, I. (2020), the same 36, 110-115 (the median of simple models).
    """
    # Only here: it takes seconds to load.
    from statsforecast.models import AutoETS, DynamicOptimizedTheta

    length = season if len(values) >= LEAST_FOR_SEASON else 1
    # With seven points the criterion of the largest models divides by nothing: they are then not chosen.
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = [model(season_length=length).forecast(y=values, h=horizon)["mean"] for model in (AutoETS, DynamicOptimizedTheta)]
    # A model that loses its footing on a strange series leaves the others to speak.
    sound = [np.asarray(one, dtype=np.float64) for one in fitted if np.isfinite(one).all()]
    return np.asarray(np.median([*sound, drift_forecast(values, horizon)], axis=0), dtype=np.float64)


def drift_forecast(values: Array, horizon: int) -> Array:
    """A random walk with drift: y_n + h (y_n − y_1)/(n − 1), from two points on.

    >>> drift_forecast(np.array([1.0, 2.0, 5.0]), 2).tolist()
    [7.0, 9.0]
    """
    slope = (values[-1] - values[0]) / (len(values) - 1)
    return np.asarray(values[-1] + slope * np.arange(1, horizon + 1), dtype=np.float64)


def movement(values: Array, season: int = 1) -> float:
    """How much a series moves: the mean absolute difference from a season before (the scale of MASE), or from the period before where it is no longer than a season.

    >>> movement(np.array([1.0, 2.0, 5.0]))
    2.0
    """
    lag = season if len(values) > season else 1
    return float(np.abs(values[lag:] - values[:-lag]).mean())
