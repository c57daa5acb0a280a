"""Asking: a question becomes an aim, its signals are gathered in one statement, and ranking them is pure."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from minicluster.analytics.retrieval.embedding import Embedder
from minicluster.analytics.retrieval.fusion import fuse
from minicluster.analytics.retrieval.ranking import RankedCandidate, ScoredDocument, rank_candidates
from minicluster.analytics.retrieval.reasons import Closeness, closeness, shared_words
from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.gathering import LIMITS, Aim, Limits, Signals, Values, View, gather, meanings_of
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.terms import number_of, unpacked

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
    """What is asked, and within what: see `View`."""

    programme_id: int
    text: str
    kinds: Collection[str] = tuple(CandidateKind.values)
    left_out: Collection[str] = ()
    scopes: Collection[int] | None = None


def search(
    question: Question, *, top: int = 10, tops: Mapping[str, int] | None = None, embedders: Sequence[Embedder] = EMBEDDERS, limits: Limits = LIMITS
) -> dict[str, list[Found]]:
    """The best candidates of each kind that was asked for, best first; `tops` gives some kinds another number. Kinds do not influence each other."""
    view = View(question.programme_id, question.kinds, question.left_out, question.scopes)
    (vectors,) = meanings_of(question.programme_id, [question.text], embedders)
    signals = gather(view, [Aim(question_weights(question.text), vectors)], limits)
    numbers = dict.fromkeys(question.kinds, top) | dict(tops or {})
    ranked = {kind: _rank(signals[kind])[: numbers[kind]] for kind in question.kinds if kind in signals}
    shown = {document.document for found in ranked.values() for candidate in found for document in candidate.documents}
    described = _describe(question, shown, _cosines(signals.values(), shown))
    return {kind: [_found(kind, candidate, described) for candidate in ranked.get(kind, [])] for kind in question.kinds}


def _rank(signals: Signals) -> list[RankedCandidate[int]]:
    words, meanings = signals.words[0], _table(signals)
    scores = fused(words, meanings, whole=signals.whole)
    # What shares no word and lies no nearer than documents do on average was not found: it was merely there.
    speaks = (words > 0) | (np.nan_to_num(meanings).sum(axis=1) > 0)
    documents = zip(signals.documents, scores.tolist(), speaks.tolist(), strict=True)
    return rank_candidates(ScoredDocument(candidate, record, number, score) for (candidate, record, number), score, speaking in documents if speaking)


def fused(words: Values, meanings: Values, *, whole: bool) -> Values:
    """One score per document. In a wide view, whose lowest cosine is not known, cosines count from 0, where documents lie on average."""
    if whole:
        return fuse(words, meanings)
    return fuse(np.append(words, 0.0), np.append(np.maximum(meanings, 0.0), np.zeros((1, meanings.shape[1])), axis=0))[:-1]


def _table(signals: Signals) -> Values:
    """A row per document, a column per model."""
    return np.array(list(signals.meanings[0].values()), dtype=np.float64).reshape(-1, len(signals.documents)).T


def _cosines(kinds: Iterable[Signals], shown: Collection[int]) -> dict[int, list[float]]:
    return {
        number: [cosine for cosine in cosines if not math.isnan(cosine)]
        for signals in kinds
        for (_candidate, _record, number), cosines in zip(signals.documents, _table(signals).tolist(), strict=True)
        if number in shown
    }


_DESCRIBE = "SELECT id, record, evidence_kind, title, left(text, 120), year, language, terms FROM search_document WHERE id = ANY(%s)"


def _describe(question: Question, documents: Collection[int], cosines: Mapping[int, list[float]]) -> dict[int, FoundDocument]:
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIBE, [list(documents)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    asked = {number_of(term): term for term in question_weights(question.text)}
    return {
        number: FoundDocument(
            record, kind, title or beginning, year, language, tuple(shared_words(question.text, _shared(asked, terms))), closeness(cosines[number])
        )
        for number, record, kind, title, beginning, year, language, terms in rows
    }


def _shared(asked: Mapping[int, str], terms: bytes) -> dict[str, float]:
    return {asked[term]: part for term, part in unpacked(terms).tolist() if term in asked}


def _found(kind: str, candidate: RankedCandidate[int], described: Mapping[int, FoundDocument]) -> Found:
    return Found(kind, candidate.candidate, round(candidate.score, 4), tuple(described[document.document] for document in candidate.documents))
