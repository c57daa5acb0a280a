"""Talks of two at a forum: who talks with whom, in which slot, at which table, so that the wishes are met as well as they can be.

Nobody is in two talks of a slot or in one while away, no table takes two talks of a slot, two people talk once at most, and only where one of them
wished for it. Among all such timetables the best one is, in this order, that

1. gives most people a talk: nobody sits alone so that somebody else gets a fifth talk;
2. has the greatest worth. A wish is worth 5 where it is the dearest and 1 where it is the fifth; a talk is worth the wishes that it meets, and `MUTUAL`
   more where both wished for it, so that any mutual wish goes before any one-sided one. A talk arranged before that is given up or put into another slot
   costs `CHANGE`, which is more than the dearest talk is worth: what people have in their hands is changed only where several wishes are won by it.

It is a whole-number programme, one unknown for a pair in a slot, solved by CP-SAT (OR-Tools) from a greedy start with one worker and a fixed seed, and
stopped after an amount of work that is counted and not timed: the same wishes give the same timetable on every machine, the best found so far where there
are too many to prove that none is better. Tables are handed out afterwards; a talk that stays in its slot stays at its table.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from ortools.sat.python import cp_model

MOST_WISHES: Final = 5
MUTUAL: Final = MOST_WISHES
CHANGE: Final = 2 * MOST_WISHES + MUTUAL + 1
# In CP-SAT's deterministic seconds, of which one takes one to two real ones on one core.
EFFORT: Final = 2.5
_FOUND: Final = (cp_model.OPTIMAL, cp_model.FEASIBLE)

Pair = tuple[int, int]
Seat = tuple[Pair, int]


@dataclass(frozen=True, order=True)
class Wish:
    """That one person wants to talk with another; rank 1 is the dearest wish."""

    person: int
    wanted: int
    rank: int

    @property
    def pair(self) -> Pair:
        """The two, in order."""
        return min(self.person, self.wanted), max(self.person, self.wanted)

    @property
    def worth(self) -> int:
        """What it is worth to meet it: 5 for the dearest."""
        return MOST_WISHES + 1 - self.rank


@dataclass(frozen=True, order=True)
class Talk:
    """Two people at a table in a slot; slots and tables are counted from 1."""

    slot: int
    table: int
    one: int
    other: int

    @property
    def pair(self) -> Pair:
        """The two, in order."""
        return min(self.one, self.other), max(self.one, self.other)


@dataclass(frozen=True)
class Figures:
    """How well talks meet wishes: of how many wishes, of how many people who wish or are wished for."""

    wishes: int
    wishes_met: int
    people: int
    people_talking: int
    worth: int


@dataclass(frozen=True)
class Timetable:
    """The talks by slot and table, how well they meet the wishes, how many earlier talks kept their slot, and whether no timetable is better."""

    talks: tuple[Talk, ...]
    figures: Figures
    kept: int
    is_best: bool


def figures_of(wishes: Iterable[Wish], talks: Iterable[Talk]) -> Figures:
    """How well these talks meet these wishes.

    Example:
        >>> figures_of([Wish(1, 2, 1), Wish(2, 1, 3), Wish(1, 3, 2)], [Talk(1, 1, 1, 2)])
        Figures(wishes=3, wishes_met=2, people=3, people_talking=2, worth=13)
    """
    wished, held = list(wishes), {talk.pair for talk in talks}
    people, talking = {person for wish in wished for person in wish.pair}, {person for pair in held for person in pair}
    met = sum(wish.pair in held for wish in wished)
    return Figures(len(wished), met, len(people), len(people & talking), sum(worth for pair, worth in _worths(wished).items() if pair in held))


def arrange(
    wishes: Collection[Wish],
    *,
    slots: int,
    tables: int,
    away: Mapping[int, Collection[int]] | None = None,
    before: Collection[Talk] = (),
    effort: float = EFFORT,
) -> Timetable:
    """The best timetable for these wishes, or the best found with this effort.

    Args:
        wishes: at most one from a person to another, of ranks 1 to 5.
        slots: how many talks follow each other, ≥ 1.
        tables: how many talks there can be at once, ≥ 1.
        away: person → the slots in which they cannot.
        before: what was arranged already and should be kept where it can.
        effort: how much work to do at most, in CP-SAT's deterministic seconds.

    Raises:
        ValueError: no slot, no table, a wish for oneself, one made twice, or a rank that does not exist.

    Example:
        >>> found = arrange([Wish(1, 2, 1), Wish(2, 3, 1), Wish(3, 1, 2)], slots=3, tables=1)
        >>> (found.figures.wishes_met, found.is_best, sorted(talk.slot for talk in found.talks))
        (3, True, [1, 2, 3])
    """
    _refuse(wishes, slots, tables)
    worths, absent = _worths(wishes), away or {}
    free = {(pair, slot) for pair in worths for slot in range(1, slots + 1) if not any(slot in absent.get(person, ()) for person in pair)}
    room = _Room(worths, sorted(free), {(talk.pair, talk.slot) for talk in before} & free, tables)
    found, is_best = _solved(room, _greedy(room), effort)
    talks = tuple(sorted(_at_tables(found, before, tables)))
    return Timetable(talks, figures_of(wishes, talks), len(found & room.kept), is_best)


@dataclass(frozen=True)
class _Room:
    """What each pair is worth, where it could sit, which talks were arranged and could stay, and how many tables there are."""

    worths: Mapping[Pair, int]
    free: Collection[Seat]
    kept: set[Seat]
    tables: int


def _refuse(wishes: Collection[Wish], slots: int, tables: int) -> None:
    if slots < 1 or tables < 1:
        raise ValueError(f"There are {slots} slots and {tables} tables; at least one of each is needed.")
    for wish in wishes:
        if wish.person == wish.wanted or not 1 <= wish.rank <= MOST_WISHES:
            raise ValueError(f"{wish} is no wish for somebody else with a rank from 1 to {MOST_WISHES}.")
    if len({(wish.person, wish.wanted) for wish in wishes}) < len(wishes):
        raise ValueError("One wish is made twice; leave one of them out.")


def _worths(wishes: Iterable[Wish]) -> dict[Pair, int]:
    """What a talk of each pair is worth."""
    worths: dict[Pair, int] = {}
    for wish in sorted(wishes):
        worths[wish.pair] = worths[wish.pair] + MUTUAL + wish.worth if wish.pair in worths else wish.worth
    return worths


def _greedy(room: _Room) -> set[Seat]:
    """A fair start: what was arranged, then talks for those without one, then the dearest that still fit, each as early as it can be."""
    taken: dict[Pair, int] = {}
    busy: set[tuple[int, int]] = set()
    abreast: Counter[int] = Counter()

    def take(pair: Pair, slots: Iterable[int]) -> None:
        slot = next((slot for slot in slots if abreast[slot] < room.tables and not any((person, slot) in busy for person in pair)), None)
        if slot is not None and pair not in taken:
            taken[pair] = slot
            abreast[slot] += 1
            busy.update((person, slot) for person in pair)

    for pair, slot in sorted(room.kept):
        take(pair, [slot])
    slots_of = defaultdict(list)
    for pair, slot in room.free:
        slots_of[pair].append(slot)
    dearest = sorted(slots_of, key=lambda pair: (-room.worths[pair], pair))
    for pair in dearest:
        if not {person for person, _slot in busy}.issuperset(pair):
            take(pair, slots_of[pair])
    for pair in dearest:
        take(pair, slots_of[pair])
    return set(taken.items())


def _solved(room: _Room, start: Collection[Seat], effort: float) -> tuple[set[Seat], bool]:
    """The pairs in their slots, and whether that is proven to be best; the greedy start where nothing was found."""
    model = cp_model.CpModel()
    takes = {seat: model.new_bool_var("") for seat in room.free}
    talks = _with_rules(model, takes, room.tables)
    # More than all talks together, so that a person without a talk outweighs them.
    person = 1 + sum(room.worths.values()) + CHANGE * len(room.kept)
    model.maximize(person * sum(talks.values()) + sum((room.worths[seat[0]] + CHANGE * (seat in room.kept)) * take for seat, take in takes.items()))
    for seat, take in takes.items():
        model.add_hint(take, seat in start)
    for who, has_one in talks.items():
        model.add_hint(has_one, any(who in pair for pair, _slot in start))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed, solver.parameters.max_deterministic_time = 1, 0, effort
    status = solver.solve(model)
    if status not in _FOUND:
        return set(start), False
    return {seat for seat, take in takes.items() if solver.boolean_value(take)}, status == cp_model.OPTIMAL


def _with_rules(model: cp_model.CpModel, takes: Mapping[Seat, Any], tables: int) -> dict[int, Any]:
    """Write down what must hold; what comes back is, for each person, whether they have a talk."""
    of_pair: dict[Any, list[Any]] = defaultdict(list)
    of_slot: dict[Any, list[Any]] = defaultdict(list)
    of_person: dict[int, list[Any]] = defaultdict(list)
    at_once: dict[Any, list[Any]] = defaultdict(list)
    for (pair, slot), take in takes.items():
        of_pair[pair].append(take)
        of_slot[slot].append(take)
        for person in pair:
            of_person[person].append(take)
            at_once[person, slot].append(take)
    for alternatives in (*of_pair.values(), *at_once.values()):
        model.add_at_most_one(alternatives)
    for abreast in of_slot.values():
        model.add(sum(abreast) <= tables)
    talks = {person: model.new_bool_var("") for person in of_person}
    for person, has_one in talks.items():
        model.add_bool_or([*of_person[person], has_one.negated()])
    return talks


def _at_tables(seats: Iterable[Seat], before: Iterable[Talk], tables: int) -> Iterable[Talk]:
    """Hand out the tables slot by slot: a talk that kept its slot keeps its table, the others get what is free."""
    earlier = {(talk.pair, talk.slot): talk.table for talk in before if talk.table <= tables}
    used = {(slot, earlier[pair, slot]) for pair, slot in seats if (pair, slot) in earlier}
    for pair, slot in sorted(seats):
        table = earlier.get((pair, slot)) or next(number for number in count(1) if (slot, number) not in used)
        used.add((slot, table))
        yield Talk(slot, table, *pair)
