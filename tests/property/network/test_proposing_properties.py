"""Whatever the ties, a list of proposals holds nobody who has met, nobody twice too often, and nothing that was ruled out."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minicluster.network.rules.hindsight import looked_back
from minicluster.network.rules.proposing import EACH, Likely, Wordings, contacts_of, likely_pairs, who_should_meet_first

PAIRS = list(combinations(range(9), 2))
TIES = st.lists(st.sampled_from(PAIRS), max_size=20)
MATCHES = st.dictionaries(st.sampled_from(PAIRS), st.floats(0, 1))


@given(TIES, MATCHES, st.sets(st.sampled_from(PAIRS)))
def test_a_list_holds_no_tie_nothing_ruled_out_and_nobody_more_often_than_agreed(ties, matches, out):
    first = who_should_meet_first(likely_pairs(range(9), ties, matches), out)
    assert not {pair.pair for pair in first} & (set(ties) | out)
    assert max(Counter(person for pair in first for person in pair.pair).values(), default=0) <= EACH
    assert [pair.score for pair in first] == sorted((pair.score for pair in first), reverse=True)
    assert all(0 < pair.score <= 1 for pair in first)


@given(TIES)
def test_a_pair_is_close_exactly_where_it_has_a_contact_in_common(ties):
    known = contacts_of(ties)
    for pair in likely_pairs(range(9), ties, {}):
        assert (pair.closeness > 0) == bool(known.get(pair.one, set()) & known.get(pair.other, set()))


@given(st.floats(0, 20), st.floats(0, 1), st.floats(0, 20), st.floats(0, 1))
def test_more_of_either_ground_never_counts_less(closeness, match, more, better):
    assert Likely(1, 2, closeness + more, max(match, better)).score >= Likely(1, 2, closeness, match).score


@given(st.dictionaries(st.sampled_from("abcd"), st.sets(st.sampled_from(["진동", "판", "용접", "도료", "시험"])), min_size=2))
def test_overlap_is_symmetric_a_share_and_whole_with_itself(terms):
    wordings = Wordings(terms)
    for one, other in combinations(terms, 2):
        assert wordings.overlap(one, other).share == pytest.approx(wordings.overlap(other, one).share)
        assert 0 <= wordings.overlap(one, other).share <= 1
    assert all(wordings.overlap(name, name).share == pytest.approx(1) for name, held in terms.items() if held)


@given(TIES, TIES, MATCHES)
def test_what_is_hidden_changes_what_came_true_and_never_what_was_proposed(before, after, matches):
    seen, blind = looked_back(range(9), before, after, matches), looked_back(range(9), before, [], matches)
    assert (seen.proposed, seen.pairs) == (blind.proposed, blind.pairs)
    assert seen.came_true <= min(seen.proposed, seen.met)
    assert (blind.came_true, blind.met, blind.by_chance) == (0, 0, 0)
