"""Answering an invitation: by link, by calendar mail, signed in, or told to the coordinator. One action for all of them."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.seats import ask_anew_who_sent, give_seat_back, locked, pass_seat_on, take_seat
from minicluster.meetings.domain.invitation_mail import send_release, send_to_deputy
from minicluster.meetings.domain.invitations import colleagues_of
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

_Answer = rules.InvitationAnswer


@transaction.atomic
def answer_invitation(*, actor: Viewer, invitation: Invitation, answer: str, through: str, deputy: Person | None = None, note: str = "") -> Invitation:
    """Answer an invitation, or answer it anew. Who comes takes a seat or a place on the waiting list; who sends a deputy passes it on; who declines frees it.

    The activity's row is locked, so that the last seat goes to exactly one of those who answer at once.

    Raises:
        IllegalStepError: no answer is taken any more, or not yet.
        InvalidInputError: the answer is none; the deputy is missing, no colleague, or coming already.
    """
    rules.PERMISSIONS.require(actor, "answer_invitation", invitation.place())
    refuse_resident_registration_numbers(note=note)
    activity = locked(invitation.activity)
    stored = Invitation.objects.select_related("person", "deputy", "programme").get(pk=invitation.pk)
    stored.activity = activity
    _refuse_wrong_answer(stored, answer, deputy)
    _arrange_seats(actor, stored, answer, deputy)
    stored.answer, stored.deputy = answer, deputy if answer == _Answer.DEPUTY else None
    _note(stored, through, note)
    record_act(actor=actor, action="answer_invitation", record=stored, fields=["answer"], to_state=answer)
    return stored


@transaction.atomic
def note_on_invitation(*, actor: Viewer, invitation: Invitation, through: str, note: str) -> Invitation:
    """Note what an invited person said that is no answer yet: perhaps, or a deputy whom nobody knows. An answer and a note that were given stand."""
    rules.PERMISSIONS.require(actor, "answer_invitation", invitation.place())
    stored = Invitation.objects.select_for_update(of=("self",)).select_related("activity__programme", "programme").get(pk=invitation.pk)
    _note(stored, through, stored.note if note in stored.note else " · ".join(filter(None, (stored.note, note))))
    record_act(actor=actor, action="answer_invitation", record=stored, fields=["note"])
    return stored


def _note(invitation: Invitation, through: str, note: str) -> None:
    invitation.note = " ".join(note.split())[:300]
    invitation.answered_at, invitation.answered_through = invitation.now(), through
    invitation.save(update_fields=["answer", "deputy", "note", "answered_at", "answered_through"])


def _refuse_wrong_answer(invitation: Invitation, answer: str, deputy: Person | None) -> None:
    activity = invitation.activity
    if answer not in (_Answer.COMING, _Answer.DECLINED, _Answer.DEPUTY):
        raise InvalidInputError(_("Please choose whether you are coming. Nothing was changed."), field="answer")
    reason = rules.why_no_answer(activity.state, answer, activity.starts_at, activity.now())
    if reason is not None:
        raise IllegalStepError(str(reason.label))
    if answer == _Answer.DEPUTY:
        _refuse_wrong_deputy(invitation, deputy)


def _refuse_wrong_deputy(invitation: Invitation, deputy: Person | None) -> None:
    if deputy is None:
        raise InvalidInputError(_("Please choose who comes in your place. Nothing was changed."), field="deputy")
    if not colleagues_of(invitation).filter(pk=deputy.pk).exists():
        raise InvalidInputError(_("A deputy is somebody of the same organisation. Nothing was changed; please choose one of the list."), field="deputy")
    if deputy != invitation.deputy and _is_coming(invitation.activity, deputy):
        raise InvalidInputError(
            _("%(name)s is coming already. Nothing was changed; please choose somebody else, or say that you are not coming.") % {"name": deputy},
            field="deputy",
        )


def _is_coming(activity: Activity, person: Person) -> bool:
    return activity.registrations.filter(person=person).exclude(state=rules.RegistrationState.WITHDRAWN).exists()


def _arrange_seats(actor: Viewer, invitation: Invitation, answer: str, deputy: Person | None) -> None:
    """Let the seat be where the new answer wants it. It is passed on, not given up, between the invited person and the deputy."""
    activity, person, former = invitation.activity, invitation.person, _former_deputy(invitation)
    sitting, wanted = former or person, {_Answer.COMING: person, _Answer.DEPUTY: deputy}.get(_Answer(answer))
    if former is not None and former != wanted:
        _tell_former(activity, former, person)
    if wanted is None:
        give_seat_back(actor, activity, sitting)
    elif wanted == sitting:
        take_seat(actor, activity, wanted)
    else:
        seat = pass_seat_on(actor, activity, sitting, wanted)
        if wanted == deputy:
            send_to_deputy(activity, seat, person)
    if wanted != person:
        ask_anew_who_sent(activity, person)


def _former_deputy(invitation: Invitation) -> Person | None:
    """The deputy in whose hands the seat is; one who was invited too, and comes for themselves, keeps theirs whatever becomes of this one."""
    own = invitation.activity.invitations.filter(person=invitation.deputy, answer=_Answer.COMING)
    return invitation.deputy if invitation.answer == _Answer.DEPUTY and not own.exists() else None


def _tell_former(activity: Activity, former: Person, chief: Person) -> None:
    seat = Registration.objects.filter(activity=activity, person=former).select_related("person", "programme").first()
    if seat is not None:
        send_release(activity, seat, chief)
