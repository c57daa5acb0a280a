"""Writing documents, in the transaction of whoever changes the record: a document written is found at once, one taken out is gone at once."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, transaction

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.weights import term_counts
from minicluster.analytics.retrieval.words import normal_form
from minicluster.platform.search.terms import changes_of, packed

LONGEST_TITLE = 300
LONGEST_SOURCE = 300
WRITTEN_AT_ONCE = 5_000
# Texts that recur while a collection is written are analysed once.
REMEMBERED_TEXTS = 20_000
LOCKED_ONE_BY_ONE = 100

_DOCUMENT_COLUMNS = (
    "id, programme_id, candidate_kind, candidate_id, record, evidence_kind, language, year, title, text, origins, fingerprint, scope, source, dated, terms"
)
_OF_A_PROGRAMME = (
    "search_document",
    "search_posting",
    "search_chartpiece",
    "search_termcount",
    "search_extent",
    "search_settled",
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
        _remove(cursor, programme_id, list(records))
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
        for table in _OF_A_PROGRAMME:
            cursor.execute(f"DELETE FROM {table} WHERE programme_id = %s", [programme_id])  # noqa: S608  # constants of this file
        written = _write(cursor, programme_id, entries)
        cursor.execute("DELETE FROM search_vector WHERE NOT EXISTS (SELECT FROM search_document WHERE fingerprint = search_vector.fingerprint)")
    return written


def _remove(cursor: Any, programme_id: int, records: list[str]) -> None:
    cursor.execute("DELETE FROM search_document WHERE programme_id = %s AND record = ANY(%s) RETURNING id, terms", [programme_id, records])
    removed = dict(cursor.fetchall())
    # A fresh document takes its postings with it; that a settled one has gone is noted term by term until the programme is settled again.
    cursor.execute("DELETE FROM search_posting WHERE document_id = ANY(%s) AND change > 0 RETURNING document_id", [list(removed)])
    settled = removed.keys() - {document for (document,) in cursor.fetchall()}
    _note(cursor, programme_id, -1, [(document, removed[document]) for document in sorted(settled)])


def _write(cursor: Any, programme_id: int, entries: Iterable[Entry]) -> int:
    found = (entry for entry in entries if entry.whole_text)
    written = 0
    while batch := list(islice(found, WRITTEN_AT_ONCE)):
        _write_batch(cursor, programme_id, batch)
        written += len(batch)
    return written


def _write_batch(cursor: Any, programme_id: int, entries: Sequence[Entry]) -> None:
    cursor.execute("SELECT nextval(pg_get_serial_sequence('search_document', 'id')) FROM generate_series(1, %s)", [len(entries)])
    ids = [row[0] for row in cursor.fetchall()]
    terms = [_remembered_terms(entry.whole_text) for entry in entries]
    with cursor.copy(f"COPY search_document ({_DOCUMENT_COLUMNS}) FROM STDIN") as copy:
        for number, entry, of_entry in zip(ids, entries, terms, strict=True):
            copy.write_row((*_document_row(number, programme_id, entry), of_entry))
    _note(cursor, programme_id, 1, zip(ids, terms, strict=True))


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
        entry.source[:LONGEST_SOURCE],
        entry.dated,
    )


def _note(cursor: Any, programme_id: int, sign: int, documents: Iterable[tuple[int, bytes]]) -> None:
    with cursor.copy("COPY search_posting (programme_id, term, document_id, change) FROM STDIN") as copy:
        for number, terms in documents:
            for term, added in changes_of(terms):
                copy.write_row((programme_id, term, number, sign * added))


@lru_cache(maxsize=REMEMBERED_TEXTS)
def _remembered_terms(text: str) -> bytes:
    return packed(term_counts(text))


def fingerprint_of(text: str) -> int:
    """Sixty-four bits, the same for texts that differ only in capitals, widths of characters and spaces."""
    canonical = " ".join(normal_form(text).split())
    return int.from_bytes(hashlib.blake2b(canonical.encode(), digest_size=8).digest(), signed=True)
