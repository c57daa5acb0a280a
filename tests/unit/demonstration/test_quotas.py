from collections import Counter

import pytest

from minicluster.demonstration.geography import COMPLEXES
from minicluster.demonstration.naming import business_number, firm_names
from minicluster.demonstration.quotas import GUIDED_GROUP, GUIDED_SLOTS, STATE_COUNTS, group_quotas, largest_remainder, problem_slots
from minicluster.members.rules import is_business_number
from minicluster.problems.rules import SOLVED, ProblemState


@pytest.fixture(scope="module")
def quotas():
    return group_quotas(1.0)


def total(quotas, name, prefix=""):
    return sum(getattr(quota, name) for key, quota in quotas.items() if key.startswith(prefix))


def test_seven_complexes_hold_thirty_six_groups_four_to_seven_each():
    sizes = [len(fact.groups) for fact in COMPLEXES]
    assert (len(sizes), sum(sizes), min(sizes), max(sizes)) == (7, 36, 4, 7)


def test_the_totals_are_the_published_ones_with_what_the_guided_thread_brings(quotas):
    assert [total(quotas, name) for name in ("firms", "experts", "activities")] == [1800 - 1, 1700 - 1, 10_000 - 3]
    assert sum(len(quota.slots) for quota in quotas.values()) == 3644 - len(GUIDED_SLOTS)


def test_firms_outside_the_complex_are_those_that_were_published(quotas):
    assert (total(quotas, "firms", "changwon/"), total(quotas, "firms_outside", "changwon/")) == (363, 20)
    assert (total(quotas, "firms", "ulsan/"), total(quotas, "firms_outside", "ulsan/")) == (126, 55)
    assert total(quotas, "firms", "wonju/") + 1 == 79


def test_the_mix_of_classes_is_that_of_the_programme_to_a_tenth_of_a_percent():
    slots = problem_slots(1.0, 2007)
    shares = {problem_class.value: round(100 * count / len(slots), 1) for problem_class, count in Counter(slot.problem_class for slot in slots).items()}
    assert shares["technology"] + shares["quality"] == pytest.approx(40, abs=0.1)
    assert shares["regulation"] + shares["infrastructure"] == pytest.approx(5, abs=0.1)
    others = {name: shares[name] for name in ("certification", "marketing", "finance", "people", "management")}
    assert others == {"certification": 8.0, "marketing": 18.0, "finance": 12.0, "people": 8.0, "management": 9.0}


def test_2940_of_3644_problems_are_solved_and_the_open_ones_are_in_every_open_state():
    assert sum(STATE_COUNTS.values()) == 3644
    assert sum(count for state, count in STATE_COUNTS.items() if state in SOLVED) == 2940
    assert set(ProblemState) - set(STATE_COUNTS) == {ProblemState.MERGED}


def test_parts_add_up_to_the_whole_whatever_the_shares():
    assert largest_remainder(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert largest_remainder(7, {"a": 5, "b": 0.1}) == {"a": 7, "b": 0}


def test_the_same_seed_gives_the_same_quotas_and_another_seed_other_ones(quotas):
    assert group_quotas(1.0) == quotas
    assert group_quotas(1.0, seed=1) != quotas


def test_a_small_sample_still_has_a_council_in_every_group():
    quotas = group_quotas(0.02)
    others = [quota for key, quota in quotas.items() if key != GUIDED_GROUP]
    assert min(quota.firms for quota in others) == min(quota.experts for quota in others) == 3


def test_business_numbers_pass_their_check_and_belong_to_no_tax_office():
    numbers = [business_number(serial) for serial in range(0, 79_000, 61)]
    assert len(set(numbers)) == len(numbers)
    assert all(is_business_number(number) and number.startswith("000-8") for number in numbers)


def test_no_two_firms_of_the_programme_have_one_name(quotas):
    names = [name.ko.replace("(주)", "") for group in firm_names(1.0, 2007).values() for name in group]
    assert len(names) == len(set(names)) == total(quotas, "firms")
