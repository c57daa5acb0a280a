"""Introductions: from a suggested expert to a cooperation. A coordinator confirms each; nothing personal leaves without consent."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings.models import Activity
from minicluster.members.domain.actions.history import locked, same_programme
from minicluster.members.domain.ties import append_tie
from minicluster.members.models import Person
from minicluster.members.rules import TieKind
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.anonymity import refuse_what_identifies
from minicluster.problems.domain.conflicts import conflict_with, open_requests
from minicluster.problems.domain.learning import log_answer
from minicluster.problems.domain.messages import send_request, send_summary_for_approval
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.models import Introduction, Match, Problem
from minicluster.problems.rules.fairness import ConflictReason, LearningAct


@transaction.atomic
def suggest_introduction(*, actor: Viewer, problem: Problem, expert: Person, summary: str = "", match: Match | None = None) -> Introduction:
    """Suggest an expert for a problem, with an anonymised summary (at first the public one).

    Raises:
        IllegalStepError: the problem is not being matched, or the expert was suggested before.
        InvalidInputError: the expert belongs to the firm, has enough requests, or the summary tells who is behind it.
    """
    rules.PERMISSIONS.require(actor, "suggest_introduction", problem.place())
    same_programme(problem.programme_id, expert, match)
    if match is not None and match.problem_id != problem.pk:
        raise NotVisibleError
    # Of two coordinators who suggest the same expert at once the second is told; so it is with the limit of requests when two ask.
    locked(expert)
    if problem.state not in rules.CAN_BE_MATCHED:
        raise IllegalStepError(_("Experts can be suggested once matching has started, and until the problem is solved. Nothing was changed."))
    if Introduction.objects.filter(problem=problem, expert=expert).exists():
        raise IllegalStepError(_("This expert has been suggested for this problem before. Nothing was changed; the earlier introduction stands in the list."))
    text = (summary or problem.public_summary).strip()
    _refuse_bad_summary(problem, text)
    _refuse_conflict(problem, expert, match)
    _refuse_overload(expert)
    introduction = Introduction.objects.create(
        programme=problem.programme,
        invented=problem.programme.invented,
        problem=problem,
        match=match,
        expert=expert,
        summary=text,
        suggested_at=problem.now(),
        state_since=problem.now(),
    )
    record_act(actor=actor, action="suggest_introduction", record=introduction, to_state=introduction.state)
    return introduction


def _refuse_bad_summary(problem: Problem, summary: str) -> None:
    refuse_resident_registration_numbers(summary=summary)
    refuse_what_identifies(problem, summary)


def _refuse_conflict(problem: Problem, expert: Person, match: Match | None) -> None:
    found = conflict_with(problem, expert, found_as=match.kind if match else rules.CandidateKind.EXPERT)
    if found is None:
        return
    if found.reason == ConflictReason.OWN_FIRM:
        raise InvalidInputError(_("This person belongs to the firm itself, so they cannot be asked as its expert. Nothing was changed."), field="expert")
    raise InvalidInputError(
        _("This person cannot be asked about this problem because of a conflict of interest: %(why)s (%(record)s). Nothing was changed; choose another.")
        % {"why": found.reason.label, "record": found.record},
        field="expert",
    )


def _refuse_overload(expert: Person) -> None:
    count, limit = open_requests(expert.programme_id, [expert.pk]).get(expert.pk, 0), policy_of(expert.programme).open_requests_per_expert
    if not rules.may_be_asked(count, limit):
        raise InvalidInputError(
            _("This expert has %(count)s requests open, and no more than %(limit)s at a time are sent to one person. Nothing was changed; choose another.")
            % {"count": count, "limit": limit},
            field="expert",
        )


@transaction.atomic
def edit_summary(*, actor: Viewer, introduction: Introduction, summary: str) -> Introduction:
    """Change the anonymised summary, as long as the firm has not approved it."""
    rules.PERMISSIONS.require(actor, "edit_summary", introduction.place())
    if locked(introduction).state not in rules.SUMMARY_CAN_BE_EDITED:
        raise IllegalStepError(_("The firm has approved this summary, so it is not changed any more. Nothing was changed."))
    _refuse_bad_summary(introduction.problem, summary)
    introduction.summary = summary.strip()
    introduction.save(update_fields=["summary"])
    record_act(actor=actor, action="edit_summary", record=introduction, fields=["summary"])
    return introduction


@transaction.atomic
def shortlist_candidate(*, actor: Viewer, introduction: Introduction, why: str = "") -> Introduction:
    """Confirm a suggestion as coordinator; the firm is asked to approve the summary."""
    _refuse_bad_summary(introduction.problem, introduction.summary)
    take_step(introduction, "shortlist_candidate", actor=actor, why=why)
    send_summary_for_approval(introduction)
    return introduction


@transaction.atomic
def approve_summary(*, actor: Viewer, introduction: Introduction, read_summary: str | None = None, why: str = "") -> Introduction:
    """Approve, as the firm, the summary that goes to the expert.

    `read_summary` is the text that the firm had before its eyes.

    Raises:
        IllegalStepError: the summary was changed while the firm was reading.
    """
    stored = locked(introduction)
    if read_summary is not None and read_summary.split() != stored.summary.split():
        raise IllegalStepError(_("The summary was changed while you were reading. Nothing was approved; please read the new text below."))
    take_step(introduction, "approve_summary", actor=actor, why=why, summary_approved_at=introduction.now())
    return introduction


@transaction.atomic
def ask_expert(*, actor: Viewer, introduction: Introduction, why: str = "") -> Introduction:
    """Ask the expert, by mail and with a link that needs no account. Asking once more after a lapse makes the first link invalid."""
    locked(introduction.expert)
    _refuse_conflict(introduction.problem, introduction.expert, introduction.match)
    _refuse_overload(introduction.expert)
    take_step(introduction, "ask_expert", actor=actor, why=why, asked_at=introduction.now(), answered_at=None)
    log_answer(actor, introduction, LearningAct.ASKED)
    send_request(introduction)
    return introduction


@transaction.atomic
def record_first_meeting(*, actor: Viewer, introduction: Introduction, met_on: date, activity: Activity | None = None, why: str = "") -> Introduction:
    """Record the day on which firm and expert first met, and the consultation at which they did.

    Raises:
        InvalidInputError: the day lies ahead or before the disclosure.
    """
    same_programme(introduction.programme_id, activity)
    disclosed_on = introduction.disclosed_at and introduction.disclosed_at.date()
    if met_on > introduction.programme.today() or (disclosed_on and met_on < disclosed_on):
        raise InvalidInputError(_("The first meeting lies between the disclosure of the details and today. Nothing was changed."), field="met_on")
    take_step(introduction, "record_first_meeting", actor=actor, why=why, first_meeting_date=met_on, first_meeting=activity)
    log_answer(actor, introduction, LearningAct.MET)
    return introduction


@transaction.atomic
def start_cooperation(*, actor: Viewer, introduction: Introduction, why: str = "") -> Introduction:
    """Record that firm and expert work together from now on."""
    take_step(introduction, "start_cooperation", actor=actor, why=why)
    tie_both(introduction, TieKind.COOPERATED, introduction.programme.today())
    return introduction


def tie_both(introduction: Introduction, kind: str, on_date: date, through: object = None) -> None:
    """Append the tie between the expert and the firm's contact."""
    contact = introduction.problem.contact
    if contact is not None:
        append_tie(programme=introduction.programme, one=contact, other=introduction.expert, kind=kind, on_date=on_date, through=through or introduction)


@transaction.atomic
def complete_introduction(*, actor: Viewer, introduction: Introduction, result: str, why: str = "") -> Introduction:
    """Close an introduction with its result."""
    if not result.strip():
        raise InvalidInputError(_("Please write what came of it: one sentence is enough. Nothing was changed."), field="result")
    refuse_resident_registration_numbers(result=result)
    take_step(introduction, "complete_introduction", actor=actor, why=why, result=result.strip())
    return introduction
