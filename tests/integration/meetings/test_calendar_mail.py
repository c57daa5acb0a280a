"""Answers that come by calendar mail: every shape is read, nothing is trusted, and the same mail twice changes nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from calendar_mail import SHAPES, gmail, mail_around, outlook, reply_entry
from factories import make_activity, make_firm, make_group, make_person

from minicluster.meetings.domain.actions import answer_invitation, take_calendar_reply
from minicluster.meetings.domain.calendar_replies import LARGEST_MAIL
from minicluster.meetings.domain.invitations import invited_viewer
from minicluster.meetings.models import Activity, CalendarReply, Invitation, Registration
from minicluster.members.models import Programme
from minicluster.platform.refusals import InvalidInputError

pytestmark = pytest.mark.django_db
NOW = datetime(2007, 10, 24, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_2007():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def firm():
    return make_firm(make_group())


@pytest.fixture
def forum(firm):
    group = firm.memberships.get().group
    return make_activity(group, "forum", uid=UUID(int=7), state="open", starts_at=datetime(2007, 11, 8, 5, tzinfo=UTC))


@pytest.fixture
def invitation(forum, firm):
    person = make_person(organisation=firm, name_ko="홍길동", name_en="Hong", email="Hong@firm.example")
    return Invitation.objects.create(programme=forum.programme, activity=forum, person=person, invited_at=NOW)


def verdict(raw):
    return str(take_calendar_reply(raw).verdict)


def stand(invitation):
    invitation.refresh_from_db()
    return invitation.answer, invitation.answered_through, invitation.note


def as_sent(sender="hong@firm.example", identity="<1@firm.example>", **entry):
    return gmail(reply_entry(**entry), sender=sender, identity=identity)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_acceptance_is_taken_in_every_shape_and_a_second_time_changes_nothing(invitation, shape):
    raw = shape(reply_entry())
    handled = take_calendar_reply(raw)
    assert (handled.verdict, handled.line, handled.seat.state) == ("taken", "Hong · Coming · Registered", "registered")
    before = Invitation.objects.values().get(pk=invitation.pk)
    again = take_calendar_reply(raw)
    assert (again.verdict, "read before (Taken)" in again.line) == ("taken", True)
    assert Invitation.objects.values().get(pk=invitation.pk) == before
    assert list(CalendarReply.objects.values_list("message_id", "verdict", "invitation", "stamped_at")) == [
        ("<1@firm.example>", "taken", invitation.pk, datetime(2007, 10, 23, 1, tzinfo=UTC))
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("ACCEPTED", ("coming", "calendar", "")), ("DECLINED", ("declined", "calendar", "")), ("TENTATIVE", ("none", "calendar", "by calendar: perhaps"))],
)
def test_what_was_pressed_in_the_calendar_is_what_stands(invitation, status, expected):
    assert (verdict(as_sent(status=status)), stand(invitation)) == ("taken", expected)


def test_a_delegation_goes_to_a_colleague_and_anybody_else_is_only_noted(invitation, firm):
    colleague = make_person(organisation=firm, email="lee@firm.example")
    assert verdict(as_sent(status="DELEGATED", more=';DELEGATED-TO="mailto:Lee@firm.example"')) == "taken"
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.deputy, Registration.objects.get().person) == ("deputy", colleague, colleague)
    other = as_sent(status="DELEGATED", more=';DELEGATED-TO="mailto:x@else.example"', identity="<2@firm.example>", stamp="20071023T020000Z")
    assert (verdict(other), stand(invitation)) == ("taken", ("deputy", "calendar", "by calendar: sends x@else.example"))


def test_perhaps_does_not_take_an_answer_back_and_keeps_what_was_noted(invitation):
    answer_invitation(actor=invited_viewer(invitation), invitation=invitation, answer="coming", through="link", note="채식")
    later = {"stamp": "20071024T020000Z", "status": "TENTATIVE"}
    assert [verdict(as_sent(identity=f"<{number}@firm.example>", **later)) for number in (1, 2)] == ["taken", "taken"]
    assert (stand(invitation), Registration.objects.get().state) == (("coming", "calendar", "채식 · by calendar: perhaps"), "registered")


@pytest.mark.parametrize(
    "raw",
    [
        as_sent(sender="other@firm.example"),
        as_sent(sender="other@firm.example", attendee="other@firm.example"),
        as_sent(attendee="other@firm.example"),
        as_sent(sender='"hong@firm.example" <thief@else.example>'),
        as_sent(uid="00000000-0000-0000-0000-000000000008@minicluster"),
        as_sent(uid="00000000-0000-0000-0000-000000000007@google.com"),
        as_sent(uid="'; DROP TABLE --@minicluster"),
    ],
    ids=["sender", "stranger", "attendee", "name like an address", "other uid", "foreign uid", "no uuid"],
)
def test_sender_attendee_and_invited_address_have_to_be_one_and_the_same(invitation, raw):
    assert (verdict(raw), stand(invitation), Registration.objects.count()) == ("foreign", ("none", "", ""), 0)


def test_with_several_senders_nobody_knows_who_speaks(invitation):
    with pytest.raises(InvalidInputError, match="no sender"):
        take_calendar_reply(as_sent(sender="hong@firm.example, thief@else.example"))
    assert (stand(invitation), CalendarReply.objects.count()) == (("none", "", ""), 0)


def test_an_answer_to_an_earlier_time_or_older_than_the_last_answer_is_stale(invitation, forum):
    Activity.objects.filter(pk=forum.pk).update(sequence=1)
    assert verdict(as_sent(sequence=0)) == "stale"
    assert verdict(as_sent(sequence=1, identity="<2@firm.example>", stamp="20071023T050000Z")) == "taken"
    assert verdict(as_sent(sequence=1, identity="<3@firm.example>", stamp="20071023T040000Z", status="DECLINED")) == "stale"
    answer_invitation(actor=invited_viewer(invitation), invitation=invitation, answer="coming", through="link")
    assert verdict(as_sent(sequence=1, identity="<4@firm.example>", stamp="20071023T235959Z", status="DECLINED")) == "stale"
    assert verdict(as_sent(sequence=1, identity="<5@firm.example>", stamp="20071024T010001Z", status="DECLINED")) == "taken"
    assert stand(invitation)[0] == "declined"


def test_the_stamp_is_compared_in_real_time_where_the_programmes_clock_is_another(invitation):
    Programme.objects.update(clock_shift=timedelta(days=-3))
    invitation.refresh_from_db()
    answer_invitation(actor=invited_viewer(Invitation.objects.get()), invitation=Invitation.objects.get(), answer="coming", through="link")
    assert verdict(as_sent(stamp="20071023T235900Z", status="DECLINED")) == "stale"


@pytest.mark.parametrize(
    ("state", "status", "expected"), [("closed", "ACCEPTED", "too_late"), ("closed", "DECLINED", "taken"), ("held", "DECLINED", "too_late")]
)
@pytest.mark.usefixtures("invitation")
def test_what_comes_too_late_says_so(state, status, expected):
    Activity.objects.update(state=state)
    assert verdict(as_sent(status=status)) == expected


def test_people_who_share_an_address_are_told_apart_by_the_name_that_the_calendar_states(invitation, forum, firm):
    other = make_person(organisation=firm, name_ko="이순신", name_en="Yi", email="hong@firm.example")
    Invitation.objects.create(programme=forum.programme, activity=forum, person=other, invited_at=NOW)
    assert verdict(as_sent(name="회의실")) == "unreadable"
    assert verdict(as_sent(name="이순신", identity="<2@firm.example>")) == "taken"
    assert (stand(invitation)[0], Invitation.objects.get(person=other).answer) == ("none", "coming")


@pytest.mark.parametrize(
    "raw",
    [
        mail_around(b"Content-Type: text/plain\r\n\r\nI am coming, thank you!\r\n"),
        as_sent(status="NEEDS-ACTION"),
        as_sent(method="REQUEST"),
        outlook("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID"),
        outlook(reply_entry().replace("SEQUENCE:0", "SEQUENCE:many")),
        outlook(reply_entry().replace("END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT")),
        mail_around(b"Content-Type: message/rfc822\r\n\r\n" + as_sent()),
        outlook("x" * 600_000),
        outlook("BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 20_000),
    ],
    ids=[
        "a person's words",
        "no answer yet",
        "a request",
        "cut off",
        "nonsense for a number",
        "two events",
        "somebody else's mail attached",
        "too long",
        "nested",
    ],
)
def test_a_mail_without_an_answer_is_kept_as_such_and_changes_nothing(invitation, raw):
    handled = take_calendar_reply(raw)
    assert (handled.verdict, "a person should read it" in handled.line, stand(invitation)) == ("unreadable", True, ("none", "", ""))
    assert CalendarReply.objects.get().verdict == "unreadable"


def nested(levels):
    """A mail in a mail in a mail …"""
    heads = (f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n" for level in range(levels))
    return b"From: a@b.example\r\n" + "".join(heads).encode() + as_sent()


@pytest.mark.parametrize(
    ("raw", "because"),
    [
        (b"", "no sender"),
        (b"\x00\xff" * 5000, "no sender"),
        (b"From: nobody\r\n\r\n", "no sender"),
        (as_sent() + b"\r\n" + b"x" * LARGEST_MAIL, "larger than 5 MB"),
        (nested(60), "too many parts"),
        (nested(5000), "too many parts"),
        (b"From: a@b.example\r\n\r\n" + b"\n" * 300_000, "too many parts"),
    ],
    ids=["empty", "noise", "no address", "too large", "nested", "a bomb", "lines"],
)
def test_what_is_no_mail_or_built_to_do_harm_is_refused_and_leaves_nothing(raw, because):
    with pytest.raises(InvalidInputError, match=because):
        take_calendar_reply(raw)
    assert CalendarReply.objects.count() == 0


@pytest.mark.parametrize("identity", ["", "<" + "x" * 300 + "@firm.example>", "<홍@firm.example>"])
def test_a_mail_without_a_proper_message_id_is_known_by_its_fingerprint(invitation, identity):
    raw = outlook(reply_entry(), identity=identity)
    assert (verdict(raw), verdict(raw), stand(invitation)[0]) == ("taken", "taken", "coming")
    assert CalendarReply.objects.get().message_id.startswith("sha256:")
