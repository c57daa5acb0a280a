"""The quorum under everything that can happen at a door."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from minicluster.meetings import rules
from minicluster.meetings.rules import Came, Entitled

PEOPLE, ORGANISATIONS = st.integers(1, 12), st.integers(1, 6)
organisation_members = st.builds(Entitled, st.just(0), ORGANISATIONS, st.none(), st.frozensets(PEOPLE, max_size=2))
experts = st.builds(Entitled, st.just(0), st.none(), PEOPLE)
groups = st.lists(st.one_of(organisation_members, experts), max_size=10, unique_by=lambda vote: (vote.organisation_id, vote.expert_id)).map(
    lambda votes: [Entitled(number, vote.organisation_id, vote.expert_id, vote.represented_by) for number, vote in enumerate(votes, start=1)]
)
comers = st.lists(
    st.builds(Came, st.sampled_from(rules.AttendanceKind.values), PEOPLE, st.none() | ORGANISATIONS), max_size=15, unique_by=lambda one: one.person_id
)
shares = st.integers(0, 100).map(lambda percent: percent / 100)


@given(groups, comers, shares, st.booleans())
def test_no_more_votes_than_members_and_none_without_somebody_who_is_there(entitled, came, share, deputies_count):
    found = rules.quorum(entitled, came, share=share, deputies_count=deputies_count)
    there = [one for one in came if one.kind in {"present", "late", "deputy"}]
    assert 0 <= found.present <= min(found.entitled, len(there))
    assert found.entitled == len(entitled)
    assert found.is_met == (found.present >= found.needed)


@given(groups, comers, shares, st.booleans())
def test_visitors_and_those_who_did_not_come_change_nothing(entitled, came, share, deputies_count):
    counted = [one for one in came if one.kind in {"present", "late", "deputy"}]
    everyone, some = (rules.quorum(entitled, people, share=share, deputies_count=deputies_count) for people in (came, counted))
    assert everyone == some


@given(groups, comers, shares, st.data())
def test_the_order_of_arrival_changes_nothing_and_one_more_never_takes_a_vote_away(entitled, came, share, data):
    found = rules.quorum(entitled, came, share=share, deputies_count=True)
    assert rules.quorum(entitled, data.draw(st.permutations(came)), share=share, deputies_count=True) == found
    fewer = rules.quorum(entitled, came[:-1], share=share, deputies_count=True)
    assert 0 <= found.present - fewer.present <= 1


@given(groups, comers, shares)
def test_by_laws_that_count_deputies_never_find_fewer(entitled, came, share):
    with_deputies, without = (rules.quorum(entitled, came, share=share, deputies_count=count).present for count in (True, False))
    assert without <= with_deputies
    assert without == rules.quorum(entitled, [one for one in came if one.kind != "deputy"], share=share, deputies_count=True).present


@given(st.integers(0, 500), st.integers(0, 100))
def test_the_needed_number_is_the_smallest_that_reaches_the_share(entitled, percent):
    needed, share = rules.needed_of(entitled, percent / 100), Fraction(percent, 100)
    assert needed >= max(1, share * entitled)
    assert needed == 1 or needed - 1 < share * entitled


@given(groups, shares)
def test_when_everyone_is_there_in_person_every_group_can_decide(entitled, share):
    people = [Came("present", 1000 + vote.membership_id, vote.organisation_id) for vote in entitled if vote.organisation_id]
    people += [Came("present", vote.expert_id) for vote in entitled if vote.expert_id]
    found = rules.quorum(entitled, people, share=share, deputies_count=False)
    assert (found.present, found.is_met) == (len(entitled), bool(entitled))
