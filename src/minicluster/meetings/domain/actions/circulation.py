"""A draft goes to those who were there, and what they want put right comes back before it is approved."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.minutes import refuse_once_approved
from minicluster.meetings.domain.minutes_letters import send_comment, send_draft
from minicluster.meetings.models import Minutes, MinutesComment
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def circulate_minutes(*, actor: Viewer, minutes: Minutes, why: str = "") -> Minutes:
    """Send the draft to everyone who was there, each with a link of their own; who has no mail address is reached by copying the text.

    Raises:
        IllegalStepError: the minutes are approved.
        InvalidInputError: nobody's attendance is written down.
    """
    rules.PERMISSIONS.require(actor, "circulate_minutes", minutes.place())
    refuse_once_approved(minutes.activity)
    readers = list(minutes.activity.attendances.filter(kind__in=rules.WAS_THERE).select_related("person").order_by("pk"))
    if not readers:
        raise InvalidInputError(_("Nobody's attendance is written down, so that nobody would get the draft. Nothing was sent; please fill in the list first."))
    take_step(minutes, "circulate_minutes", actor=actor, why=why, circulated_at=minutes.now())
    for attendance in readers:
        send_draft(minutes, attendance)
    return minutes


@transaction.atomic
def comment_on_minutes(*, actor: Viewer, minutes: Minutes, person: Person, text: str) -> MinutesComment:
    """Say what is to be put right in a circulated draft; its coordinators are told by mail.

    Raises:
        IllegalStepError: it is approved, was never circulated, or the person was not there.
        InvalidInputError: nothing was said, or more than one person has to say.
    """
    comment = MinutesComment(programme_id=minutes.programme_id, minutes=minutes, person=person, text=text.strip(), invented=minutes.invented)
    rules.PERMISSIONS.require(actor, "comment_on_minutes", comment.place())
    refuse_once_approved(minutes.activity)
    _refuse_whoever_does_not_read_it(minutes, person)
    refuse_resident_registration_numbers(text=text)
    if not comment.text:
        raise InvalidInputError(_("Please say what is to be put right: one sentence is enough. Nothing was sent."), field="text")
    if minutes.comments.filter(person=person).count() >= rules.MOST_COMMENTS:
        raise InvalidInputError(_("You have sent many comments on this draft already. Nothing more was sent; please talk to the coordinator."), field="text")
    comment.version, comment.sent_at = minutes.version, minutes.now()
    comment.save()
    record_act(actor=actor, action="comment_on_minutes", record=comment, fields=["text"])
    send_comment(comment)
    return comment


def _refuse_whoever_does_not_read_it(minutes: Minutes, person: Person) -> None:
    if minutes.circulated_at is None:
        raise IllegalStepError(_("This draft has not been circulated yet, so that there is nothing to comment on. Nothing was sent."))
    if not minutes.activity.attendances.filter(person=person, kind__in=rules.WAS_THERE).exists():
        raise IllegalStepError(_("Comments on a draft come from those who were there. Nothing was sent; please talk to the coordinator."))
