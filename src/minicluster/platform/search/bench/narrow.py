"""What it costs to gather a view whole, by its number of documents: from this the bound up to which a view is gathered whole is set."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.db import connection

from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.bench.asking import Prepared, percentiles, processor_seconds
from minicluster.platform.search.bench.corpus import KINDS, MODELS, Asked
from minicluster.platform.search.bench.loading import PROGRAMME
from minicluster.platform.search.choosing import LIMITS
from minicluster.platform.search.gathering import Aim, View, gather, meanings_of
from minicluster.platform.search.remembered import TEXTS

SIZES: Final = (500, 2_000, 5_000, 20_000)
ALL: Final = 10**9


def whole_views(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """For views of about so many documents of one kind: milliseconds of the first question, and of those after it."""
    found = {}
    for size in SIZES:
        view = _view(size)
        if view is not None:
            found[str(size)] = _measured(view, asked)
    return found


def _measured(view: View, asked: Sequence[Asked]) -> dict[str, float]:
    embedders = [Prepared(model, asked) for model in MODELS]
    aims = [Aim(question_weights(one.text), meanings_of(PROGRAMME, [one.text], embedders)[0]) for one in asked]
    limits = replace(LIMITS, narrow=ALL, rememberable=ALL)
    TEXTS.forget()
    begun = time.perf_counter()
    (signals,) = gather(view, aims[:1], limits).values()
    first, times, before = time.perf_counter() - begun, [], processor_seconds()
    for aim in aims:
        begun = time.perf_counter()
        gather(view, [aim], limits)
        times.append(time.perf_counter() - begun)
    used = (processor_seconds() - before) / len(aims)
    return {"documents": len(signals.documents), "first_ms": round(first * 1000, 1), **percentiles(times), "cpu_ms": round(used * 1000, 1)}


def _view(size: int) -> View | None:
    """One kind in as many scopes as together come nearest to this number."""
    best: tuple[int, View] | None = None
    for kind in KINDS:
        scopes, documents = [], 0
        for scope, of_scope in _extents(kind):
            scopes.append(scope)
            documents += of_scope
            if best is None or abs(documents - size) < best[0]:
                best = abs(documents - size), View(PROGRAMME, (kind,), scopes=tuple(scopes))
    return best[1] if best is not None and best[0] <= size // 2 else None


def _extents(kind: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT scope, documents FROM search_extent WHERE programme_id = %s AND candidate_kind = %s ORDER BY scope", [PROGRAMME, kind])
        rows: list[tuple[int, int]] = cursor.fetchall()
    return rows
