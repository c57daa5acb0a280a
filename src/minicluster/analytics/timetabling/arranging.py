"""The timetable as a whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from minicluster.analytics.timetabling.seating import Room, at_tables, best_seats, greedy_start, moved_up
from minicluster.analytics.timetabling.wishes import MOST_WISHES, Figures, Talk, Wish, figures_of, worth_of_pairs

# In CP-SAT's deterministic seconds, of which one takes one to two real ones on one core.
EFFORT: Final = 2.5


@dataclass(frozen=True)
class Timetable:
    """The talks by slot and table, how well they meet the wishes, how many earlier talks kept their slot, and whether no timetable is better."""

    talks: tuple[Talk, ...]
    figures: Figures
    kept: int
    is_best: bool


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
    worths, absent = worth_of_pairs(wishes), away or {}
    free = {(pair, slot) for pair in worths for slot in range(1, slots + 1) if not any(slot in absent.get(person, ()) for person in pair)}
    room = Room(worths, sorted(free), {(talk.pair, talk.slot) for talk in before} & free, tables)
    found, is_best = best_seats(room, greedy_start(room), effort)
    found = moved_up(room, found)
    talks = tuple(sorted(at_tables(found, before, tables)))
    return Timetable(talks, figures_of(wishes, talks), len(found & room.kept), is_best)


def _refuse(wishes: Collection[Wish], slots: int, tables: int) -> None:
    if slots < 1 or tables < 1:
        raise ValueError(f"There are {slots} slots and {tables} tables; at least one of each is needed.")
    for wish in wishes:
        if wish.person == wish.wanted or not 1 <= wish.rank <= MOST_WISHES:
            raise ValueError(f"{wish} is no wish for somebody else with a rank from 1 to {MOST_WISHES}.")
    if len({(wish.person, wish.wanted) for wish in wishes}) < len(wishes):
        raise ValueError("One wish is made twice; leave one of them out.")
