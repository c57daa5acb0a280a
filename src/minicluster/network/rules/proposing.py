"""Who should meet: contacts in common and matching expertise in one figure, and a list on which nobody is swamped. Pure."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import polars as pl

from minicluster.analytics.graph import adamic_adar_of, read_network

# Of one list nobody is asked to meet more than so many.
EACH: Final = 3
SHOWN: Final = 20
Pair = tuple[int, int]


@dataclass(frozen=True)
class Likely:
    """Two people who should meet.

    Attributes:
        one: the smaller number.
        other: the larger.
        closeness: Adamic and Adar's sum over the contacts in common, 0 or more.
        match: how well what one knows fits what the other makes or asks, 0 to 1.
    """

    one: int
    other: int
    closeness: float = 0.0
    match: float = 0.0

    @property
    def pair(self) -> Pair:
        """Both numbers."""
        return self.one, self.other

    @property
    def score(self) -> float:
        """Both grounds together, 0 to 1: 1 − (1 − match)·exp(−closeness). Either is enough, both are better, and a figure does not depend on the other pairs.

        exp(−closeness) is a product over the contacts in common, of which each that has k contacts leaves exp(−1/ln k): a noisy-or (Pearl 1988, section 4.3.2).
        """
        return 1 - (1 - self.match) * math.exp(-self.closeness)


def pair_of(one: int, other: int) -> Pair:
    """The two in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


def contacts_of(ties: Iterable[Pair]) -> dict[int, set[int]]:
    """Of everybody whom a tie names, whom they know."""
    known: dict[int, set[int]] = {}
    for one, other in ties:
        known.setdefault(one, set()).add(other)
        known.setdefault(other, set()).add(one)
    return known


def likely_pairs(people: Collection[int], ties: Collection[Pair], matches: Mapping[Pair, float]) -> list[Likely]:
    """Every two of these people without a tie, with how close their contacts bring them and how well their expertise matches.

    Args:
        people: who could be proposed.
        ties: between anybody; of the contacts of these people all that they have, because a contact counts by how many it has.
        matches: 0 to 1, of pairs in order; a pair that is not named matches with 0.
    """
    closeness, tied = _closeness(people, ties), {pair_of(*pair) for pair in ties}
    open_pairs = (pair for pair in combinations(sorted(people), 2) if pair not in tied)
    return [Likely(*pair, closeness.get(pair, 0.0), matches.get(pair, 0.0)) for pair in open_pairs]


def _closeness(people: Collection[int], ties: Collection[Pair]) -> dict[Pair, float]:
    known = sorted(set(people) & {end for pair in ties for end in pair})
    if not known:
        return {}
    once = sorted({pair_of(*pair) for pair in ties})
    network = read_network(pl.DataFrame(once, schema={"from": pl.Int64, "to": pl.Int64}, orient="row"))
    between = adamic_adar_of(network, known)
    return {(one, other): float(between[row, row + 1 + step]) for row, one in enumerate(known) for step, other in enumerate(known[row + 1 :])}


def who_should_meet_first(found: Iterable[Likely], ruled_out: Collection[Pair] = frozenset(), *, most: int = SHOWN, each: int = EACH) -> list[Likely]:
    """The likeliest pairs for which anything speaks, best first, nobody in more than `each` of them; equal ones by their numbers.

    >>> who_should_meet_first([Likely(1, 2, match=0.5), Likely(1, 3, closeness=2.0), Likely(2, 3)], each=1)
    [Likely(one=1, other=3, closeness=2.0, match=0.0)]
    """
    open_to = sorted((pair for pair in found if pair.score > 0 and pair.pair not in ruled_out), key=lambda pair: (-pair.score, pair.pair))
    kept: list[Likely] = []
    asked: Counter[int] = Counter()
    for pair in open_to:
        if len(kept) < most and max(asked[pair.one], asked[pair.other]) < each:
            kept.append(pair)
            asked.update(pair.pair)
    return kept


@dataclass(frozen=True)
class Overlap:
    """How far two texts are about the same: cosine of their words weighed by rarity, 0 to 1, and what each word of both adds."""

    share: float
    brought: Mapping[str, float]


class Wordings:
    """Texts as weighed words, so that any two can be compared; a word counts the more the fewer of the texts hold it.

    weight of a word = ln(1 + (N − n + ½)/(n + ½)) with N texts of which n hold it (Robertson and Zaragoza 2009); overlap = Σ w² over words of both / (|a|·|b|).
    """

    def __init__(self, terms: Mapping[str, Collection[str]]) -> None:
        """Weigh the terms of each text, by the name of the text."""
        held = Counter(term for of_text in terms.values() for term in set(of_text))
        self._weights = {term: math.log(1 + (len(terms) - count + 0.5) / (count + 0.5)) for term, count in held.items()}
        self._terms = {name: frozenset(of_text) for name, of_text in terms.items()}
        self._lengths = {name: math.sqrt(sum(self._weights[term] ** 2 for term in of_text)) for name, of_text in self._terms.items()}

    def overlap(self, one: str, other: str) -> Overlap:
        """How far two of the texts are about the same."""
        shared = {term: self._weights[term] ** 2 for term in self._terms[one] & self._terms[other]}
        whole = self._lengths[one] * self._lengths[other]
        return Overlap(min(1.0, sum(shared.values()) / whole) if shared else 0.0, shared)
