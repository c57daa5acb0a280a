"""Settling: what was written one by one is put in order for wide views: lists of postings by weight, counts, and charts.

A search is as right before as after; it only reads less. Documents that come later stand beside until the programme is settled again.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import IO, Any

import numpy as np
from django.db import connection, transaction

from minicluster.analytics.retrieval.weights import UsualLengths
from minicluster.platform.search.drawing import draw, open_anew
from minicluster.platform.search.lists import BEGINNING, END, Lists, Numbers, pairs_of, write_blocks
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.statement import OVER_ALL_SCOPES
from minicluster.platform.search.terms import LENGTHS_IN_SQL, OF_THE_COLLECTION, usual_lengths_of

# From so many documents that came or went, and from this share of the settled ones, settling pays.
CHANGES_ENOUGH = 2_000
SHARE_ENOUGH = 0.02
FETCHED_AT_ONCE = 5_000
PIECE = 1 << 20

Counted = list[tuple[Numbers, Numbers]]


def settle_when_it_pays(programme_id: int) -> bool:
    """Settle a programme if much has changed since, or its vectors come from other models; returns whether it was."""
    statement = """
        SELECT (SELECT count(*) FROM search_posting WHERE programme_id = %(programme)s AND term = 0),
               (SELECT coalesce(sum(documents), 0) FROM search_extent WHERE programme_id = %(programme)s),
               EXISTS (SELECT FROM search_settled WHERE programme_id = %(programme)s AND embedders <> (
                   SELECT coalesce(array_agg(DISTINCT model ORDER BY model), '{}') FROM search_centre
                   WHERE programme_id = %(programme)s AND role = 'documents'
               ))
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"programme": programme_id})
        changes, settled, others = cursor.fetchone()
    pays = others or changes >= max(CHANGES_ENOUGH, SHARE_ENOUGH * float(settled))
    if pays:
        settle(programme_id)
        # Who asks next should not have to wait for the charts.
        open_anew(programme_id)
    return bool(pays)


@transaction.atomic
def settle(programme_id: int) -> None:
    """Put all documents of a programme in order; who writes to it waits meanwhile, who searches does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('search', %s))", [programme_id])
        for table in ("search_block", "search_termcount", "search_extent", "search_posting"):
            cursor.execute(f"DELETE FROM {table} WHERE programme_id = %s", [programme_id])  # noqa: S608  # constants of this function
        draw(programme_id)
        of_collection = _counts_of_collection(cursor, programme_id)
        extents, counted = _write_lists(cursor, programme_id, usual_lengths_of(of_collection))
        _write_counts(cursor, programme_id, extents, counted, of_collection)


def _counts_of_collection(cursor: Any, programme_id: int) -> dict[int, int]:
    cursor.execute(f"SELECT count(*), {LENGTHS_IN_SQL} FROM search_document WHERE programme_id = %s", [programme_id])  # noqa: S608  # ours
    return {number: int(count or 0) for number, count in zip(OF_THE_COLLECTION, cursor.fetchone(), strict=True)}


def _write_lists(cursor: Any, programme_id: int, usual: UsualLengths) -> tuple[Counter[tuple[str, int]], Counted]:
    extents: Counter[tuple[str, int]] = Counter()
    counted: Counted = []
    # A connection cannot be read from while it is copied to.
    with tempfile.TemporaryFile() as file:
        file.write(BEGINNING)
        for kind in CandidateKind.values:
            counted += _write_kind(file, (programme_id, kind), usual, extents)
        file.write(END)
        file.seek(0)
        with cursor.copy("COPY search_block (programme_id, term, candidate_kind, scope, place, postings) FROM STDIN (FORMAT BINARY)") as copy:
            while piece := file.read(PIECE):
                copy.write(piece)
    return extents, counted


def _write_kind(file: IO[bytes], which: tuple[int, str], usual: UsualLengths, extents: Counter[tuple[str, int]]) -> Counted:
    programme_id, kind = which
    with Lists() as over_all:
        for scope, documents in groupby(_documents(programme_id, kind), key=itemgetter(0)):
            with Lists() as of_scope:
                while batch := [(number, terms) for _scope, number, terms in islice(documents, FETCHED_AT_ONCE)]:
                    pairs = pairs_of(batch, usual)
                    of_scope.add(pairs)
                    over_all.add(pairs)
                    extents[kind, scope] += len(batch)
                write_blocks(file, programme_id, kind, scope, of_scope)
        return write_blocks(file, programme_id, kind, OVER_ALL_SCOPES, over_all)


def _documents(programme_id: int, kind: str) -> Iterator[tuple[int, int, bytes]]:
    statement = "SELECT scope, id, terms FROM search_document WHERE programme_id = %s AND candidate_kind = %s ORDER BY scope"
    connection.ensure_connection()
    with connection.connection.cursor(name="search_lists", binary=True) as cursor:
        cursor.execute(statement, [programme_id, kind])
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            yield from rows


def _write_counts(cursor: Any, programme_id: int, extents: Counter[tuple[str, int]], counted: Counted, of_collection: Mapping[int, int]) -> None:
    with cursor.copy("COPY search_extent (programme_id, candidate_kind, scope, documents) FROM STDIN") as copy:
        for (kind, scope), documents in extents.items():
            copy.write_row((programme_id, kind, scope, documents))
    terms, places = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *(terms for terms, _counts in counted)]), return_inverse=True)
    counts = np.bincount(places, weights=np.concatenate([np.empty(0), *(counts for _terms, counts in counted)]), minlength=len(terms))
    with cursor.copy("COPY search_termcount (programme_id, term, documents) FROM STDIN") as copy:
        for term, count in [*of_collection.items(), *zip(terms.tolist(), counts.tolist(), strict=True)]:
            copy.write_row((programme_id, term, int(count)))
