import numpy as np
import pytest

from minicluster.analytics.learned_ranking import FEWEST_PROBLEMS, Comparison, Measured, Topic, compare, learn_weights, ndcg


def topics(number, *, telling, seed=1, size=8):
    """Lists whose good candidate is told by the second feature where `telling`, else by nothing."""
    random = np.random.default_rng(seed)
    made = []
    for _topic in range(number):
        features = np.column_stack([np.linspace(1, 0, size), random.random(size)])
        good = int(np.argmax(features[:, 1])) if telling else int(random.integers(size))
        made.append(Topic(features, np.eye(size)[good], np.ones(size)))
    return made


def test_ndcg_by_hand():
    assert ndcg(np.array([3.0, 0.0, 2.0])) == pytest.approx((3 + 2 / 2) / (3 + 2 / np.log2(3)))
    assert ndcg(np.array([0.0, 0.0])) == 0.0
    assert ndcg(np.array([0.0] * 10 + [1.0])) == 0.0


def test_a_ranker_that_sees_what_the_fixed_order_does_not_wins():
    found = compare(topics(120, telling=True))
    assert found.is_a_win
    assert found.learned.ndcg > 0.95
    assert found.fixed.ndcg < 0.7
    assert found.interval[0] > 0.2


def test_noise_does_not_win():
    wins = [compare(topics(80, telling=False, seed=seed)).is_a_win for seed in range(12)]
    assert sum(wins) <= 1


def test_too_few_problems_give_no_figures():
    assert compare(topics(FEWEST_PROBLEMS - 1, telling=True)) == Comparison(FEWEST_PROBLEMS - 1)


def test_problems_without_anything_good_do_not_count():
    silent = Topic(np.zeros((3, 2)), np.zeros(3), np.ones(3))
    assert compare([silent] * 100).n_problems == 0


def test_what_was_rarely_shown_counts_as_if_it_had_been_shown_always():
    # In two of three lists the first feature tells the good one; in the third, shown with a probability of one tenth, the second does.
    often, rarely = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    grades = np.array([1.0, 0.0])
    equal = [Topic(often, grades, np.ones(2)), Topic(often, grades, np.ones(2)), Topic(rarely, grades, np.ones(2))]
    weighted = [*equal[:2], Topic(rarely, grades, np.array([0.1, 1.0]))]
    assert (np.argmax(learn_weights(equal)), np.argmax(learn_weights(weighted))) == (0, 1)


def test_fewer_hits_are_no_win_whatever_the_interval():
    assert not Comparison(50, Measured(0.5, 0.9), Measured(0.6, 0.8), 0.1, (0.05, 0.15)).is_a_win
