"""Where the texts of a language stand on average, so that a Korean question does not simply find Korean documents.

The vectors of a multilingual model lie in a narrow cone, by language and by kind of text. What two texts have in common beyond that shows when the
average is taken from both: the documents' average from a document, the questions' average from a question.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from minicluster.analytics.retrieval.embedding import Vectors

# An average of few texts is mistrusted: it counts as if so many texts stood where the wider average stands.
DOCUMENT_PRIOR: Final = 8
QUESTION_PRIOR: Final = 20


@dataclass(frozen=True)
class Average:
    """The average vector of so many texts."""

    texts: int
    vector: Vectors


def document_centres(averages: Mapping[str, Average]) -> dict[str, Vectors]:
    """The centre of the documents of each language.

    A language with few documents leans on the average over all languages, and a small collection on zero: one document alone must not become its
    own centre, from which it would have no direction.
    """
    if not averages:
        return {}
    total = sum(average.texts for average in averages.values())
    overall = np.sum([average.texts * average.vector for average in averages.values()], axis=0) / (total + DOCUMENT_PRIOR)
    return {language: _leaning(average, overall, DOCUMENT_PRIOR) for language, average in averages.items()}


def question_centre(questions: Average | None, documents: Vectors) -> Vectors:
    """The centre of the questions of a language: that of its documents until questions have been seen."""
    return documents if questions is None else _leaning(questions, documents, QUESTION_PRIOR)


def _leaning(average: Average, wider: Vectors, prior: int) -> Vectors:
    return ((average.texts * average.vector + prior * wider) / (average.texts + prior)).astype(np.float32)
