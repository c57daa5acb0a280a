"""Sending what waits in the outbox: no message twice, and none lost without a person being told.

**What is guaranteed.** Between the mail server's "250 OK" and our own note of it lies a moment in which a process that dies leaves nobody who knows
whether the message went out: SMTP has no word to ask, and sending it again may be sending it twice. The moment cannot be closed, so it is made small and
never guessed about:

- A server takes a message with the line that holds the last dot, and drops what was cut off before it. Right before that dot, and not earlier,
  `sending_since` is stored and committed. A process killed before that has sent nothing, and the next one simply sends the message.
- A message with `sending_since` and without `sent_at`, whose process is gone, is *doubtful*. To write the mark takes the milliseconds of a commit; the dot
  is followed by the work of the server, which usually takes far longer: most doubtful messages have arrived, some have not. None is sent again by itself (no
  mail twice), and each is held: shown as "perhaps sent" to whoever looks after the record and by `minicluster mail held`, until a person says that it has
  arrived or is to go again (none lost). A process that dies leaves at most one.
- What the server refuses for a time waits on. What it refuses for good (an address that does not exist) is held too, with the server's reason.

One process sends at a time: it holds an advisory lock of its database session, which the database releases when the process dies, however it dies. A spool on
disk or a mail server of one's own would only move the moment to the next handing over. The Message-ID is fixed as well, so that a message that a person
sends again, and that had arrived, is shown once by the receiver's mail program.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection as database
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.platform.mail.models import Message
from minicluster.platform.mail.smtp import LastDotBackend
from minicluster.platform.refusals import IllegalStepError

logger = logging.getLogger(__name__)
MESSAGES_PER_RUN = 200
_LOCK: Final = 0x6D61696C  # "mail"
_FOR_GOOD: Final = range(500, 600)
_WAITING: Final = Q(sent_at=None, sending_since=None, refused_because="")


def send_waiting_messages(limit: int = MESSAGES_PER_RUN) -> int:
    """Send what waits, oldest first, and say how many went out; nothing where no mail server is named, or while another process sends."""
    if not settings.EMAIL_HOST:
        return 0
    with _alone() as is_alone:
        return _send_in_turn(limit) if is_alone else 0


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the one that sends."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        # A connection that broke has let go of the lock by itself.
        if is_alone and database.is_usable():
            with database.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _send_in_turn(limit: int) -> int:
    sent, last = 0, 0
    try:
        with get_connection() as server:
            while sent < limit and (message := Message.objects.filter(_WAITING, pk__gt=last).order_by("pk").first()):
                last, sent = message.pk, sent + _is_taken(message, server)
    except OSError:
        logger.warning("The mail server cannot be reached, or went away; what is left waits in the outbox.")
    return sent


def _is_taken(message: Message, server: Any) -> bool:
    """Send one message. What the server will not have, and what cannot be a mail at all, holds up nobody.

    Raises:
        OSError: the server is gone. If that was after the last dot, the message is in doubt.
    """
    try:
        _send(message, server)
    except SMTPDataError as error:
        _hold(message, error.smtp_code, error.smtp_error)
    except SMTPRecipientsRefused as error:
        _hold(message, *next(iter(error.recipients.values()), (0, b"")))
    except ValueError as error:
        _hold(message, _FOR_GOOD[0], str(error).encode())
    else:
        _set(message, sent_at=timezone.now())
        return True
    return False


def _send(message: Message, server: Any) -> None:
    mail = as_mail(message)
    mail.connection = server
    if isinstance(server, LastDotBackend):
        server.tell_before_last_dot(lambda: _set(message, sending_since=timezone.now()))
    mail.send()


def _hold(message: Message, code: int, reason: bytes | str) -> None:
    """Note that the server did not take the message: for good, or so that it waits for the next run."""
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    said = f"{code} {' '.join(text.replace(chr(0), ' ').split())}"[:200]
    logger.warning("The mail server did not take message %s: %s", message.pk, said)
    _set(message, sending_since=None, refused_because=said if code in _FOR_GOOD else "")


def _set(message: Message, **facts: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**facts)


def as_mail(message: Message) -> EmailMultiAlternatives:
    """The message as a mail: its text; with a calendar entry also that as another form of the text, which calendars look for, and as a file, which people do."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<message-{message.programme_id}-{message.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient], headers=headers)
    if message.calendar:
        mail.attach_alternative(message.calendar, f"text/calendar; method={message.calendar_method}")
        mail.attach("invite.ics", message.calendar.encode(), "application/ics")
    return mail


def held_messages() -> QuerySet[Message]:
    """The messages that wait for a person's decision, oldest first: perhaps sent, or refused for good."""
    return Message.objects.filter(Q(sending_since__isnull=False) | ~Q(refused_because=""), sent_at=None).order_by("pk")


@transaction.atomic
def count_as_sent(pk: int) -> Message:
    """Say that a message that is held has arrived.

    Raises:
        IllegalStepError: it is not held, or mail is going out at this moment.
    """
    message = _held(pk)
    message.sent_at, message.refused_because = message.sending_since or timezone.now(), ""
    message.save(update_fields=["sent_at", "refused_because"])
    return message


@transaction.atomic
def send_again(pk: int, *, recipient: str = "") -> Message:
    """Let a message that is held go out once more, to another address if the one before was wrong.

    Raises:
        IllegalStepError: it is not held, or mail is going out at this moment.
    """
    message = _held(pk)
    message.sending_since, message.refused_because, message.recipient = None, "", recipient or message.recipient
    message.save(update_fields=["sending_since", "refused_because", "recipient"])
    return message


def _held(pk: int) -> Message:
    """The message, while nobody sends: one on its way is not held, however it looks."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        is_alone = bool(cursor.fetchone()[0])
    message = held_messages().select_for_update().filter(pk=pk).first() if is_alone else None
    if message is None:
        raise IllegalStepError(
            _("This message does not wait for a decision, or mail is being sent at this moment. Nothing was changed; please look again in a minute.")
        )
    return message
