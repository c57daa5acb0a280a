"""Gathering: the signals of the documents in view, the programme, the viewer's scopes and what is left out being part of every statement.

A question becomes one aim or several (its own words, and what it may mean in the terms of a field); all of them are gathered at once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor

from minicluster.analytics.retrieval.embedding import Embedder, Vectors
from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.weights import UsualLengths, rarity
from minicluster.platform.search.choosing import LIMITS, Limits, Pointer, Within, chosen
from minicluster.platform.search.drawing import NOT_SETTLED, Charts, opened
from minicluster.platform.search.embedders import QUESTION_VECTORS
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.positions import Basis
from minicluster.platform.search.remembered import TEXTS, Named, cosines_of, named
from minicluster.platform.search.statement import CENTRE, COSINE, DOCUMENT, SETTLED, WHOLE, outline_for, statement_for
from minicluster.platform.search.terms import EVERY_DOCUMENT, OF_THE_COLLECTION, number_of, scores, usual_lengths_of
from minicluster.platform.search.vectors import as_direction, from_binary, number_list

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
class Weighing:
    """What the terms asked for weigh: their numbers in ascending order; a row per aim, a column per term; how long documents usually are."""

    numbers: NDArray[np.int64]
    weights: Values
    usual: UsualLengths

    @property
    def most(self) -> Values:
        """For each aim the BM25 that no document can go beyond: the weight of all its terms."""
        most: Values = self.weights.sum(axis=1)
        return most

    def words(self, documents: Sequence[bytes]) -> Values:
        """BM25 of some documents, of which the packed terms are given: a row per aim, a column per document."""
        return scores(documents, self.weights, self.numbers, self.usual)

    def brought(self, documents: Sequence[bytes], counting: Values) -> list[dict[int, float]]:
        """What each term adds to each of these documents' BM25, where each aim counts as given; a term that a document lacks is not there.

        Args:
            documents: packed terms.
            counting: a number per aim.
        """
        parts = scores(documents, np.diag(counting @ self.weights), self.numbers, self.usual)
        brought: list[dict[int, float]] = [{} for _document in documents]
        for column, document in zip(*np.nonzero(parts), strict=True):
            brought[document][int(self.numbers[column])] = float(parts[column, document])
        return brought


@dataclass(frozen=True)
class Signals:
    """What is known of the documents of one kind, for every aim.

    Attributes:
        documents: candidate, record and document, one row per document.
        words: BM25, a row per aim, a column per document; 0 where no term is shared.
        meanings: for each aim the centred cosines by model, one per document; NaN where the vector is missing.
        weighing: what each term asked for weighs.
        whole: whether every document in view is here; if not, only those that are best.
    """

    documents: Sequence[tuple[int, str, int]]
    words: Values
    meanings: Sequence[Mapping[str, Values]]
    weighing: Weighing
    whole: bool = True


@dataclass
class _Rows:
    """What the statement brings of one wide kind, document by document."""

    documents: list[tuple[int, str, int]] = field(default_factory=list)
    texts: list[tuple[str, int]] = field(default_factory=list)
    terms: list[bytes] = field(default_factory=list)


@dataclass
class _Answer:
    """All that the statement brings."""

    kinds: dict[str, _Rows] = field(default_factory=lambda: defaultdict(_Rows))
    whole: dict[str, Named] = field(default_factory=dict)
    cosines: dict[tuple[str, int], tuple[NDArray[np.int64], Values]] = field(default_factory=dict)
    centres: dict[str, dict[str, Vectors]] = field(default_factory=lambda: defaultdict(dict))
    version: str | None = None


def gather(view: View, aims: Sequence[Aim], limits: Limits = LIMITS) -> Mapping[str, Signals]:
    """The signals of the documents in view by kind; a kind without any document in view is not there."""
    weighing, answer = _answered(view, aims, limits)
    meant = [(number, model) for number, aim in enumerate(aims) for model in aim.vectors]
    chosen = {
        kind: Signals(rows.documents, weighing.words(rows.terms), _meanings(rows.texts, len(aims), meant, answer.cosines), weighing, whole=False)
        for kind, rows in answer.kinds.items()
    }
    return chosen | _whole(view, aims, answer, weighing)


def _answered(view: View, aims: Sequence[Aim], limits: Limits) -> tuple[Weighing, _Answer]:
    asked = sorted({number_of(term) for aim in aims for term in aim.terms})
    values = _values(view, aims, asked, limits)
    while True:
        ((wide, version, barred, counted),) = _fetched(outline_for(view), values)
        weighing = _weighing(aims, asked, dict(zip([*OF_THE_COLLECTION, *asked], map(int, counted), strict=True)))
        charts, within = opened(view.programme_id, version) if wide else NOT_SETTLED, Within(_visible(view), np.array(barred, dtype=np.int64))
        near = _chosen(charts, wide, _pointers(charts.basis, aims, weighing), within, limits)
        answer = _answer(_fetched(statement_for(view), values | {"wide": wide, "near": number_list(near)}))
        # Where the programme was settled in between, what was new is on other charts now.
        if not wide or answer.version == (version and str(version)):
            return weighing, answer


def _answer(rows: Sequence[tuple[Any, ...]]) -> _Answer:
    answer = _Answer()
    for what, number, kind, candidate, record, language, fingerprint, content in rows:
        if what == DOCUMENT:
            of_kind = answer.kinds[kind]
            of_kind.documents.append((candidate, record, number))
            of_kind.texts.append((language, fingerprint))
            of_kind.terms.append(content)
        elif what == COSINE:
            answer.cosines[language, number] = cosines_of(content)
        elif what == SETTLED:
            answer.version = record
        elif what == WHOLE:
            answer.whole[kind] = named(content, record, language)
        elif what == CENTRE:
            answer.centres[kind][language] = from_binary([content])[0]
    return answer


def _whole(view: View, aims: Sequence[Aim], answer: _Answer, weighing: Weighing) -> dict[str, Signals]:
    """The signals of the kinds of which every document in view was named."""
    models = sorted({model for aim in aims for model in aim.vectors})
    with TEXTS.lock:
        texts = np.concatenate([np.zeros(0, dtype=np.int64), *(of_kind.fingerprints for of_kind in answer.whole.values())])
        TEXTS.read(view.programme_id, texts, models)
        found = {kind: of_kind.those(TEXTS.places(of_kind.fingerprints) >= 0) for kind, of_kind in answer.whole.items()}
        return {kind: _signals(of_kind, aims, answer, weighing) for kind, of_kind in found.items() if of_kind.documents}


def _signals(of_kind: Named, aims: Sequence[Aim], answer: _Answer, weighing: Weighing) -> Signals:
    places = TEXTS.places(of_kind.fingerprints)
    meanings: list[dict[str, Values]] = [{} for _aim in aims]
    for model in sorted({model for aim in aims for model in aim.vectors}):
        with_model = [number for number, aim in enumerate(aims) if model in aim.vectors]
        vectors = np.stack([aims[number].vectors[model] for number in with_model])
        for number, cosines in zip(with_model, TEXTS.cosines(model, places, of_kind.languages, vectors, answer.centres.get(model, {})), strict=True):
            meanings[number][model] = cosines
    return Signals(of_kind.documents, weighing.words(TEXTS.terms(places)), meanings, weighing)


def meanings_of(programme_id: int, texts: Sequence[str], embedders: Sequence[Embedder]) -> list[dict[str, Vectors]]:
    """Each text's vector as a question under each model for which the programme has vectors, seen from where documents of its language stand."""
    languages = [language_of(text) for text in texts]
    centres = {language: _document_centres(programme_id, language) for language in set(languages)}
    meanings: list[dict[str, Vectors]] = [{} for _text in texts]
    for embedder in embedders:
        if not all(embedder.model in known for known in centres.values()):
            continue
        for meaning, language, text in zip(meanings, languages, texts, strict=True):
            vector = QUESTION_VECTORS.of(embedder, text)
            if vector is not None:
                meaning[embedder.model] = vector - centres[language][embedder.model]
    return meanings


def _fetched(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    # Django's own cursors put values into the text of a statement, and such a statement cannot answer in binary.
    with Cursor(connection.connection) as cursor:
        rows: list[tuple[Any, ...]] = cursor.execute(statement, values, binary=True).fetchall()
    return rows


def _chosen(charts: Charts, wide: Sequence[str], pointers: Sequence[Pointer], within: Within, limits: Limits) -> list[int]:
    """The documents of these kinds that are best for one of the aims."""
    known = [chart for chart in map(charts.by_kind.get, wide) if chart is not None]
    found = [chosen(chart, pointer, within, limits) for chart in known for pointer in pointers]
    return np.unique(np.concatenate(found)).tolist() if found else []


def _pointers(basis: Basis, aims: Sequence[Aim], weighing: Weighing) -> list[Pointer]:
    total = sum(aim.weight for aim in aims)
    impacts = [{number: weight for number, weight in zip(weighing.numbers.tolist(), row, strict=True) if weight} for row in weighing.weights.tolist()]
    return [Pointer(of_aim, basis.position(aim.vectors), aim.weight / total) for of_aim, aim in zip(impacts, aims, strict=True)]


def _visible(view: View) -> list[int] | None:
    return None if view.scopes is None else [0, *view.scopes]


def _values(view: View, aims: Sequence[Aim], asked: Sequence[int], limits: Limits) -> dict[str, Any]:
    return {
        "terms": number_list([*OF_THE_COLLECTION, *asked]),
        "models": [model for aim in aims for model in aim.vectors],
        "vectors": [as_direction(vector) for aim in aims for vector in aim.vectors.values()],
        "programme": view.programme_id,
        "kinds": list(view.kinds),
        "left_out": list(view.left_out),
        "scopes": _visible(view),
        **asdict(limits),
    }


def _weighing(aims: Sequence[Aim], asked: Sequence[int], counts: Mapping[int, int]) -> Weighing:
    columns = {number: column for column, number in enumerate(asked)}
    weights = np.zeros((len(aims), len(asked)))
    for row, aim in zip(weights, aims, strict=True):
        for term, weight in aim.terms.items():
            number = number_of(term)
            row[columns[number]] += weight * rarity(counts[EVERY_DOCUMENT], counts[number])
    return Weighing(np.array(asked, dtype=np.int64), weights, usual_lengths_of(counts))


def _meanings(
    texts: Sequence[tuple[str, int]], aims: int, meant: Sequence[tuple[int, str]], cosines: Mapping[tuple[str, int], tuple[NDArray[np.int64], Values]]
) -> list[dict[str, Values]]:
    languages, fingerprints = np.array([language for language, _text in texts]), np.array([fingerprint for _language, fingerprint in texts])
    table = np.full((len(meant), len(texts)), np.nan)
    for (language, place), (known, values) in cosines.items():
        near = np.minimum(np.searchsorted(known, fingerprints), len(known) - 1)
        here = (known[near] == fingerprints) & (languages == language)
        table[place, here] = values[near[here]]
    meanings: list[dict[str, Values]] = [{} for _aim in range(aims)]
    for (aim, model), row in zip(meant, table, strict=True):
        meanings[aim][model] = row
    return meanings


def _document_centres(programme_id: int, language: str) -> dict[str, Vectors]:
    # A programme may hold no document in the question's language; any other of its centres is nearer than none.
    statement = """
        SELECT model, halfvec_send(embedding) FROM search_centre
        WHERE programme_id = %(programme)s AND role = 'documents' ORDER BY model, language = %(language)s
    """
    rows = _fetched(statement, {"programme": programme_id, "language": language})
    return {model: from_binary([vector])[0] for model, vector in rows}
