"""Which figures of a row of parts are kept back, where the sum of all parts is told beside them. Pure."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias, TypeVar

from minicluster.outcomes.rules.ledger import FEWEST_FIRMS

Part = TypeVar("Part")
# The firms behind a part, named or only counted; of named ones, one that is in two parts counts once behind both together.
Firms: TypeAlias = int | AbstractSet[int]
_TWO: Final = 2


def kept_back(firms: Mapping[Part, Firms]) -> frozenset[Part]:
    """The parts whose figure is not told, from the firms that stand behind each.

    A part of one or two firms would tell their figures. Where the sum is told, what is kept back can be worked out as the difference, so that further parts,
    those of the fewest firms first, are kept back until at least two are and at least three firms stand behind all of them together. A part without firms
    has nothing to tell and hides nothing.

    >>> sorted(kept_back({"A": 1, "B": 5, "C": 4, "D": 0})), sorted(kept_back({"A": {1}, "B": {1, 2}, "C": {1, 2, 3}}))
    (['A', 'C'], ['A', 'B', 'C'])
    """
    size = {part: _behind([behind]) for part, behind in firms.items()}
    hidden = {part for part, count in size.items() if 0 < count < FEWEST_FIRMS}
    # By name where they have as many, so that every page keeps the same back.
    others = sorted((part for part, count in size.items() if count >= FEWEST_FIRMS), key=lambda part: (size[part], str(part)))
    while hidden and others and not _hides(hidden, firms):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _behind(parts: Iterable[Firms]) -> int:
    """How many firms stand behind parts together."""
    known = list(parts)
    named = set[int]().union(*(firms for firms in known if not isinstance(firms, int)))
    return len(named) + sum(firms for firms in known if isinstance(firms, int))


def _hides(hidden: Collection[Part], firms: Mapping[Part, Firms]) -> bool:
    return len(hidden) >= _TWO and _behind(firms[part] for part in hidden) >= FEWEST_FIRMS


def smaller_side(firms: int, among: int) -> int:
    """How many firms a share rests on, when `among` of `firms` are its part and the whole is told: the rest is told with it. All or nothing tells no more."""
    sides = [side for side in (among, firms - among) if side]
    return min(sides, default=0)


def total_is_told(firms: Mapping[Part, Firms]) -> bool:
    """Whether the sum of all parts may stand beside them: enough firms, and enough behind what is kept back."""
    hidden = kept_back(firms)
    return _behind(firms.values()) >= FEWEST_FIRMS and (not hidden or _hides(hidden, firms))
