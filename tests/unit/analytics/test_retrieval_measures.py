import numpy as np
import pytest

from minicluster.analytics.retrieval.confidence import CALIBRATION, Confidence, Signs, fit_calibration, signs_of
from minicluster.analytics.retrieval.measures import average_precision, discounted_gain, first_place, hit_rate, mean_reciprocal_rank, weighted_kendall_loss


def test_places_hits_and_reciprocal_ranks():
    places = [first_place("abc", "a".__eq__), first_place("abc", "c".__eq__), first_place("abc", "x".__eq__)]
    assert places == [1, 3, None]
    assert [hit_rate(places, depth) for depth in (1, 3)] == [1 / 3, 2 / 3]
    assert mean_reciprocal_rank(places) == pytest.approx((1 + 1 / 3) / 3)
    assert (hit_rate([], 3), mean_reciprocal_rank([])) == (0.0, 0.0)


def test_gain_and_precision_by_hand():
    assert discounted_gain("ab", {"b": 2, "c": 1}) == pytest.approx((3 / np.log2(3)) / (3 + 1 / np.log2(3)))
    assert average_precision("xaby", {"a", "b", "z"}) == pytest.approx((1 / 2 + 2 / 3) / 3)
    assert (discounted_gain("ab", {}), average_precision("ab", set())) == (0.0, 0.0)


def test_a_tie_loses_half_of_a_pair():
    assert weighted_kendall_loss({"a": 1.0, "b": 1.0, "c": 0.0}, {"a": 1, "b": 3, "c": 2}) == (0.5 * 2 + 1 * 1, 2 + 1 + 1)


def test_a_flat_ranking_shows_no_peak_and_an_empty_one_nothing():
    flat = signs_of([0.5] * 12, list(range(12)), list(range(12)), closeness=0.1, certainty=0.2, plainness=1.0)
    assert flat == Signs(0.0, 0.0, 1.0, 0.1, 0.2, 1.0)
    assert signs_of([], [], [], closeness=0.0, certainty=0.0, plainness=0.0) == Signs(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_peak_and_a_gap_speak_for_the_first_three():
    steep = signs_of([1.0, 0.9, 0.8] + [0.1] * 20, list(range(23)), [*range(10, 23), *range(10)], closeness=0.5, certainty=0.5, plainness=1.0)
    assert steep.peak > 2
    assert steep.gap > 2
    assert steep.agreement == 0.0
    flat = signs_of([0.5, 0.49, 0.48, 0.47, 0.46], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], closeness=0.05, certainty=0.02, plainness=1.0)
    assert CALIBRATION.probability(steep) > 0.5 > CALIBRATION.probability(flat)
    assert (Confidence(0.7).is_enough, Confidence(0.3).is_enough) == (True, False)


def test_a_fitted_calibration_says_what_comes_true():
    random = np.random.default_rng(4)
    signs = [Signs(*random.normal(size=6)) for _example in range(4000)]
    true = [bool(random.random() < 1 / (1 + np.exp(-(2 * one.peak - one.gap + 0.5)))) for one in signs]
    fitted = fit_calibration(signs, true)
    assert fitted.weights[:2] == pytest.approx((2.0, -1.0), abs=0.2)
    assert fitted.offset == pytest.approx(0.5, abs=0.2)
    assert sum(fitted.probability(one) for one in signs) / len(signs) == pytest.approx(sum(true) / len(true), abs=0.01)
    with pytest.raises(ValueError, match="0 examples for 1 outcomes"):
        fit_calibration([], [True])
