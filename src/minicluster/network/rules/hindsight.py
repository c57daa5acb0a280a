"""Looking back: how many of the first proposals would have come true, beside what chance and a simple count give. Pure.

The ties of a last span are hidden; proposals are made from those before it alone, and compared with who met in it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from minicluster.network.rules.proposing import Likely, Pair, contacts_of, likely_pairs, pair_of, who_should_meet_first

FIRST: Final = 10


@dataclass(frozen=True)
class Hindsight:
    """What came of the first proposals of one group.

    Attributes:
        proposed: how many were made, `FIRST` at most.
        came_true: of these, how many met in the hidden span.
        by_common: how many of as many would have, had pairs been put in the order of the number of contacts in common.
        by_chance: how many of as many would have on average, drawn by lot from all pairs that had not met.
        met: how many of all these pairs met.
        pairs: how many had not met before.
    """

    proposed: int
    came_true: int
    by_common: int
    by_chance: float
    met: int
    pairs: int


def looked_back(
    people: Collection[int],
    before: Collection[Pair],
    after: Collection[Pair],
    matches: Mapping[Pair, float],
    propose: Callable[[Iterable[Likely]], list[Likely]] = who_should_meet_first,
) -> Hindsight:
    """How the first proposals to these people would have done, had they been made from the ties `before` alone.

    Args:
        people: who could have been proposed.
        before: the ties until then, also those with others.
        after: the ties of the hidden span; what was known before is no news and is passed over.
        matches: how well expertise matched, 0 to 1, of pairs in order.
        propose: puts pairs into the order in which they are proposed.
    """
    found = likely_pairs(people, before, matches)
    open_pairs = {pair.pair for pair in found}
    news = {pair_of(*pair) for pair in after} & open_pairs
    first = [pair.pair for pair in propose(found)[:FIRST]]
    common = _by_common(open_pairs, before)[: len(first)]
    by_chance = len(first) * len(news) / len(open_pairs) if open_pairs else 0.0
    return Hindsight(len(first), len(news.intersection(first)), len(news.intersection(common)), by_chance, len(news), len(open_pairs))


def _by_common(pairs: Iterable[Pair], ties: Iterable[Pair]) -> list[Pair]:
    known, nobody = contacts_of(ties), frozenset[int]()
    return sorted(pairs, key=lambda pair: (-len(known.get(pair[0], nobody) & known.get(pair[1], nobody)), pair))
