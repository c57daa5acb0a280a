"""Asking: one statement gathers the signals of every document in view, the programme and what is left out being part of it; ranking is pure.

The whole view is scored exactly, nothing is cut before the filter. A view of twenty thousand documents takes some tens of milliseconds; beyond
some hundred thousand the inside of this module is to be replaced, not its interface.
"""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection

from minicluster.analytics.retrieval.centring import Average, question_centre
from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.fusion import fuse
from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.ranking import RankedCandidate, ScoredDocument, rank_candidates
from minicluster.analytics.retrieval.reasons import Closeness, closeness, shared_words
from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.embedders import EMBEDDERS, QUESTION_VECTORS
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.vectors import as_sql, from_sql

ENGINE_VERSION = "1:bm25+use+e5"


@dataclass(frozen=True)
class FoundDocument:
    """A document that speaks for a candidate, and why it was found."""

    record: str
    evidence_kind: str
    title: str
    year: int | None
    language: str
    words: tuple[str, ...]
    closeness: Closeness | None


@dataclass(frozen=True)
class Found:
    """A candidate that was found, with a score from 0 to 1 that compares candidates of one kind in one search."""

    kind: str
    candidate_id: int
    score: float
    documents: tuple[FoundDocument, ...]


@dataclass(frozen=True)
class Question:
    """What is asked, and within what: `left_out` are references of records whose evidence must not count."""

    programme_id: int
    text: str
    kinds: Collection[str] = tuple(CandidateKind.values)
    left_out: Collection[str] = ()


@dataclass
class _Signals:
    """One row per document of a kind."""

    documents: list[tuple[int, str, int]] = field(default_factory=list)  # candidate, record, document
    words: list[float] = field(default_factory=list)
    meanings: list[list[float]] = field(default_factory=list)


def search(question: Question, *, top: int = 10, tops: Mapping[str, int] | None = None, embedders: Sequence[Embedder] = EMBEDDERS) -> dict[str, list[Found]]:
    """The best candidates of each kind that was asked for, best first; `tops` gives some kinds another number. Kinds do not influence each other."""
    signals = _signals(question, embedders)
    numbers = dict.fromkeys(question.kinds, top) | dict(tops or {})
    ranked = {kind: _rank(signals[kind])[: numbers[kind]] for kind in question.kinds if kind in signals}
    shown = {document.document for found in ranked.values() for candidate in found for document in candidate.documents}
    described = _describe(question, shown, _cosines(signals.values(), shown))
    return {kind: [_found(kind, candidate, described) for candidate in ranked.get(kind, [])] for kind in question.kinds}


# The planner believes a freshly written programme to be tiny and would then compare every row with every other. So rows of two shapes, documents
# with their word score and texts with their closeness under one model, are put together outside, and `OFFSET 0` makes it look up postings by index.
_GATHER = """
WITH asked AS (SELECT * FROM unnest(%(terms)s::text[], %(weights)s::float8[]) AS asked (term, weight)),
aims AS MATERIALIZED (
    SELECT place, model, language, vector::halfvec AS aim, embedding AS centre
    FROM unnest(%(models)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS meant (model, vector, place)
    JOIN search_centre USING (model) WHERE programme_id = %(programme)s AND role = 'documents'
),
pool AS MATERIALIZED (
    SELECT id, candidate_kind, candidate_id, record, language, fingerprint FROM search_document
    WHERE programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) AND NOT origins && %(left_out)s::varchar[]
),
hits AS (
    SELECT document_id, weight * frequency_part AS weight, count(*) OVER (PARTITION BY term) AS documents
    FROM asked CROSS JOIN LATERAL (
        SELECT document_id, frequency_part FROM search_posting WHERE programme_id = %(programme)s AND term = asked.term OFFSET 0
    ) AS posting
),
words AS (
    SELECT document_id, weight * ln(1 + (collection - documents + 0.5) / (documents + 0.5))::float8 AS score
    FROM hits CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM search_document WHERE programme_id = %(programme)s) AS collection) AS whole
),
scored AS (
    SELECT id, candidate_kind, candidate_id, record, language, fingerprint, 0::float8 AS score FROM pool
    UNION ALL SELECT document_id, NULL, NULL, NULL, NULL, NULL, score FROM words
),
texts AS MATERIALIZED (SELECT DISTINCT fingerprint, language FROM pool)
SELECT id, max(candidate_kind), max(candidate_id), max(record), max(language), max(fingerprint), sum(score), NULL::int
FROM scored GROUP BY id HAVING count(candidate_id) > 0
UNION ALL
SELECT NULL, NULL, NULL, NULL, language, fingerprint, nullif(1 - ((embedding - centre) <=> aim), 'NaN'), place::int - 1
FROM texts JOIN aims USING (language) JOIN search_vector USING (model, fingerprint)
"""


def _signals(question: Question, embedders: Sequence[Embedder]) -> Mapping[str, _Signals]:
    vectors = _question_vectors(question, embedders)
    documents, cosines = _gathered(question, vectors)
    unknown = [float("nan")] * len(vectors)
    kinds: dict[str, _Signals] = defaultdict(_Signals)
    for number, kind, candidate, record, text, words in documents:
        signals = kinds[kind]
        signals.documents.append((candidate, record, number))
        signals.words.append(words)
        signals.meanings.append(cosines.get(text, unknown))
    return kinds


def _gathered(question: Question, vectors: Mapping[str, Vectors]) -> tuple[list[tuple[Any, ...]], dict[tuple[str, int], list[float]]]:
    terms = question_weights(question.text)
    values: dict[str, Any] = {
        "terms": list(terms),
        "weights": list(terms.values()),
        "models": list(vectors),
        "vectors": [as_sql(vector) for vector in vectors.values()],
        "programme": question.programme_id,
        "kinds": list(question.kinds),
        "left_out": list(question.left_out),
    }
    documents: list[tuple[Any, ...]] = []
    cosines: dict[tuple[str, int], list[float]] = defaultdict(lambda: [float("nan")] * len(vectors))
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, values)
        for number, kind, candidate, record, language, fingerprint, value, place in cursor.fetchall():
            if place is None:
                documents.append((number, kind, candidate, record, (language, fingerprint), value))
            elif value is not None:
                cosines[language, fingerprint][place] = value
    return documents, cosines


def _question_vectors(question: Question, embedders: Sequence[Embedder]) -> dict[str, Vectors]:
    """The question's vector under each model for which the programme has vectors, seen from where questions stand on average."""
    language = language_of(question.text)
    centres = _centres(question.programme_id, language)
    asked = {embedder.model: QUESTION_VECTORS.of(embedder, question.text) for embedder in embedders if embedder.model in centres}
    return {model: vector - centres[model] for model, vector in asked.items() if vector is not None}


def _centres(programme_id: int, language: str) -> dict[str, Vectors]:
    # A programme may hold no document in the question's language; any other of its centres is nearer than none.
    statement = """
        SELECT model, role, texts, embedding::text FROM search_centre
        WHERE programme_id = %s AND (role = 'documents' OR language = %s)
        ORDER BY model, role, language = %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id, language, language])
        rows = cursor.fetchall()
    averages = {(model, role): Average(texts, from_sql(vector)) for model, role, texts, vector in rows}
    return {
        model: question_centre(averages.get((model, "questions")), documents.vector) for (model, role), documents in averages.items() if role == "documents"
    }


def _rank(signals: _Signals) -> list[RankedCandidate[int]]:
    words = np.array(signals.words, dtype=np.float64)
    meanings = np.array(signals.meanings, dtype=np.float64).reshape(len(words), -1)
    scores = fuse(words, meanings)
    # What shares no word and lies no nearer than documents do on average was not found: it was merely there.
    speaks = (words > 0) | (np.nan_to_num(meanings).sum(axis=1) > 0)
    documents = zip(signals.documents, scores.tolist(), speaks.tolist(), strict=True)
    return rank_candidates(ScoredDocument(candidate, record, number, score) for (candidate, record, number), score, speaking in documents if speaking)


def _cosines(kinds: Iterable[_Signals], shown: Collection[int]) -> dict[int, list[float]]:
    return {
        number: [cosine for cosine in cosines if not math.isnan(cosine)]
        for signals in kinds
        for (_candidate, _record, number), cosines in zip(signals.documents, signals.meanings, strict=True)
        if number in shown
    }


_DESCRIBE = """
SELECT id, record, evidence_kind, title, left(text, 120), year, language,
       coalesce((SELECT jsonb_object_agg(term, frequency_part) FROM search_posting
                 WHERE programme_id = %(programme)s AND term = ANY(%(terms)s) AND document_id = id), '{}')
FROM search_document WHERE id = ANY(%(documents)s)
"""


def _describe(question: Question, documents: Collection[int], cosines: Mapping[int, list[float]]) -> dict[int, FoundDocument]:
    values: dict[str, Any] = {"programme": question.programme_id, "documents": list(documents), "terms": list(question_weights(question.text))}
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIBE, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {
        number: FoundDocument(
            record, kind, title or beginning, year, language, tuple(shared_words(question.text, json.loads(terms))), closeness(cosines[number])
        )
        for number, record, kind, title, beginning, year, language, terms in rows
    }


def _found(kind: str, candidate: RankedCandidate[int], described: Mapping[int, FoundDocument]) -> Found:
    return Found(kind, candidate.candidate, round(candidate.score, 4), tuple(described[document.document] for document in candidate.documents))
