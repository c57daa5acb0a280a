"""What is kept back of the parts of a sum, by hand."""

import pytest

from minicluster.outcomes.rules import kept_back, smaller_side, total_is_told
from minicluster.outcomes.rules.open_data import public_parts


@pytest.mark.parametrize(
    ("firms", "hidden"),
    [
        ({"A": 5, "B": 4}, set()),
        # One firm's figure alone would be the difference, so that the smallest of the others goes with it.
        ({"A": 1, "B": 5, "C": 4}, {"A", "C"}),
        # Two of one firm each: one of them would know the other's.
        ({"A": 1, "B": 1, "C": 9, "D": 8}, {"A", "B", "D"}),
        ({"A": 1, "B": 2, "C": 9}, {"A", "B"}),
        ({"A": 2, "B": 0}, {"A"}),
        ({"A": 0, "B": 0}, set()),
    ],
)
def test_parts_of_few_firms_are_kept_back_and_others_with_them(firms, hidden):
    assert kept_back(firms) == hidden


def test_a_sum_stands_beside_its_parts_only_where_it_tells_none_of_them():
    told = [total_is_told(firms) for firms in ({"A": 5}, {"A": 1, "B": 5}, {"A": 2}, {"A": 1, "B": 1}, {})]
    assert told == [True, True, False, False, False]


def test_a_share_rests_on_its_smaller_side_and_all_or_nothing_tells_no_more_than_the_whole():
    assert [smaller_side(*sides) for sides in ((10, 1), (10, 9), (10, 10), (10, 0), (2, 2), (0, 0))] == [1, 1, 10, 10, 2, 0]


def test_what_is_published_are_parts_of_three_firms_or_more():
    assert public_parts({"A": {1}, "B": {2, 3, 4, 5, 6}, "C": {7, 8, 9, 10}, "D": set()}) == ({"B"}, True)
    assert public_parts({"A": {1}, "B": {2}}) == (frozenset(), False)


def test_a_firm_in_two_parts_hides_in_neither_from_itself():
    assert kept_back({"A": {1}, "B": {1, 2}, "C": {3, 4, 5}}) == {"A", "B", "C"}
    assert [total_is_told(firms) for firms in ({"A": {1}, "B": {1}, "C": {1}}, {"A": {1}, "B": {2, 3}, "C": {4, 5, 6}})] == [False, True]


def test_of_parts_of_as_many_firms_the_first_by_name_is_kept_back_whatever_their_order():
    assert [kept_back(firms) for firms in ({"A": 1, "B": 4, "C": 4}, {"C": 4, "B": 4, "A": 1})] == [{"A", "B"}] * 2
