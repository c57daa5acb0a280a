"""The vectors of the thesaurus' texts, computed once per text and model, batch by batch; what is there after a crash is not computed again."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np
from django.db import connection, transaction

from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.encoders.checking import checked_vectors
from minicluster.platform.search.index import fingerprint_of
from minicluster.platform.search.vectors import as_sql, from_binary

QUESTION: Final = "question"
PASSAGE: Final = "passage"
BATCH: Final = 96


def phrasing_vectors(embedder: Embedder, role: str, texts: Sequence[str], should_stop: Callable[[], bool] = lambda: False) -> Vectors | None:
    """A row per text; None where it was asked to stop before all were there.

    Raises:
        EmbeddingError: the model fails.
    """
    prints = [fingerprint_of(text) for text in texts]
    known = _known(embedder.model, role, prints)
    missing = list({number: text for number, text in zip(prints, texts, strict=True) if number not in known}.items())
    for start in range(0, len(missing), BATCH):
        if should_stop():
            return None
        known |= _computed(embedder, role, missing[start : start + BATCH])
    return np.stack([known[number] for number in prints])


def _computed(embedder: Embedder, role: str, batch: Sequence[tuple[int, str]]) -> dict[int, Vectors]:
    compute = embedder.questions if role == QUESTION else embedder.passages
    vectors = checked_vectors(compute, [text for _number, text in batch])
    found = {number: vector for (number, _text), vector in zip(batch, vectors, strict=True)}
    statement = "INSERT INTO search_phrasingvector (model, role, fingerprint, embedding) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, [(embedder.model, role, number, as_sql(vector)) for number, vector in found.items()])
    return found


def _known(model: str, role: str, prints: Sequence[int]) -> dict[int, Vectors]:
    statement = "SELECT fingerprint, halfvec_send(embedding) FROM search_phrasingvector WHERE model = %s AND role = %s AND fingerprint = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [model, role, list(prints)])
        rows: list[tuple[int, Any]] = cursor.fetchall()
    vectors: Iterable[Vectors] = from_binary([bytes(vector) for _number, vector in rows]) if rows else ()
    return {number: vector for (number, _sent), vector in zip(rows, vectors, strict=True)}
