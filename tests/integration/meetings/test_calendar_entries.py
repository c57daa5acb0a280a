"""The calendar entries that go out: equal to golden files byte for byte through announcing, moving and cancelling, and read back by an independent library."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
import vobject
from factories import make_activity, make_complex, make_group, make_person, make_viewer

from minicluster.meetings.domain.actions import cancel_activity, make_group_calendar_address, move_activity, postpone_activity, take_activity_step
from minicluster.meetings.models import Invitation
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "calendars"
NOW = datetime(2007, 10, 22, 1, tzinfo=UTC)
START = datetime(2007, 11, 8, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed(settings):
    settings.SECRET_KEY, settings.BASE_ADDRESS = "golden", "https://cluster.example"
    settings.DEFAULT_FROM_EMAIL, settings.LANGUAGE_CODE = "office@cluster.example", "ko"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def forum():
    group = make_group(complex=make_complex(), name_ko="재활의료기기")
    forum = make_activity(
        group,
        "forum",
        pk=7_000_001,
        title="공정 개선 포럼; 제3회, 가을",
        starts_at=START,
        venue="산업단지 회의실 2층",
        agenda="1. 사례\n2. 토론",
        uid=UUID(int=7),
    )
    guest = make_person(group.programme, name_ko='홍길동 "부장"', email="hong@firm.example")
    Invitation.objects.create(pk=7_000_001, programme=group.programme, activity=forum, person=guest, invited_at=NOW)
    return forum


@pytest.fixture
def coordinator(forum):
    return make_viewer(Role.COORDINATOR, forum.programme, groups=forum.groups.all())


def golden(name):
    return (GOLDEN / name).read_bytes()


def sent():
    return [(message.calendar_method, message.calendar.encode()) for message in Message.objects.order_by("pk")]


def test_what_is_sent_through_announcing_moving_and_cancelling_equals_the_golden_files(forum, coordinator):
    take_activity_step(actor=coordinator, activity=forum, verb="announce_activity")
    later = START + timedelta(days=1)
    move_activity(actor=coordinator, activity=forum, starts_at=later, ends_at=later + timedelta(hours=3), venue="연세대 강당")
    cancel_activity(actor=coordinator, activity=forum, why="폭설")
    assert sent() == [("REQUEST", golden("create.ics")), ("REQUEST", golden("move.ics")), ("CANCEL", golden("cancel.ics"))]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("create.ics", ("REQUEST", "0", "CONFIRMED", START, START + timedelta(hours=2), "산업단지 회의실 2층", ["TRUE"])),
        ("move.ics", ("REQUEST", "1", "CONFIRMED", START + timedelta(days=1), START + timedelta(days=1, hours=3), "연세대 강당", ["TRUE"])),
        ("cancel.ics", ("CANCEL", "2", "CANCELLED", START + timedelta(days=1), START + timedelta(days=1, hours=3), "연세대 강당", ["FALSE"])),
    ],
)
def test_another_library_reads_the_same_out_of_the_golden_files(name, said):
    calendar = vobject.readOne(golden(name).decode())
    event = calendar.vevent
    facts = (event.sequence, event.status, event.dtstart, event.dtend, event.location)
    assert (calendar.method.value, *(fact.value for fact in facts), event.attendee.params["RSVP"]) == said
    assert (event.uid.value, event.dtstamp.value, event.dtstart.value.utcoffset()) == (
        "00000000-0000-0000-0000-000000000007@minicluster",
        NOW,
        timedelta(hours=9),
    )
    assert (event.dtstart.params["X-VOBJ-ORIGINAL-TZID"], calendar.vtimezone.tzid.value) == (["Asia/Seoul"], "Asia/Seoul")
    assert (event.summary.value, event.organizer.value) == ("공정 개선 포럼; 제3회, 가을", "mailto:office@cluster.example")
    assert (event.attendee.value, event.attendee.params["PARTSTAT"], event.attendee.params["CN"]) == (
        "mailto:hong@firm.example",
        ["NEEDS-ACTION"],
        ["홍길동 '부장'"],
    )


def test_no_line_is_longer_than_75_octets_and_every_line_ends_as_the_standard_says():
    for name in ("create.ics", "move.ics", "cancel.ics", "feed.ics"):
        lines = golden(name).split(b"\r\n")
        assert (max(map(len, lines)) <= 75, lines[-1], b"\n" in b"".join(lines)) == (True, b"", False)


def test_the_uid_stays_while_the_sequence_counts_up_and_the_address_of_the_installation_changes(forum, coordinator, settings):
    take_activity_step(actor=coordinator, activity=forum, verb="announce_activity")
    settings.BASE_ADDRESS, settings.DEFAULT_FROM_EMAIL = "https://moved.example", "other@moved.example"
    postpone_activity(actor=coordinator, activity=forum, why="눈")
    move_activity(actor=coordinator, activity=forum, starts_at=START + timedelta(days=7), ends_at=START + timedelta(days=7, hours=1))
    take_activity_step(actor=coordinator, activity=forum, verb="announce_activity")
    events = [vobject.readOne(text.decode()).vevent for _method, text in sent()]
    assert [(event.sequence.value, event.status.value) for event in events] == [("0", "CONFIRMED"), ("1", "CANCELLED"), ("3", "CONFIRMED")]
    assert {event.uid.value for event in events} == {"00000000-0000-0000-0000-000000000007@minicluster"}


def test_a_calendar_that_is_read_holds_what_was_cancelled_too(forum, coordinator, client):
    group = forum.groups.get()
    take_activity_step(actor=coordinator, activity=forum, verb="announce_activity")
    make_activity(group, pk=7_000_002, starts_at=START + timedelta(days=2), state="cancelled", uid=UUID(int=8))
    make_activity(group, starts_at=START + timedelta(days=3), state="planned")
    make_activity(group, starts_at=NOW - timedelta(days=400), state="held")
    group.programme.name_ko = "산업단지 사업"
    group.programme.save()
    address = make_group_calendar_address(actor=coordinator, group=group)
    read = client.get(address.removeprefix("https://cluster.example"))
    assert read.content == golden("feed.ics")
    events = vobject.readOne(golden("feed.ics").decode()).vevent_list
    assert [(event.summary.value, event.status.value) for event in events] == [("공정 개선 포럼; 제3회, 가을", "CONFIRMED"), ("기업방문", "CANCELLED")]
