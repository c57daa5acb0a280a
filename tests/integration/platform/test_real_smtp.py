"""The outbox against a real mail server: what arrives, in which shape, and what becomes of what the server will not have."""

import pytest
from django.utils import timezone
from mail_server import Mailbox, mail_server

from minicluster.platform.mail.models import Message
from minicluster.platform.mail.outbox import write_message
from minicluster.platform.mail.sending import count_as_sent, held_messages, send_again, send_waiting_messages
from minicluster.platform.refusals import IllegalStepError

pytestmark = pytest.mark.django_db
ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def write(number=1, **fields):
    facts = {"recipient": f"p{number}@mail.example", "subject": f"초청 {number}", "body": "안녕하십니까.\n", "record_type": "invitation", "record_id": number}
    return write_message(programme_id=1, key=f"invite {number}", written_at=timezone.now(), **{**facts, **fields})


@pytest.fixture
def serve(settings):
    settings.EMAIL_BACKEND = "minicluster.platform.mail.smtp.LastDotBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "원주 미니클러스터 <office@cluster.example>"

    def send_to(mailbox):
        with mail_server(mailbox) as port:
            settings.EMAIL_PORT = port
            return send_waiting_messages()

    return send_to


def test_an_invitation_arrives_as_text_as_a_calendar_entry_and_as_a_file(serve):
    message = write(calendar=ENTRY, calendar_method="REQUEST")
    mailbox = Mailbox()
    assert serve(mailbox) == 1
    (mail,) = mailbox.mails
    assert {name: mail[name] for name in ("Subject", "From", "To", "Message-ID", "Auto-Submitted")} == {
        "Subject": "초청 1",
        "From": "원주 미니클러스터 <office@cluster.example>",
        "To": "p1@mail.example",
        "Message-ID": f"<message-1-{message.pk}@cluster.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert [(part.get_content_type(), part.get_param("method"), part.get_content_charset(), part.get_filename()) for part in mail.walk()] == [
        ("multipart/mixed", None, None, None),
        ("multipart/alternative", None, None, None),
        ("text/plain", None, "utf-8", None),
        ("text/calendar", "REQUEST", "utf-8", None),
        ("application/ics", None, None, "invite.ics"),
    ]
    text, entry, file = (part for part in mail.walk() if not part.is_multipart())
    assert text.get_content() == "안녕하십니까.\r\n"
    assert entry.get_payload(decode=True).decode() == file.get_content().decode() == ENTRY


def test_a_message_without_an_entry_is_plain_text(serve):
    write()
    mailbox = Mailbox()
    serve(mailbox)
    assert [(mail.get_content_type(), mail.get_content()) for mail in mailbox.mails] == [("text/plain", "안녕하십니까.\r\n")]


def test_the_message_id_of_a_message_that_is_sent_again_stays_the_same(serve):
    message = write()
    mailbox = Mailbox(answers={"p1@mail.example": ("GONE", "")})
    assert serve(mailbox) == 0
    send_again(message.pk)
    mailbox.answers = {}
    assert serve(mailbox) == 1
    assert {mail["Message-ID"] for mail in mailbox.mails} == {f"<message-1-{message.pk}@cluster.example>"}


def test_what_the_server_will_not_have_holds_up_nobody_and_is_held_only_where_it_is_refused_for_good(serve):
    write(1)
    write(2)
    write(3)
    write(4, recipient="two@mail.example, addresses@mail.example")
    write(5)
    answers = {
        "p1@mail.example": ("RCPT", "550 5.1.1 no such user"),
        "p2@mail.example": ("RCPT", "450 4.2.0 come back later"),
        "p3@mail.example": ("DOT", "554 5.7.1 looks like spam"),
    }
    mailbox = Mailbox(answers=answers)
    assert serve(mailbox) == 1
    assert [mail["To"] for mail in mailbox.mails] == ["p5@mail.example"]
    assert [(message.record_id, message.refused_because[:14], message.is_doubtful) for message in held_messages()] == [
        (1, "550 5.1.1 no s", False), (3, "554 5.7.1 look", False), (4, "500 Invalid ad", False),
    ]  # fmt: skip
    mailbox.answers = {}
    assert serve(mailbox) == 1
    assert [mail["To"] for mail in mailbox.mails] == ["p5@mail.example", "p2@mail.example"]


def test_what_was_cut_off_after_the_last_dot_is_in_doubt_until_a_person_decides(serve):
    first, second, third = write(1), write(2), write(3)
    mailbox = Mailbox(answers={"p2@mail.example": ("GONE", "")})
    assert (serve(mailbox), list(held_messages())) == (1, [second])
    mailbox.answers = {}
    assert serve(mailbox) == 1
    assert [mail["To"] for mail in mailbox.mails] == ["p1@mail.example", "p2@mail.example", "p3@mail.example"]
    for message in (first, third):
        with pytest.raises(IllegalStepError, match="Nothing was changed"):
            count_as_sent(message.pk)
    settled = count_as_sent(second.pk)
    assert (settled.sent_at, list(held_messages()), serve(mailbox)) == (settled.sending_since, [], 0)


def test_a_message_goes_out_again_to_the_address_that_was_corrected(serve):
    message = write(recipient="p@wrong.example")
    mailbox = Mailbox(answers={"p@wrong.example": ("RCPT", "550 5.1.2 no such host")})
    assert serve(mailbox) == 0
    send_again(message.pk, recipient="p@right.example")
    assert serve(mailbox) == 1
    assert [mail["To"] for mail in mailbox.mails] == ["p@right.example"]


def test_a_message_is_not_completed_where_that_cannot_be_noted_first(serve, monkeypatch):
    write()
    monkeypatch.setattr("minicluster.platform.mail.sending._set", _database_is_away)
    mailbox = Mailbox()
    with pytest.raises(ZeroDivisionError):
        serve(mailbox)
    assert (mailbox.taken, Message.objects.get().is_doubtful) == ([], False)
    monkeypatch.undo()
    assert serve(mailbox) == 1


def _database_is_away(*_message, **_facts):
    raise ZeroDivisionError


def test_nothing_is_lost_while_no_server_answers(serve, settings):
    write()
    settings.EMAIL_PORT = 1
    assert (send_waiting_messages(), Message.objects.get().is_doubtful) == (0, False)
    assert serve(Mailbox()) == 1
