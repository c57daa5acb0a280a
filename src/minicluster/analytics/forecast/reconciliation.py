"""Forecasts of parts and wholes that add up: MinT. Arrays only."""

import numpy as np

from minicluster.analytics.forecast.histories import Array

# A series that was never wrong is given this share of the mean variance, so that the matrix can be inverted: it is hardly moved.
LEAST_VARIANCE = 1e-9
# With two vectors of errors the intensity of shrinkage is chance itself.
LEAST_VECTORS = 3


def shrunken_covariance(errors: Array) -> tuple[Array, float]:
    """The covariance of one-step errors, drawn towards its diagonal by as much as the correlations are uncertain.

    W = λ diag(Ŵ) + (1 − λ) Ŵ with Ŵ = E'E/T (not centred: a bias is an error too) and λ = Σ_{i≠j} Var(r_ij)/Σ_{i≠j} r_ij², between 0 and 1.

    Args:
        errors: shape (T, series), T ≥ 2, in one unit.

    Returns:
        W, shape (series, series), and λ.

    Source: Schäfer, J. and Strimmer, K. (2005), Statistical Applications in Genetics and Molecular Biology 4, 32; Wickramasuriya, S. L., Athanasopoulos, G. and
    Hyndman, R. J. (2019), Journal of the American Statistical Association 114, 804-819.

    >>> covariance, intensity = shrunken_covariance(np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]))
    >>> covariance.tolist(), intensity
    ([[1.0, 0.0], [0.0, 1.0]], 1.0)
    """
    number = len(errors)
    covariance = errors.T @ errors / number
    variances = np.diag(covariance).copy()
    deviations = np.sqrt(np.maximum(variances, variances.mean() * LEAST_VARIANCE if variances.any() else 1.0))
    standard = errors / deviations
    correlation = standard.T @ standard / number
    uncertainty = ((standard**2).T @ standard**2 - (standard.T @ standard) ** 2 / number) / (number * (number - 1))
    apart = ~np.eye(len(variances), dtype=np.bool_)
    squares = (correlation[apart] ** 2).sum()
    intensity = float(np.clip(uncertainty[apart].sum() / squares, 0, 1)) if squares > 0 else 1.0
    return np.where(apart, (1 - intensity) * covariance, np.diag(deviations**2)), intensity


def reconciled(base: Array, summing: Array, covariance: Array) -> Array:
    """The coherent forecasts closest to the given ones, in the metric of their errors: S (S'W⁻¹S)⁻¹ S'W⁻¹ ŷ.

    They are unbiased where the given ones are, and of all such the sum of their error variances is least (MinT).

    Args:
        base: ŷ, shape (series, horizon).
        summing: S, shape (series, bottoms): which bottoms each series is the sum of.
        covariance: W, shape (series, series), positive definite, of one-step errors; those further ahead are taken as proportional to it.

    Returns:
        The same shape as `base`.

    Source: Wickramasuriya et al. (2019), as above.

    >>> reconciled(np.array([[12.0], [4.0], [5.0]]), np.array([[1.0, 1.0], [1, 0], [0, 1]]), np.eye(3)).round(6).tolist()
    [[11.0], [5.0], [6.0]]
    """
    return np.asarray(summing @ _bottoms(base, summing, covariance))


def reconciled_without_negatives(base: Array, summing: Array, covariance: Array) -> Array:
    """As `reconciled`, for what cannot be negative: bottoms that came out below 0 are set to 0 and the others are reconciled anew, until none is below.

    The wholes are the sums of what is left, so that all still add up. This is not the exact non-negative optimum, which may set fewer to 0.
    """
    found = np.zeros((summing.shape[1], base.shape[1]))
    for ahead in range(base.shape[1]):
        kept = np.ones(summing.shape[1], dtype=np.bool_)
        while kept.any():
            bottoms = _bottoms(base[:, [ahead]], summing[:, kept], covariance)[:, 0]
            if (bottoms >= 0).all():
                found[kept, ahead] = bottoms
                break
            kept[np.flatnonzero(kept)[bottoms < 0]] = False
    return np.asarray(summing @ found)


def _bottoms(base: Array, summing: Array, covariance: Array) -> Array:
    """Generalised least squares, by whitening with the Cholesky root of W: its inverse is never formed."""
    root = np.linalg.cholesky(covariance)
    solution = np.linalg.lstsq(np.linalg.solve(root, summing), np.linalg.solve(root, base), rcond=None)[0]
    return np.asarray(solution, dtype=np.float64)
