"""Positions: one vector per document out of the vectors of all models, by which the pool of a wide view is chosen.

The models agree too little for one of them to choose for all: of the ten nearest by the mean of two, the fifty nearest by one held nine tenths among
420 texts. Side by side the two are 896 numbers, whose inner product with an aim is the sum of the cosines. Their main directions, 384 of them, keep
nearly all of that at less than half the cost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
from django.db import connection

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.platform.search.lists import BEGINNING, END
from minicluster.platform.search.models import POSITION_DIMENSIONS
from minicluster.platform.search.vectors import from_binary, from_sql

SAMPLE: Final = 4_000
AT_ONCE: Final = 5_000
TINY: Final = 1e-9


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
    """The main directions of these rows; all directions where they are few."""
    length = rows.shape[1]
    if length <= POSITION_DIMENSIONS:
        return np.eye(length, POSITION_DIMENSIONS, dtype=np.float32)
    _strengths, directions = np.linalg.eigh(rows.T @ rows)
    main: Vectors = directions[:, -POSITION_DIMENSIONS:].astype(np.float32)
    return main


# The matrix is too long to be fetched for every question, and changes hardly ever: what a process knows is compared by its version.
_known: dict[int, Basis] = {}


def known_basis(programme_id: int) -> Basis:
    """The basis as this process last saw it."""
    return _known.get(programme_id, Basis())


def fetch_basis(programme_id: int) -> Basis:
    """The basis as it is now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, embedders, lengths, basis FROM search_settled WHERE programme_id = %s", [programme_id])
        row = cursor.fetchone()
    _known[programme_id] = Basis(row[0], tuple(row[1]), tuple(row[2]), bytes(row[3])) if row else Basis()
    return _known[programme_id]


def place_documents(programme_id: int) -> None:
    """Give documents that have vectors but no position theirs; where the models are others than before, all positions are new."""
    centres = _centres(programme_id)
    models = tuple(sorted({model for model, _language in centres}))
    basis = fetch_basis(programme_id)
    if models != basis.models:
        basis = _learned(programme_id, models, centres)
    for rows in _batches(programme_id, models, "NOT EXISTS (SELECT FROM search_position WHERE document_id = search_document.id)"):
        placed = [row for row in rows if any(row[5:])]
        if placed and models:
            _store(programme_id, placed, basis.positions(_parts(placed, models, centres)))


def _learned(programme_id: int, models: tuple[str, ...], centres: Mapping[tuple[str, str], Vectors]) -> Basis:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_position WHERE programme_id = %s", [programme_id])
        cursor.execute("DELETE FROM search_settled WHERE programme_id = %s", [programme_id])
        cursor.execute("SELECT count(*) / %s + 1 FROM search_document WHERE programme_id = %s", [SAMPLE, programme_id])
        (step,) = cursor.fetchone()
        sample = [row for rows in _batches(programme_id, models, f"id %% {step} = 0") for row in rows]
        parts = _parts(sample, models, centres)
        matrix = matrix_for(side_by_side(parts)).tobytes() if parts else b""
        values: list[Any] = [programme_id, uuid4(), list(models), [part.shape[1] for part in parts], matrix]
        cursor.execute("INSERT INTO search_settled (programme_id, version, embedders, lengths, basis) VALUES (%s, %s, %s, %s::smallint[], %s)", values)
    return fetch_basis(programme_id)


def _centres(programme_id: int) -> dict[tuple[str, str], Vectors]:
    statement = "SELECT model, language, embedding::text FROM search_centre WHERE programme_id = %s AND role = 'documents'"
    with connection.cursor() as cursor:
        cursor.execute(statement, [programme_id])
        return {(model, language): from_sql(vector) for model, language, vector in cursor.fetchall()}


def _batches(programme_id: int, models: Sequence[str], condition: str) -> Iterator[list[tuple[Any, ...]]]:
    """Documents with their number, kind, scope, language and candidate, and then their vector under each model as the server sends it."""
    columns = "".join(
        f", (SELECT embedding FROM search_vector WHERE model = %s AND fingerprint = search_document.fingerprint) AS of_{place}"  # noqa: S608  # a number
        for place in range(len(models))
    )
    # Scope by scope, so that a scan of some scopes reads pages that lie together.
    documents = f"SELECT * FROM search_document WHERE programme_id = %s AND {condition} ORDER BY candidate_kind, scope OFFSET 0"  # noqa: S608  # ours
    statement = f"SELECT id, candidate_kind, scope, language, candidate_id{columns} FROM ({documents}) AS search_document"  # noqa: S608  # ours
    connection.ensure_connection()
    with connection.connection.cursor(name="search_positions", binary=True) as cursor:
        cursor.execute(statement, [*models, programme_id])
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _parts(rows: Sequence[tuple[Any, ...]], models: Sequence[str], centres: Mapping[tuple[str, str], Vectors]) -> list[Vectors]:
    """The centred vectors of documents, model by model; noughts where there is none."""
    parts = []
    for place, model in enumerate(models, start=5):
        length = next(centre.size for (of_model, _language), centre in centres.items() if of_model == model)
        part = np.zeros((len(rows), length), dtype=np.float32)
        known = [row for row, fields in enumerate(rows) if fields[place] is not None and (model, fields[3]) in centres]
        if known:
            part[known] = from_binary([rows[row][place] for row in known]) - np.stack([centres[model, rows[row][3]] for row in known])
        parts.append(part)
    return parts


def _store(programme_id: int, rows: Sequence[tuple[Any, ...]], positions: Vectors) -> None:
    kinds = np.array([row[1] for row in rows])
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(BEGINNING)
        for kind in sorted(set(kinds)):
            places = np.flatnonzero(kinds == kind).tolist()
            copy.write(_binary_rows(programme_id, kind, [rows[place] for place in places], positions[places]))
        copy.write(END)


_COPY: Final = "COPY search_position (document_id, programme_id, candidate_kind, candidate_id, scope, embedding) FROM STDIN (FORMAT BINARY)"


def _binary_rows(programme_id: int, kind: str, rows: Sequence[tuple[Any, ...]], positions: Vectors) -> bytes:
    """Rows as binary copy reads them: the number of columns, then each column's length and value."""
    layout = [
        ("columns", ">i2", 6),
        *_column("document", ">i8", np.array([row[0] for row in rows])),
        *_column("programme", ">i8", programme_id),
        *_column("kind", f"S{len(kind)}", kind.encode()),
        *_column("candidate", ">i8", np.array([row[4] for row in rows])),
        *_column("scope", ">i8", np.array([row[2] for row in rows])),
        ("length of embedding", ">i4", 4 + 2 * POSITION_DIMENSIONS),
        ("dimensions", ">i2", POSITION_DIMENSIONS),
        ("unused", ">i2", 0),
        ("embedding", (">f2", POSITION_DIMENSIONS), positions),
    ]
    table = np.empty(len(rows), dtype=np.dtype([(name, form) for name, form, _value in layout]))
    for name, _form, value in layout:
        table[name] = value
    return table.tobytes()


def _column(name: str, form: str, value: Any) -> list[tuple[str, Any, Any]]:
    return [(f"length of {name}", ">i4", np.dtype(form).itemsize), (name, form, value)]
