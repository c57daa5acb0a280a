"""What waits for a viewer: problems and introductions whose next step is theirs, each with its clock."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.problems import rules
from minicluster.problems.domain.queries.introductions import introductions_for
from minicluster.problems.domain.queries.problems import problems_for
from minicluster.problems.domain.queries.use_reports import reports_asked_for
from minicluster.problems.domain.queries.visibility import near_problems
from minicluster.problems.models import Introduction, Problem

_S, _I = rules.ProblemState, rules.IntroductionState
_PROBLEM_WORK: Final = {
    Role.COORDINATOR: {
        _S.RAISED: gettext_lazy("Diagnose it"),
        _S.DIAGNOSED: gettext_lazy("Frame it for experts"),
        _S.FRAMED: gettext_lazy("Start matching"),
        _S.MATCHING: gettext_lazy("Make a shortlist"),
    },
    Role.FIRM_USER: {
        _S.RETURNED: gettext_lazy("Answer the coordinator's question"),
        **dict.fromkeys((*rules.REPORTED_SOLVED, _S.UNCONFIRMED), gettext_lazy("Confirm whether it is solved")),
    },
}
_INTRODUCTION_WORK: Final = {
    Role.COORDINATOR: {
        _I.SUGGESTED: gettext_lazy("Check the summary and put on the shortlist"),
        _I.APPROVED: gettext_lazy("Ask the expert"),
        _I.ACCEPTED: gettext_lazy("Record consents and NDA"),
        _I.CONSENTED: gettext_lazy("Disclose the details"),
        _I.DISCLOSED: gettext_lazy("Record the first meeting"),
        _I.MET: gettext_lazy("Say whether they cooperate"),
        _I.LAPSED: gettext_lazy("Ask once more, or choose another expert"),
    },
    Role.FIRM_USER: {_I.SHORTLISTED: gettext_lazy("Approve the anonymised summary")},
    Role.EXPERT: {_I.ASKED: gettext_lazy("Answer the request"), _I.DISCLOSED: gettext_lazy("Arrange the first meeting")},
}


def queue_for(viewer: Viewer) -> list[QueueItem]:
    """Everything of this station that waits for the viewer."""
    return [
        *_problem_items(viewer),
        *_follow_up_items(viewer),
        *_introduction_items(viewer),
        *_suggested_people(viewer),
        *_rating_items(viewer),
        *_use_report_items(viewer),
    ]


def _problem_items(viewer: Viewer) -> Iterator[QueueItem]:
    work = _PROBLEM_WORK.get(viewer.role)
    if not work:
        return
    for problem in problems_for(viewer).filter(near_problems(viewer), state__in=work).exclude(_shortlisted()):
        yield QueueItem(problem.heading, problem.get_absolute_url(), str(work[problem.state]), _("Problem"), problem.due_on, problem.invented)


def _follow_up_items(viewer: Viewer) -> Iterator[QueueItem]:
    """Whether the solution has held, and what came of it: asked 1, 3 and 5 years after the firm's word, a month before the day."""
    if viewer.role is not Role.COORDINATOR:
        return
    for problem in problems_for(viewer).filter(near_problems(viewer), state=_S.FOLLOW_UP).prefetch_related("follow_ups"):
        due = problem.follow_up_due
        if due is not None:
            yield QueueItem(problem.heading, problem.get_absolute_url(), _("Ask the firm what came of it"), _("Problem"), due[1], problem.invented)


def _shortlisted() -> Q:
    """A problem in matching waits for a shortlist only until its first candidate is on it."""
    on_the_way = Introduction.objects.exclude(state__in=(_I.SUGGESTED, _I.DECLINED, _I.LAPSED, _I.WITHDRAWN))
    return Q(state=_S.MATCHING, pk__in=on_the_way.values("problem_id"))


def _introduction_items(viewer: Viewer) -> Iterator[QueueItem]:
    work = _INTRODUCTION_WORK.get(viewer.role)
    if not work:
        return
    for introduction in introductions_for(viewer).filter(state__in=work, problem__state__in=rules.OPEN):
        yield _item(viewer, introduction, str(work[introduction.state]))


def _suggested_people(viewer: Viewer) -> Iterator[QueueItem]:
    """Whom an expert named instead of themselves: somebody to look at while the goodwill is fresh."""
    if viewer.role is not Role.COORDINATOR:
        return
    waiting = {"decline__settled_at": None, "problem__state__in": rules.OPEN}
    for introduction in introductions_for(viewer).filter(**waiting).exclude(decline=None).exclude(decline__suggested_name="").select_related("decline"):
        yield _item(viewer, introduction, _("Look at the person suggested instead: %(name)s") % {"name": introduction.decline.suggested_name})


def _use_report_items(viewer: Viewer) -> Iterator[QueueItem]:
    """Reports on the use of a project's result, from a month before their day until they are written."""
    for report in reports_asked_for(viewer):
        what = _("Report on the use of the result, year %(year)s") % {"year": report.year_number}
        yield QueueItem(str(report.project), report.project.get_absolute_url(), what, _("Project"), report.due_on, report.invented)


def _rating_items(viewer: Viewer) -> Iterator[QueueItem]:
    missing = {Role.FIRM_USER: "firm_rating", Role.EXPERT: "expert_rating"}.get(viewer.role)
    if missing is None:
        return
    for introduction in introductions_for(viewer).filter(state=_I.COMPLETED, first_meeting_date__isnull=False, **{missing: None}):
        yield _item(viewer, introduction, _("Rate the introduction"))


def _item(viewer: Viewer, introduction: Introduction, what: str) -> QueueItem:
    return QueueItem(
        introduction_title(viewer, introduction), introduction.get_absolute_url(), what, _("Introduction"), introduction.due_on, introduction.invented
    )


def introduction_title(viewer: Viewer, introduction: Introduction) -> str:
    """What an introduction is called: by problem and expert for those who may read, by the anonymised summary for the expert."""
    problem: Problem = introduction.problem
    if viewer.role is Role.EXPERT and not problem.is_readable:
        return Truncator(introduction.summary).chars(80)
    return f"{problem.heading} · {introduction.expert}"
