from collections import Counter
from math import isclose

import pytest

from minicluster.members import rules


def test_a_firm_sits_in_at_most_two_groups_and_a_university_in_as_many_as_want_it():
    assert [rules.may_join_another_group("firm", living) for living in range(4)] == [True, True, False, False]
    assert all(rules.may_join_another_group(kind, 30) for kind in rules.OrganisationKind.values if kind != "firm")


@pytest.mark.parametrize("size", range(2, 13))
def test_each_persons_ties_from_one_meeting_sum_to_one(size):
    pairs, weight = rules.meeting_ties(range(size, 0, -1))
    sums = Counter()
    for one, other in pairs:
        assert one < other
        sums[one] += weight
        sums[other] += weight
    assert set(sums) == set(range(1, size + 1))
    assert all(isclose(total, 1) for total in sums.values())


@pytest.mark.parametrize("present", [[], [7], [7, 7], range(13), range(300)])
def test_alone_or_in_a_crowd_nobody_is_tied(present):
    assert rules.meeting_ties(present) == ([], 0.0)


def test_a_group_takes_members_until_it_ends():
    assert {state for state in rules.GroupState.values if not rules.takes_members(state)} == {"reorganised", "graduated", "closed"}


def test_a_split_has_several_successors_a_merger_and_a_renaming_one():
    fits = {(kind, number) for kind in rules.SuccessionKind.values for number in range(4) if rules.fits_succession(kind, number)}
    assert fits == {("merge", 1), ("rename", 1), ("split", 2), ("split", 3)}


def test_every_kind_of_organisation_has_a_sector_and_a_sphere():
    assert {kind: (str(rules.sector_of(kind)), str(rules.sphere_of(kind))) for kind in rules.OrganisationKind.values} == {
        "firm": ("BES", "industry"),
        "university": ("HES", "university"),
        "institute": ("GOV", "government"),
        "agency": ("GOV", "government"),
        "government": ("GOV", "government"),
        "association": ("PNP", "industry"),
        "finance": ("BES", "industry"),
        "buyer": ("BES", "industry"),
        "complex_office": ("GOV", "government"),
    }
