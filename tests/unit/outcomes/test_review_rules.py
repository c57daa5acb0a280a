import pytest
from hypothesis import given
from hypothesis import strategies as st

from minicluster.outcomes.rules import Direction, ReviewMeasure, Shortage, YearCounts, is_free, likes_of, quota_of, review_figures, standing, weighted_score


def test_each_measure_is_worked_out_of_what_was_counted():
    figures = review_figures(YearCounts(organisations=12, activities=8, found=6, raised=10, solved=7, state_krw=60, firm_krw=30, other_krw=10, verified=4,
                                        answers=5, answered_sum=21))  # fmt: skip
    assert {measure: figure.value for measure, figure in figures.items()} == {
        ReviewMeasure.PARTICIPATION: 12, ReviewMeasure.PROBLEM_YIELD: 6 / 8, ReviewMeasure.SOLVED_RATE: 0.7, ReviewMeasure.MONEY_LEVERED: 40 / 60,
        ReviewMeasure.PRIVATE_SHARE: 0.3, ReviewMeasure.VERIFIED_OUTCOMES: 4, ReviewMeasure.SATISFACTION: 4.2,
    }  # fmt: skip


def test_nothing_is_divided_by_nothing_and_two_answers_are_told_to_nobody():
    figures = review_figures(YearCounts(found=3, answers=2, answered_sum=10))
    assert [measure for measure, figure in figures.items() if figure.value is None] == [
        ReviewMeasure.PROBLEM_YIELD, ReviewMeasure.SOLVED_RATE, ReviewMeasure.MONEY_LEVERED, ReviewMeasure.PRIVATE_SHARE, ReviewMeasure.SATISFACTION,
    ]  # fmt: skip


def test_a_mini_cluster_is_compared_with_those_of_nearest_size():
    firms = {1: 20, 2: 22, 3: 200, 4: 18, 5: 60}
    assert likes_of(1, firms, how_many=2) == [2, 4]
    assert likes_of(3, firms, how_many=1) == [5]


def test_less_is_better_where_the_direction_says_so():
    assert standing(3.0, [1.0, 2.0, 4.0, 5.0], Direction.UP).not_worse_than == 0.5
    assert standing(3.0, [1.0, 2.0, 4.0, 5.0, 6.0], Direction.DOWN).not_worse_than == 0.6
    assert standing(None, [1.0], Direction.UP) is None
    assert standing(1.0, [None], Direction.UP) is None
    assert standing(3.0, [1.0, None, 4.0], Direction.UP).median == 2.5


def test_the_score_is_weighted_and_waits_for_every_criterion():
    assert weighted_score({1: [5, 3], 2: [2]}, {1: 3, 2: 1}) == pytest.approx((3 * 4 + 2) / 4)
    assert weighted_score({1: [5]}, {1: 3, 2: 1}) is None
    assert weighted_score({}, {}) is None


def test_the_quota_counts_reviewers_from_outside_among_all_that_are_there():
    assert quota_of([True, False, False], fewest=3, outside_share=0.5).shortages == [Shortage.TOO_FEW_OUTSIDE]
    assert quota_of([True, True, False], fewest=3, outside_share=0.5).shortages == []
    assert quota_of([True], fewest=3, outside_share=0.5).shortages == [Shortage.TOO_FEW, Shortage.TOO_FEW_OUTSIDE]
    assert quota_of([], fewest=0, outside_share=0.5).shortages == []


def test_a_conflict_of_either_kind_keeps_a_reviewer_from_scoring():
    assert is_free([], "  ")
    assert not is_free(["is_member"], "")
    assert not is_free([], "my brother works there")


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 8), st.floats(0, 1))
def test_whoever_meets_the_quota_still_meets_it_with_one_more_from_outside(free, fewest, share):
    if not quota_of(free, fewest=fewest, outside_share=share).shortages:
        assert quota_of([*free, True], fewest=fewest, outside_share=share).shortages == []
