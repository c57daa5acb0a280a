"""Gathering: one statement brings the signals of every document in view, the programme, the viewer's scopes and what is left out being part of it.

A question becomes one aim or several (its own words, and what it may mean in the terms of a field); all of them are gathered at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from minicluster.analytics.retrieval.centring import Average, question_centre
from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.language import language_of
from minicluster.platform.search.embedders import QUESTION_VECTORS
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.vectors import as_sql, from_sql

Values = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """Within what is searched. `left_out` are references of records whose evidence must not count.

    `scopes` are the mini-clusters whose own documents the viewer may see beside those for everyone in the programme; None is all of them.
    """

    programme_id: int
    kinds: Collection[str] = tuple(CandidateKind.values)
    left_out: Collection[str] = ()
    scopes: Collection[int] | None = None


@dataclass(frozen=True)
class Aim:
    """One thing to look for: terms with the weight that they have before their rarity is known, and a centred vector for each model.

    `weight` says how much of the pool is chosen by this aim where the view is too wide for every document to be gathered; no signal is changed by it.
    """

    terms: Mapping[str, float]
    vectors: Mapping[str, Vectors] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True)
class Signals:
    """What is known of the documents of one kind, for every aim.

    Attributes:
        documents: candidate, record and document, one row per document.
        words: BM25, a row per aim, a column per document; 0 where no term is shared.
        meanings: for each aim the centred cosines by model, one per document; NaN where the vector is missing.
        whole: whether every document in view is here; if not, only those that are best by one of the signals.
    """

    documents: Sequence[tuple[int, str, int]]
    words: Values
    meanings: Sequence[Mapping[str, Values]]
    whole: bool = True


# The planner believes a freshly written programme to be tiny and would then compare every row with every other. So rows of two shapes, documents
# with their word scores and texts with their closeness under one model, are put together outside, and `OFFSET 0` makes it look up postings by index.
_GATHER = """
WITH asked AS (SELECT * FROM unnest(%(aims)s::int[], %(terms)s::text[], %(weights)s::float8[]) AS asked (aim, term, weight)),
aims AS MATERIALIZED (
    SELECT place, model, language, vector::halfvec AS aim, embedding AS centre
    FROM unnest(%(models)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS meant (model, vector, place)
    JOIN search_centre USING (model) WHERE programme_id = %(programme)s AND role = 'documents'
),
pool AS MATERIALIZED (
    SELECT id, candidate_kind, candidate_id, record, language, fingerprint FROM search_document
    WHERE programme_id = %(programme)s AND candidate_kind = ANY(%(kinds)s) AND NOT origins && %(left_out)s::varchar[]
      AND (%(scopes)s::bigint[] IS NULL OR scope = 0 OR scope = ANY(%(scopes)s))
),
hits AS (
    SELECT document_id, term, frequency_part, count(*) OVER (PARTITION BY term) AS documents
    FROM (SELECT DISTINCT term FROM asked) AS terms CROSS JOIN LATERAL (
        SELECT document_id, frequency_part FROM search_posting WHERE programme_id = %(programme)s AND term = terms.term OFFSET 0
    ) AS posting
),
words AS (
    SELECT document_id, aim, weight * frequency_part * ln(1 + (collection - documents + 0.5) / (documents + 0.5))::float8 AS score
    FROM hits JOIN asked USING (term)
    CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM search_document WHERE programme_id = %(programme)s) AS collection) AS whole
),
scored AS (
    SELECT id, candidate_kind, candidate_id, record, language, fingerprint, NULL::int AS aim, 0::float8 AS score FROM pool
    UNION ALL SELECT document_id, NULL, NULL, NULL, NULL, NULL, aim, score FROM words
),
texts AS MATERIALIZED (SELECT DISTINCT fingerprint, language FROM pool)
SELECT id, max(candidate_kind), max(candidate_id), max(record), max(language), max(fingerprint),
       array_agg(aim) FILTER (WHERE aim IS NOT NULL), array_agg(score) FILTER (WHERE aim IS NOT NULL), NULL::int, NULL::float8
FROM scored GROUP BY id HAVING count(candidate_id) > 0
UNION ALL
SELECT NULL, NULL, NULL, NULL, language, fingerprint, NULL, NULL, place::int - 1, nullif(1 - ((embedding - centre) <=> aim), 'NaN')
FROM texts JOIN aims USING (language) JOIN search_vector USING (model, fingerprint)
"""


@dataclass
class _Rows:
    """What the statement brings of one kind, document by document."""

    documents: list[tuple[int, str, int]] = field(default_factory=list)
    texts: list[tuple[str, int]] = field(default_factory=list)
    words: list[list[float]] = field(default_factory=list)


def gather(view: View, aims: Sequence[Aim]) -> Mapping[str, Signals]:
    """The signals of the documents in view by kind; a kind without any document in view is not there."""
    meant = [(number, model) for number, aim in enumerate(aims) for model in aim.vectors]
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, _values(view, aims))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    kinds: dict[str, _Rows] = defaultdict(_Rows)
    cosines: dict[tuple[str, int], list[float]] = defaultdict(lambda: [float("nan")] * len(meant))
    for number, kind, candidate, record, language, fingerprint, of_aims, scores, place, cosine in rows:
        if place is not None:
            cosines[language, fingerprint][place] = float("nan") if cosine is None else cosine
            continue
        kinds[kind].documents.append((candidate, record, number))
        kinds[kind].texts.append((language, fingerprint))
        kinds[kind].words.append(_summed(len(aims), of_aims or (), scores or ()))
    return {kind: _signals(of_kind, len(aims), meant, cosines) for kind, of_kind in kinds.items()}


def meanings_of(programme_id: int, texts: Sequence[str], embedders: Sequence[Embedder]) -> list[dict[str, Vectors]]:
    """Each text's vector as a question under each model for which the programme has vectors, seen from where questions of its language stand."""
    languages = [language_of(text) for text in texts]
    centres = {language: _question_centres(programme_id, language) for language in set(languages)}
    meanings: list[dict[str, Vectors]] = [{} for _text in texts]
    for embedder in embedders:
        if not all(embedder.model in known for known in centres.values()):
            continue
        for meaning, language, text in zip(meanings, languages, texts, strict=True):
            vector = QUESTION_VECTORS.of(embedder, text)
            if vector is not None:
                meaning[embedder.model] = vector - centres[language][embedder.model]
    return meanings


def _values(view: View, aims: Sequence[Aim]) -> dict[str, Any]:
    asked = [(number, term, weight) for number, aim in enumerate(aims) for term, weight in aim.terms.items()]
    return {
        "aims": [number for number, _term, _weight in asked],
        "terms": [term for _number, term, _weight in asked],
        "weights": [weight for _number, _term, weight in asked],
        "models": [model for aim in aims for model in aim.vectors],
        "vectors": [as_sql(vector) for aim in aims for vector in aim.vectors.values()],
        "programme": view.programme_id,
        "kinds": list(view.kinds),
        "left_out": list(view.left_out),
        "scopes": None if view.scopes is None else list(view.scopes),
    }


def _summed(aims: int, of_aims: Iterable[int], scores: Iterable[float]) -> list[float]:
    sums = [0.0] * aims
    for aim, score in zip(of_aims, scores, strict=True):
        sums[aim] += score
    return sums


def _signals(rows: _Rows, aims: int, meant: Sequence[tuple[int, str]], cosines: Mapping[tuple[str, int], list[float]]) -> Signals:
    unknown = [float("nan")] * len(meant)
    table = np.array([cosines.get(text, unknown) for text in rows.texts], dtype=np.float64).reshape(len(rows.texts), len(meant))
    meanings: list[dict[str, Values]] = [{} for _aim in range(aims)]
    for (aim, model), column in zip(meant, table.T, strict=True):
        meanings[aim][model] = column
    return Signals(rows.documents, np.array(rows.words, dtype=np.float64).reshape(-1, aims).T, meanings)


def _question_centres(programme_id: int, language: str) -> dict[str, Vectors]:
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
