"""Asking: a question becomes an aim, its signals are gathered in one statement, and ranking them is pure."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from minicluster.analytics.retrieval.confidence import CALIBRATION, FOLLOWING, Confidence, Signs, signs_of
from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.fusion import across_questions, fuse, fuse_from_average, fuse_understood
from minicluster.analytics.retrieval.ranking import RankedCandidate, ScoredDocument, rank_candidates
from minicluster.analytics.retrieval.reasons import Closeness, closeness, shared_words
from minicluster.analytics.retrieval.understanding import Understanding, Understood
from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.choosing import LIMITS, Limits
from minicluster.platform.search.embedders import EMBEDDERS, QUESTION_VECTORS
from minicluster.platform.search.gathering import Aim, Signals, Values, View, gather, meanings_of
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.terms import number_of
from minicluster.platform.search.understanding import understanding_of

ENGINE_VERSION = "2:bm25+use+e5+thesaurus"


@dataclass(frozen=True)
class FoundDocument:
    """A document that speaks for a candidate, and why it was found.

    `terms` are the experts' terms in it that the question was understood as; `brings` is what each term, asked or understood, added to its score by words.
    """

    record: str
    evidence_kind: str
    title: str
    year: int | None
    language: str
    closeness: Closeness | None
    terms: frozenset[str] = frozenset()
    brings: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    dated: date | None = None


@dataclass(frozen=True)
class Found:
    """A candidate that was found, with a score from 0 to 1 that compares candidates of one kind in one search."""

    kind: str
    candidate_id: int
    score: float
    documents: tuple[FoundDocument, ...]


@dataclass(frozen=True)
class Question:
    """What is asked, and within what: see `View`. A question that tells of no symptom is not read with the thesaurus of symptoms.

    `expected` are the keys of the concepts that are likelier beforehand, such as those of the asking firm's field.
    """

    programme_id: int
    text: str
    kinds: Collection[str] = tuple(CandidateKind.values)
    left_out: Collection[str] = ()
    scopes: Collection[int] | None = None
    tells_symptoms: bool = True
    expected: Collection[str] = ()


@dataclass(frozen=True)
class MeantConcept:
    """A concept that a question may be about: its share, and the question's words that speak for it."""

    key: str
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What was found by kind, best first, and as what the question was understood; None where no thesaurus has been learned."""

    found: dict[str, list[Found]]
    understood: Understood | None
    concepts: tuple[MeantConcept, ...]
    signs: dict[str, Signs]

    @property
    def confidence(self) -> dict[str, Confidence]:
        """How far the list of each kind may be trusted; a list of few candidates does not say."""
        return {kind: Confidence(CALIBRATION.probability(signs)) for kind, signs in self.signs.items()}


def search(
    question: Question, *, top: int = 10, tops: Mapping[str, int] | None = None, embedders: Sequence[Embedder] = EMBEDDERS, limits: Limits = LIMITS
) -> dict[str, list[Found]]:
    """The best candidates of each kind that was asked for, best first; `tops` gives some kinds another number. Kinds do not influence each other."""
    return ask(question, top=top, tops=tops, embedders=embedders, limits=limits).found


def ask(
    question: Question, *, top: int = 10, tops: Mapping[str, int] | None = None, embedders: Sequence[Embedder] = EMBEDDERS, limits: Limits = LIMITS
) -> Answer:
    """As `search`, and as what the question was understood."""
    gathered = _gathered(question, embedders, limits)
    numbers = dict.fromkeys(question.kinds, top) | dict(tops or {})
    whole = {kind: _rank(gathered.signals[kind], gathered.understood) for kind in question.kinds if kind in gathered.signals}
    ranked = {kind: ranking.candidates[: numbers[kind]] for kind, ranking in whole.items()}
    described = _describe({document.document for found in ranked.values() for candidate in found for document in candidate.documents}, gathered)
    found = {kind: [_found(kind, candidate, described) for candidate in ranked.get(kind, [])] for kind in question.kinds}
    return Answer(
        found,
        gathered.understood,
        _meant(question.text, gathered.known, gathered.understood),
        {kind: ranking.signs for kind, ranking in whole.items() if len(ranking.candidates) >= FOLLOWING},
    )


def score_documents(
    question: Question, *, across: bool = False, embedders: Sequence[Embedder] = EMBEDDERS, limits: Limits = LIMITS
) -> list[ScoredDocument[int]]:
    """Every document that was gathered with its score, best first: for whoever goes from documents to their owners another way.

    It is the score that ranks it; with `across` one that also compares this question with others, from the question's own words and meaning alone.
    """
    gathered = _gathered(question, embedders, limits)
    scores = {kind: _scores_across(of_kind) if across else _scores(of_kind, gathered.understood) for kind, of_kind in gathered.signals.items()}
    documents = [document for kind, of_kind in gathered.signals.items() for document in _scored(of_kind, scores[kind])]
    return sorted(documents, key=lambda document: (-document.score, document.document))


@dataclass(frozen=True)
class _Gathered:
    """What the thesaurus knows, as what it understands the question, what is looked for, and the signals of the documents in view by kind."""

    known: Understanding | None
    understood: Understood | None
    aims: Sequence[Aim]
    signals: Mapping[str, Signals]


def _gathered(question: Question, embedders: Sequence[Embedder], limits: Limits) -> _Gathered:
    view = View(question.programme_id, question.kinds, question.left_out, question.scopes)
    known = understanding_of(question.programme_id)
    understood = None if known is None else known.understand(question.text, _raw_vectors(question.text, known, embedders), question.expected)
    if understood is not None and not question.tells_symptoms:
        understood = replace(understood, meant=(), terms={}, vectors={}, weight=0.0)
    aims = _aims(question, understood, embedders)
    return _Gathered(known, understood, aims, gather(view, aims, limits))


def _meant(text: str, known: Understanding | None, understood: Understood | None) -> tuple[MeantConcept, ...]:
    if known is None or understood is None:
        return ()
    return tuple(MeantConcept(known.keys[one.place], one.share, tuple(shared_words(text, known.because(text, one.place)))) for one in understood.meant)


def _raw_vectors(text: str, known: Understanding, embedders: Sequence[Embedder]) -> dict[str, Vectors]:
    asked = ((embedder.model, QUESTION_VECTORS.of(embedder, text)) for embedder in embedders if embedder.model in known.centres)
    return {model: vector for model, vector in asked if vector is not None}


def _aims(question: Question, understood: Understood | None, embedders: Sequence[Embedder]) -> list[Aim]:
    used = {embedder.model for embedder in embedders}
    own = {model: vector for model, vector in understood.own.items() if model in used} if understood else {}
    others = [embedder for embedder in embedders if embedder.model not in own]
    (vectors,) = meanings_of(question.programme_id, [question.text], others)
    aims = [Aim(question_weights(question.text), own | vectors)]
    if understood and understood.weight:
        # What was learned under a former model is not looked for: no document has a vector of it any more.
        aims.append(Aim(understood.terms, {model: vector for model, vector in understood.vectors.items() if model in used}, understood.weight))
    return aims


@dataclass(frozen=True)
class _Ranking:
    """The candidates of a kind, best first, and what the ranking shows of itself."""

    candidates: list[RankedCandidate[int]]
    signs: Signs


def _scores(signals: Signals, understood: Understood | None) -> Values:
    """One score per document: from the question's own words and meaning, and from what it was understood to be about."""
    own = fused(signals.words[0], _table(signals), float(signals.weighing.most[0]), whole=signals.whole)
    if understood is None or len(signals.words) == 1:
        return own
    return fuse_understood(own, signals.words[1], _table(signals, 1), understood.weight, understood.plainness)


def _scores_across(signals: Signals) -> Values:
    return across_questions(signals.words[0], float(signals.weighing.most[0]), _table(signals))


def _scored(signals: Signals, scores: Values) -> Iterable[ScoredDocument[int]]:
    documents = zip(signals.documents, scores.tolist(), strict=True)
    return (ScoredDocument(candidate, record, number, score) for (candidate, record, number), score in documents)


def _rank(signals: Signals, understood: Understood | None) -> _Ranking:
    words, meanings = signals.words[0], _table(signals)
    own = fused(words, meanings, float(signals.weighing.most[0]), whole=signals.whole)
    # What shares no word and lies no nearer than documents do on average was not found: it was merely there.
    speaks = (words > 0) | (np.nan_to_num(meanings).sum(axis=1) > 0)
    alone = _by_candidate(signals, own, speaks)
    nearest = _nearest(meanings)
    if understood is None or len(signals.words) == 1:
        return _Ranking(alone, _signs(alone, alone, nearest, understood))
    aimed = _table(signals, 1)
    speaks |= (signals.words[1] > 0) | (np.nan_to_num(aimed).sum(axis=1) > 0)
    together = _by_candidate(signals, _scores(signals, understood), speaks)
    closeness = understood.plainness * _nearest(aimed) + (1 - understood.plainness) * nearest
    return _Ranking(together, _signs(together, alone, closeness, understood))


def _by_candidate(signals: Signals, scores: Values, speaks: Any) -> list[RankedCandidate[int]]:
    documents = zip(_scored(signals, scores), speaks.tolist(), strict=True)
    return rank_candidates(document for document, speaking in documents if speaking)


def _nearest(meanings: Values) -> float:
    known = np.nan_to_num(meanings)
    return float(known.mean(axis=1).max()) if known.size else 0.0


def _signs(together: Sequence[RankedCandidate[int]], alone: Sequence[RankedCandidate[int]], closeness: float, understood: Understood | None) -> Signs:
    certainty = understood.meant[0].share * understood.plainness if understood and understood.meant else 0.0
    return signs_of(
        [one.score for one in together],
        [one.candidate for one in together],
        [one.candidate for one in alone],
        closeness=closeness,
        certainty=certainty,
        plainness=understood.plainness if understood else 0.0,
    )


def fused(words: Values, meanings: Values, most: float, *, whole: bool) -> Values:
    """One score per document, in a view of which every document is there or only the best are."""
    return fuse(words, meanings, most) if whole else fuse_from_average(words, meanings, most)


def _table(signals: Signals, aim: int = 0) -> Values:
    """A row per document, a column per model."""
    return np.array(list(signals.meanings[aim].values()), dtype=np.float64).reshape(-1, len(signals.documents)).T


def _cosines(kinds: Iterable[Signals], shown: Collection[int]) -> dict[int, list[float]]:
    return {
        number: [cosine for cosine in cosines if not math.isnan(cosine)]
        for signals in kinds
        for (_candidate, _record, number), cosines in zip(signals.documents, _table(signals).tolist(), strict=True)
        if number in shown
    }


_DESCRIBE = "SELECT id, record, evidence_kind, title, left(text, 120), year, language, source, dated, terms FROM search_document WHERE id = ANY(%s)"


def _describe(documents: Collection[int], gathered: _Gathered) -> dict[int, FoundDocument]:
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIBE, [list(documents)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    cosines = _cosines(gathered.signals.values(), documents)
    aimed = {number_of(term): term for term in gathered.understood.terms} if gathered.understood else {}
    names = aimed | {number_of(term): term for term in gathered.aims[0].terms}
    return {
        number: FoundDocument(
            record,
            kind,
            title or beginning,
            year,
            language,
            closeness(cosines[number]),
            frozenset(aimed[term] for term in brought if term in aimed),
            {names[term]: part for term, part in brought.items()},
            source,
            dated,
        )
        for (number, record, kind, title, beginning, year, language, source, dated, _terms), brought in zip(
            rows, _brought([row[-1] for row in rows], gathered), strict=True
        )
    }


def _brought(documents: Sequence[bytes], gathered: _Gathered) -> list[dict[int, float]]:
    """What each term brings to each document by words: as asked and as understood together, each counting as where a pool is chosen."""
    if not documents:
        return []
    weighing = next(iter(gathered.signals.values())).weighing
    return weighing.brought(documents, np.array([aim.weight for aim in gathered.aims]))


def _found(kind: str, candidate: RankedCandidate[int], described: Mapping[int, FoundDocument]) -> Found:
    return Found(
        kind, candidate.candidate, round(candidate.score, 4), tuple(described[one.document] for one in candidate.documents if one.document in described)
    )
