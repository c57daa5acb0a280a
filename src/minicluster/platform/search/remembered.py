"""What a process remembers of texts: their terms and vectors, which follow from the text alone and so never change.

A narrow view is scored whole, some thousand documents for every question, and nearly all of its time went into fetching the same rows again. Who sees
which document is not remembered: that is asked of the database each time, and brings the fingerprints of the texts. A text is known by its fingerprint,
so that a document's number that is given anew, after a restore say, cannot bring another's content.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.platform.search.statement import NOTHING
from minicluster.platform.search.vectors import from_binary

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]

# Some 4 kB each: four kinds of five thousand fit, in less than a hundred megabytes.
MOST: Final = 24_000
ROOM: Final = 4_096
# Rows between those that are wanted are computed with them, up to so many for each.
CROWDED: Final = 3


# A whole array as the server sends it: five numbers of four bytes, then each element's length and value.
_ARRAY_HEAD: Final = 20
_ELEMENT: Final = np.dtype([("length", ">i4"), ("number", ">i8")])
_COSINE: Final = np.dtype([("length", ">i4"), ("cosine", ">f8")])


@dataclass(frozen=True)
class Named:
    """Documents of a narrow view: candidate, record and document, and by which text each is to be scored, in which language."""

    documents: Sequence[tuple[int, str, int]]
    fingerprints: Numbers
    languages: NDArray[np.str_]

    def those(self, wanted: NDArray[np.bool_]) -> Self:
        """The documents for which `wanted` holds."""
        if wanted.all():
            return self
        places = np.flatnonzero(wanted).tolist()
        return replace(
            self,
            documents=[self.documents[place] for place in places],
            fingerprints=self.fingerprints[places],
            languages=self.languages[places],
        )


def named(numbers: bytes, records: str, languages: str) -> Named:
    """The documents whose numbers, candidates and fingerprints stand one behind another in an array, as the server sends it."""
    documents, candidates, fingerprints = np.frombuffer(numbers, dtype=_ELEMENT, offset=_ARRAY_HEAD)["number"].astype(np.int64).reshape(3, -1)
    triples = list(zip(candidates.tolist(), records.split("\n"), documents.tolist(), strict=True))
    return Named(triples, fingerprints, np.array(languages.split(" ")))


def cosines_of(content: bytes) -> tuple[Numbers, Values]:
    """Fingerprints in ascending order and the cosine of each, from two arrays one behind the other, as the server sends them."""
    middle = len(content) // 2
    fingerprints = np.frombuffer(content[:middle], dtype=_ELEMENT, offset=_ARRAY_HEAD)["number"].astype(np.int64)
    cosines = np.frombuffer(content[middle:], dtype=_COSINE, offset=_ARRAY_HEAD)["cosine"].astype(np.float64)
    order = np.argsort(fingerprints)
    return fingerprints[order], cosines[order]


class Texts:
    """The texts that were read of late. A lock guards them: threads of one process share what is remembered."""

    def __init__(self, most: int = MOST) -> None:
        self.lock = threading.RLock()
        self._most = most
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        with self.lock:
            # Fingerprints in ascending order, and where the text of each is kept.
            self._known, self._kept_at = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
            self._terms: list[bytes] = []
            self._vectors: dict[str, _Vectors] = {}

    def read(self, programme_id: int, fingerprints: Numbers, models: Sequence[str]) -> None:
        """Fetch what is not known yet; a text that lacks a vector is asked for again, for it may have come."""
        wanted = np.unique(fingerprints)
        unknown = wanted[~self._complete(self.places(wanted), models)]
        if len(self._terms) + len(unknown) > max(self._most, len(wanted)):
            self.forget()
            unknown = wanted
        rows = _fetched(programme_id, unknown.tolist(), models)
        self._add([(row[0], row[1]) for row in rows])
        for column, model in enumerate(models, start=2):
            with_vector = [row for row in rows if row[column] is not None]
            if with_vector:
                places = self.places(np.array([row[0] for row in with_vector]))
                self._vectors.setdefault(model, _Vectors()).put(places, from_binary([row[column] for row in with_vector]))

    def places(self, fingerprints: Numbers) -> Numbers:
        """Where each text is kept; -1 where it is unknown."""
        if not self._known.size:
            return np.full(len(fingerprints), -1)
        near = np.minimum(np.searchsorted(self._known, fingerprints), self._known.size - 1)
        return np.where(self._known[near] == fingerprints, self._kept_at[near], -1)

    def _add(self, texts: Sequence[tuple[int, bytes]]) -> None:
        fingerprints = np.array([fingerprint for fingerprint, _terms in texts], dtype=np.int64)
        new = np.flatnonzero(self.places(fingerprints) < 0)
        together = np.append(self._known, fingerprints[new])
        order = np.argsort(together, kind="stable")
        self._known, self._kept_at = together[order], np.append(self._kept_at, len(self._terms) + np.arange(len(new)))[order]
        self._terms += [texts[place][1] for place in new.tolist()]

    def _complete(self, places: Numbers, models: Sequence[str]) -> NDArray[np.bool_]:
        complete = places >= 0
        for model in models:
            complete[complete] = self._vectors[model].known(places[complete]) if model in self._vectors else False
        return complete

    def terms(self, places: Numbers) -> list[bytes]:
        """The packed terms of these texts."""
        return [self._terms[place] for place in places.tolist()]

    def cosines(self, model: str, places: Numbers, languages: NDArray[np.str_], aims: Vectors, centres: Mapping[str, Vectors]) -> Values:
        """A row per aim: how near each text, seen from the centre of its language, is to it; NaN where the vector or the centre is missing."""
        known = self._vectors.get(model)
        if known is None:
            return np.full((len(aims), len(places)), np.nan)
        return known.cosines(places, languages, aims, centres)


class _Vectors:
    """The vectors of one model, a row each, with room for more."""

    def __init__(self) -> None:
        self._rows: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._known = np.zeros(0, dtype=bool)
        self._squares = np.zeros(0)

    def known(self, places: Numbers) -> NDArray[np.bool_]:
        known = np.zeros(len(places), dtype=bool)
        within = places < len(self._known)
        known[within] = self._known[places[within]]
        return known

    def put(self, places: Numbers, vectors: Vectors) -> None:
        if places.max() >= len(self._known):
            room = ROOM * (int(places.max()) // ROOM + 1)
            more = room - len(self._known)
            self._rows = np.concatenate([self._rows.reshape(-1, vectors.shape[1]), np.zeros((more, vectors.shape[1]), dtype=np.float32)])
            self._known = np.append(self._known, np.zeros(more, dtype=bool))
            self._squares = np.append(self._squares, np.zeros(more))
        self._rows[places], self._known[places] = vectors, True
        self._squares[places] = np.einsum("ij,ij->i", vectors, vectors)

    def cosines(self, places: Numbers, languages: NDArray[np.str_], aims: Vectors, centres: Mapping[str, Vectors]) -> Values:
        cosines = np.full((len(aims), len(places)), np.nan)
        for language, centre in centres.items():
            here = np.flatnonzero((languages == language) & self.known(places))
            if here.size:
                cosines[:, here] = self._centred(places[here], aims, centre)
        return cosines

    def _centred(self, places: Numbers, aims: Vectors, centre: Vectors) -> Values:
        """Centring is linear: nothing is subtracted row by row, and rows that lie together are not even copied."""
        first, last = int(places.min()), int(places.max())
        dense = last - first < CROWDED * len(places)
        rows, own = (self._rows[first : last + 1], places - first) if dense else (self._rows[places], np.arange(len(places)))
        products = (rows @ np.concatenate([aims, centre[np.newaxis]]).T).astype(np.float64)[own].T
        squared = self._squares[places] - 2 * products[-1] + float(centre @ centre)
        lengths = np.sqrt(np.where(squared > NOTHING, squared, np.nan)) * np.linalg.norm(aims, axis=1, keepdims=True)
        cosines: Values = np.divide(products[:-1] - (aims @ centre)[:, np.newaxis], lengths, out=np.full(lengths.shape, np.nan), where=lengths > 0)
        return cosines


TEXTS: Final = Texts()


def _fetched(programme_id: int, fingerprints: Sequence[int], models: Sequence[str]) -> list[tuple[Any, ...]]:
    if not fingerprints:
        return []
    columns = "".join(
        f", (SELECT embedding FROM search_vector WHERE model = %s AND fingerprint = asked.fingerprint) AS of_{place}"  # noqa: S608  # a number
        for place in range(len(models))
    )
    statement = f"""
        SELECT fingerprint, terms{columns} FROM unnest(%s::bigint[]) AS asked (fingerprint) CROSS JOIN LATERAL (
            SELECT terms FROM search_document WHERE fingerprint = asked.fingerprint AND programme_id = %s LIMIT 1
        ) AS document
    """  # noqa: S608  # ours
    connection.ensure_connection()
    # Django's own cursors put values into the text of a statement, and such a statement cannot answer in binary.
    with Cursor(connection.connection) as cursor:
        cursor.execute(statement, [*models, list(fingerprints), programme_id], binary=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
