import doctest
import importlib
import itertools
import math
import random
from collections import Counter

import pytest

from minicluster.analytics.assignment import assign


def brute_force(scores, demands, capacities, new_faces, share):
    """The best of all sets of pairs: most wishes met, then wanted new faces, then the greatest sum of scores."""
    subsets = itertools.chain.from_iterable(itertools.combinations(scores, size) for size in range(len(scores) + 1))
    fitting = [pairs for pairs in subsets if _fits(pairs, demands, capacities)]
    slots = max(len(pairs) for pairs in fitting)
    wanted = math.ceil(round(share * slots, 9))
    return max((len(pairs), min(wanted, sum(e in new_faces for _p, e in pairs)), round(sum(scores[pair] for pair in pairs), 6)) for pairs in fitting)


def _fits(pairs, demands, capacities):
    asked = Counter(expert for _problem, expert in pairs)
    met = Counter(problem for problem, _expert in pairs)
    return all(met[problem] <= demands[problem] for problem in met) and all(asked[expert] <= capacities[expert] for expert in asked)


@pytest.mark.parametrize("seed", range(60))
def test_no_other_assignment_is_better(seed):
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    problems, experts = range(dice.randint(1, 4)), "abcd"[: dice.randint(1, 4)]
    every = list(itertools.product(problems, experts))
    scores = {pair: round(dice.random(), 4) for pair in dice.sample(every, min(len(every), dice.randint(1, 10)))}
    demands = {problem: dice.randint(0, 2) for problem in problems}
    capacities = {expert: dice.randint(0, 2) for expert in experts}
    new_faces, share = set(dice.sample(experts, dice.randint(0, len(experts)))), dice.choice([0.0, 0.2, 0.5, 1.0])
    found = assign(scores, demands=demands, capacities=capacities, new_faces=new_faces, new_face_share=share)
    assert (len(found.pairs), min(found.new_faces_wanted, found.new_faces), found.total) == brute_force(scores, demands, capacities, new_faces, share)
    assert all(sum(e == expert for _p, e in found.pairs) <= capacity for expert, capacity in capacities.items())
    assert sum(found.unmet.values()) == sum(demands.values()) - len(found.pairs)


def test_the_best_expert_of_all_problems_is_not_asked_beyond_the_capacity():
    scores = {(problem, "star"): 0.9 for problem in range(5)} | {(problem, "other"): 0.4 for problem in range(5)}
    found = assign(scores, demands=dict.fromkeys(range(5), 1), capacities={"star": 3, "other": 1})
    assert sorted(expert for _problem, expert in found.pairs) == ["other", "star", "star", "star"]
    assert (found.total, sum(found.unmet.values())) == (3.1, 1)


def test_a_share_of_the_requests_goes_to_new_faces_though_they_score_lower():
    scores = {(problem, expert): score for problem in range(5) for expert, score in (("known", 0.9), ("new", 0.2))}
    facts = {"demands": dict.fromkeys(range(5), 1), "capacities": {"known": 5, "new": 5}, "new_faces": ["new"]}
    assert [assign(scores, **facts, new_face_share=share).new_faces for share in (0.0, 0.2, 0.21, 1.0)] == [0, 1, 2, 5]


def test_where_there_are_no_new_faces_nobody_is_left_out_for_them():
    found = assign({(1, "known"): 0.9}, demands={1: 1}, capacities={"known": 1}, new_face_share=0.5)
    assert (found.pairs, found.new_faces, found.new_faces_wanted) == (((1, "known"),), 0, 1)


def test_nothing_to_assign_is_an_answer():
    assert assign({}, demands={1: 2}, capacities={}).unmet == {1: 2}


@pytest.mark.parametrize(
    "facts",
    [
        {"scores": {(1, "a"): 1.1}, "demands": {1: 1}, "capacities": {"a": 1}},
        {"scores": {}, "demands": {1: -1}, "capacities": {}},
        {"scores": {}, "demands": {}, "capacities": {"a": -1}},
        {"scores": {}, "demands": {}, "capacities": {}, "new_face_share": 2},
    ],
)
def test_what_cannot_be_meant_is_refused(facts):
    with pytest.raises(ValueError, match=r"0 and 1|negative"):
        assign(facts.pop("scores"), **facts)


@pytest.mark.parametrize("module", ["assignment", "learned_ranking"])
def test_the_examples_are_true(module):
    result = doctest.testmod(importlib.import_module(f"minicluster.analytics.{module}"))
    assert (result.failed, result.attempted > 0) == (0, True)
