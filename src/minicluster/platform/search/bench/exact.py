"""What a search would find that reads everything: all documents are streamed once and scored under all questions.

The formulas stand here a second time, so that an error in the product's is not an error of both: BM25, the fusion of words and meanings in a wide view,
and the judgement of candidates.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.weights import question_weights, rarity
from minicluster.platform.search.bench.corpus import MODELS, Asked
from minicluster.platform.search.bench.loading import PROGRAMME
from minicluster.platform.search.gathering import meanings_of
from minicluster.platform.search.positions import side_by_side
from minicluster.platform.search.terms import EVERY_DOCUMENT, LENGTHS, OF_THE_COLLECTION, PACKED, number_of, usual_lengths_of
from minicluster.platform.search.vectors import from_binary, from_sql

AT_ONCE: Final = 5_000
TOP: Final = 10
TINY: Final = 1e-9
# Whoever has no document among so many is not among the best ten.
CANDIDATES_OF: Final = 300


class Exact:
    """Every document's signals for some questions."""

    def __init__(self, asked: Sequence[Asked], embedders: Sequence[Any]) -> None:
        self._places = {one.text: place for place, one in enumerate(asked)}
        self._numbers = np.unique([number_of(term) for one in asked for term in question_weights(one.text)])
        counts = self._counted()
        self._usual = usual_lengths_of(counts)
        self._weights = self._weighted(asked, counts)
        meanings = [meanings_of(PROGRAMME, [one.text], embedders)[0] for one in asked]
        self._aims = {model: side_by_side([np.stack([meaning[model] for meaning in meanings])]) for model in MODELS}
        parts = [self._scored(rows) for rows in self._rows()]
        self.documents, self.kinds, self.scopes, self.candidates = (np.concatenate([part[place] for part in parts]) for place in range(4))
        self.words = np.concatenate([part[4] for part in parts], axis=1)
        self.meanings = np.concatenate([part[5] for part in parts], axis=2)

    def best_documents(self, one: Asked, kind: str, scopes: Collection[int] | None, *, whole: bool) -> list[int]:
        """The first ten documents of a kind."""
        seen, values = self._fused(self._places[one.text], kind, scopes, whole=whole)
        return [int(number) for number in self.documents[seen][np.argsort(-values, kind="stable")[:TOP]]]

    def best_candidates(self, one: Asked, kind: str, scopes: Collection[int] | None, *, whole: bool) -> list[int]:
        """The first ten candidates of a kind, by the mean of their best two documents."""
        seen, values = self._fused(self._places[one.text], kind, scopes, whole=whole)
        place = self._places[one.text]
        speaks = (self.words[place, seen] > 0) | (self.meanings[place][:, seen].sum(axis=0) > 0)
        candidates = self.candidates[seen]
        likely = np.isin(candidates, candidates[np.argsort(-values)[:CANDIDATES_OF]]) & speaks
        own: dict[int, list[float]] = defaultdict(list)
        for candidate, value in sorted(zip(candidates[likely].tolist(), values[likely].tolist(), strict=True), key=lambda pair: -pair[1]):
            own[candidate].append(value)
        judged = {candidate: (best[0] + best[1]) / 2 if len(best) > 1 else 0.9 * best[0] for candidate, best in own.items()}
        return sorted(judged, key=lambda candidate: (-judged[candidate], candidate))[:TOP]

    def _fused(self, place: int, kind: str, scopes: Collection[int] | None, *, whole: bool) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Which documents are in view, and the score of each."""
        visible = (self.kinds == kind) & (np.isin(self.scopes, [0, *scopes]) if scopes is not None else True)
        seen = np.flatnonzero(visible)
        words, meanings = self.words[place, seen].astype(np.float64), self.meanings[place][:, seen].astype(np.float64)
        highest = words.max(initial=0.0)
        # A tenth of the question's weight covered: .1; a fifth and more: .6.
        by_words = 0.1 + 0.5 * float(np.clip(10 * highest / self._weights[place].sum() - 1, 0, 1))
        lowest = meanings.min(axis=1, keepdims=True, initial=1.0) if whole else np.zeros((len(meanings), 1))
        reach = meanings.max(axis=1, keepdims=True, initial=-1.0) - lowest
        near = (np.maximum(meanings, lowest) - lowest) / np.maximum(reach, TINY)
        return seen, by_words * words / (highest or 1.0) + (1 - by_words) * near.mean(axis=0)

    def _counted(self) -> dict[int, int]:
        with connection.cursor() as cursor:
            statement = "SELECT term, documents FROM search_termcount WHERE programme_id = %s AND term = ANY(%s)"
            cursor.execute(statement, [PROGRAMME, [*OF_THE_COLLECTION, *self._numbers.tolist()]])
            return dict(cursor.fetchall())

    def _weighted(self, asked: Sequence[Asked], counts: Mapping[int, int]) -> NDArray[np.float64]:
        columns = {number: column for column, number in enumerate(self._numbers.tolist())}
        weights = np.zeros((len(asked), len(columns)))
        for row, one in zip(weights, asked, strict=True):
            for term, weight in question_weights(one.text).items():
                row[columns[number_of(term)]] += weight * rarity(counts[EVERY_DOCUMENT], counts.get(number_of(term), 0))
        return weights

    def _rows(self) -> Iterator[list[tuple[Any, ...]]]:
        vectors = "".join(", (SELECT embedding FROM search_vector WHERE model = %s AND fingerprint = search_document.fingerprint)" for _model in MODELS)
        connection.ensure_connection()
        with transaction.atomic(), connection.connection.cursor(name="search_exact", binary=True) as cursor:
            cursor.execute(f"SELECT id, candidate_kind, scope, candidate_id, language, terms{vectors} FROM search_document", list(MODELS))  # noqa: S608
            while rows := cursor.fetchmany(AT_ONCE):
                yield rows

    def _scored(self, rows: Sequence[tuple[Any, ...]]) -> tuple[NDArray[Any], ...]:
        columns = list(zip(*rows, strict=True))
        words = np.stack([self._okapi(terms) for terms in columns[5]], axis=1)
        cosines = [self._cosines(model, columns[place], columns[4]) for place, model in enumerate(MODELS, start=6)]
        return (*(np.array(column) for column in columns[:4]), words.astype(np.float32), np.stack(cosines, axis=1))

    def _okapi(self, terms: bytes) -> NDArray[np.float64]:
        """BM25 of one document under each question: k1 is 1.2, b .75, for words and 2-grams by themselves."""
        numbers, counts = (np.frombuffer(terms, dtype=PACKED)[name] for name in ("term", "count"))
        columns = np.searchsorted(self._numbers, numbers[LENGTHS:]).clip(max=len(self._numbers) - 1)
        held = np.flatnonzero(self._numbers[columns] == numbers[LENGTHS:])
        columns, count = columns[held], counts[LENGTHS:][held]
        length = np.array([counts[0] / self._usual.words, counts[1] / self._usual.grams])[self._numbers[columns] & 1]
        part = count / (count + 1.2 * (0.25 + 0.75 * length))
        found: NDArray[np.float64] = self._weights[:, columns] @ part
        return found

    def _cosines(self, model: str, vectors: Sequence[bytes], languages: Sequence[str]) -> Vectors:
        centres = _centres(model)
        centred = from_binary(vectors) - np.stack([centres[language] for language in languages])
        cosines: Vectors = self._aims[model] @ side_by_side([centred]).T
        return cosines


def _centres(model: str) -> dict[str, Vectors]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT language, embedding::text FROM search_centre WHERE programme_id = %s AND role = 'documents' AND model = %s", [PROGRAMME, model])
        return {language: from_sql(vector) for language, vector in cursor.fetchall()}


def recall(found: Sequence[int], expected: Sequence[int]) -> float:
    """Which part of what was expected was found."""
    return len(set(found) & set(expected)) / len(expected) if expected else 1.0
