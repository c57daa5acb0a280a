"""The outbox: each message once, sent once, lost never."""

import threading
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from minicluster.platform.mail.models import Message
from minicluster.platform.mail.outbox import messages_about, write_message
from minicluster.platform.mail.sending import send_waiting_messages


def _write(key="ask 1", **fields):
    facts = {"recipient": "a@mail.example", "subject": "제목", "body": "본문", "record_type": "introduction", "record_id": 1}
    return write_message(programme_id=1, key=key, written_at=timezone.now(), **{**facts, **fields})


@pytest.mark.django_db
def test_a_message_is_written_once_under_its_key_and_waits_while_no_server_is_named():
    first, second = _write(), _write(body="anders")
    assert (first, second.body, send_waiting_messages()) == (second, "본문", 0)
    assert [message.sent_at for message in messages_about("introduction", 1)] == [None]


@pytest.mark.django_db
def test_nobody_without_an_address_is_written_to_and_a_subject_has_one_line():
    assert _write(recipient="") is None
    assert _write(subject="한 줄\nBcc: x@mail.example").subject == "한 줄 Bcc: x@mail.example"
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_what_waits_is_sent_oldest_first_and_never_twice(settings):
    settings.EMAIL_HOST = "mail.example"
    for number in range(3):
        _write(f"ask {number}", subject=str(number))
    assert [send_waiting_messages(), send_waiting_messages()] == [3, 0]
    assert [message.subject for message in mail.outbox] == ["0", "1", "2"]
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 3


class RefusingBackend(EmailBackend):
    """A server that knows one recipient not and goes away after two messages."""

    def send_messages(self, messages):
        if messages[0].to == ["unknown@mail.example"]:
            raise SMTPRecipientsRefused({})
        if len(mail.outbox) >= 2:
            raise SMTPServerDisconnected
        return super().send_messages(messages)


@pytest.mark.django_db
def test_a_refused_recipient_holds_up_nobody_and_a_server_that_goes_away_loses_nothing(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    for number in range(4):
        _write(f"ask {number}", recipient="unknown@mail.example" if number == 0 else f"p{number}@mail.example")
    assert send_waiting_messages() == 2
    assert [message.sent_at is None for message in Message.objects.order_by("pk")] == [True, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(settings):
    settings.EMAIL_HOST = "mail.example"
    for number in range(20):
        _write(f"ask {number}", subject=str(number))
    sent = []

    def work():
        sent.append(send_waiting_messages())
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while send_waiting_messages():
        pass
    assert sorted(int(message.subject) for message in mail.outbox) == list(range(20))
