"""However a joint activity is divided and the groups put together, the money adds up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.meetings.rules import share_of, shares_of

AMOUNTS = st.integers(0, 10**15)
GROUPS = st.sets(st.integers(1, 40), min_size=1)
# To which part each group belongs: any partition of any groups.
PARTS = st.lists(st.integers(0, 4), min_size=40, max_size=40)


@settings(deadline=None)
@given(AMOUNTS, GROUPS)
def test_the_shares_are_equal_to_one_won_and_add_up(amount, groups):
    shares = shares_of(amount, groups)
    assert set(shares) == groups
    assert sum(shares.values()) == amount
    assert max(shares.values()) - min(shares.values()) <= 1


@settings(deadline=None)
@given(st.lists(st.tuples(AMOUNTS, GROUPS)), PARTS)
def test_the_sums_over_any_partition_of_the_groups_equal_the_total(activities, part_of):
    parts = [{group for group in range(1, 41) if part_of[group - 1] == number} for number in range(5)]
    sums = [sum(share_of(amount, groups, part) for amount, groups in activities) for part in parts]
    assert sum(sums) == sum(amount for amount, _groups in activities)


def test_what_no_group_did_nobody_bears():
    assert shares_of(100, []) == {}
