"""How well problems find their experts: a judged collection put through the production engine."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from minicluster.analytics.retrieval.confidence import CALIBRATION, Confidence, Signs, fit_calibration
from minicluster.analytics.retrieval.embedding import Embedder
from minicluster.analytics.retrieval.measures import discounted_gain, first_place, hit_rate, mean_reciprocal_rank
from minicluster.platform.search.embedders import EMBEDDERS
from minicluster.platform.search.engine import Answer, Question, ask
from minicluster.platform.search.evaluation import PROGRAMME, Tell, index_documents, percentiles
from minicluster.platform.search.index import Entry
from minicluster.platform.search.understanding import learn_thesaurus
from minicluster.problems.domain.shipped_thesaurus import read_shipped_concepts
from minicluster.problems.rules import CandidateKind

RIGHT: Final = 2
# Whoever is found later than this is found by nobody.
DEPTH: Final = 1000


@dataclass(frozen=True)
class Asked:
    """One problem's ranking and what it was judged by."""

    problem: Mapping[str, Any]
    ranking: tuple[str, ...]
    signs: Signs | None
    milliseconds: float

    @property
    def confidence(self) -> Confidence:
        """How far the engine trusts the ranking; wholly where it has too few candidates to doubt."""
        return Confidence(1.0 if self.signs is None else CALIBRATION.probability(self.signs))

    @property
    def place(self) -> int | None:
        """Where the first right candidate stands."""
        return first_place(self.ranking, lambda candidate: self.problem["relevant"].get(candidate) == RIGHT)


def evaluate_matching(
    experts: Sequence[Mapping[str, Any]],
    problems: Sequence[Mapping[str, Any]],
    tell: Tell,
    *,
    with_thesaurus: bool = True,
    with_meaning: bool = True,
    fit: bool = False,
) -> dict[str, Any]:
    """Index the candidates, learn the shipped thesaurus, ask every problem, and measure; to be called within `fresh_search`.

    Without the thesaurus or without meaning it tells what each of them brings.

    Raises:
        KeyError: a line lacks a field.
    """
    numbers = {expert["id"]: number for number, expert in enumerate(experts, start=1)}
    embedders = EMBEDDERS if with_meaning else ()
    index_documents(_entries(experts, numbers), tell, embedders=embedders)
    if with_thesaurus:
        concepts = list(read_shipped_concepts())
        learn_thesaurus(PROGRAMME, concepts, concepts, embedders=embedders)
        tell("the thesaurus is learned")
    ids = {number: name for name, number in numbers.items()}
    asked = [_asked(problem, ids, embedders) for problem in problems]
    return _report(asked) | ({"fitted": _fitted([*asked, *(_asked_in_vain(one.problem, experts) for one in asked)])} if fit else {})


def _entries(experts: Iterable[Mapping[str, Any]], numbers: Mapping[str, int]) -> Iterable[Entry]:
    # Experts and facilities are ranked in one list here: the judgements do not tell them apart.
    for expert in experts:
        for item in expert["evidence"]:
            yield Entry(CandidateKind.EXPERT.value, numbers[expert["id"]], f"evidence-{item['id']}", item["title"], item["text"], item["type"], item["year"])


def _asked(problem: Mapping[str, Any], ids: Mapping[int, str], embedders: Sequence[Embedder]) -> Asked:
    begun = time.perf_counter()
    answer = ask(Question(PROGRAMME, problem["text"], (CandidateKind.EXPERT.value,)), top=10, embedders=embedders)
    milliseconds = (time.perf_counter() - begun) * 1000
    whole: Answer = ask(Question(PROGRAMME, problem["text"], (CandidateKind.EXPERT.value,)), top=DEPTH, embedders=embedders)
    ranking = tuple(ids[found.candidate_id] for found in whole.found[CandidateKind.EXPERT.value])
    return Asked(problem, ranking, answer.signs.get(CandidateKind.EXPERT.value), milliseconds)


def _asked_in_vain(problem: Mapping[str, Any], experts: Iterable[Mapping[str, Any]]) -> Asked:
    """The problem asked where nobody right is there: what a ranking looks like when there is nothing to find."""
    judged = {f"evidence-{item['id']}" for expert in experts if expert["id"] in problem["relevant"] for item in expert["evidence"]}
    answer = ask(Question(PROGRAMME, problem["text"], (CandidateKind.EXPERT.value,), left_out=judged), top=10)
    return Asked(problem, (), answer.signs.get(CandidateKind.EXPERT.value), 0.0)


def _report(asked: Sequence[Asked]) -> dict[str, Any]:
    times = [one.milliseconds for one in asked]
    return {
        **_measures(asked),
        "by_style": _by(asked, "style"),
        "by_lang": _by(asked, "lang"),
        "abstained": sum(not one.confidence.is_enough for one in asked),
        "calibration": _calibration(asked),
        "took_ms": percentiles(times),
        "engine": {"models": [embedder.model for embedder in EMBEDDERS]},
    }


def _by(asked: Sequence[Asked], name: str) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.problem[name]].append(one)
    return {value: _measures(of_value) for value, of_value in sorted(groups.items())}


def _measures(asked: Sequence[Asked]) -> dict[str, Any]:
    places = [one.place for one in asked]
    gains = [discounted_gain(one.ranking, one.problem["relevant"]) for one in asked]
    hits = {f"hit@{depth}": round(hit_rate(places, depth), 3) for depth in (1, 3, 10)}
    return {"n": len(asked), **hits, "mrr": round(mean_reciprocal_rank(places), 3), "ndcg@10": round(sum(gains) / len(gains), 3) if gains else 0.0}


def _calibration(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Stated confidence beside what came true, in four groups from the least to the most confident."""
    ordered = sorted(asked, key=lambda one: one.confidence.of_three)
    groups = [group for group in np.array_split(np.arange(len(ordered)), 4) if group.size]
    return [_group([ordered[place] for place in group]) for group in groups]


def _group(asked: Sequence[Asked]) -> dict[str, Any]:
    stated = sum(one.confidence.of_three for one in asked) / len(asked)
    return {"n": len(asked), "stated": round(stated, 3), "hit@3": round(hit_rate([one.place for one in asked], 3), 3)}


def _fitted(asked: Sequence[Asked]) -> dict[str, Any]:
    """The calibration of confidence from one half of the specialities, and how it holds on the other half."""
    names = sorted({one.problem["speciality"] for one in asked})
    chosen = [one for one in asked if one.problem["speciality"] in names[::2]]
    others = [one for one in asked if one.problem["speciality"] in names[1::2]]
    fitted = fit_calibration([one.signs for one in chosen if one.signs], [hit_rate([one.place], 3) == 1 for one in chosen if one.signs])
    chances = sorted((fitted.probability(one.signs), hit_rate([one.place], 3)) for one in others if one.signs)
    groups = [np.array(chances)[group].mean(axis=0).round(3).tolist() for group in np.array_split(np.arange(len(chances)), 4)]
    return {"weights": fitted.weights, "offset": fitted.offset, "held_out_stated_and_true": groups}
