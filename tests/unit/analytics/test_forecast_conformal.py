"""Bands from pooled errors: the quantile of finite samples, its coverage, its widening."""

from fractions import Fraction

import numpy as np
import pytest

from minicluster.analytics.forecast.conformal import Pool
from minicluster.analytics.forecast.rolling import Errors, rolling_errors


def pool(*columns):
    return Pool("", tuple(np.sort(np.asarray(column, dtype=float)) for column in columns))


@pytest.mark.parametrize(
    ("number", "level", "rank"), [(19, 95, 19), (20, 95, 20), (39, 95, 38), (4, 80, 4), (9, 80, 8), (99, 90, 90), (999, Fraction(975, 10), 975)]
)
def test_the_quantile_is_the_rank_of_finite_samples(number, level, rank):
    assert pool(range(1, number + 1)).quantile(Fraction(level) / 100, 1) == rank


def test_too_few_errors_give_no_band_and_say_how_many_are_needed():
    few = pool(range(30), range(18))
    assert few.quantile(Fraction(95, 100), 2) == np.inf
    assert str(few.lacks([Fraction(80, 100), Fraction(95, 100)])) == "95 % at 2 ahead needs 19 errors of earlier forecasts, and there are 18"
    assert few.lacks([Fraction(80, 100)]) is None


def test_the_band_covers_at_least_what_it_promises_whatever_the_distribution():
    rng = np.random.default_rng(0)
    for draw in (rng.standard_cauchy, rng.standard_normal, rng.standard_exponential):
        hits = [abs(draw()) <= pool(np.abs(draw(size=39))).quantile(Fraction(80, 100), 1) for _ in range(4000)]
        assert np.mean(hits) == pytest.approx(0.8, abs=0.025)


def test_a_band_that_would_narrow_with_the_horizon_stays_as_wide():
    found = pool([1, 2, 3, 4], [1, 1, 1, 1], [5, 5, 5, 5])
    assert found.half_widths(Fraction(80, 100)).tolist() == [4, 4, 5]


def test_the_chance_is_the_inverse_of_the_bands():
    rng = np.random.default_rng(1)
    found = pool(rng.exponential(size=60), rng.exponential(size=50), rng.exponential(2, size=40))
    for ahead in (1, 2, 3):
        for level in (50, 80, 90, 95):
            edge = found.half_widths(Fraction(level, 100))[ahead - 1]
            assert found.chance_of_more(edge * (1 + 1e-9), ahead) <= 1 - level / 100 + 1e-12 < found.chance_of_more(edge * (1 - 1e-9), ahead) + 1e-12
    assert found.chance_of_more(0, 3) == 1
    assert found.chance_of_more(1e9, 1) == pytest.approx(1 / 61)


def test_an_earlier_forecast_sees_only_what_was_known_then():
    seen = []

    def make(values):
        seen.append(values.tolist())
        return np.repeat(values[-1], 2)

    found = rolling_errors(np.array([1.0, 2, 4, 7]), 2, 2, make, lambda values: values[-1])
    assert seen == [[1, 2], [1, 2, 4]]
    np.testing.assert_array_equal(found.raw, [[2, 5], [3, np.nan]])
    np.testing.assert_array_equal(found.scaled, [[1, 2.5], [0.75, np.nan]])


def test_a_pool_leaves_out_what_has_no_scale_or_has_not_come():
    found = Pool.of("", [Errors(np.array([[1.0, np.nan], [-3, 2]]), np.array([2.0, np.nan])), Errors(np.array([[-4.0, 8.0]]), np.array([4.0]))], 2)
    assert [column.tolist() for column in found.errors] == [[0.5, 1.0], [2.0]]
    assert [column.tolist() for column in Pool.of("", [], 2).errors] == [[], []]
