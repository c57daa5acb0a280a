"""Giving the documents their vectors, in the background, in small batches that each stand for themselves.

The work can be stopped anywhere, by `kill -9` too, and begun again by whoever comes: what is missing is read from the records, so that nothing
is done twice and nothing is forgotten. Word search works meanwhile.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from minicluster.analytics.retrieval.centring import Average, document_centres
from minicluster.analytics.retrieval.embedding import EMBEDDERS, Embedder
from minicluster.analytics.retrieval.language import LANGUAGES, language_of
from minicluster.platform.jobs.background import enqueue
from minicluster.platform.search.index import whole_text
from minicluster.platform.search.models import Centre
from minicluster.platform.search.vectors import as_sql, from_sql

# Statements here look vectors up one by one (`OFFSET 0`): the planner believes a freshly written programme to be tiny and would scan them all each time.
BATCH = 24
# So many earlier questions tell where questions stand; more of them move the average no further.
QUESTIONS_ENOUGH = 150


@dataclass(frozen=True)
class Progress:
    """How many of the vectors that a programme's documents need are there."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether search uses meaning for every document."""
        return self.done >= self.total


def request_embedding(programme_id: int) -> None:
    """Ask the worker for the vectors that are missing; asking twice is asking once."""
    enqueue("search.embed_documents", key=f"embed-documents-{programme_id}", programme_id=programme_id)


def embedding_progress(programme_id: int, embedders: Sequence[Embedder] = EMBEDDERS) -> Progress:
    """How far the programme's documents have their vectors; each text counts once per model."""
    statement = """
        WITH texts AS (SELECT DISTINCT fingerprint FROM search_document WHERE programme_id = %s)
        SELECT (SELECT count(*) FROM texts),
               (SELECT coalesce(sum((SELECT count(*) FROM search_vector WHERE model = ANY(%s) AND fingerprint = texts.fingerprint)), 0)::int FROM texts)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id, [embedder.model for embedder in embedders]])
        texts, vectors = cursor.fetchone()
    return Progress(done=vectors, total=texts * len(embedders))


def embed_documents(programme_id: int, *, embedders: Sequence[Embedder] = EMBEDDERS, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Compute the vectors that are missing, model by model; False where it was asked to stop before the end."""
    for embedder in embedders:
        complete = _embed_missing(programme_id, embedder, should_stop)
        # Not after each batch: a model counts only once nearly all vectors are there, and whoever goes on after a crash passes here too.
        refresh_centres(programme_id, embedder.model)
        if not complete:
            return False
    return True


def _embed_missing(programme_id: int, embedder: Embedder, should_stop: Callable[[], bool]) -> bool:
    while batch := _without_vector(programme_id, embedder.model):
        if should_stop():
            return False
        vectors = embedder.passages([text for _fingerprint, text in batch])
        _store(embedder.model, [fingerprint for fingerprint, _text in batch], vectors)
    return True


def learn_questions(programme_id: int, questions: Iterable[str], *, embedders: Sequence[Embedder] = EMBEDDERS) -> None:
    """Learn from the texts of earlier problems where questions stand on average; only the average is kept, no text and no single vector."""
    texts = list(questions)
    for language in LANGUAGES:
        asked = [text for text in texts if language_of(text) == language][:QUESTIONS_ENOUGH]
        for embedder in embedders if asked else ():
            _store_centre((programme_id, "questions", embedder.model, language), Average(len(asked), embedder.questions(asked).mean(axis=0)))


def learned_questions(programme_id: int) -> int:
    """From how many questions the programme has learned."""
    return sum(Centre.objects.filter(programme_id=programme_id, role="questions", model=EMBEDDERS[0].model).values_list("texts", flat=True))


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


def _without_vector(programme_id: int, model: str) -> list[tuple[int, str]]:
    statement = """
        SELECT DISTINCT ON (fingerprint) fingerprint, title, text FROM search_document
        WHERE programme_id = %s
          AND NOT EXISTS (SELECT FROM search_vector WHERE model = %s AND search_vector.fingerprint = search_document.fingerprint OFFSET 0)
        ORDER BY fingerprint, id LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id, model, BATCH])
        return [(fingerprint, whole_text(title, text)) for fingerprint, title, text in cursor.fetchall()]


def _store(model: str, fingerprints: Sequence[int], vectors: Any) -> None:
    statement = "INSERT INTO search_vector (model, fingerprint, embedding) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, [(model, fingerprint, as_sql(vector)) for fingerprint, vector in zip(fingerprints, vectors, strict=True)])


def _store_centre(key: tuple[int, str, str, str], average: Average) -> None:
    statement = """
        INSERT INTO search_centre (programme_id, role, model, language, texts, embedding) VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (programme_id, role, model, language) DO UPDATE SET texts = excluded.texts, embedding = excluded.embedding
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*key, average.texts, as_sql(average.vector)])
