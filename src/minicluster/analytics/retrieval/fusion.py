"""One score from several signals: each is stretched to 0–1 over the documents in view, then averaged with weights.

Min-max fusion keeps how far apart two documents are; fusion of ranks throws that away and harms a strong signal (KorQuAD .900 → .839). A signal that
a document does not have yet (its vector is still being computed) does not count for it: the others speak alone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Signals = NDArray[np.float64]

# Words weigh little beside meaning: they are exact where the words agree and noise where they do not (a question in another language, a layman's
# words). At .5 they harm English questions on Korean evidence; at .1 they still put exact terms first.
WORD_WEIGHT: Final = 0.1


def stretched(signal: Signals) -> Signals:
    """The signal on a scale from 0 (its lowest) to 1 (its highest); all 0 where it does not differ; missing values stay missing.

    >>> stretched(np.array([2.0, 4.0, np.nan, 3.0])).tolist()
    [0.0, 1.0, nan, 0.5]
    """
    known = signal[~np.isnan(signal)]
    if not known.size:
        return signal
    lowest, span = known.min(), np.ptp(known)
    return (signal - lowest) / span if span else np.where(np.isnan(signal), np.nan, 0.0)


def fuse(words: Signals, meanings: Signals) -> Signals:
    """A score from 0 to 1 for each document.

    Args:
        words: one BM25 score per document; 0 where no term is shared.
        meanings: a row per document, a column per model; NaN where the model's vector is missing.
    """
    columns = [stretched(np.append(words, 0.0))[:-1], *(stretched(column) for column in meanings.T)]
    share = (1 - WORD_WEIGHT) / max(meanings.shape[1], 1)
    weights = np.array([WORD_WEIGHT, *[share] * meanings.shape[1]])
    table = np.stack(columns, axis=1)
    present = ~np.isnan(table) * weights
    fused: Signals = (np.nan_to_num(table) * present).sum(axis=1) / present.sum(axis=1)
    return fused
