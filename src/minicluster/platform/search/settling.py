"""Settling: what was written one by one is put in order for wide views: charts, and how often each term occurs.

A search is as right before as after; it only reads less. Documents that come later stand beside until the programme is settled again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection, transaction

from minicluster.platform.search.drawing import Drawn, draw, open_anew
from minicluster.platform.search.terms import LENGTHS_IN_SQL, OF_THE_COLLECTION, usual_lengths_of

# From so many documents that came or went, and from this share of the settled ones, settling pays.
CHANGES_ENOUGH = 2_000
SHARE_ENOUGH = 0.02


def settle_when_it_pays(programme_id: int) -> bool:
    """Settle a programme if much has changed since, or it was settled under other models; returns whether it was."""
    statement = """
        SELECT (SELECT count(*) FROM search_posting WHERE programme_id = %(programme)s AND term = 0),
               (SELECT coalesce(sum(documents), 0) FROM search_extent WHERE programme_id = %(programme)s),
               EXISTS (SELECT FROM search_termcount WHERE programme_id = %(programme)s)
               AND NOT EXISTS (SELECT FROM search_settled WHERE programme_id = %(programme)s AND embedders = (
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
        for table in ("search_termcount", "search_extent", "search_posting"):
            cursor.execute(f"DELETE FROM {table} WHERE programme_id = %s", [programme_id])  # noqa: S608  # constants of this function
        of_collection = _counts_of_collection(cursor, programme_id)
        drawn = draw(programme_id, usual_lengths_of(of_collection))
        _write_extents(cursor, programme_id, drawn)
        _write_counts(cursor, programme_id, drawn, of_collection)


def _counts_of_collection(cursor: Any, programme_id: int) -> dict[int, int]:
    cursor.execute(f"SELECT count(*), {LENGTHS_IN_SQL} FROM search_document WHERE programme_id = %s", [programme_id])  # noqa: S608  # ours
    return {number: int(count or 0) for number, count in zip(OF_THE_COLLECTION, cursor.fetchone(), strict=True)}


def _write_extents(cursor: Any, programme_id: int, drawn: Sequence[Drawn]) -> None:
    with cursor.copy("COPY search_extent (programme_id, candidate_kind, scope, documents) FROM STDIN") as copy:
        for of_kind in drawn:
            for scope, documents in zip(*(column.tolist() for column in of_kind.scopes), strict=True):
                copy.write_row((programme_id, of_kind.kind, scope, documents))


def _write_counts(cursor: Any, programme_id: int, drawn: Sequence[Drawn], of_collection: Mapping[int, int]) -> None:
    every, documents = (np.concatenate(column) for column in zip(*(of_kind.terms for of_kind in drawn), strict=True))
    terms, places = np.unique(every, return_inverse=True)
    counts = np.bincount(places, weights=documents, minlength=len(terms))
    with cursor.copy("COPY search_termcount (programme_id, term, documents) FROM STDIN") as copy:
        for term, count in [*of_collection.items(), *zip(terms.tolist(), counts.tolist(), strict=True)]:
            copy.write_row((programme_id, term, int(count)))
