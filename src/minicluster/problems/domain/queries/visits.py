"""What was noticed at one visit, ready to be raised: each observation with what reads alike among the firm's open problems, and what came of it already."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models.functions import Greatest

from minicluster.meetings.domain.queries import visit_report_for
from minicluster.meetings.models import Observation, VisitReport
from minicluster.members.models import Organisation
from minicluster.platform.permissions import Viewer
from minicluster.problems.domain.queries.problems import ALIKE, SHOWN_ALIKE, open_problems_for, problems_for
from minicluster.problems.domain.queries.visibility import readable_problems
from minicluster.problems.models import Problem


@dataclass(frozen=True)
class Heard:
    """One observation, the problems that were raised from it, and open ones of the firm that read like it."""

    observation: Observation
    raised: list[Problem] = field(default_factory=list)
    alike: list[Problem] = field(default_factory=list)


def heard_at(viewer: Viewer, pk: int) -> tuple[VisitReport, list[Heard]]:
    """A visit report that the viewer may read, and what was noticed. The same number of statements for one observation and for fifty."""
    report = visit_report_for(viewer, pk)
    observations = list(report.observations.select_related("visit_report__firm", "visit_report__activity"))
    raised = _raised_from(viewer, report)
    alike = _alike_at(viewer, report.firm, {observation.pk: observation.text for observation in observations})
    return report, [Heard(observation, raised.get(observation.pk, []), alike.get(observation.pk, [])) for observation in observations]


def _raised_from(viewer: Viewer, report: VisitReport) -> dict[int, list[Problem]]:
    raised: dict[int, list[Problem]] = {}
    for problem in problems_for(viewer).filter(origin_observation__visit_report=report):
        raised.setdefault(problem.origin_observation_id, []).append(problem)
    return raised


def _alike_at(viewer: Viewer, firm: Organisation, told: Mapping[int, str]) -> dict[int, list[Problem]]:
    """For each text the open problems of the firm that read like it, as `similar_problems` finds them for one, in one statement for all."""
    measures = {f"alike_{pk}": Greatest(TrigramSimilarity("title", text), TrigramSimilarity("description", text)) for pk, text in told.items()}
    problems = list(open_problems_for(viewer).filter(readable_problems(viewer), firm=firm).annotate(**measures)) if told else []
    return {pk: _most_alike(problems, pk) for pk in told}


def _most_alike(problems: list[Problem], observation_pk: int) -> list[Problem]:
    """Without what came of the very observation, which stands beside it anyway."""
    measured = [(float(getattr(problem, f"alike_{observation_pk}")), problem) for problem in problems if problem.origin_observation_id != observation_pk]
    alike = sorted((pair for pair in measured if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [problem for _measure, problem in alike[:SHOWN_ALIKE]]
