"""Deciding about a mail that is held."""

from django.db import transaction

from minicluster.meetings import rules
from minicluster.meetings.domain.held_mail import held_mail_of
from minicluster.meetings.models import Activity
from minicluster.platform.audit.journal import record_act
from minicluster.platform.mail.models import Message
from minicluster.platform.mail.sending import count_as_sent, send_again
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError


@transaction.atomic
def settle_message(*, actor: Viewer, activity: Activity, message_id: int, has_arrived: bool) -> Message:
    """Say that a mail that is held has arrived, or let it go again, to the address that its person has now.

    Raises:
        NotVisibleError: no such mail is held about this activity.
        IllegalStepError: mail is being sent at this moment.
    """
    rules.PERMISSIONS.require(actor, "settle_message", activity.place())
    held = next((one for one in held_mail_of(Activity.objects.filter(pk=activity.pk)) if one.message.pk == message_id), None)
    if held is None:
        raise NotVisibleError
    message = count_as_sent(message_id) if has_arrived else send_again(message_id, recipient=held.person.email)
    record_act(actor=actor, action="settle_message", record=activity, fields=["messages"])
    return message
