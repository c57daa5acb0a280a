"""Whom to ask about what, for all problems of a coordinator at once: a proposal with its reasons, which the coordinator accepts line by line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from minicluster.analytics.assignment import assign
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.conflicts import barred_from_each
from minicluster.problems.domain.learning import new_faces_among
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.domain.queries import problems_for, readable_problems
from minicluster.problems.models import Introduction, Match, MatchingPolicy, Problem

_I = rules.IntroductionState
_ON_THE_WAY: Final = (_I.SUGGESTED, _I.SHORTLISTED, _I.APPROVED, *rules.LIVE_INTRODUCTION)


@dataclass(frozen=True)
class Line:
    """One proposal: this expert for that problem, at which rank of its shortlist, and what speaks for it beside the score."""

    problem: Problem
    match: Match
    rank: int
    is_new_face: bool
    propensity: float
    open_requests: int
    better_ranked: int

    @property
    def by_share(self) -> bool:
        """Whether only the share of new faces put it there."""
        return self.propensity < 1


@dataclass(frozen=True)
class Proposal:
    """The lines; the problems that stay without a candidate, with how many they lack; what the policy asked for."""

    lines: list[Line]
    unmet: list[tuple[Problem, int]]
    total: float
    new_faces: int
    new_faces_wanted: int
    policy: MatchingPolicy


def problems_to_assign(viewer: Viewer) -> list[Problem]:
    """The problems in matching that the viewer looks after, those that wait longest first."""
    if rules.PERMISSIONS.scope(viewer, "suggest_introduction") is None:
        return []
    rows = problems_for(viewer).filter(readable_problems(viewer), group__in=viewer.group_ids, state=rules.ProblemState.MATCHING)
    return list(rows.order_by("state_since", "pk"))


def assign_in_batch(viewer: Viewer, problems: Sequence[Problem]) -> Proposal:
    """Propose for these problems of one programme who is asked about what, spread under the cap, with the policy's share of new faces.

    Nothing is written. A line is accepted by suggesting the introduction, which asks all rules again.

    Raises:
        NotAllowedError, NotVisibleError: one of the problems is not the viewer's to match.
    """
    for problem in problems:
        rules.PERMISSIONS.require(viewer, "suggest_introduction", problem.place_with(()))
    policy = policy_of(problems[0].programme) if problems else MatchingPolicy()
    pairs, ranks = _candidates(problems)
    introductions = _introductions(viewer.programme_id)
    demands = {problem.pk: max(0, policy.candidates_per_problem - introductions.of_problem[problem.pk]) for problem in problems}
    experts = {expert for _problem, expert in pairs}
    load = introductions.of_expert
    new = new_faces_among(problems[0].programme, experts) if problems else set()
    facts: dict[str, Any] = {"demands": demands, "capacities": {expert: max(0, policy.open_requests_per_expert - load[expert]) for expert in experts}}
    scores = {pair: min(1.0, max(0.0, match.score)) for pair, match in pairs.items() if pair not in introductions.pairs}
    chosen = assign(scores, **facts, new_faces=new, new_face_share=policy.new_face_share)
    by_score = set(assign(scores, **facts).pairs)
    by_problem = {problem.pk: problem for problem in problems}
    lines = [
        Line(
            by_problem[pair[0]],
            pairs[pair],
            ranks[pair],
            pair[1] in new,
            # What only the share put there stands there as often as the share says; all else follows from the scores for certain.
            policy.new_face_share if pair[1] in new and pair not in by_score and policy.new_face_share else 1.0,
            load[pair[1]],
            ranks[pair] - 1,
        )
        for pair in chosen.pairs
    ]
    unmet = [(problem, chosen.unmet[problem.pk]) for problem in problems if problem.pk in chosen.unmet]
    return Proposal(lines, unmet, chosen.total, chosen.new_faces, chosen.new_faces_wanted, policy)


def _candidates(problems: Sequence[Problem]) -> tuple[dict[tuple[int, int], Match], dict[tuple[int, int], int]]:
    """The experts on each problem's shortlist who may be asked, by problem and expert, and their rank on it."""
    barred = barred_from_each(problems)
    matches = Match.objects.filter(problem__in=problems, kind=rules.CandidateKind.EXPERT).exclude(judgement=rules.Judgement.DOES_NOT_FIT)
    pairs: dict[tuple[int, int], Match] = {}
    ranks: dict[tuple[int, int], int] = {}
    seen: Counter[int] = Counter()
    for match in matches.select_related("person", "problem").prefetch_related("person__affiliations__organisation").order_by("problem", "rank", "pk"):
        expert = match.person_id or 0
        if (match.kind, expert) not in barred[match.problem_id]:
            seen[match.problem_id] += 1
            pairs[match.problem_id, expert], ranks[match.problem_id, expert] = match, seen[match.problem_id]
    return pairs, ranks


@dataclass(frozen=True)
class _Introductions:
    """What is on its way: how many per problem and per expert, and which pairs were suggested before, whatever came of it."""

    of_problem: Counter[int]
    of_expert: Counter[int]
    pairs: set[tuple[int, int]]


def _introductions(programme_id: int) -> _Introductions:
    found = _Introductions(Counter(), Counter(), set())
    for problem, expert, state in Introduction.objects.filter(programme_id=programme_id).values_list("problem", "expert", "state").order_by():
        found.pairs.add((problem, expert))
        if state in _ON_THE_WAY:
            found.of_problem[problem] += 1
            # A suggestion that is still on its way to the expert will be a request tomorrow.
            found.of_expert[expert] += 1
    return found
