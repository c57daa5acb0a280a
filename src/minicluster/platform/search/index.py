"""Writing documents, in the transaction of whoever changes the record: a document written is found at once, one taken out is gone at once."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.weights import postings_of
from minicluster.analytics.retrieval.words import normal_form

LONGEST_TITLE = 300
# Texts that recur while a collection is written are analysed once.
REMEMBERED_TEXTS = 20_000
LOCKED_ONE_BY_ONE = 100

_DOCUMENT_COLUMNS = (
    "id, programme_id, candidate_kind, candidate_id, record, evidence_kind, language, year, title, text, origins, fingerprint, scope, source, dated"
)


@dataclass(frozen=True)
class Entry:
    """What is to be written as a document. `record` is the reference of the record that it is made from, such as `evidence-12`.

    `scope` is 0 for what everyone in the programme may find, else the mini-cluster that alone may; `source` is where it can be looked up.
    """

    candidate_kind: str
    candidate_id: int
    record: str
    title: str
    text: str = ""
    evidence_kind: str = "statement"
    year: int | None = None
    origins: tuple[str, ...] = ()
    written_in: str = ""
    scope: int = 0
    source: str = ""
    dated: date | None = None

    @property
    def whole_text(self) -> str:
        """Title and text, as they are searched."""
        return whole_text(self.title, self.text)

    @property
    def language(self) -> str:
        """The language in which it is written: as told, else by its script."""
        return self.written_in or language_of(self.whole_text)


def whole_text(title: str, text: str) -> str:
    """Title and text in one, as words and vectors are made from them."""
    return ". ".join(part.strip() for part in (title[:LONGEST_TITLE], text) if part.strip())


@transaction.atomic
def replace(programme_id: int, records: Sequence[str], entries: Iterable[Entry]) -> int:
    """Let `entries` be all that search knows of these records; returns how many documents were written.

    Two who write the same record at once wait for each other, and both wait for a rebuild of the whole programme.
    """
    with connection.cursor() as cursor:
        _wait_for_others(cursor, programme_id, sorted(set(records)))
        _remove(cursor, "programme_id = %s AND record = ANY(%s)", [programme_id, list(records)])
        return _write(cursor, programme_id, entries)


def _wait_for_others(cursor: Any, programme_id: int, records: list[str]) -> None:
    # The server has room for some thousand locks in all: who writes many records takes the one lock of the whole programme.
    if len(records) > LOCKED_ONE_BY_ONE:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('search', %s))", [programme_id])
        return
    cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('search', %s))", [programme_id])
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(record, %s)) FROM unnest(%s::text[]) AS record", [programme_id, records])


@transaction.atomic
def rebuild(programme_id: int, entries: Iterable[Entry]) -> int:
    """Let `entries` be all that search knows of the programme; returns how many documents were written. Vectors of texts that stay are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('search', %s))", [programme_id])
        _remove(cursor, "programme_id = %s", [programme_id])
        written = _write(cursor, programme_id, entries)
        cursor.execute("DELETE FROM search_vector WHERE NOT EXISTS (SELECT FROM search_document WHERE fingerprint = search_vector.fingerprint)")
    return written


def _remove(cursor: Any, condition: str, values: list[Any]) -> None:
    cursor.execute(f"SELECT coalesce(array_agg(id), '{{}}') FROM search_document WHERE {condition}", values)  # noqa: S608  # constants of this file
    (ids,) = cursor.fetchone()
    if ids:
        cursor.execute("DELETE FROM search_posting WHERE document_id = ANY(%s)", [ids])
        cursor.execute("DELETE FROM search_document WHERE id = ANY(%s)", [ids])


def _write(cursor: Any, programme_id: int, entries: Iterable[Entry]) -> int:
    found = [entry for entry in entries if entry.whole_text]
    cursor.execute("SELECT nextval(pg_get_serial_sequence('search_document', 'id')) FROM generate_series(1, %s)", [len(found)])
    ids = [row[0] for row in cursor.fetchall()]
    with cursor.copy(f"COPY search_document ({_DOCUMENT_COLUMNS}) FROM STDIN") as copy:
        for number, entry in zip(ids, found, strict=True):
            copy.write_row(_document_row(number, programme_id, entry))
    with cursor.copy("COPY search_posting (programme_id, term, document_id, frequency_part) FROM STDIN") as copy:
        for row in _posting_rows(ids, programme_id, found):
            copy.write_row(row)
    return len(found)


def _document_row(number: int, programme_id: int, entry: Entry) -> tuple[Any, ...]:
    return (
        number,
        programme_id,
        entry.candidate_kind,
        entry.candidate_id,
        entry.record,
        entry.evidence_kind,
        entry.language,
        entry.year,
        entry.title[:LONGEST_TITLE],
        entry.text,
        list(dict.fromkeys((entry.record, *entry.origins))),
        fingerprint_of(entry.whole_text),
        entry.scope,
        entry.source,
        entry.dated,
    )


def _posting_rows(ids: Sequence[int], programme_id: int, entries: Sequence[Entry]) -> Iterator[tuple[Any, ...]]:
    for number, entry in zip(ids, entries, strict=True):
        for term, weight in _remembered_postings(entry.whole_text):
            yield programme_id, term, number, weight


@lru_cache(maxsize=REMEMBERED_TEXTS)
def _remembered_postings(text: str) -> tuple[tuple[str, float], ...]:
    return tuple(postings_of(text).items())


def fingerprint_of(text: str) -> int:
    """Sixty-four bits, the same for texts that differ only in capitals, widths of characters and spaces."""
    canonical = " ".join(normal_form(text).split())
    return int.from_bytes(hashlib.blake2b(canonical.encode(), digest_size=8).digest(), signed=True)
