"""What the clocks do on their own, day after day: requests lapse, firms are reminded, reports stay unconfirmed. Running twice a day does no harm."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from minicluster.members.models import Programme
from minicluster.platform.audit.journal import take_step
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import RefusedError
from minicluster.problems import rules
from minicluster.problems.domain.actions import remind_firm, remind_of_use_report
from minicluster.problems.domain.actions.use_reports import may_remind_today
from minicluster.problems.models import Introduction, Problem, UseReport


def let_clocks_run(programme: Programme) -> dict[str, int]:
    """Do what is due by the programme's clock today, and say how often each was done."""
    clock = Viewer(Role.ADMINISTRATOR, programme.pk)
    done: Counter[str] = Counter()
    for introduction in _unanswered(programme):
        done["lapse_introduction"] += _is_done(partial(take_step, introduction, "lapse_introduction", actor=clock))
    for problem in _unconfirmed(programme):
        if problem.confirm_reminders < rules.REMINDERS_BEFORE_UNCONFIRMED:
            done["remind_firm"] += _is_done(partial(remind_firm, actor=clock, problem=problem))
        else:
            done["leave_unconfirmed"] += _is_done(partial(take_step, problem, "leave_unconfirmed", actor=clock))
    for report in _reports_to_remind_of(programme):
        done["remind_of_use_report"] += _is_done(partial(remind_of_use_report, actor=clock, report=report))
    return dict(done)


def _unanswered(programme: Programme) -> Iterator[Introduction]:
    today = programme.today()
    asked = Introduction.objects.filter(programme=programme, state=rules.IntroductionState.ASKED).select_related("problem__group", "programme")
    return (introduction for introduction in asked if introduction.due_on is not None and introduction.due_on < today)


def _unconfirmed(programme: Programme) -> Iterator[Problem]:
    today = programme.today()
    reported = Problem.objects.filter(programme=programme, state__in=rules.REPORTED_SOLVED).select_related("group", "contact", "programme")
    return (problem for problem in reported if problem.due_on is not None and problem.due_on < today)


def _reports_to_remind_of(programme: Programme) -> Iterator[UseReport]:
    today = programme.today()
    rows = UseReport.objects.filter(programme=programme, reported_at=None, project__state=rules.ProjectState.REPORTING)
    near = rows.filter(due_on__lte=today + rules.FOLLOW_UP_NOTICE).select_related("programme", "project__programme", "project__problem__group")
    return (report for report in near if may_remind_today(report))


def _is_done(act: Callable[[], object]) -> bool:
    """Do it unless somebody was quicker."""
    try:
        act()
    except RefusedError:
        return False
    return True
