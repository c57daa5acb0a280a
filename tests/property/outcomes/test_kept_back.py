"""Whoever knows the sum and every part that is told cannot work out what one or two firms have."""

from hypothesis import given
from hypothesis import strategies as st

from minicluster.outcomes.rules import FEWEST_FIRMS, kept_back, total_is_told


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 12), max_size=12))
def test_behind_every_difference_stand_at_least_three_firms(firms):
    hidden = kept_back(firms)
    assert all(firms[part] >= FEWEST_FIRMS or not firms[part] for part in firms.keys() - hidden)
    if hidden and total_is_told(firms):
        assert len(hidden) > 1
        assert sum(firms[part] for part in hidden) >= FEWEST_FIRMS


@given(st.dictionaries(st.integers(0, 30), st.integers(FEWEST_FIRMS, 12)))
def test_where_every_part_has_enough_firms_nothing_is_kept_back(firms):
    assert kept_back(firms) == frozenset()
