"""The outbox: every message is kept before it is sent, once under its key, and sent once by whichever worker locks it first."""

import logging
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from minicluster.platform.mail.models import Message

logger = logging.getLogger(__name__)
MESSAGES_PER_RUN = 200


def write_message(
    *, programme_id: int, key: str, recipient: str, subject: str, body: str, record_type: str, record_id: int, written_at: datetime
) -> Message | None:
    """Put a message into the outbox in the caller's transaction; one with this key that is there already stays as it is.

    Someone without a mail address gets none: the text on the record's page can be copied into a messenger instead.
    """
    if not recipient:
        return None
    message, _is_new = Message.objects.get_or_create(
        programme_id=programme_id,
        key=key,
        defaults={
            "recipient": recipient,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "record_type": record_type,
            "record_id": record_id,
            "written_at": written_at,
        },
    )
    return message


def send_waiting_messages(limit: int = MESSAGES_PER_RUN) -> int:
    """Send what waits, oldest first, and say how many went out; nothing where no mail server is named.

    Each message is sent within the transaction that locks its row, so that two workers never send the same one. Its Message-ID is fixed, so that
    after a crash between sending and writing that down the receiver's mail program still shows it once.
    """
    if not settings.EMAIL_HOST:
        return 0
    sent, last = 0, 0
    for _number in range(limit):
        pk, was_sent = _send_next(after=last)
        if pk is None:
            break
        last, sent = pk, sent + was_sent
    return sent


@transaction.atomic
def _send_next(*, after: int) -> tuple[int | None, bool]:
    message = Message.objects.select_for_update(skip_locked=True).filter(sent_at=None, pk__gt=after).order_by("pk").first()
    if message is None:
        return None, False
    try:
        _as_mail(message).send()
    except SMTPRecipientsRefused:
        logger.warning("The mail server refused the recipient of message %s; it waits in the outbox.", message.pk)
        return message.pk, False
    except OSError:
        logger.warning("The mail server cannot be reached; message %s and those after it wait in the outbox.", message.pk)
        return None, False
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return message.pk, True


def _as_mail(message: Message) -> EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<message-{message.programme_id}-{message.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient], headers=headers)


def messages_about(record_type: str, record_id: int) -> QuerySet[Message]:
    """The messages about a record, oldest first."""
    return Message.objects.filter(record_type=record_type, record_id=record_id).order_by("pk")
