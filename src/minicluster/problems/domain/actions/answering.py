"""The expert's answer and what follows from it: why they decline, and the person whom they name instead."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.actions.introductions import suggest_introduction
from minicluster.problems.domain.learning import log_answer
from minicluster.problems.domain.messages import send_answer_to_coordinator
from minicluster.problems.models import Decline, Introduction, Match, Problem
from minicluster.problems.rules.fairness import LearningAct

Kind = rules.DeclineKind


@transaction.atomic
def accept_introduction(*, actor: Viewer, introduction: Introduction, why: str = "") -> Introduction:
    """Accept, as the expert, to be introduced."""
    take_step(introduction, "accept_introduction", actor=actor, why=why, answered_at=introduction.now())
    log_answer(actor, introduction, LearningAct.ACCEPTED)
    send_answer_to_coordinator(introduction)
    return introduction


@transaction.atomic
def decline_introduction(
    *, actor: Viewer, introduction: Introduction, kind: str = Kind.OTHER, why: str = "", suggested_name: str = "", suggested_where: str = ""
) -> Introduction:
    """Decline, as the expert, with one of the reasons, which the log keeps, and perhaps with the name of somebody better suited.

    Raises:
        InvalidInputError: another reason is not told, somebody else is better suited and not named, or named with how to reach them.
    """
    refuse_resident_registration_numbers(why=why, suggested_name=suggested_name, suggested_where=suggested_where)
    if kind == Kind.OTHER and not why.strip():
        raise InvalidInputError(_("Please say in a sentence why not: it helps us to ask you only what fits. Nothing was changed."), field="why")
    if rules.what_identifies(f"{suggested_name} {suggested_where}", ()):
        raise InvalidInputError(_("Please give the name only: how to reach the person is for themselves to say. Nothing was changed."), field="suggested_name")
    if kind == Kind.OTHER_PERSON and not suggested_name.strip():
        raise InvalidInputError(_("Please name the person who is better suited, or choose another reason. Nothing was changed."), field="suggested_name")
    changes = {"answered_at": introduction.now(), "decline_reason": why.strip()[:300]}
    take_step(introduction, "decline_introduction", actor=actor, why=_reason(kind, why), **changes)
    # Declined once, lapsed and asked anew before: the last answer counts.
    Decline.objects.update_or_create(
        introduction=introduction,
        defaults={
            "programme_id": introduction.programme_id,
            "invented": introduction.invented,
            "kind": kind,
            "suggested_name": suggested_name.strip()[:80],
            "suggested_where": suggested_where.strip()[:120],
        },
    )
    log_answer(actor, introduction, LearningAct.DECLINED, why=_reason(kind, why))
    send_answer_to_coordinator(introduction)
    return introduction


def _reason(kind: str, why: str) -> str:
    """The reason as it stands in the journal, in the programme's language."""
    with override(settings.LANGUAGE_CODE):
        label = "" if kind == Kind.OTHER else str(Kind(kind).label)
    return ": ".join(part for part in (label, why.strip()) if part)


@transaction.atomic
def settle_suggestion(*, actor: Viewer, introduction: Introduction, why: str = "", led_to: Introduction | None = None) -> Decline:
    """Say that the person whom an expert named instead has been looked at, and to which introduction that led.

    Raises:
        IllegalStepError: nobody was named, or it is settled already.
    """
    rules.PERMISSIONS.require(actor, "settle_suggestion", introduction.place())
    decline = Decline.objects.select_for_update(of=("self",)).filter(introduction=introduction).exclude(suggested_name="").first()
    if decline is None or decline.settled_at is not None:
        raise IllegalStepError(_("No person waits here who was suggested instead. Nothing was changed."))
    decline.settled_at, decline.led_to = introduction.now(), led_to
    # Nobody asked the person; what was said of them is kept no longer than it is needed.
    decline.suggested_name = decline.suggested_where = ""
    decline.save(update_fields=["settled_at", "led_to", "suggested_name", "suggested_where"])
    record_act(actor=actor, action="settle_suggestion", record=introduction, fields=["settled_at"], why=why)
    return decline


@transaction.atomic
def suggest_instead(
    *, actor: Viewer, problem: Problem, expert: Person, summary: str = "", match: Match | None = None, declined: Introduction | None = None
) -> Introduction:
    """Suggest an expert; where another expert named somebody instead of themselves, that is settled with it."""
    introduction = suggest_introduction(actor=actor, problem=problem, expert=expert, summary=summary, match=match)
    if declined is not None and Decline.objects.filter(introduction=declined, settled_at=None).exclude(suggested_name="").exists():
        settle_suggestion(actor=actor, introduction=declined, led_to=introduction)
    return introduction
