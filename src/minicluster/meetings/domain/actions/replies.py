"""Taking an answer that came by calendar mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.answers import answer_invitation, note_on_invitation
from minicluster.meetings.domain.actions.seats import locked
from minicluster.meetings.domain.calendar import uuid_in
from minicluster.meetings.domain.calendar_replies import Letter, Reply, letter_in
from minicluster.meetings.domain.invitations import colleagues_of, invited_viewer, seat_of
from minicluster.meetings.models import Activity, CalendarReply, Invitation, Registration
from minicluster.members.models import Person
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

_Verdict = rules.ReplyVerdict
_CALENDAR = rules.AnsweredThrough.CALENDAR


@dataclass(frozen=True)
class Handled:
    """What was made of a mail, in one line, with the invitation that it answered and the seat that came of it."""

    verdict: rules.ReplyVerdict
    line: str
    invitation: Invitation | None = None
    seat: Registration | None = None


@transaction.atomic
def take_calendar_reply(raw: bytes) -> Handled:
    """Read a mail that was handed in, and take the answer in it. The same mail a second time changes nothing.

    The sender, the attendee who answers and the address that was invited have to be one and the same; whether the sender is who they say is for the mail
    server that hands the mail in to know.

    Raises:
        InvalidInputError: it is no mail, or one that is not read.
    """
    letter = letter_in(raw)
    reply, is_new = CalendarReply.objects.get_or_create(message_id=letter.identity, defaults={"verdict": _Verdict.UNREADABLE, "received_at": timezone.now()})
    if not is_new:
        verdict = _Verdict(reply.verdict)
        return Handled(verdict, _("This mail was read before (%(verdict)s). Nothing was changed.") % {"verdict": verdict.label}, reply.invitation)
    handled = _handle(letter)
    reply.verdict, reply.invitation = handled.verdict, handled.invitation
    reply.stamped_at = letter.reply.stamped_at if letter.reply else None
    reply.save(update_fields=["verdict", "invitation", "stamped_at"])
    return handled


def _handle(letter: Letter) -> Handled:
    reply = letter.reply
    if reply is None or rules.answer_of(reply.status) is None:
        return Handled(_Verdict.UNREADABLE, _("There is no answer from a calendar in this mail. Nothing was changed; a person should read it."))
    uid = uuid_in(reply.uid)
    activity = Activity.objects.filter(uid=uid).first() if uid else None
    invitations = _invitations_of(activity, letter, reply) if activity else []
    if not invitations:
        return Handled(
            _Verdict.FOREIGN, _("%(sender)s was not invited to this under the address that answers. Nothing was changed.") % {"sender": letter.sender}
        )
    if len(invitations) > 1:
        return Handled(_Verdict.UNREADABLE, _("Several invited people share this address. Nothing was changed; please ask which of them answers."))
    return _take(reply, invitations[0])


def _invitations_of(activity: Activity, letter: Letter, reply: Reply) -> list[Invitation]:
    """Whom the sender can be: the invited person of this address; where people share one, the one whose name the calendar states."""
    if reply.attendee != letter.sender:
        return []
    locked(activity)
    rows = activity.invitations.filter(person__email__iexact=letter.sender)
    found = list(rows.select_related("activity__programme", "person", "deputy", "programme"))
    return [one for one in found if reply.name in {one.person.name_ko, one.person.name_en}] or found if len(found) > 1 else found


def _take(reply: Reply, invitation: Invitation) -> Handled:
    known = rules.Known(invitation.activity.sequence, _last_answer(invitation))
    if rules.is_stale(reply.sequence, reply.stamped_at, known):
        return Handled(_Verdict.STALE, _("%(name)s has been told another time, or has answered, since. Nothing was changed.") % _name(invitation), invitation)
    answer = rules.answer_of(reply.status)
    deputy = _deputy_of(reply, invitation) if answer is rules.InvitationAnswer.DEPUTY else None
    if answer is rules.InvitationAnswer.NONE or (answer is rules.InvitationAnswer.DEPUTY and deputy is None):
        return _noted(reply, invitation)
    given: dict[str, Any] = {"answer": str(answer), "deputy": deputy, "through": _CALENDAR, "note": invitation.note}
    try:
        with transaction.atomic():
            answered = answer_invitation(actor=invited_viewer(invitation), invitation=invitation, **given)
    except IllegalStepError as refusal:
        return Handled(_Verdict.TOO_LATE, f"{invitation.person}: {refusal}", invitation)
    except InvalidInputError:
        return _noted(reply, invitation)
    seat, said = seat_of(answered), rules.InvitationAnswer(answered.answer).label
    return Handled(_Verdict.TAKEN, " · ".join(str(part) for part in (invitation.person, said, seat and seat.get_state_display()) if part), answered, seat)


def _noted(reply: Reply, invitation: Invitation) -> Handled:
    """Perhaps, or a deputy who is no colleague on record: no answer yet, but the coordinator sees it."""
    note = _("by calendar: sends %(address)s") % {"address": reply.delegated_to} if reply.delegated_to else _("by calendar: perhaps")
    noted = note_on_invitation(actor=invited_viewer(invitation), invitation=invitation, through=_CALENDAR, note=note)
    return Handled(_Verdict.TAKEN, _("%(name)s: noted, no answer yet (%(note)s).") % {**_name(invitation), "note": noted.note}, noted)


def _deputy_of(reply: Reply, invitation: Invitation) -> Person | None:
    return colleagues_of(invitation).filter(email__iexact=reply.delegated_to).first() if reply.delegated_to else None


def _last_answer(invitation: Invitation) -> datetime | None:
    """When the last answer was given, in real time: by the stamp of the calendar mail, or by the programme's clock taken back to that of the world."""
    stamps = invitation.replies.filter(verdict=_Verdict.TAKEN, stamped_at__isnull=False)
    stamp = stamps.order_by("-stamped_at").values_list("stamped_at", flat=True).first()
    if invitation.answered_through in ("", _CALENDAR) or invitation.answered_at is None:
        return stamp
    answered_at = invitation.answered_at - invitation.programme.clock_shift
    return max(answered_at, stamp) if stamp else answered_at


def _name(invitation: Invitation) -> dict[str, str]:
    return {"name": str(invitation.person)}
