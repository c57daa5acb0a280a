"""The learning log: what was shown, opened, asked, accepted, declined, met and solved, so that a ranker can be learned from it one day.

A shown candidate is logged once a day, list and rank, from the page on which a coordinator sees it; what follows is logged by the actions, with the rank,
the propensity and the features under which the candidate was shown last.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone

from minicluster.members.models import Programme
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.reasons import Reason
from minicluster.problems.models import Introduction, LearningEvent, Match, Problem
from minicluster.problems.rules.fairness import ONCE_A_DAY, LearningAct, ShownList, is_new_face

Features = dict[str, float]

# What a ranker may learn from, in this order; the gate reads these names.
FEATURES: Final = ("score", "rank", "evidence", "solved", "tie", "words", "closeness", "new_face")
_CLOSENESS: Final = {"related": 1.0, "close": 2.0, "very_close": 3.0}
_SOLVED_IT: Final = (rules.IntroductionState.DISCLOSED, rules.IntroductionState.MET, rules.IntroductionState.COOPERATING, rules.IntroductionState.COMPLETED)
_LONGEST_REASON: Final = 300


def new_faces_among(programme: Programme, experts: Collection[int]) -> set[int]:
    """Those of these experts whom nobody has asked within the last year."""
    asked = Introduction.objects.filter(expert__in=experts).exclude(asked_at=None).values_list("expert").annotate(last=Max("asked_at")).order_by()
    last: dict[int, date] = {expert: timezone.localtime(at).date() for expert, at in asked}
    return {expert for expert in experts if is_new_face(last.get(expert), programme.today())}


def features_of(match: Match, rank: int, *, is_new: bool) -> Features:
    """What stood behind a candidate when it was shown, as figures."""
    reasons: Sequence[Reason] = match.reasons
    count = {kind: float(sum(reason["kind"] == kind for reason in reasons)) for kind in ("evidence", "solved_problem", "tie")}
    closest = next((reason["closeness"] for reason in reasons if reason["kind"] == "meaning"), "")
    return {
        "score": match.score,
        "rank": float(rank),
        "evidence": count["evidence"],
        "solved": count["solved_problem"],
        "tie": count["tie"],
        "words": float(sum(len(reason["terms"]) for reason in reasons if reason["kind"] == "terms")),
        "closeness": _CLOSENESS.get(closest, 0.0),
        "new_face": float(is_new),
    }


def log_shown(viewer: Viewer, problem: Problem, lists: Mapping[str, Sequence[Match]]) -> None:
    """Log the candidates of a shortlist in the order in which they stand. The list is not drawn by lot, so each stands at its rank for certain."""
    _log_list(viewer, [(problem, match, rank, 1.0) for matches in lists.values() for rank, match in enumerate(matches, start=1)], ShownList.SHORTLIST)


def log_proposed(viewer: Viewer, lines: Iterable[tuple[Problem, Match, int, float]]) -> None:
    """Log the lines of a batch: problem, candidate, rank on its shortlist, propensity."""
    _log_list(viewer, list(lines), ShownList.BATCH)


def _log_list(viewer: Viewer, lines: Sequence[tuple[Problem, Match, int, float]], shown_in: str) -> None:
    if not lines:
        return
    experts = {match.person_id for _problem, match, _rank, _propensity in lines if match.person_id}
    new = new_faces_among(lines[0][0].programme, experts)
    events = [
        _event(
            viewer,
            problem,
            (match.kind, match.candidate.pk),
            LearningAct.SHOWN,
            shown_in=shown_in,
            rank=rank,
            propensity=propensity,
            features=features_of(match, rank, is_new=match.person_id in new),
            engine_version=match.engine_version,
        )
        for problem, match, rank, propensity in lines
    ]
    LearningEvent.objects.bulk_create(events, ignore_conflicts=True)


def log_opened(viewer: Viewer, match: Match) -> None:
    """Log that a candidate was looked at more closely."""
    _log(viewer, match.problem, (match.kind, match.candidate.pk), LearningAct.OPENED)


def log_unfit(actor: Viewer, match: Match) -> None:
    """Log that a coordinator found a candidate not fitting, and why."""
    _log(actor, match.problem, (match.kind, match.candidate.pk), LearningAct.UNFIT, why=match.judgement_reason)


def log_answer(actor: Viewer, introduction: Introduction, act: str, *, why: str = "") -> None:
    """Log what became of an expert who was introduced: asked, accepted, declined (and why), met."""
    match: Match | None = introduction.match
    candidate = (match.kind, match.candidate.pk) if match else (rules.CandidateKind.EXPERT.value, introduction.expert_id)
    _log(actor, introduction.problem, candidate, act, why=why)


def log_solved(actor: Viewer, problem: Problem) -> None:
    """Log for each expert who met the firm that it says the problem is solved."""
    helped = Introduction.objects.filter(problem=problem, state__in=_SOLVED_IT).exclude(first_meeting_date=None)
    for introduction in helped.select_related("match", "problem__programme"):
        log_answer(actor, introduction, LearningAct.SOLVED)


def _log(actor: Viewer, problem: Problem, candidate: tuple[str, int], act: str, *, why: str = "") -> None:
    """Log an act with rank, propensity and features as the candidate was shown last; nothing of them where it was never on a list."""
    shown = _last_shown(problem, candidate)
    facts = {name: getattr(shown, name) for name in ("rank", "propensity", "features", "engine_version")} if shown else {}
    event = _event(actor, problem, candidate, act, why=why.strip()[:_LONGEST_REASON], **facts)
    LearningEvent.objects.bulk_create([event], ignore_conflicts=act in ONCE_A_DAY)


def _last_shown(problem: Problem, candidate: tuple[str, int]) -> LearningEvent | None:
    kind, number = candidate
    shown = LearningEvent.objects.filter(problem_id=problem.pk, candidate_kind=kind, candidate_id=number, act=LearningAct.SHOWN)
    return shown.order_by("pk").last()


def _event(actor: Viewer, problem: Problem, candidate: tuple[str, int], act: str, **facts: Any) -> LearningEvent:
    kind, number = candidate
    now = problem.now()
    return LearningEvent(
        programme_id=problem.programme_id,
        problem_id=problem.pk,
        candidate_kind=kind,
        candidate_id=number,
        act=act,
        role=str(actor.role),
        on_day=timezone.localtime(now).date(),
        at=now,
        **facts,
    )
