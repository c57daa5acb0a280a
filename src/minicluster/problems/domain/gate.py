"""The gate: whether a ranker learned from the log is better than the fixed weights. It measures and writes a verdict down; it switches nothing on."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.analytics.learned_ranking import FEWEST_PROBLEMS, Measured, Topic, compare
from minicluster.members.models import Programme
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.search.engine import ENGINE_VERSION
from minicluster.problems import rules
from minicluster.problems.domain.learning import FEATURES
from minicluster.problems.models import GateVerdict, LearningEvent
from minicluster.problems.rules.fairness import GRADE_OF_ACT, LearningAct, ShownList, Verdict


@transaction.atomic
def measure_ranker(*, actor: Viewer, programme: Programme) -> GateVerdict:
    """Measure a learned ranker against the order as shown, on problems it has not seen, and store the verdict for an administrator's decision."""
    rules.PERMISSIONS.require(actor, "measure_ranker", Place(programme.pk))
    found = compare(topics_of(programme.pk))
    verdict = GateVerdict.objects.create(
        programme=programme,
        invented=programme.invented,
        measured_at=programme.now(),
        engine_version=ENGINE_VERSION,
        n_problems=found.n_problems,
        fixed=_figures(found.fixed),
        learned=_figures(found.learned),
        difference=found.difference,
        interval=list(found.interval or ()),
        verdict=Verdict.USE if found.is_a_win else Verdict.KEEP,
        weights=dict(zip(FEATURES, found.weights, strict=False)),
    )
    record_act(actor=actor, action="measure_ranker", record=verdict, to_state=verdict.verdict)
    return verdict


def topics_of(programme_id: int) -> list[Topic]:
    """One topic per problem whose shortlist of experts was shown: the candidates as they stood last, and what became of each."""
    events = LearningEvent.objects.filter(programme_id=programme_id, candidate_kind=rules.CandidateKind.EXPERT).order_by("pk")
    by_problem: dict[int, list[LearningEvent]] = defaultdict(list)
    for event in events.iterator():
        by_problem[event.problem_id].append(event)
    return [topic for problem in sorted(by_problem) if (topic := _topic(by_problem[problem])) is not None]


def _topic(events: Iterable[LearningEvent]) -> Topic | None:
    shown: dict[int, LearningEvent] = {}
    grades: dict[int, int] = defaultdict(int)
    propensities: dict[int, float] = defaultdict(lambda: 1.0)
    for event in events:
        candidate = event.candidate_id
        if event.act == LearningAct.SHOWN and event.shown_in == ShownList.SHORTLIST:
            shown[candidate] = event
        grades[candidate] = max(grades[candidate], GRADE_OF_ACT.get(event.act, 0))
        propensities[candidate] = min(propensities[candidate], event.propensity)
    if not shown:
        return None
    order = sorted(shown.values(), key=lambda event: (event.rank or 0, event.pk))
    return Topic(
        np.array([[float(event.features.get(name, 0.0)) for name in FEATURES] for event in order]),
        np.array([float(grades[event.candidate_id]) for event in order]),
        np.array([propensities[event.candidate_id] for event in order]),
    )


def _figures(measured: Measured | None) -> dict[str, float] | None:
    return None if measured is None else {"ndcg@10": measured.ndcg, "hit@3": measured.hit}


def why_of(verdict: GateVerdict) -> str:
    """The reason for a verdict, as a sentence in the reader's language."""
    if verdict.fixed is None or verdict.learned is None:
        facts = {"n_problems": verdict.n_problems, "needed": FEWEST_PROBLEMS}
        return _("Too little data: %(n_problems)s problems with an expert who accepted, and %(needed)s are needed before a figure means anything.") % facts
    low, high = verdict.interval
    figures = {"difference": f"{verdict.difference:+.3f}", "low": f"{low:+.3f}", "high": f"{high:+.3f}"}
    if verdict.verdict == Verdict.USE:
        return _("On problems it had not seen, nDCG@10 is higher by %(difference)s (95 %% between %(low)s and %(high)s), and hit@3 is no lower.") % figures
    if low > 0:
        return _("nDCG@10 is higher by %(difference)s (95 %% between %(low)s and %(high)s), but hit@3 is lower.") % figures
    return _("The difference in nDCG@10 is %(difference)s (95 %% between %(low)s and %(high)s): it may be chance.") % figures
