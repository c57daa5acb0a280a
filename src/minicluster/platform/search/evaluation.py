"""How well the engine finds documents that were judged to be right: a collection and its questions, to be measured within `fresh_search`."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from minicluster.analytics.retrieval.embedding import Embedder
from minicluster.analytics.retrieval.measures import discounted_gain, first_place, hit_rate, mean_reciprocal_rank
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, ask
from minicluster.platform.search.index import Entry, rebuild
from minicluster.platform.search.models import CandidateKind
from minicluster.platform.search.settling import settle_when_it_pays

PROGRAMME: Final = 1
KIND: Final = CandidateKind.EXPERT.value
SHOWN: Final = 10
# What is found later than this is found by nobody.
DEPTH: Final = 1000
Tell = Callable[[str], None]
Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Ranked:
    """The ranking of one question, its judgements, and how long the first ten took."""

    ranking: tuple[str, ...]
    grades: Mapping[str, int]
    milliseconds: float

    @property
    def place(self) -> int | None:
        """Where the first right document stands."""
        return first_place(self.ranking, lambda name: self.grades.get(name, 0) > 0)


def index_documents(entries: Iterable[Entry], tell: Tell, embedders: Sequence[Embedder] = EMBEDDERS) -> None:
    """Write the documents, give them their vectors and put them in order, as an installation does."""
    rebuild(PROGRAMME, entries)
    tell("documents are indexed")
    embed_documents(PROGRAMME, embedders=embedders)
    settle_when_it_pays(PROGRAMME)
    tell("documents have their vectors")


def evaluate_retrieval(
    corpus: Lines, queries: Lines, grades: Mapping[str, Mapping[str, int]], tell: Tell, *, embedders: Sequence[Embedder] = EMBEDDERS
) -> dict[str, Any]:
    """Let each document be a candidate, ask every judged question, and measure; the thesaurus is not asked.

    Args:
        corpus: documents: `_id`, `text`, and `title` if there is one.
        queries: questions: `_id`, `text`; those without any judgement are passed over.
        grades: for each question its judged documents; above 0 is right.
        tell: told how far the work is.
        embedders: the models that count beside the words.
    """
    names = dict(enumerate((document["_id"] for document in corpus), start=1))
    index_documents(_entries(corpus), tell, embedders)
    asked = [_ranked(query["text"], grades[query["_id"]], names, embedders) for query in queries if query["_id"] in grades]
    return report(asked) | {"engine": {"models": [embedder.model for embedder in embedders]}}


def _entries(corpus: Lines) -> Iterable[Entry]:
    for number, document in enumerate(corpus, start=1):
        yield Entry(KIND, number, f"document-{number}", document.get("title", ""), document["text"])


def _ranked(text: str, grades: Mapping[str, int], names: Mapping[int, str], embedders: Sequence[Embedder]) -> Ranked:
    begun = time.perf_counter()
    shown = _names_found(text, SHOWN, names, embedders)
    ranked = Ranked(shown, grades, (time.perf_counter() - begun) * 1000)
    # Only where nothing right is shown does it matter what comes later.
    return ranked if ranked.place else Ranked(_names_found(text, DEPTH, names, embedders), grades, ranked.milliseconds)


def _names_found(text: str, top: int, names: Mapping[int, str], embedders: Sequence[Embedder]) -> tuple[str, ...]:
    found = ask(Question(PROGRAMME, text, (KIND,)), top=top, embedders=embedders).found[KIND]
    return tuple(names[candidate.candidate_id] for candidate in found)


def report(asked: Sequence[Ranked]) -> dict[str, Any]:
    """The figures over all questions."""
    places = [one.place for one in asked]
    gains = [discounted_gain(one.ranking, one.grades, SHOWN) for one in asked]
    hits = {f"hit@{depth}": round(hit_rate(places, depth), 3) for depth in (1, 3, 10)}
    return {
        "n": len(asked),
        **hits,
        "mrr": round(mean_reciprocal_rank(places), 3),
        "ndcg@10": round(sum(gains) / len(gains), 3) if gains else 0.0,
        "took_ms": percentiles([one.milliseconds for one in asked]),
    }


def percentiles(times: Sequence[float]) -> dict[str, float | None]:
    """The middle and the slow end of some times; None where nothing was timed."""
    return {f"p{share}": round(float(np.percentile(times, share)), 1) if times else None for share in (50, 95)}
