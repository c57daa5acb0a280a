"""Which figures of a row of parts are kept back, where the sum of all parts is told beside them. Pure."""

from collections.abc import Collection, Mapping
from typing import Final, TypeVar

from minicluster.outcomes.rules.ledger import FEWEST_FIRMS

Part = TypeVar("Part")
_TWO: Final = 2


def kept_back(firms: Mapping[Part, int]) -> frozenset[Part]:
    """The parts whose figure is not told, from how many firms stand behind each.

    A part of one or two firms would tell their figures. Where the sum is told, what is kept back can be worked out as the difference, so that further parts,
    those of the fewest firms first, are kept back until at least two are and at least three firms stand behind all of them together. A part without firms
    has nothing to tell and hides nothing.

    >>> sorted(kept_back({"A": 1, "B": 5, "C": 4, "D": 0}))
    ['A', 'C']
    """
    hidden = {part for part, count in firms.items() if 0 < count < FEWEST_FIRMS}
    others = sorted((part for part, count in firms.items() if count >= FEWEST_FIRMS), key=lambda part: firms[part])
    while hidden and others and not _hides(hidden, firms):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _hides(hidden: Collection[Part], firms: Mapping[Part, int]) -> bool:
    return len(hidden) >= _TWO and sum(firms[part] for part in hidden) >= FEWEST_FIRMS


def smaller_side(firms: int, among: int) -> int:
    """How many firms a share rests on, when `among` of `firms` are its part and the whole is told: the rest is told with it. All or nothing tells no more."""
    sides = [side for side in (among, firms - among) if side]
    return min(sides, default=0)


def total_is_told(firms: Mapping[Part, int]) -> bool:
    """Whether the sum of all parts may stand beside them: enough firms, and enough behind what is kept back."""
    hidden = kept_back(firms)
    return sum(firms.values()) >= FEWEST_FIRMS and (not hidden or _hides(hidden, firms))
