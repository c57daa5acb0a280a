"""Who should meet: what speaks for a pair, in which order, and how many of the first would have come true."""

import math
import sys

import numpy as np
import pytest

from minicluster.network.rules.hindsight import FIRST, looked_back
from minicluster.network.rules.proposing import Likely, Wordings, likely_pairs, who_should_meet_first

# 1 and 2 both know 3 and 4; 4 knows everybody, so it says less.
TIES = [(1, 3), (2, 3), (1, 4), (2, 4), (4, 5), (4, 6), (4, 7)]


def test_two_who_know_the_same_people_are_close_and_a_contact_that_everybody_has_says_less():
    found = {pair.pair: pair.closeness for pair in likely_pairs([1, 2, 5], TIES, {})}
    assert found[1, 2] == pytest.approx(1 / math.log(2) + 1 / math.log(5))
    assert found[1, 5] == found[2, 5] == pytest.approx(1 / math.log(5))


def test_who_is_tied_is_not_proposed_and_whom_no_tie_names_can_be_by_expertise():
    found = {pair.pair: pair.score for pair in likely_pairs([1, 3, 9], TIES, {(3, 9): 0.4})}
    assert (1, 3) not in found
    assert found[3, 9] == pytest.approx(0.4)
    assert found[1, 9] == 0


def test_each_ground_is_enough_and_both_are_better():
    both, one, other = Likely(1, 2, 1.0, 0.5).score, Likely(1, 2, 1.0).score, Likely(1, 2, match=0.5).score
    assert both > max(one, other)
    assert both == pytest.approx(1 - (1 - one) * (1 - other))


def test_nobody_is_swamped_and_what_was_set_aside_does_not_stand_there():
    found = [Likely(1, other, closeness=10 - other) for other in range(2, 9)] + [Likely(2, 3, match=0.1)]
    first = who_should_meet_first(found, {(1, 2)})
    assert [pair.pair for pair in first] == [(1, 3), (1, 4), (1, 5), (2, 3)]


def test_without_any_ground_there_is_no_proposal():
    assert who_should_meet_first(likely_pairs([1, 9], TIES, {})) == []
    assert who_should_meet_first(likely_pairs([1, 9], [], {})) == []


def test_a_rare_word_in_both_texts_counts_more_than_one_that_all_have():
    wordings = Wordings({"firm": ["판", "진동"], "expert": ["판", "진동"], "other": ["판", "용접"], "third": ["판", "도금"]})
    assert wordings.overlap("firm", "expert").share == pytest.approx(1)
    alike = wordings.overlap("firm", "other")
    assert 0 < alike.share < 0.2
    assert set(alike.brought) == {"판"}
    assert wordings.overlap("firm", "firm").brought["진동"] > 3 * wordings.overlap("firm", "firm").brought["판"]


def test_a_text_without_words_matches_nothing():
    assert Wordings({"one": [], "other": ["진동"]}).overlap("one", "other").share == 0


def test_looking_back_counts_only_what_was_news_and_never_looks_at_hidden_ties():
    people, after = [1, 2, 5, 6, 7], [(2, 1), (1, 3), (5, 6)]
    seen = []

    def propose(found):
        seen.extend(found)
        return who_should_meet_first(found)

    told = looked_back(people, TIES, after, {}, propose)
    assert (told.met, told.pairs) == (2, 10)
    assert told.came_true == 2
    assert told.by_chance == pytest.approx(told.proposed * 2 / 10)
    assert {pair.pair: pair.closeness for pair in seen} == {pair.pair: pair.closeness for pair in likely_pairs(people, TIES, {})}


def simulated(rng, *, people=60, years=4):
    """A group of people over years, all of it made up: who they meet comes of shared contacts, of fitting fields, and of chance."""
    field = rng.integers(0, 6, people)
    is_expert = rng.random(people) < 0.3
    statements = [set(rng.choice(8, 3, replace=False) + 10 * kind) | set(rng.choice(60, 2, replace=False)) for kind in field]
    fits = Wordings({str(person): [str(word) for word in words] for person, words in enumerate(statements)})
    matches = {
        (one, other): fits.overlap(str(one), str(other)).share
        for one in range(people)
        for other in range(one + 1, people)
        if is_expert[one] != is_expert[other]
    }
    ties, by_year = np.zeros((people, people), dtype=bool), []
    for _year in range(years):
        common = (ties.astype(int) @ ties.astype(int)).astype(float)
        fitting = (field[:, None] == field[None, :]) & (is_expert[:, None] != is_expert[None, :])
        chance = np.clip(0.01 + 0.03 * common + 0.15 * fitting, 0, 0.6)
        met = np.triu(rng.random((people, people)) < chance, 1)
        by_year.append([(int(one), int(other)) for one, other in zip(*np.nonzero(met), strict=True)])
        ties |= met | met.T
    return list(range(people)), [pair for year in by_year[:-1] for pair in year], by_year[-1], matches


def test_the_backtest_on_simulated_groups_is_printed_and_beats_chance(capsys):
    rng = np.random.default_rng(6)
    groups = [simulated(rng) for _group in range(40)]
    ways = {"ties and expertise": lambda matches: matches, "ties alone": lambda _matches: {}}
    told = {name: [looked_back(people, before, after, chosen(matches)) for people, before, after, matches in groups] for name, chosen in ways.items()}
    lines = [f"{name}: {np.mean([one.came_true for one in found]):.2f} of the first {FIRST} met in the hidden year" for name, found in told.items()]
    of_all = told["ties and expertise"]
    lines += [
        f"most contacts in common: {np.mean([one.by_common for one in of_all]):.2f}",
        f"by lot: {np.mean([one.by_chance for one in of_all]):.2f}",
    ]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    best, chance = sum(one.came_true for one in of_all), sum(one.by_chance for one in of_all)
    assert best > 1.5 * chance
    assert best > sum(one.by_common for one in of_all)
