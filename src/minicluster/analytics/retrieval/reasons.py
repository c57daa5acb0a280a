"""Why a document was found: the words that it shares with the question, and how close the meaning is, in words."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

from minicluster.analytics.retrieval.words import Word, words_of

Closeness = Literal["very_close", "close", "related"]

# Centred cosines; between two texts on different subjects they lie around 0.
VERY_CLOSE: Final = 0.45
CLOSE: Final = 0.3
RELATED: Final = 0.15
WORDS_SHOWN: Final = 5


def shared_words(question: str, contributions: Mapping[str, float]) -> list[str]:
    """The words of the question, as they were written there, that a document has too; the weightiest first.

    Args:
        question: what was asked.
        contributions: term → what it added to the document's score.
    """
    surfaces: dict[str, str] = {}
    for word in _words_asked(question):
        surfaces.setdefault(word.term, word.surface)
    shared = sorted(((contributions[term], surface) for term, surface in surfaces.items() if term in contributions), key=lambda pair: -pair[0])
    return list(dict.fromkeys(surface for _weight, surface in shared))[:WORDS_SHOWN]


@lru_cache(maxsize=64)
def _words_asked(question: str) -> tuple[Word, ...]:
    # The same question is explained once for each document that was found.
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
