"""The three questions after a meeting: answering them, and following up."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.survey import refuse_unless_asked
from minicluster.meetings.models import Attendance, SurveyAnswer
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def answer_survey(
    *, actor: Viewer, attendance: Attendance, usefulness: int, met_somebody: bool, what_next: str = "", wants_contact: bool = False
) -> SurveyAnswer:
    """Answer the three questions about a meeting at which one was; a second answer replaces the first. A new wish is followed up anew.

    Raises:
        NotAllowedError: somebody else's answer, or one was not there.
        ExpiredLinkError: the time for answers is over, or nobody was asked.
        InvalidInputError: a usefulness that does not exist.
    """
    activity = attendance.activity
    rules.PERMISSIONS.require(actor, "answer_survey", Place(activity.programme_id, person_ids=frozenset({attendance.person_id})))
    refuse_unless_asked(attendance)
    if usefulness not in rules.USEFULNESS:
        raise InvalidInputError(_("Please choose a number from 1 to 5; what you typed is kept."), field="usefulness")
    refuse_resident_registration_numbers(what_next=what_next)
    before = SurveyAnswer.objects.select_for_update(of=("self",)).filter(activity=activity, person_id=attendance.person_id).first()
    told = {"usefulness": usefulness, "met_somebody": met_somebody, "what_next": what_next.strip(), "wants_contact": wants_contact}
    answer, _is_new = SurveyAnswer.objects.update_or_create(
        activity=activity,
        person_id=attendance.person_id,
        defaults={
            **told,
            "programme_id": activity.programme_id,
            "answered_at": activity.now(),
            "followed_up_at": None if before is None or _wishes_more(before, told) else before.followed_up_at,
            "invented": activity.invented,
        },
    )
    record_act(actor=actor, action="answer_survey", record=answer, fields=told)
    return answer


def _wishes_more(before: SurveyAnswer, told: dict[str, object]) -> bool:
    return any(told[wish] and not getattr(before, wish) for wish in ("wants_contact", "met_somebody"))


@transaction.atomic
def follow_up_answer(*, actor: Viewer, answer: SurveyAnswer, why: str) -> SurveyAnswer:
    """Note that one has been in touch with somebody, and what came of it.

    Raises:
        InvalidInputError: no note.
        IllegalStepError: somebody was quicker, or nothing was wished for.
    """
    rules.PERMISSIONS.require(actor, "follow_up_answer", answer.place())
    stored = SurveyAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if stored.followed_up_at or not rules.asks_for_follow_up(met_somebody=stored.met_somebody, wants_contact=stored.wants_contact):
        raise IllegalStepError(_("This has been followed up already, or the wish was taken back. Nothing was changed; reload the page to see how it stands."))
    if not why.strip():
        raise InvalidInputError(_("Please note in a sentence what came of it. Nothing was changed."), field="why")
    answer.followed_up_at = answer.now()
    answer.save(update_fields=["followed_up_at"])
    record_act(actor=actor, action="follow_up_answer", record=answer, fields=["followed_up_at"], why=why)
    return answer
