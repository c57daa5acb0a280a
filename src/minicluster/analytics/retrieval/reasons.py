"""Why a document was found: the words that it shares with the question, each with its share, and how close the meaning is, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from minicluster.analytics.retrieval.words import GRAM_MARK, Word, words_of

Closeness = Literal["very_close", "close", "related"]

# Centred cosines; between two texts on different subjects they lie around 0.
VERY_CLOSE: Final = 0.45
CLOSE: Final = 0.3
RELATED: Final = 0.15
WORDS_SHOWN: Final = 5
# What brings less than this share of the words' part is not told.
LEAST_SHARE: Final = 0.05


@dataclass(frozen=True)
class MatchedWord:
    """A word that documents share with what was looked for: its share of all that their words add, and whether the question itself holds it."""

    word: str
    share: float
    is_asked: bool


@dataclass(frozen=True)
class Spelling:
    """How the terms that were looked for are written: term → word, of the question itself and of the experts' terms as which it was understood."""

    asked: Mapping[str, str]
    understood: Mapping[str, str]


def spelling_of(question: str, phrases: Iterable[str]) -> Spelling:
    """How the terms of a question are written there, and those of the experts' phrases as which it was understood in these."""
    return Spelling(_written(words_of(question)), _written(word for phrase in phrases for word in words_of(phrase)))


def _written(words: Iterable[Word]) -> dict[str, str]:
    written: dict[str, str] = {}
    for word in words:
        written.setdefault(word.term, word.surface)
    return written


def matched_words(spelling: Spelling, brought: Mapping[str, float]) -> list[MatchedWord]:
    """The words that speak for a candidate, as they were written, with their shares; the greatest first, few of them, no small ones.

    What 2-grams bring counts to the words in which they stand; what stands in no word that can be shown is a part of the whole and not told.

    Args:
        spelling: how the terms that were looked for are written.
        brought: term → what it added to the score by words of the candidate's documents.
    """
    whole = sum(brought.values())
    parts: dict[str, float] = defaultdict(float)
    for term, surface in {**spelling.understood, **spelling.asked}.items():
        parts[surface] += brought.get(term, 0.0)
    spelled = [surface for surface, part in parts.items() if part > 0]
    for term, part in brought.items():
        holding = [surface for surface in spelled if term.startswith(GRAM_MARK) and term.removeprefix(GRAM_MARK) in surface]
        for surface in holding:
            parts[surface] += part / len(holding)
    shares = sorted(((part / whole, surface) for surface, part in parts.items() if part > 0), key=lambda pair: (-pair[0], pair[1]))
    own = set(spelling.asked.values())
    return [MatchedWord(surface, share, surface in own) for share, surface in shares[:WORDS_SHOWN] if share >= LEAST_SHARE]


def shared_words(question: str, contributions: Mapping[str, float]) -> list[str]:
    """The words of the question, as they were written there, that a document has too; the weightiest first.

    Args:
        question: what was asked.
        contributions: term → what it added to the document's score.
    """
    written = _written(_words_asked(question))
    shared = sorted(((contributions[term], surface) for term, surface in written.items() if term in contributions), key=lambda pair: -pair[0])
    return list(dict.fromkeys(surface for _weight, surface in shared))[:WORDS_SHOWN]


@lru_cache(maxsize=64)
def _words_asked(question: str) -> tuple[Word, ...]:
    # The same question is explained once for each concept that it may mean.
    return tuple(words_of(question))


def closeness(cosines: Sequence[float]) -> Closeness | None:
    """How close the meaning of a document is to the question's, from its centred cosines under each model; None where it says nothing."""
    if not cosines:
        return None
    mean = sum(cosines) / len(cosines)
    if mean >= VERY_CLOSE:
        return "very_close"
    if mean >= CLOSE:
        return "close"
    return "related" if mean >= RELATED else None
