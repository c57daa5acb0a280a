"""From the report that a problem is solved to the firm's own word for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.evidence import credit_experts
from minicluster.problems.domain.indexing import index_solved_problem
from minicluster.problems.domain.learning import log_solved
from minicluster.problems.domain.messages import send_please_confirm
from minicluster.problems.models import FollowUp, Problem


def report_solved_by_advice(*, actor: Viewer, problem: Problem, solution: str, why: str = "") -> Problem:
    """Report that an expert's advice solved it; the firm is asked to confirm."""
    return _report_solved(actor, problem, "report_solved_by_advice", solution, why)


def report_solved_by_project(*, actor: Viewer, problem: Problem, solution: str, why: str = "") -> Problem:
    """Report that a project, or a support programme, solved it; the firm is asked to confirm."""
    return _report_solved(actor, problem, "report_solved_by_project", solution, why)


def report_solved_by_firm(*, actor: Viewer, problem: Problem, solution: str, why: str = "") -> Problem:
    """Report that the firm solved it without outside help; the firm is asked to confirm."""
    return _report_solved(actor, problem, "report_solved_by_firm", solution, why)


@transaction.atomic
def _report_solved(actor: Viewer, problem: Problem, verb: str, solution: str, why: str) -> Problem:
    if not solution.strip():
        raise InvalidInputError(_("Please write in a sentence or two how it was solved. Nothing was changed."), field="solution")
    refuse_resident_registration_numbers(solution=solution)
    take_step(problem, verb, actor=actor, why=why, solution=solution.strip(), confirm_reminders=0, reminded_at=None)
    send_please_confirm(problem)
    return problem


@transaction.atomic
def confirm_solved(*, actor: Viewer, problem: Problem, why: str = "") -> Problem:
    """Confirm, as the firm, that the problem is solved; the experts who worked on it get their evidence."""
    take_step(problem, "confirm_solved", actor=actor, why=why, confirmed_at=problem.now())
    # The record in hand may have been blanked for a reader; the evidence is made from the stored one.
    credit_experts(Problem.objects.select_related("group").get(pk=problem.pk))
    log_solved(actor, problem)
    return problem


@transaction.atomic
def remind_firm(*, actor: Viewer, problem: Problem) -> Problem:
    """Remind the firm that its word is missing; each reminder starts the clock anew.

    Raises:
        IllegalStepError: nothing waits for the firm, or it was reminded often enough.
    """
    rules.PERMISSIONS.require(actor, "remind_firm", problem.place())
    stored = locked(problem)
    if stored.state not in rules.REPORTED_SOLVED or stored.confirm_reminders >= rules.REMINDERS_BEFORE_UNCONFIRMED:
        raise IllegalStepError(_("Nothing waits for the firm here, or it was reminded twice already. Nothing was sent."))
    problem.confirm_reminders, problem.reminded_at = stored.confirm_reminders + 1, problem.now()
    problem.save(update_fields=["confirm_reminders", "reminded_at"])
    record_act(actor=actor, action="remind_firm", record=problem, fields=["confirm_reminders"])
    send_please_confirm(problem, reminder=problem.confirm_reminders)
    return problem


@transaction.atomic
def reopen_problem(*, actor: Viewer, problem: Problem, why: str) -> Problem:
    """Reopen a problem that is not solved after all; while it is open it is no evidence for anybody."""
    take_step(problem, "reopen_problem", actor=actor, why=why, confirmed_at=None, confirm_reminders=0, reminded_at=None)
    index_solved_problem(problem)
    return problem


@transaction.atomic
def record_follow_up(*, actor: Viewer, problem: Problem, held: bool, note: str = "") -> FollowUp:
    """Record the firm's answer to the follow-up that is due. Where the solution has not held, the problem can be reopened.

    Raises:
        IllegalStepError: the problem is not in follow-up, or nothing is to be asked now.
    """
    rules.PERMISSIONS.require(actor, "record_follow_up", problem.place())
    due = locked(problem).follow_up_due
    if due is None:
        raise IllegalStepError(_("No follow-up is due now: it is asked for 1, 3 and 5 years after the firm's word. Nothing was recorded."))
    refuse_resident_registration_numbers(note=note)
    follow_up = FollowUp.objects.create(
        programme=problem.programme, invented=problem.invented, problem=problem, years=due[0], held=held, note=note.strip(), recorded_at=problem.now()
    )
    record_act(actor=actor, action="record_follow_up", record=problem, fields=["follow_ups"])
    return follow_up
