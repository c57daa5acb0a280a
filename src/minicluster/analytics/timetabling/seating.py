"""Who sits with whom in which slot: a greedy start, the programme for CP-SAT, and what is tidied up after it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from ortools.sat.python import cp_model

from minicluster.analytics.timetabling.wishes import CHANGE, Pair, Talk

_FOUND: Final = (cp_model.OPTIMAL, cp_model.FEASIBLE)
Seat = tuple[Pair, int]


@dataclass(frozen=True)
class Room:
    """What each pair is worth, where it could sit, which talks were arranged and could stay, and how many tables there are."""

    worths: Mapping[Pair, int]
    free: Collection[Seat]
    kept: set[Seat]
    tables: int

    @property
    def slots_of(self) -> dict[Pair, list[int]]:
        """For each pair the slots that both have, the earliest first."""
        slots: dict[Pair, list[int]] = defaultdict(list)
        for pair, slot in self.free:
            slots[pair].append(slot)
        return slots


def greedy_start(room: Room) -> set[Seat]:
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
    slots_of = room.slots_of
    dearest = sorted(slots_of, key=lambda pair: (-room.worths[pair], pair))
    for pair in dearest:
        if not {person for person, _slot in busy}.issuperset(pair):
            take(pair, slots_of[pair])
    for pair in dearest:
        take(pair, slots_of[pair])
    return set(taken.items())


def best_seats(room: Room, start: Collection[Seat], effort: float) -> tuple[set[Seat], bool]:
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
    # CP-SAT would keep Ctrl-C to itself from then on, and the server could not be stopped by it.
    solver.parameters.catch_sigint_signal = False
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


def moved_up(room: Room, found: set[Seat]) -> set[Seat]:
    """The same talks, each moved up to the earliest slot that is free for both, so that nobody waits for nothing; what was arranged before stays."""
    placed, abreast = dict(found), Counter(slot for _pair, slot in found)
    busy = {(person, slot) for pair, slot in found for person in pair}
    slots_of = room.slots_of
    for pair, slot in sorted(found - room.kept, key=lambda seat: (seat[1], seat[0])):
        free = (early for early in slots_of[pair] if abreast[early] < room.tables and not any((person, early) in busy for person in pair))
        early = min(next(free, slot), slot)
        placed[pair] = early
        abreast.update({slot: -1, early: 1} if early != slot else {})
        busy = busy - {(person, slot) for person in pair} | {(person, early) for person in pair}
    return set(placed.items())


def at_tables(seats: Iterable[Seat], before: Iterable[Talk], tables: int) -> Iterable[Talk]:
    """Hand out the tables slot by slot: a talk that kept its slot keeps its table, the others get what is free."""
    earlier = {(talk.pair, talk.slot): talk.table for talk in before if talk.table <= tables}
    used = {(slot, earlier[pair, slot]) for pair, slot in seats if (pair, slot) in earlier}
    for pair, slot in sorted(seats):
        table = earlier.get((pair, slot)) or next(number for number in count(1) if (slot, number) not in used)
        used.add((slot, table))
        yield Talk(slot, table, *pair)
