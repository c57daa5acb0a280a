"""The outbox: every message is kept before it is sent, once under its key. What goes out, and when, is told in `sending`."""

from datetime import datetime

from django.db.models import QuerySet

from minicluster.platform.mail.models import Message


def write_message(
    *,
    programme_id: int,
    key: str,
    recipient: str,
    subject: str,
    body: str,
    record_type: str,
    record_id: int,
    written_at: datetime,
    calendar: str = "",
    calendar_method: str = "",
) -> Message | None:
    """Put a message into the outbox in the caller's transaction; one with this key that is there already stays as it is.

    Someone without a mail address gets none: the text on the record's page can be copied into a messenger instead. With `calendar` an iCalendar object
    goes along, which the recipient's calendar takes as what `calendar_method` says: a REQUEST, a CANCEL.
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
            "calendar": calendar,
            "calendar_method": calendar_method,
            "record_type": record_type,
            "record_id": record_id,
            "written_at": written_at,
        },
    )
    return message


def messages_about(record_type: str, *record_ids: int) -> QuerySet[Message]:
    """The messages about a record, or about several of a kind, oldest first."""
    return Message.objects.filter(record_type=record_type, record_id__in=record_ids).order_by("pk")
