"""What a viewer may read of each record on a thread: its title, who, and whether its page opens."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings.models import Activity
from minicluster.meetings.rules import may_see_activity
from minicluster.outcomes.models import Claim, Outcome
from minicluster.outcomes.rules import UNITS, Realisation
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems.models import Introduction, Match, Problem, Project
from minicluster.problems.rules import HIDDEN_FROM_FIRM
from minicluster.stories.domain.assembling import Stop
from minicluster.stories.models import SuccessCase
from minicluster.stories.rules import StopKind

_SUMMARY_LENGTH: Final = 60
_NAMED_AFTER_FIRM: Final = frozenset({StopKind.ACTIVITY, StopKind.VISIT_REPORT})


def stop_of(viewer: Viewer, record: Any, *, veils_firm: bool = False) -> Stop:
    """The stop of a record: what may not be read is told by its kind alone.

    With `veils_firm` the reader may not read the thread's problem; then the visit, which is called after the firm, is not named either.
    """
    kind = StopKind(record.record_type)
    readable = _may_read(viewer, record) and not (veils_firm and kind in _NAMED_AFTER_FIRM)
    title, who = _TELLERS[kind](viewer, record) if readable else (_("%(kind)s (not open to your role)") % {"kind": kind.label}, "")
    return Stop(
        reference=record.reference,
        kind=kind,
        title=title,
        on=_day_of(record),
        state=_state_of(record),
        state_label=_state_label_of(record),
        who=who,
        address=_address_of(record) if readable else "",
        is_readable=readable,
        invented=record.invented,
        day_known=getattr(record, "day_known", True),
    )


def _may_read(viewer: Viewer, record: Any) -> bool:
    if isinstance(record, SuccessCase) and record.is_public:
        return True
    if isinstance(record, Activity):
        return may_see_activity(viewer, record.visibility, record.place())
    if isinstance(record, Introduction) and not _is_known_to(viewer, record):
        return False
    allowed: bool = record.PERMISSIONS.allows(viewer, _VIEWS[StopKind(record.record_type)], record.place())
    return allowed


def _is_known_to(viewer: Viewer, introduction: Introduction) -> bool:
    """A firm hears of an introduction once its coordinator has confirmed it, an expert once asked."""
    if viewer.role is Role.FIRM_USER:
        return introduction.state not in HIDDEN_FROM_FIRM
    return viewer.role is not Role.EXPERT or introduction.asked_at is not None


def _problem_title(viewer: Viewer, problem: Problem) -> tuple[str, str]:
    """The title and the firm where the text may be read, else the public summary and the group."""
    if problem.show_to(viewer).is_readable:
        return problem.title, str(problem.firm)
    summary = problem.public_summary
    shortened = summary if len(summary) <= _SUMMARY_LENGTH else f"{summary[: _SUMMARY_LENGTH - 1]}…"
    return shortened or problem.heading, str(problem.group)


def _project_title(_viewer: Viewer, project: Project) -> tuple[str, str]:
    return project.title, ", ".join(str(partner.organisation) for partner in project.partners.all())


def _outcome_title(_viewer: Viewer, outcome: Outcome) -> tuple[str, str]:
    words = {"indicator": outcome.indicator, "value": f"{outcome.value.normalize():,f}", "unit": UNITS.get(outcome.indicator.unit, outcome.indicator.unit)}
    told = _("%(indicator)s: %(value)s %(unit)s, realised") if outcome.realisation == Realisation.REALISED else _("%(indicator)s: %(value)s %(unit)s, expected")
    return told % words, str(outcome.organisation)


_TELLERS: Final[dict[StopKind, Callable[[Viewer, Any], tuple[str, str]]]] = {
    StopKind.ACTIVITY: lambda _viewer, activity: (activity.title, activity.venue),
    StopKind.VISIT_REPORT: lambda _viewer, report: (_("Report: %(visit)s") % {"visit": report.activity.title}, str(report.written_by or "")),
    StopKind.PROBLEM: _problem_title,
    StopKind.MATCH: lambda _viewer, match: (_("Candidate %(rank)s: %(who)s") % {"rank": match.rank, "who": match.candidate}, ""),
    StopKind.INTRODUCTION: lambda _viewer, introduction: (_("Introduction of %(expert)s") % {"expert": introduction.expert}, ""),
    StopKind.PROJECT: _project_title,
    StopKind.OUTPUT: lambda _viewer, output: (output.title, str(output.counterpart or "")),
    StopKind.OUTCOME: _outcome_title,
    StopKind.CASE: lambda _viewer, case: (str(case), ""),
    StopKind.CLAIM: lambda _viewer, claim: (str(claim), claim.source),
}
_VIEWS: Final = {
    StopKind.ACTIVITY: "view_activity",
    StopKind.VISIT_REPORT: "view_visit_report",
    StopKind.PROBLEM: "view_problem",
    StopKind.MATCH: "view_match",
    StopKind.INTRODUCTION: "view_introduction",
    StopKind.PROJECT: "view_project",
    StopKind.OUTPUT: "view_project",
    StopKind.OUTCOME: "view_outcome",
    StopKind.CASE: "view_case",
    StopKind.CLAIM: "view_claims",
}
_DATES: Final = {
    StopKind.ACTIVITY: "starts_at",
    StopKind.VISIT_REPORT: "written_at",
    StopKind.PROBLEM: "raised_at",
    StopKind.MATCH: "found_at",
    StopKind.INTRODUCTION: "suggested_at",
    StopKind.PROJECT: "planned_at",
    StopKind.OUTPUT: "on_date",
    StopKind.OUTCOME: "reported_at",
    StopKind.CASE: "happened_on",
}
_PAGES: Final = {
    StopKind.ACTIVITY: "meetings:activity",
    StopKind.VISIT_REPORT: "meetings:visit-report",
    StopKind.PROBLEM: "problems:problem",
    StopKind.INTRODUCTION: "problems:introduction",
    StopKind.PROJECT: "problems:project",
    StopKind.OUTCOME: "outcomes:outcome",
}


def _day_of(record: Any) -> date | None:
    name = _DATES.get(StopKind(record.record_type))
    moment = getattr(record, name) if name else None
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def _state_of(record: Any) -> str:
    if isinstance(record, Match):
        return record.judgement
    return record.kind if isinstance(record, Claim) else getattr(record, "state", "")


def _state_label_of(record: Any) -> str:
    if isinstance(record, Match):
        return str(record.get_judgement_display())
    if isinstance(record, Claim):
        return str(record.get_kind_display())
    return str(record.get_state_display()) if hasattr(record, "state") else ""


def _address_of(record: Any) -> str:
    """The page of a record. A match is shown with its problem, an output with its project, a claim among the claims."""
    kind = StopKind(record.record_type)
    if kind in _PAGES:
        return reverse(_PAGES[kind], args=[record.pk])
    if isinstance(record, SuccessCase):
        return record.get_absolute_url()
    if isinstance(record, Claim):
        return f"{reverse('outcomes:claim-list')}#{record.code}"
    return reverse("problems:problem", args=[record.problem_id]) if isinstance(record, Match) else reverse("problems:project", args=[record.project_id])
