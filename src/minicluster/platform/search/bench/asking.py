"""Asking the product's own engine: how long a whole query takes, alone and among four, and what of the exact result it finds."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.weights import question_weights
from minicluster.platform.search.bench.clients import WARMING, ask_together
from minicluster.platform.search.bench.corpus import KINDS, MODELS, Asked
from minicluster.platform.search.bench.exact import TOP, Exact, recall
from minicluster.platform.search.bench.loading import PROGRAMME
from minicluster.platform.search.engine import Found, Question, fused, search
from minicluster.platform.search.gathering import Aim, Signals, View, gather, meanings_of

AGAIN: Final = 5


class Prepared:
    """An embedder that knows its questions beforehand: what is measured is the whole query without the embedding."""

    def __init__(self, model: str, asked: Sequence[Asked]) -> None:
        self.model = model
        self._vectors: Mapping[str, Vectors] = {one.text: one.vectors[model] for one in asked}

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is asked."""
        return np.stack([self._vectors[text] for text in texts])

    passages = questions


@dataclass(frozen=True)
class Setting:
    """Which questions are asked, and within which scopes; None is the whole collection."""

    name: str
    view: str
    asked: Sequence[Asked]
    scopes: Collection[int] | None

    @property
    def embedders(self) -> list[Prepared]:
        """Embedders that know these questions."""
        return [Prepared(model, self.asked) for model in MODELS]

    def ask(self, one: Asked, embedders: Sequence[Prepared]) -> dict[str, list[Found]]:
        """A whole query: all kinds, with reasons."""
        return search(Question(PROGRAMME, one.text, scopes=self.scopes), top=TOP, embedders=embedders)


def alone(setting: Setting) -> dict[str, float]:
    """One client: milliseconds by the clock, and of processor time for client and server together.

    Each question is asked a few times. The least processor time of each is taken, for what else runs on the machine only adds to it.
    """
    embedders = setting.embedders
    for one in setting.asked[:WARMING]:
        setting.ask(one, embedders)
    spans = np.array([[_spent(setting, one, embedders) for _again in range(AGAIN)] for one in setting.asked])
    half, most = np.percentile(spans[:, :, 1].min(axis=1), [50, 95]) * 1000
    return {**percentiles(spans[:, :, 0].ravel()), "cpu_p50_ms": round(float(half), 1), "cpu_p95_ms": round(float(most), 1)}


def _spent(setting: Setting, one: Asked, embedders: Sequence[Prepared]) -> tuple[float, float]:
    begun, before = time.perf_counter(), processor_seconds()
    setting.ask(one, embedders)
    return time.perf_counter() - begun, processor_seconds() - before


def together(setting: Setting) -> dict[str, float]:
    """Four clients, each a process of its own, that ask at the same time."""
    spans = ask_together(setting)
    times = [end - begun for span in spans for begun, end in span]
    lasted = max(span[-1][1] for span in spans) - min(span[0][0] for span in spans)
    return {**percentiles(times), "per_second": round(len(times) / lasted, 1)}


def found(setting: Setting, exact: Exact) -> dict[str, float]:
    """The mean share of the exact first ten that is found: of documents, and of candidates."""
    documents, candidates, embedders = [], [], setting.embedders
    for one in setting.asked:
        (vectors,) = meanings_of(PROGRAMME, [one.text], embedders)
        signals = gather(View(PROGRAMME, scopes=setting.scopes), [Aim(question_weights(one.text), vectors)])
        answers = setting.ask(one, embedders)
        for kind in KINDS:
            # A kind of which nothing is in view is not there.
            of_kind = signals.get(kind)
            whole = of_kind is not None and of_kind.whole
            documents.append(recall(_first(of_kind) if of_kind else [], exact.best_documents(one, kind, setting.scopes, whole=whole)))
            expected = exact.best_candidates(one, kind, setting.scopes, whole=whole)
            candidates.append(recall([candidate.candidate_id for candidate in answers[kind]], expected))
    return {"documents": round(float(np.mean(documents)), 4), "candidates": round(float(np.mean(candidates)), 4)}


def percentiles(seconds: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
    """Milliseconds within which half of the queries and nineteen of twenty are answered."""
    half, most = np.percentile(seconds, [50, 95]) * 1000
    return {"p50_ms": round(float(half), 1), "p95_ms": round(float(most), 1)}


def _first(signals: Signals) -> list[int]:
    values = fused(signals.words[0], np.stack(list(signals.meanings[0].values()), axis=1), float(signals.weighing.most[0]), whole=signals.whole)
    return [signals.documents[place][2] for place in np.argsort(-values, kind="stable")[:TOP].tolist()]


def processor_seconds() -> float:
    """What this process and its server process have used so far."""
    connection.ensure_connection()
    # To the microsecond, where the usual clock of processes ticks a hundred times in a second.
    waited = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="utf-8").split()
    return time.process_time() + int(waited[0]) / 1e9
