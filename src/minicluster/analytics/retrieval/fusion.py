"""One score from several signals: each is stretched to 0–1 over the documents in view, then averaged with weights.

Min-max fusion keeps how far apart two documents are; fusion of ranks throws that away and harms a strong signal (KorQuAD .900 → .839).

While a collection gets its vectors, a model counts only once nearly every document in view has its vector: otherwise the few that have one would go
before all others. The documents that then still lack it are scored by their words alone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.understanding import standardised

Signals = NDArray[np.float64]

# Words are exact where a document holds much of what is rare in the question, and noise where none does (a question in another language, a layman's
# words): there .5 harms, and .1 still puts exact terms first. Between the two shares their weight grows evenly.
LITTLE_COVERED: Final = 0.1
MUCH_COVERED: Final = 0.2
WORD_WEIGHT: Final = 0.1
WORD_WEIGHT_COVERED: Final = 0.6

# While the better model's vectors are still being computed the quick one alone is not to be trusted so far.
WORD_WEIGHT_MEANWHILE: Final = 0.5

# The share of the documents in view that must have a model's vector before it counts.
COVERAGE: Final = 0.9


def stretched(signal: Signals) -> Signals:
    """The signal on a scale from 0 (its lowest) to 1 (its highest); missing values stay missing, and all are missing where nothing differs.

    >>> stretched(np.array([2.0, 4.0, np.nan, 3.0])).tolist()
    [0.0, 1.0, nan, 0.5]
    """
    known = signal[~np.isnan(signal)]
    span = np.ptp(known) if known.size else 0.0
    return (signal - known.min()) / span if span else np.full_like(signal, np.nan)


def word_weight(highest: float, most: float) -> float:
    """How much words count beside meaning: by the share of the question's weight that the best document covers.

    >>> [round(word_weight(highest, 10.0), 2) for highest in (0.5, 1.5, 9.0)]
    [0.1, 0.35, 0.6]
    """
    covered = highest / most if most else 0.0
    return float(np.interp(covered, [LITTLE_COVERED, MUCH_COVERED], [WORD_WEIGHT, WORD_WEIGHT_COVERED]))


def fuse(words: Signals, meanings: Signals, most: float) -> Signals:
    """A score from 0 to 1 for each document.

    Args:
        words: one BM25 score per document; 0 where no term is shared.
        meanings: a row per document, a column per model; NaN where the model's vector is missing.
        most: the BM25 that no document can go beyond.
    """
    covering = [column for column in meanings.T if np.mean(~np.isnan(column)) >= COVERAGE]
    highest = float(words.max(initial=0.0))
    table = np.stack([words / highest if highest else np.zeros_like(words), *(stretched(column) for column in covering)], axis=1)
    by_word = max(word_weight(highest, most), 0.0 if len(covering) == meanings.shape[1] else WORD_WEIGHT_MEANWHILE)
    weights = np.array([by_word] + [(1 - by_word) / len(covering) for _model in covering])
    known = ~np.isnan(table)
    fused: Signals = (np.where(known, table, 0.0) @ weights) / (known @ weights)
    return fused


def fuse_from_average(words: Signals, meanings: Signals, most: float) -> Signals:
    """As `fuse`, in a view of which only the best is known: as its lowest cosine is not, cosines count from 0, where documents lie on average."""
    return fuse(np.append(words, 0.0), np.append(np.maximum(meanings, 0.0), np.zeros((1, meanings.shape[1])), axis=0), most)[:-1]


# Where questions are compared, words and meaning count alike.
WORDS_ACROSS: Final = 0.5


def across_questions(words: Signals, most: float, meanings: Signals) -> Signals:
    """A score for each document that also compares one question with another.

    `fuse` stretches each question's signals to the same ends, so that some document is always best; here a question that nothing answers scores low
    everywhere. A long question collects more BM25 than a short one: words count by the share that they cover of the question's weight.

    Args:
        words: one BM25 score per document; 0 where no term is shared.
        most: the BM25 that no document can go beyond.
        meanings: a row per document, a column per model; NaN where the model's vector is missing.

    >>> across_questions(np.array([2.0, 0.0]), 4.0, np.array([[0.6, 0.4], [0.1, np.nan]])).round(3).tolist()
    [0.5, 0.05]
    """
    share = words / most if most else np.zeros_like(words)
    known = ~np.isnan(meanings)
    closeness = np.nan_to_num(meanings).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    compared: Signals = np.where(known.any(axis=1), WORDS_ACROSS * share + (1 - WORDS_ACROSS) * closeness, share)
    return compared


# Beside their meaning, the experts' words that a problem was understood as count half.
WORDS_OF_AIM: Final = 0.5


def fuse_understood(own: Signals, words: Signals, meanings: Signals, weight: float, plainness: float) -> Signals:
    """A score from 0 to 1 for each document, from the problem's own words and from what it was understood to be about.

    Both are brought to the same scale by their spread over the documents in view; then the second counts `weight` times the first.

    Args:
        own: what `fuse` made of the problem's own words and meaning.
        words: BM25 of the experts' terms; 0 where none is shared.
        meanings: a row per document, a column per model: closeness to what is looked for; NaN where a vector is missing.
        weight: how much the understanding counts; 0 leaves `own` alone.
        plainness: how far the experts' words count: a problem that speaks like an expert has its own, and better ones.
    """
    covering = [column for column in meanings.T if np.mean(~np.isnan(column)) >= COVERAGE]
    aimed = WORDS_OF_AIM * plainness * standardised(words)
    counting = weight if covering else weight * plainness
    if covering:
        aimed = aimed + standardised(np.mean([np.nan_to_num(column, nan=float(np.nanmean(column))) for column in covering], axis=0))
    if not counting or not aimed.any():
        return own
    stretched_scores: Signals = np.nan_to_num(stretched(standardised(own) + counting * standardised(aimed)))
    return stretched_scores
