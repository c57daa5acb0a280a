"""Positions: one vector per document out of the vectors of all models, by which the pool of a wide view is chosen.

The models agree too little for one of them to choose for all: of the ten nearest by the mean of two, the fifty nearest by one held nine tenths among
420 texts. Side by side the two are 896 numbers, whose inner product with an aim is the sum of the cosines. Their main directions, 384 of them, keep
nearly all of that at less than half the cost. They are turned so that no direction stands out: each number then says about as much as any other, and a
few bits of it are enough (`charts.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.platform.search.models import POSITION_DIMENSIONS
from minicluster.platform.search.vectors import from_binary, from_sql

SAMPLE: Final = 4_000
AT_ONCE: Final = 5_000
TINY: Final = 1e-9

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Basis:
    """What turns the centred vectors of several models into one position; nothing where a programme was never settled."""

    version: UUID | None = None
    models: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    matrix: bytes = b""

    def position(self, vectors: Mapping[str, Vectors]) -> Vectors | None:
        """The position of an aim; None where none of the models knows it."""
        if not vectors.keys() & set(self.models):
            return None
        known = [vectors.get(model, np.zeros(length, np.float32)) for model, length in zip(self.models, self.lengths, strict=True)]
        position: Vectors = self.positions([vector[np.newaxis] for vector in known])[0]
        return position

    def positions(self, parts: Sequence[Vectors]) -> Vectors:
        """The positions of documents whose centred vectors are given model by model, a row each; a row of noughts where there is none."""
        positions: Vectors = side_by_side(parts) @ self._rows
        return positions

    @cached_property
    def _rows(self) -> Vectors:
        return np.frombuffer(self.matrix, dtype=np.float32).reshape(-1, POSITION_DIMENSIONS)


def side_by_side(parts: Sequence[Vectors]) -> Vectors:
    """The directions of several vectors in one row."""
    return np.concatenate([part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), TINY) for part in parts], axis=1)


def matrix_for(rows: Vectors) -> Vectors:
    """The main directions of these rows, all directions where they are few, turned at random."""
    length = rows.shape[1]
    turned, _rest = np.linalg.qr(np.random.default_rng(1).normal(size=(POSITION_DIMENSIONS, POSITION_DIMENSIONS)))
    if length <= POSITION_DIMENSIONS:
        return np.asarray(turned[:length], dtype=np.float32)
    _strengths, directions = np.linalg.eigh(rows.T @ rows)
    return np.asarray(directions[:, -POSITION_DIMENSIONS:] @ turned, dtype=np.float32)


def fetch_basis(programme_id: int) -> Basis:
    """The basis as it is now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, embedders, lengths, basis FROM search_settled WHERE programme_id = %s", [programme_id])
        row = cursor.fetchone()
    return Basis(row[0], tuple(row[1]), tuple(row[2]), bytes(row[3])) if row else Basis()


def positions_of(programme_id: int, kind: str, basis: Basis, numbers: Sequence[int] | None) -> Iterator[tuple[Numbers, Vectors]]:
    """The numbers and positions of those documents of a kind that have a vector, some thousand at a time. None is all of them."""
    centres = document_centres(programme_id)
    chosen = "candidate_kind = %s" if numbers is None else "candidate_kind = %s AND id = ANY(%s)"
    for rows in _batches(programme_id, basis.models, chosen, [kind] if numbers is None else [kind, list(numbers)]):
        placed = [row for row in rows if any(row[2:])]
        if placed:
            yield np.array([row[0] for row in placed], dtype=np.int64), basis.positions(_parts(placed, basis.models, centres))


def learned_basis(programme_id: int, models: tuple[str, ...], centres: Mapping[tuple[str, str], Vectors]) -> Basis:
    """A basis for these models, learned from a sample of the programme's documents."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_settled WHERE programme_id = %s", [programme_id])
        cursor.execute("SELECT count(*) / %s + 1 FROM search_document WHERE programme_id = %s", [SAMPLE, programme_id])
        (step,) = cursor.fetchone()
        sample = [row for rows in _batches(programme_id, models, "id %% %s = 0", [step]) for row in rows]
        parts = _parts(sample, models, centres)
        matrix = matrix_for(side_by_side(parts)).tobytes() if parts else b""
        values: list[Any] = [programme_id, uuid4(), list(models), [part.shape[1] for part in parts], matrix]
        cursor.execute("INSERT INTO search_settled (programme_id, version, embedders, lengths, basis) VALUES (%s, %s, %s, %s::smallint[], %s)", values)
    return fetch_basis(programme_id)


def document_centres(programme_id: int) -> dict[tuple[str, str], Vectors]:
    """Where the programme's documents stand on average, by model and language."""
    statement = "SELECT model, language, embedding::text FROM search_centre WHERE programme_id = %s AND role = 'documents'"
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id])
        return {(model, language): from_sql(vector) for model, language, vector in cursor.fetchall()}


def _batches(programme_id: int, models: Sequence[str], chosen: str, values: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Documents with their number and language, and then their vector under each model as the server sends it."""
    columns = "".join(
        f", (SELECT embedding FROM search_vector WHERE model = %s AND fingerprint = search_document.fingerprint) AS of_{place}"  # noqa: S608  # a number
        for place in range(len(models))
    )
    statement = f"SELECT id, language{columns} FROM search_document WHERE programme_id = %s AND {chosen}"  # noqa: S608  # ours
    connection.ensure_connection()
    with connection.connection.cursor(name="search_positions", binary=True) as cursor:
        cursor.execute(statement, [*models, programme_id, *values])
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _parts(rows: Sequence[tuple[Any, ...]], models: Sequence[str], centres: Mapping[tuple[str, str], Vectors]) -> list[Vectors]:
    """The centred vectors of documents, model by model; noughts where there is none."""
    parts = []
    for place, model in enumerate(models, start=2):
        length = next(centre.size for (of_model, _language), centre in centres.items() if of_model == model)
        part = np.zeros((len(rows), length), dtype=np.float32)
        known = [row for row, fields in enumerate(rows) if fields[place] is not None and (model, fields[1]) in centres]
        if known:
            part[known] = from_binary([rows[row][place] for row in known]) - np.stack([centres[model, rows[row][1]] for row in known])
        parts.append(part)
    return parts
