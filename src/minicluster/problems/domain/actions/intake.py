"""Answering the questions of the structured intake."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.models import Intake, Problem
from minicluster.problems.models.intake import LONGEST_ANSWER


@transaction.atomic
def answer_intake(*, actor: Viewer, problem: Problem, **answers: str) -> Intake:
    """Keep what was answered so far; what was left empty can follow later, and the same answers again change nothing.

    Raises:
        IllegalStepError: the problem is no longer open.
        InvalidInputError: an answer is too long or holds a resident registration number.
    """
    rules.PERMISSIONS.require(actor, "answer_intake", problem.place())
    if locked(problem).state not in rules.OPEN:
        raise IllegalStepError(_("This problem is no longer open, so its questions are not asked any more. Nothing was changed."))
    written = {field: answers.get(field, "").strip() for field in Intake.SECRET_FIELDS}
    _refuse_bad_answers(written)
    intake = Intake.objects.filter(problem_id=problem.pk).first()
    changed = [field for field, value in written.items() if value != (getattr(intake, field) if intake else "")]
    if intake is not None and not changed:
        return intake
    facts: dict[str, Any] = {**written, "answered_by": _person(actor), "answered_at": problem.now()}
    intake, _is_new = Intake.objects.update_or_create(
        problem_id=problem.pk, programme_id=problem.programme_id, defaults={**facts, "invented": problem.invented}
    )
    record_act(actor=actor, action="answer_intake", record=problem, fields=[f"intake.{field}" for field in changed])
    return intake


def _person(actor: Viewer) -> Person | None:
    return Person.objects.filter(pk=actor.person_id, programme_id=actor.programme_id).first() if actor.person_id else None


def _refuse_bad_answers(answers: dict[str, str]) -> None:
    refuse_resident_registration_numbers(**answers)
    for field, value in answers.items():
        if len(value) > LONGEST_ANSWER:
            message = _("This answer has %(length)s characters; up to %(limit)s are kept. Nothing was saved; please shorten it.")
            raise InvalidInputError(message % {"length": f"{len(value):,}", "limit": LONGEST_ANSWER}, field=field)
