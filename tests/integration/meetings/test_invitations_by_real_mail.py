"""From the invitation over a real mail server to the answer of a calendar, and back into the record."""

from datetime import timedelta

import pytest
import vobject
from calendar_mail import SHAPES, reply_entry
from django.utils import timezone
from factories import make_activity, make_group, make_person, make_viewer
from mail_server import Mailbox, mail_server

from minicluster.meetings.domain.actions import invite_people, move_activity, take_calendar_reply
from minicluster.meetings.models import Invitation, Registration
from minicluster.platform.mail.sending import send_waiting_messages
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def deliver(settings):
    """Send what waits, and give each mail that arrived with the calendar in it."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "minicluster.platform.mail.smtp.LastDotBackend", "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "office@cluster.example"

    def deliver():
        mailbox = Mailbox()
        with mail_server(mailbox) as port:
            settings.EMAIL_PORT = port
            send_waiting_messages()
        return [(mail, vobject.readOne(entry_in(mail))) for mail in mailbox.mails]

    return deliver


def entry_in(mail):
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return part.get_payload(decode=True).decode()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_what_arrives_can_be_answered_and_the_answer_to_a_former_time_is_stale(deliver, shape):
    group = make_group()
    coordinator = make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    forum = make_activity(group, "forum", title="공정 개선 포럼", state="open", starts_at=group.programme.now() + timedelta(days=30))
    invite_people(actor=coordinator, activity=forum, people=[make_person(group.programme, email="hong@firm.example")])
    ((mail, first),) = deliver()
    assert (mail["To"], mail["Subject"].strip().startswith("Invitation: 공정 개선 포럼 (")) == ("hong@firm.example", True)
    move_activity(actor=coordinator, activity=forum, starts_at=forum.starts_at + timedelta(days=1), ends_at=forum.ends_at + timedelta(days=1))
    ((_mail, second),) = deliver()

    def answer(calendar, identity):
        event = calendar.vevent
        stamp = f"{timezone.now() + timedelta(seconds=1):%Y%m%dT%H%M%SZ}"
        entry = reply_entry(uid=event.uid.value, sequence=event.sequence.value, attendee=event.attendee.value.removeprefix("mailto:"), stamp=stamp)
        return str(take_calendar_reply(shape(entry, identity=identity)).verdict)

    assert [answer(first, "<1@firm.example>"), answer(second, "<2@firm.example>")] == ["stale", "taken"]
    assert (Invitation.objects.get().answer, Registration.objects.get().state, deliver()) == ("coming", "registered", [])
