"""Timetables of talks of two: no other is better where all can be tried, none is worse than a simple one, and forty people are arranged in time."""

import doctest
import importlib
import itertools
import random
import time

import pytest

from minicluster.analytics.timetabling import CHANGE, MUTUAL, Figures, Talk, Wish, arrange, figures_of


def wishes_of(people, each, seed, *, crowd=False):
    """Everybody wishes for `each` others; in a crowd many want the same few."""
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    wishes = []
    for person in range(people):
        others = [other for other in range(people) if other != person]
        wanted = sorted(others, key=lambda other: dice.random() ** (1 + other if crowd else 1), reverse=True)[:each]
        wishes += [Wish(person, other, rank) for rank, other in enumerate(wanted, start=1)]
    return wishes


def people_and_worth(wishes, talks, before=()):
    """What the objective says of a timetable."""
    figures, held = figures_of(wishes, talks), {(talk.pair, talk.slot) for talk in talks}
    return figures.people_talking, figures.worth + CHANGE * sum((talk.pair, talk.slot) in held for talk in before)


def brute_force(wishes, slots, tables, away, before):
    """The best of all sets of talks."""
    seats = [(wish, slot) for wish in {wish.pair: wish for wish in wishes}.values() for slot in range(1, slots + 1)]
    seats = [(wish.pair, slot) for wish, slot in seats if not any(slot in away.get(person, ()) for person in wish.pair)]
    subsets = itertools.chain.from_iterable(itertools.combinations(seats, size) for size in range(len(seats) + 1))
    fitting = (subset for subset in subsets if _fits(subset, tables))
    return max(people_and_worth(wishes, [Talk(slot, 1, *pair) for pair, slot in subset], before) for subset in fitting)


def _fits(subset, tables):
    pairs, sitting = [pair for pair, _slot in subset], [(person, slot) for pair, slot in subset for person in pair]
    abreast = [slot for _pair, slot in subset]
    return len(set(pairs)) == len(pairs) and len(set(sitting)) == len(sitting) and all(abreast.count(slot) <= tables for slot in abreast)


@pytest.mark.parametrize("seed", range(40))
def test_no_other_timetable_is_better(seed):
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    slots, tables = dice.choice([(1, 1), (2, 1), (2, 2), (3, 1)])
    every = [Wish(one, other, dice.randint(1, 5)) for one, other in itertools.permutations(range(5), 2)]
    wishes = dice.sample(every, dice.randint(1, 5 if slots < 3 else 4))
    away = {person: {dice.randint(1, slots)} for person in range(5) if dice.random() < 0.3}
    earlier = arrange(dice.sample(wishes, len(wishes) // 2 + 1), slots=slots, tables=tables).talks
    before = [talk for talk in earlier if not any(talk.slot in away.get(person, ()) for person in talk.pair)]
    found = arrange(wishes, slots=slots, tables=tables, away=away, before=before)
    assert (found.is_best, people_and_worth(wishes, found.talks, before)) == (True, brute_force(wishes, slots, tables, away, before))


@pytest.mark.parametrize("crowd", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_big_timetable_is_not_worse_than_one_made_by_hand(seed, crowd):
    wishes = wishes_of(30, 5, seed, crowd=crowd)
    assert people_and_worth(wishes, arrange(wishes, slots=4, tables=8, effort=0.2).talks) >= people_and_worth(wishes, by_hand(wishes, 4, 8))


def by_hand(wishes, slots, tables):
    """What somebody does with a list on paper: the dearest wishes first, each into the first slot that both have free."""
    talks = []
    for wish in sorted(wishes, key=lambda wish: wish.rank):
        for slot in range(1, slots + 1):
            abreast = [talk for talk in talks if talk.slot == slot]
            is_free = len(abreast) < tables and not any(set(talk.pair) & set(wish.pair) for talk in abreast)
            if is_free and wish.pair not in {talk.pair for talk in talks}:
                talks.append(Talk(slot, len(abreast) + 1, *wish.pair))
    return talks


def test_forty_people_with_five_wishes_each_are_arranged_within_five_seconds_on_one_core(capsys):
    lines = []
    for name, crowd in (("evenly spread", False), ("a crowd around a few", True)):
        wishes = wishes_of(40, 5, seed=7, crowd=crowd)
        started = time.process_time()
        found = arrange(wishes, slots=10, tables=12)
        seconds = time.process_time() - started
        told = found.figures
        lines.append(f"40 people, 10 slots, 12 tables, {name}: {told.wishes_met} of {told.wishes} wishes, {told.people_talking} of 40 people, {seconds:.2f} s")
        assert (seconds <= 5, told.people_talking, told.wishes) == (True, 40, 200)
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201  # figures to be read


@pytest.mark.slow
def test_a_hundred_and_twenty_people_are_arranged_too(capsys):
    wishes = wishes_of(120, 5, seed=7)
    started = time.process_time()
    found = arrange(wishes, slots=10, tables=36)
    seconds = time.process_time() - started
    told = found.figures
    assert (told.people_talking, len(found.talks), people_and_worth(wishes, found.talks) > people_and_worth(wishes, by_hand(wishes, 10, 36))) == (
        120,
        360,
        True,
    )
    with capsys.disabled():
        print(f"\n120 people, 10 slots, 36 tables: {told.wishes_met} of {told.wishes} wishes, best: {found.is_best}, {seconds:.2f} s")  # noqa: T201  # a figure to be read


def test_the_same_wishes_give_the_same_timetable_in_whatever_order_they_come():
    wishes = wishes_of(20, 4, seed=3)
    assert arrange(wishes, slots=3, tables=4, effort=0.2) == arrange(wishes[::-1], slots=3, tables=4, effort=0.2)


def test_a_wish_of_both_goes_before_the_dearest_of_one():
    wishes = [Wish(1, 2, 5), Wish(2, 1, 5), Wish(1, 3, 1)]
    assert arrange(wishes, slots=1, tables=1).talks == (Talk(1, 1, 1, 2),)
    assert figures_of(wishes, [Talk(1, 1, 1, 2)]).worth == 2 + MUTUAL


def test_nobody_sits_alone_so_that_somebody_has_a_dearer_talk():
    wishes = [Wish(1, 2, 1), Wish(2, 1, 1), Wish(3, 1, 5), Wish(4, 2, 5)]
    assert {talk.pair for talk in arrange(wishes, slots=1, tables=2).talks} == {(1, 3), (2, 4)}


def test_nobody_waits_for_nothing():
    wishes = [Wish(1, 2, 1), Wish(3, 4, 1), Wish(1, 3, 1)]
    assert [(talk.slot, talk.pair) for talk in arrange(wishes, slots=9, tables=5).talks if talk.slot > 2] == []
    assert arrange([Wish(1, 2, 1)], slots=5, tables=1, away={2: {1}}).talks == (Talk(2, 1, 1, 2),)
    assert arrange([Wish(1, 2, 1)], slots=5, tables=1, before=[Talk(4, 1, 1, 2)]).talks == (Talk(4, 1, 1, 2),)


def test_a_late_cancellation_leaves_the_other_talks_where_they_are():
    wishes = wishes_of(40, 5, seed=11)
    planned = arrange(wishes, slots=10, tables=12).talks
    left = [wish for wish in wishes if 7 not in wish.pair]
    staying = {talk for talk in planned if 7 not in talk.pair}
    again = arrange(left, slots=10, tables=12, before=planned)
    assert (again.kept, staying - set(again.talks)) == (len(staying), set())
    assert again.figures.people_talking == 39


def test_what_was_arranged_gives_way_where_somebody_would_have_no_talk_at_all():
    before = [Talk(1, 1, 1, 2)]
    assert arrange([Wish(1, 2, 1), Wish(3, 1, 5), Wish(4, 2, 5)], slots=1, tables=2, before=before).kept == 0


def test_a_table_that_is_no_longer_there_is_not_given_out_again():
    assert arrange([Wish(1, 2, 1)], slots=1, tables=1, before=[Talk(1, 3, 1, 2)]).talks == (Talk(1, 1, 1, 2),)


def test_where_nothing_can_be_arranged_the_timetable_is_empty():
    assert arrange([], slots=1, tables=1).figures == Figures(0, 0, 0, 0, 0)
    alone = arrange([Wish(1, 2, 1)], slots=2, tables=1, away={1: {1}, 2: {2}})
    assert (alone.talks, alone.figures.people_talking, alone.is_best) == ((), 0, True)


@pytest.mark.parametrize(
    ("wishes", "slots", "tables", "why"),
    [
        ([], 0, 1, "at least one of each"),
        ([], 1, 0, "at least one of each"),
        ([Wish(1, 1, 1)], 1, 1, "no wish for somebody else"),
        ([Wish(1, 2, 6)], 1, 1, "rank from 1 to 5"),
        ([Wish(1, 2, 1), Wish(1, 2, 2)], 1, 1, "made twice"),
    ],
)
def test_what_cannot_be_meant_is_refused(wishes, slots, tables, why):
    with pytest.raises(ValueError, match=why):
        arrange(wishes, slots=slots, tables=tables)


@pytest.mark.parametrize(("module", "examples"), [("wishes", 1), ("arranging", 2)])
def test_the_examples_are_true(module, examples):
    tried = doctest.testmod(importlib.import_module(f"minicluster.analytics.timetabling.{module}"))
    assert (tried.attempted, tried.failed) == (examples, 0)
