"""Loading a synthetic collection: copied as it is made, indexes afterwards, so that memory holds one batch at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from django.db import connection

from minicluster.platform.search.bench.corpus import MODELS, Batch, Corpus
from minicluster.platform.search.embedding import refresh_centres
from minicluster.platform.search.settling import settle

PROGRAMME: Final = 1
TITLE_LENGTH: Final = 60
# What an operator of a million documents would allow, within four gigabytes for all.
BUILD_MEMORY: Final = "1200MB"
BUILDERS: Final = 2

# PostgreSQL's binary copy begins and ends with these.
BEGINNING: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END: Final = b"\xff\xff"

_DOCUMENTS: Final = (
    "COPY search_document (id, programme_id, candidate_kind, candidate_id, record, evidence_kind, language, year, title, text, origins, fingerprint, "
    "scope, source, dated, terms) FROM STDIN"
)


class Stopwatch:
    """Seconds by name, in the order in which they were taken."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._tell = tell

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Take the time of what is done meanwhile."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 1)
        self._tell(f"{name}: {self.seconds[name]} s")


def load(corpus: Corpus, timed: Stopwatch) -> None:
    """Write the collection and settle it as the product does; the indexes of PostgreSQL are made after what they stand on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{BUILD_MEMORY}'; SET max_parallel_maintenance_workers = {BUILDERS}")
        indexes = _take_indexes(cursor, "search_document")
        with timed("documents and vectors"):
            for batch in corpus.batches():
                _copy_documents(cursor, batch)
                for model in MODELS:
                    _copy_vectors(cursor, batch, model)
        with timed("indexes of documents"):
            _put_indexes(cursor, indexes)
            cursor.execute("ANALYZE search_document, search_vector")
        with timed("centres"):
            for model in MODELS:
                refresh_centres(PROGRAMME, model)
        with timed("lists and charts"):
            settle(PROGRAMME)
        with timed("vacuum"):
            cursor.execute("VACUUM ANALYZE")


def _take_indexes(cursor: Any, table: str) -> list[str]:
    statement = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)"
    cursor.execute(statement, [table])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in indexes]


def _put_indexes(cursor: Any, definitions: list[str]) -> None:
    for definition in definitions:
        cursor.execute(definition)


def _copy_documents(cursor: Any, batch: Batch) -> None:
    columns = zip(batch.numbers.tolist(), batch.kinds.tolist(), batch.candidates.tolist(), batch.scopes.tolist(), batch.texts, batch.terms, strict=True)
    with cursor.copy(_DOCUMENTS) as copy:
        for number, kind, candidate, scope, text, terms in columns:
            record, (title, rest) = f"evidence-{number}", (text[:TITLE_LENGTH], text[TITLE_LENGTH:])
            row = (number, PROGRAMME, kind, candidate, record, "paper", "ko", 2006, title, rest, [record], number, scope, "", None, terms)
            copy.write_row(row)


def _copy_vectors(cursor: Any, batch: Batch, model: str) -> None:
    dimensions, name = MODELS[model], model.encode()
    layout = [
        ("columns", ">i2", 3),
        ("length of model", ">i4", len(name)),
        ("model", f"S{len(name)}", name),
        ("length of fingerprint", ">i4", 8),
        ("fingerprint", ">i8", batch.numbers),
        ("length of embedding", ">i4", 4 + 2 * dimensions),
        ("dimensions", ">i2", dimensions),
        ("unused", ">i2", 0),
        ("embedding", (">f2", dimensions), batch.vectors[model]),
    ]
    table: Any = np.empty(len(batch.numbers), dtype=np.dtype([(column, form) for column, form, _value in layout]))
    for column, _form, value in layout:
        table[column] = value
    with cursor.copy("COPY search_vector (model, fingerprint, embedding) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(BEGINNING + table.tobytes() + END)
