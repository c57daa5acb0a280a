"""Which texts have no vector yet under a model, and giving it to them, batch by batch."""

from collections.abc import Callable, Sequence
from typing import Final

from django.db import connection, transaction

from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.encoders.checking import checked_vectors
from minicluster.analytics.retrieval.encoders.errors import EmbeddingError, UnreachableError
from minicluster.platform.search import troubles
from minicluster.platform.search.index import whole_text
from minicluster.platform.search.vectors import as_sql

# Enough texts that those of similar length can be computed together; a crash loses the work on so many.
BATCH = 96
# A model that refuses so many texts in a row refuses all: what is wrong is the model and not the texts.
REFUSALS_IN_A_ROW: Final = 8
_LOWEST: Final = -(2**63)

_Text = tuple[int, str]


def embed_missing(programme_id: int, embedder: Embedder, should_stop: Callable[[], bool]) -> bool:
    """Give each text its vector; False where it was asked to stop before the end. Texts that the model refuses are told of and left for later."""
    refused: dict[int, str] = {}
    # Texts may be written behind the place where it reads: it reads again until it has found nothing new.
    while (stored := _pass(programme_id, embedder, should_stop, refused)) != 0:
        if stored is None:
            return False
    if refused:
        why = next(iter(refused.values()))
        troubles.tell(embedder.model, f"{len(refused)} texts were refused, the first because: {why}")
    else:
        troubles.forget(embedder.model)
    return True


def _pass(programme_id: int, embedder: Embedder, should_stop: Callable[[], bool], refused: dict[int, str]) -> int | None:
    """Read through the texts once, in the order of their fingerprints; the number of vectors stored, or None where it was asked to stop."""
    first, stored = _LOWEST, 0
    while batch := _without_vector(programme_id, embedder.model, first):
        if should_stop():
            return None
        vectors = _vectors_of(embedder, [text for text in batch if text[0] not in refused], _length_of(embedder.model), refused)
        _store(embedder.model, vectors)
        first, stored = batch[-1][0] + 1, stored + len(vectors)
    return stored


def _vectors_of(embedder: Embedder, batch: Sequence[_Text], length: int | None, refused: dict[int, str]) -> dict[int, Vectors]:
    """The vectors that the model gives. Where it fails with several texts it is asked for each half, until those are found that it fails with."""
    if not batch:
        return {}
    try:
        vectors = checked_vectors(embedder.passages, [text for _fingerprint, text in batch], dimensions=length)
        return {fingerprint: vector for (fingerprint, _text), vector in zip(batch, vectors, strict=True)}
    except UnreachableError:
        raise
    except EmbeddingError as reason:
        if len(batch) == 1:
            return _refuse(batch[0][0], reason, refused)
        middle = len(batch) // 2
        first = _vectors_of(embedder, batch[:middle], length, refused)
        if not first and middle >= REFUSALS_IN_A_ROW:
            raise UnreachableError(str(reason)) from reason
        return first | _vectors_of(embedder, batch[middle:], length, refused)


def _refuse(fingerprint: int, reason: EmbeddingError, refused: dict[int, str]) -> dict[int, Vectors]:
    refused[fingerprint] = str(reason)
    return {}


def _without_vector(programme_id: int, model: str, first: int) -> list[_Text]:
    # It looks vectors up one by one (`OFFSET 0`): the planner believes a freshly written programme to be tiny and would scan them all each time.
    statement = """
        SELECT DISTINCT ON (fingerprint) fingerprint, title, text FROM search_document
        WHERE programme_id = %s AND fingerprint >= %s
          AND NOT EXISTS (SELECT FROM search_vector WHERE model = %s AND search_vector.fingerprint = search_document.fingerprint OFFSET 0)
        ORDER BY fingerprint, id LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id, first, model, BATCH])
        return [(fingerprint, whole_text(title, text)) for fingerprint, title, text in cursor.fetchall()]


def _length_of(model: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT vector_dims(embedding) FROM search_vector WHERE model = %s LIMIT 1", [model])
        row = cursor.fetchone()
    return row[0] if row else None


def _store(model: str, vectors: dict[int, Vectors]) -> None:
    statement = "INSERT INTO search_vector (model, fingerprint, embedding) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, [(model, fingerprint, as_sql(vector)) for fingerprint, vector in vectors.items()])


def programmes_with_missing(models: Sequence[str]) -> list[int]:
    """The programmes of which some text has no vector under some of these models."""
    statement = """
        SELECT DISTINCT programme_id FROM search_document CROSS JOIN unnest(%s::text[]) AS wanted (model)
        WHERE NOT EXISTS (SELECT FROM search_vector WHERE search_vector.model = wanted.model AND search_vector.fingerprint = search_document.fingerprint)
        ORDER BY programme_id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(models)])
        return [programme_id for (programme_id,) in cursor.fetchall()]
