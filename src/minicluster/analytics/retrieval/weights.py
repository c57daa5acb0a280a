"""BM25 (Robertson and Zaragoza 2009) in two halves: what a document knows when it is written, and what the collection knows when it is asked.

A document keeps how often it holds each term, and so how long it is. How rare a term is and how long documents usually are belongs to the collection,
and is asked of it with the question: writing one document never changes what another has stored.
"""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.words import GRAM_MARK, grams_of, words_of

Number = TypeVar("Number", float, NDArray[np.float64])

SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
# The field of 2-grams weighs .3 beside the words.
GRAM_WEIGHT: Final = 0.3


@dataclass(frozen=True)
class UsualLengths:
    """How many terms a document of the collection holds on average in each of the two fields; of 2-grams, where it holds any."""

    words: float
    grams: float


def usual_lengths(documents: int, words: int, with_grams: int, grams: int) -> UsualLengths:
    """The averages of a collection: its documents, all their words, the documents with 2-grams, and all these 2-grams.

    >>> usual_lengths(4, 100, 2, 60), usual_lengths(0, 0, 0, 0)
    (UsualLengths(words=25.0, grams=30.0), UsualLengths(words=1.0, grams=1.0))
    """
    return UsualLengths(max(1.0, words / max(1, documents)), max(1.0, grams / max(1, with_grams)))


def frequency_part(count: Number, length: Number, usual_length: Number) -> Number:
    """The part of BM25 that grows with a term's count in a document and shrinks with the document's length; below 1. Of numbers or of arrays of them.

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


def term_counts(text: str) -> "Counter[str]":
    """How often a text holds each term, in both fields."""
    return Counter([*(word.term for word in words_of(text)), *grams_of(text)])


def question_weights(text: str) -> dict[str, float]:
    """The terms of a question, each with the weight that it has before its rarity is known."""
    return {term: count * (GRAM_WEIGHT if term.startswith(GRAM_MARK) else 1.0) for term, count in term_counts(text).items()}
