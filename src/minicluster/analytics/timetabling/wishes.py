"""Wishes, talks, and what it is worth to meet a wish by a talk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_WISHES: Final = 5
MUTUAL: Final = MOST_WISHES
CHANGE: Final = 2 * MOST_WISHES + MUTUAL + 1

Pair = tuple[int, int]


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


def figures_of(wishes: Iterable[Wish], talks: Iterable[Talk]) -> Figures:
    """How well these talks meet these wishes.

    Example:
        >>> figures_of([Wish(1, 2, 1), Wish(2, 1, 3), Wish(1, 3, 2)], [Talk(1, 1, 1, 2)])
        Figures(wishes=3, wishes_met=2, people=3, people_talking=2, worth=13)
    """
    wished, held = list(wishes), {talk.pair for talk in talks}
    people, talking = {person for wish in wished for person in wish.pair}, {person for pair in held for person in pair}
    met = sum(wish.pair in held for wish in wished)
    return Figures(len(wished), met, len(people), len(people & talking), sum(worth for pair, worth in worth_of_pairs(wished).items() if pair in held))


def worth_of_pairs(wishes: Iterable[Wish]) -> dict[Pair, int]:
    """What a talk of each pair is worth."""
    worths: dict[Pair, int] = {}
    for wish in sorted(wishes):
        worths[wish.pair] = worths[wish.pair] + MUTUAL + wish.worth if wish.pair in worths else wish.worth
    return worths
