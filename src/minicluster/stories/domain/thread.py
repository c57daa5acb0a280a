"""The thread: every record of one chain, from the visit at which a problem was heard to the published case, with the links between them.

First the records are fetched (here), then they are put in order and linked (`stories.domain.assembling`, pure), then each stop is shown as far as the
viewer may read it (`stories.domain.stops`).
"""

import re
from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, QuerySet

from minicluster.meetings.models import Activity, Observation, VisitReport
from minicluster.meetings.rules import PERMISSIONS as VISIT_PERMISSIONS
from minicluster.outcomes.models import Claim, Outcome
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.models import Introduction, Match, Output, Problem, Project
from minicluster.problems.rules import FOUND, SOLVED
from minicluster.stories import rules
from minicluster.stories.domain.assembling import Chain, Thread, assembled
from minicluster.stories.domain.stops import stop_of
from minicluster.stories.models import SuccessCase

MERGERS_FOLLOWED: Final = 5
_REFERENCE: Final = re.compile(r"(?P<kind>[a-z-]+)-(?P<number>[0-9]{1,18})")


def thread_of(viewer: Viewer, reference: str) -> Thread:
    """The thread on which the record of this reference lies, as far as the viewer may read it.

    A visit at which several threads begin gives the one that got furthest; one that nothing came of yet gives the visit alone.

    Raises:
        NotVisibleError: no such record, another programme's, one that lies on no thread, or a thread out of this viewer's reach.
    """
    record = _record(viewer.programme_id, reference)
    problem = _problem_of(record)
    chain = _chain_of(_kept_for(problem), asked_for=record) if problem else _chain_without_problem(record)
    if not rules.PERMISSIONS.allows(viewer, "view_thread", _place_of(chain)):
        raise NotVisibleError
    veils_firm = problem is not None and _hides_firm(viewer, problem)
    return assembled(chain, lambda found: stop_of(viewer, found, veils_firm=veils_firm))


def _hides_firm(viewer: Viewer, problem: Problem) -> bool:
    """Whether the reader may know neither the problem's firm nor the visits to it."""
    return not problem.show_to(viewer).is_readable and VISIT_PERMISSIONS.scope(viewer, "view_visit_report") is None


def _record(programme_id: int, reference: str) -> Any:
    shape = _REFERENCE.fullmatch(reference)
    find = _FINDERS.get(shape["kind"]) if shape else None
    found = find(programme_id).filter(pk=int(shape["number"])).first() if find and shape else None
    if found is None:
        raise NotVisibleError
    return found


def _problem_of(record: Any) -> Problem | None:
    """The problem whose thread the record lies on."""
    if isinstance(record, Problem):
        return record
    if isinstance(record, Outcome) and record.project:
        return record.project.problem
    if isinstance(record, Match | Introduction | Project | Outcome | SuccessCase):
        return record.problem
    if isinstance(record, Output):
        return record.project.problem
    return _furthest(_problems_from(record))


def _problems_from(record: Any) -> QuerySet[Problem]:
    known = Problem.objects.select_related("group__complex", "firm", "programme")
    if isinstance(record, Observation):
        return known.filter(origin_observation=record)
    if isinstance(record, VisitReport):
        return known.filter(origin_activity=record.activity_id, firm=record.firm_id)
    if isinstance(record, Claim):
        return known.filter(cases__claims=record)
    heard = known.filter(origin_activity=record)
    return heard if heard.exists() else known.filter(introductions__first_meeting=record)


def _furthest(problems: QuerySet[Problem]) -> Problem | None:
    def progress(problem: Problem) -> tuple[bool, bool, bool, int]:
        return problem.cases.exists(), problem.state in SOLVED, problem.state in FOUND, -problem.pk

    return max(problems.distinct(), key=progress, default=None)


def _chain_without_problem(record: Any) -> Chain:
    """A visit that no problem came of, or a case that was published elsewhere."""
    if isinstance(record, Observation):
        record = record.visit_report
    if isinstance(record, Activity | VisitReport):
        activity = record if isinstance(record, Activity) else record.activity
        return Chain(activities=[activity], reports=list(VisitReport.objects.filter(activity=activity).select_related("activity", "written_by")))
    case = record if isinstance(record, SuccessCase) else record.cases.order_by("pk").first() if isinstance(record, Claim) else None
    if case is None:
        raise NotVisibleError
    return Chain(cases=[case], claims={case.pk: list(case.claims.order_by("pk"))})


def _kept_for(problem: Problem) -> Problem:
    """The problem into which this one was merged, if it was."""
    kept = problem
    for _merger in range(MERGERS_FOLLOWED):
        if kept.duplicate_of is None:
            break
        kept = kept.duplicate_of
    return kept


def _chain_of(problem: Problem, *, asked_for: Any = None) -> Chain:
    problems = [problem, *problem.duplicates.select_related("group__complex", "firm", "programme", "origin_activity").order_by("pk")]
    introductions = list(
        problem.introductions.select_related("expert", "first_meeting", "match__person", "match__problem__group", "problem__group").order_by(
            "suggested_at", "pk"
        )
    )
    matches = {introduction.match_id: introduction.match for introduction in introductions if introduction.match}
    if isinstance(asked_for, Match):
        matches.setdefault(asked_for.pk, asked_for)
    cases = list(problem.cases.select_related("expert", "firm").prefetch_related("claims").order_by("pk"))
    return Chain(
        activities=[one.origin_activity for one in problems if one.origin_activity],
        reports=_reports_of(problems),
        problems=problems,
        matches=list(matches.values()),
        introductions=introductions,
        projects=list(problem.projects.select_related("problem__group").prefetch_related("partners__organisation").order_by("planned_at", "pk")),
        outputs=list(Output.objects.filter(project__problem=problem).select_related("project__problem__group", "counterpart").order_by("on_date", "pk")),
        outcomes=_outcomes_of(problem),
        cases=cases,
        claims={case.pk: list(case.claims.all()) for case in cases},
    )


def _outcomes_of(problem: Problem) -> list[Outcome]:
    known = Outcome.objects.filter(Q(problem=problem) | Q(project__problem=problem)).select_related("indicator", "group", "organisation")
    return list(known.order_by("reported_at", "pk"))


def _reports_of(problems: list[Problem]) -> list[VisitReport]:
    """The visit reports from which the problems came: of their visits, at their firms."""
    origins = {(problem.origin_activity_id, problem.firm_id) for problem in problems}
    activities = [activity for activity, _firm in origins if activity]
    reports = VisitReport.objects.filter(activity__in=activities).select_related("activity", "firm", "written_by")
    return [report for report in reports if (report.activity_id, report.firm_id) in origins]


def _place_of(chain: Chain) -> Place:
    """Where a thread stands: with its problem, and with those experts to whom the details were disclosed or who work on it."""
    if not chain.problems:
        alone: Place = (chain.cases or chain.activities)[0].place()
        return alone
    place = chain.problems[0].place()
    people = {introduction.expert_id for introduction in chain.introductions if introduction.disclosed_at}
    people |= {partner.person_id for project in chain.projects for partner in project.partners.all() if partner.person_id}
    return Place(place.programme_id, frozenset(people), place.organisation_ids, place.group_ids, place.complex_ids)


def _finder(model: Any, *related: str) -> Callable[[int], QuerySet[Any]]:
    return lambda programme_id: model.objects.filter(programme_id=programme_id).select_related(*related)


_FINDERS: Final[dict[str, Callable[[int], QuerySet[Any]]]] = {
    "activity": _finder(Activity),
    "visit-report": _finder(VisitReport, "activity"),
    "observation": lambda programme_id: Observation.objects.filter(visit_report__programme_id=programme_id),
    "problem": _finder(Problem, "group__complex", "firm", "programme"),
    "match": _finder(Match, "problem__group__complex", "problem__firm", "person"),
    "introduction": _finder(Introduction, "problem__group__complex"),
    "project": _finder(Project, "problem__group__complex"),
    "output": _finder(Output, "project__problem__group__complex"),
    "outcome": _finder(Outcome, "problem__group__complex", "project__problem__group__complex"),
    "success-case": _finder(SuccessCase, "problem__group__complex"),
    "claim": _finder(Claim),
}
