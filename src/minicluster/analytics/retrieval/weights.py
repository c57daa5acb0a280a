"""BM25 (Robertson and Zaragoza 2009) in two halves: what a document knows when it is written, and what the collection knows when it is asked.

The half of the document stands in the posting and needs no other document: lengths are compared with a fixed usual length instead of the
collection's present average, so that writing one document never changes another's posting.
"""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

from minicluster.analytics.retrieval.words import GRAM_MARK, grams_of, words_of

SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
# Terms of a usual document (title and abstract of some hundred characters) in each of the two fields.
USUAL_WORDS: Final = 27.0
USUAL_GRAMS: Final = 28.0
# The field of 2-grams weighs .3 beside the words.
GRAM_WEIGHT: Final = 0.3


def frequency_part(count: int, length: int, usual_length: float) -> float:
    """The part of BM25 that grows with a term's count in a document and shrinks with the document's length; below 1.

    >>> round(frequency_part(1, 27, 27.0), 4), round(frequency_part(3, 27, 27.0), 4)
    (0.4545, 0.7143)
    """
    return count / (count + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / usual_length))


def rarity(documents: int, documents_with_term: int) -> float:
    """The inverse document frequency of BM25, never negative: ln(1 + (N - n + .5) / (n + .5)).

    >>> round(rarity(100, 1), 3), round(rarity(100, 100), 3)
    (4.21, 0.005)
    """
    return math.log(1 + (documents - documents_with_term + 0.5) / (documents_with_term + 0.5))


def postings_of(text: str) -> dict[str, float]:
    """The terms of a document in both fields, each with its frequency part."""
    words = Counter(word.term for word in words_of(text))
    grams = Counter(grams_of(text))
    return {**_parts(words, USUAL_WORDS), **_parts(grams, USUAL_GRAMS)}


def question_weights(text: str) -> dict[str, float]:
    """The terms of a question, each with the weight that it has before its rarity is known."""
    counts = Counter([word.term for word in words_of(text)] + grams_of(text))
    return {term: count * (GRAM_WEIGHT if term.startswith(GRAM_MARK) else 1.0) for term, count in counts.items()}


def _parts(counts: Mapping[str, int], usual_length: float) -> dict[str, float]:
    length = sum(counts.values())
    return {term: frequency_part(count, length, usual_length) for term, count in counts.items()}
