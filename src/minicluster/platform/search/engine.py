"""Asking: one statement gathers the signals of every document in view, the programme and what is left out being part of it; ranking is pure.

The whole view is scored exactly, nothing is cut before the filter. A view of twenty thousand documents takes some tens of milliseconds; beyond
some hundred thousand the inside of this module is to be replaced, not its interface.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection

from minicluster.analytics.retrieval.centring import Average, question_centre
from minicluster.analytics.retrieval.embedding import EMBEDDERS, Embedder, Vectors
from minicluster.analytics.retrieval.fusion import fuse
from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.ranking import RankedCandidate, ScoredDocument, rank_candidates
from minicluster.analytics.retrieval.reasons import Closeness, closeness, shared_words
from minicluster.analytics.retrieval.weights import question_weights
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


def search(question: Question, *, top: int = 10, embedders: Sequence[Embedder] = EMBEDDERS) -> dict[str, list[Found]]:
    """The best candidates of each kind that was asked for, best first. Kinds do not influence each other."""
    signals = _signals(question, embedders)
    ranked = {kind: _rank(signals[kind])[:top] for kind in question.kinds if kind in signals}
    shown = {document.document for found in ranked.values() for candidate in found for document in candidate.documents}
    described = _describe(question, shown, _cosines(signals.values()))
    return {kind: [_found(kind, candidate, described) for candidate in ranked.get(kind, [])] for kind in question.kinds}


_GATHER = """
WITH asked AS (SELECT * FROM unnest(%(terms)s::text[], %(weights)s::float8[]) AS asked (term, weight)),
meant AS (SELECT * FROM unnest(%(models)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS meant (model, vector, place)),
pool AS MATERIALIZED (
    SELECT id, candidate_kind, candidate_id, record, language, fingerprint FROM search_document
    WHERE programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) AND NOT origins && %(left_out)s::varchar[]
),
collection AS (SELECT count(*) AS documents FROM search_document WHERE programme_id = %(programme)s),
hits AS MATERIALIZED (
    SELECT document_id, asked.weight * frequency_part AS weight, asked.term
    FROM asked JOIN search_posting ON search_posting.programme_id = %(programme)s AND search_posting.term = asked.term
),
rarity AS (
    SELECT term, ln(1 + (documents - count(*) + 0.5) / (count(*) + 0.5))::float8 AS rarity FROM hits, collection GROUP BY term, documents
),
words AS (SELECT document_id, sum(weight * rarity) AS score FROM hits JOIN rarity USING (term) GROUP BY document_id),
texts AS (SELECT DISTINCT fingerprint, language FROM pool),
meanings AS (
    SELECT fingerprint, language,
           array_agg(nullif(1 - ((embedding - centre) <=> vector::halfvec), 'NaN') ORDER BY place) AS cosines
    FROM texts CROSS JOIN meant
    LEFT JOIN search_vector USING (model, fingerprint)
    LEFT JOIN (
        SELECT model, language, embedding AS centre FROM search_centre WHERE programme_id = %(programme)s AND role = 'documents'
    ) AS centres USING (model, language)
    GROUP BY fingerprint, language
)
SELECT candidate_kind, candidate_id, record, id, coalesce(score, 0), cosines
FROM pool LEFT JOIN words ON document_id = id LEFT JOIN meanings USING (fingerprint, language)
"""


def _signals(question: Question, embedders: Sequence[Embedder]) -> Mapping[str, _Signals]:
    terms = question_weights(question.text)
    vectors = _question_vectors(question, embedders)
    values = {
        "terms": list(terms),
        "weights": list(terms.values()),
        "models": list(vectors),
        "vectors": [as_sql(vector) for vector in vectors.values()],
        "programme": question.programme_id,
        "kinds": list(question.kinds),
        "left_out": list(question.left_out),
    }
    kinds: dict[str, _Signals] = defaultdict(_Signals)
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, values)
        for kind, candidate, record, document, words, cosines in cursor.fetchall():
            signals = kinds[kind]
            signals.documents.append((candidate, record, document))
            signals.words.append(words)
            signals.meanings.append(cosines or [])
    return kinds


def _question_vectors(question: Question, embedders: Sequence[Embedder]) -> dict[str, Vectors]:
    """The question's vector under each model for which the programme has vectors, seen from where questions stand on average."""
    language = language_of(question.text)
    centres = _centres(question.programme_id, language)
    return {embedder.model: embedder.questions([question.text])[0] - centres[embedder.model] for embedder in embedders if embedder.model in centres}


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


def _cosines(kinds: Iterable[_Signals]) -> dict[int, list[float]]:
    return {
        number: [cosine for cosine in cosines if cosine is not None]
        for signals in kinds
        for (_candidate, _record, number), cosines in zip(signals.documents, signals.meanings, strict=True)
    }


_DESCRIBE = """
SELECT id, record, evidence_kind, title, left(text, 120), year, language,
       coalesce((SELECT jsonb_object_agg(term, frequency_part) FROM search_posting
                 WHERE programme_id = %(programme)s AND term = ANY(%(terms)s) AND document_id = id), '{}')
FROM search_document WHERE id = ANY(%(documents)s)
"""


def _describe(question: Question, documents: Collection[int], cosines: Mapping[int, list[float]]) -> dict[int, FoundDocument]:
    values = {"programme": question.programme_id, "documents": list(documents), "terms": list(question_weights(question.text))}
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
