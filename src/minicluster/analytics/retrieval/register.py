"""How a text speaks: in the words of a workshop or in those of the experts (two unigram models, Jurafsky and Martin 2024, chapter 4), in its own language."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from minicluster.analytics.retrieval.words import GRAM_MARK

Terms = Mapping[str, float]
PRIOR: Final = 0.5
VOCABULARY: Final = 20_000
# So plain does the workshop's text of average odds count, and so learned the experts'; between the two lies the slope.
SURE: Final = 0.99
# Texts of the same concept are held out together; each part in turn.
PARTS: Final = 6


@dataclass(frozen=True)
class Register:
    """The mean log-odds of a text's words: the higher, the likelier the experts' words are.

    Attributes:
        log_odds: those of each known word.
        unknown: those of any other word.
        half_way: the odds of a text that speaks like both.
        steepness: how fast a text above or below counts as the experts' or the workshop's.
    """

    log_odds: Mapping[str, float]
    unknown: float
    half_way: float
    steepness: float

    def odds_of(self, terms: Terms) -> float:
        """The mean over a text's different words; half-way for a text without words."""
        return _mean_odds(terms, self.log_odds, self.unknown, self.half_way)

    def plainness_of(self, terms: Terms) -> float:
        """From 0 (speaks like an expert) to 1 (speaks like a workshop)."""
        return 1 / (1 + math.exp(self.steepness * (self.odds_of(terms) - self.half_way)))


class Heard(NamedTuple):
    """The terms of a text and the concept that it speaks of; `tells` where it is a telling or a request, as problems are, and no phrase or list of terms."""

    terms: Terms
    concept: int
    tells: bool


def fit_register(workshop: Sequence[Heard], experts: Sequence[Heard]) -> Register:
    """Learn the words of both, and from texts that were held out where the middle between them lies.

    Raises:
        ValueError: one of the two says nothing.

    >>> register = fit_register([Heard({"쭈글쭈글": 1.0}, 0, True)], [Heard({"성형": 1.0, "해석": 1.0}, 0, True)])
    >>> register.odds_of({"성형": 1.0}) > register.half_way > register.odds_of({"쭈글쭈글": 1.0})
    True
    """
    if not workshop or not experts:
        raise ValueError("a register needs the words of both the workshop and the experts")
    log_odds, unknown = _log_odds(workshop, experts)
    plain, learned = _held_out(workshop, experts)
    if learned <= plain:  # too few texts to hold any out: they are judged by the words that they taught
        plain, learned = _average(_telling(workshop), log_odds, unknown), _average(_telling(experts), log_odds, unknown)
    return Register(log_odds, unknown, (plain + learned) / 2, 2 * math.log(SURE / (1 - SURE)) / (learned - plain))


def _held_out(workshop: Sequence[Heard], experts: Sequence[Heard]) -> tuple[float, float]:
    """The mean odds of the workshop's and of the experts' texts, each by the words of other concepts."""
    plain: list[float] = []
    learned: list[float] = []
    for part in range(PARTS):
        others = [[heard for heard in side if heard.concept % PARTS != part] for side in (workshop, experts)]
        if all(others):
            log_odds, unknown = _log_odds(*others)
            for found, side in ((plain, workshop), (learned, experts)):
                found += [_mean_odds(heard.terms, log_odds, unknown, 0.0) for heard in _telling(side) if heard.concept % PARTS == part]
    return (sum(plain) / len(plain), sum(learned) / len(learned)) if plain and learned else (0.0, 0.0)


def _telling(side: Sequence[Heard]) -> Sequence[Heard]:
    """Those that speak as problems do; all where there is none."""
    return [heard for heard in side if heard.tells] or side


def _average(side: Sequence[Heard], log_odds: Mapping[str, float], unknown: float) -> float:
    return sum(_mean_odds(heard.terms, log_odds, unknown, 0.0) for heard in side) / len(side)


def _mean_odds(terms: Terms, log_odds: Mapping[str, float], unknown: float, without_words: float) -> float:
    found = [log_odds.get(word, unknown) for word in _words_among(terms)]
    return sum(found) / len(found) if found else without_words


def _log_odds(workshop: Iterable[Heard], experts: Iterable[Heard]) -> tuple[dict[str, float], float]:
    plain, learned = _counted(workshop), _counted(experts)
    odds = _Odds(plain.total(), learned.total())
    return {term: odds.of(plain[term], learned[term]) for term in plain | learned}, odds.of(0, 0)


@dataclass(frozen=True)
class _Odds:
    plain: int
    learned: int

    def of(self, plain: int, learned: int) -> float:
        chance = (learned + PRIOR) / (self.learned + PRIOR * VOCABULARY)
        return math.log(chance) - math.log((plain + PRIOR) / (self.plain + PRIOR * VOCABULARY))


def _counted(texts: Iterable[Heard]) -> "Counter[str]":
    return Counter(word for heard in texts for word in _words_among(heard.terms))


def _words_among(terms: Terms) -> Iterable[str]:
    return (term for term in terms if not term.startswith(GRAM_MARK))
