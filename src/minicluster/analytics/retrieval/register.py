"""How a text speaks: in the words of a workshop or in those of the experts (two unigram models, Jurafsky and Martin 2024, chapter 4)."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from minicluster.analytics.retrieval.words import GRAM_MARK

Terms = Mapping[str, float]
PRIOR: Final = 0.5
VOCABULARY: Final = 20_000
# The thesaurus' tellings of firms lie around -3, its requests of engineers around 1; between the two a text counts as half of each.
HALF_WAY: Final = -1.3
STEEPNESS: Final = 2.5


@dataclass(frozen=True)
class Register:
    """The mean log-odds of a text's words: above 0 the experts' words are likelier."""

    log_odds: Mapping[str, float]
    unknown: float

    def odds_of(self, terms: Terms) -> float:
        """The mean over a text's different words; 0 for a text without words."""
        found = [self.log_odds.get(word, self.unknown) for word in _words_among(terms)]
        return sum(found) / len(found) if found else 0.0

    def plainness_of(self, terms: Terms) -> float:
        """From 0 (speaks like an expert) to 1 (speaks like a workshop)."""
        return 1 / (1 + math.exp(STEEPNESS * (self.odds_of(terms) - HALF_WAY)))


def fit_register(workshop: Iterable[Terms], experts: Iterable[Terms]) -> Register:
    """Learn the words of both from the terms of their texts.

    >>> register = fit_register([{"쭈글쭈글": 1.0}], [{"성형": 1.0, "해석": 1.0}])
    >>> register.odds_of({"성형": 1.0}) > 0 > register.odds_of({"쭈글쭈글": 1.0})
    True
    """
    plain, learned = _counted(workshop), _counted(experts)
    odds = _Odds(plain.total(), learned.total())
    return Register({term: odds.of(plain[term], learned[term]) for term in plain | learned}, odds.of(0, 0))


@dataclass(frozen=True)
class _Odds:
    plain: int
    learned: int

    def of(self, plain: int, learned: int) -> float:
        chance = (learned + PRIOR) / (self.learned + PRIOR * VOCABULARY)
        return math.log(chance) - math.log((plain + PRIOR) / (self.plain + PRIOR * VOCABULARY))


def _counted(texts: Iterable[Terms]) -> "Counter[str]":
    return Counter(word for terms in texts for word in _words_among(terms))


def _words_among(terms: Terms) -> Iterable[str]:
    return (term for term in terms if not term.startswith(GRAM_MARK))
