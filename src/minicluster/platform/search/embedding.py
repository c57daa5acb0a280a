"""Giving the documents their vectors, in the background, in small batches that each stand for themselves.

The work can be stopped anywhere, by `kill -9` too, and begun again by whoever comes: what is missing is read from the records, so that nothing
is done twice and nothing is forgotten. Word search works meanwhile. A model that fails is told of and asked again later; the others go on.
"""

from collections.abc import Callable, Sequence

from django.db import connection

from minicluster.analytics.retrieval.centring import Average, document_centres
from minicluster.analytics.retrieval.embedding import Embedder
from minicluster.analytics.retrieval.encoders.errors import EmbeddingError
from minicluster.platform.jobs.background import enqueue
from minicluster.platform.search import missing, troubles
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.vectors import as_sql, from_sql


def request_embedding(programme_id: int) -> None:
    """Ask the worker for the vectors that are missing; asking twice is asking once."""
    enqueue("search.embed_documents", key=f"embed-documents-{programme_id}", programme_id=programme_id)


def embed_documents(programme_id: int, *, embedders: Sequence[Embedder] = EMBEDDERS, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Compute the vectors that are missing, model by model; False where it was asked to stop before the end."""
    for embedder in embedders:
        complete = _embedded(programme_id, embedder, should_stop)
        # Not after each batch: a model counts only once nearly all vectors are there, and whoever goes on after a crash passes here too.
        refresh_centres(programme_id, embedder.model)
        if not complete:
            return False
    return True


def _embedded(programme_id: int, embedder: Embedder, should_stop: Callable[[], bool]) -> bool:
    """Whether this model is done for now: with all, or with what it can do at present."""
    try:
        return missing.embed_missing(programme_id, embedder, should_stop)
    except EmbeddingError as reason:
        troubles.tell(embedder.model, str(reason))
        return True


def refresh_centres(programme_id: int, model: str) -> None:
    """Compute where the programme's documents stand on average, language by language."""
    statement = """
        SELECT language, count(*), avg(embedding)::text
        FROM (SELECT DISTINCT language, fingerprint FROM search_document WHERE programme_id = %s) AS texts
        CROSS JOIN LATERAL (SELECT embedding FROM search_vector WHERE model = %s AND fingerprint = texts.fingerprint OFFSET 0) AS vector
        GROUP BY language
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id, model])
        averages = {language: Average(texts, from_sql(vector)) for language, texts, vector in cursor.fetchall()}
    for language, centre in document_centres(averages).items():
        _store_centre((programme_id, "documents", model, language), Average(averages[language].texts, centre))


def _store_centre(key: tuple[int, str, str, str], average: Average) -> None:
    statement = """
        INSERT INTO search_centre (programme_id, role, model, language, texts, embedding) VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (programme_id, role, model, language) DO UPDATE SET texts = excluded.texts, embedding = excluded.embedding
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*key, average.texts, as_sql(average.vector)])
