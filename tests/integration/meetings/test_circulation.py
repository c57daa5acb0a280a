"""A draft goes round to those who were there, by a link without an account, and comments come back before it is approved."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from factories import make_activity, make_firm, make_group, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import approve_minutes, circulate_minutes, comment_on_minutes, confirm_attendance, write_minutes
from minicluster.meetings.domain.queries import queue_for
from minicluster.meetings.models import Minutes, MinutesComment
from minicluster.members.models import Office
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    person = make_person(group.programme, email="coordinator@mail.example")
    Office.objects.create(programme=group.programme, group=group, person=person, role="coordinator", valid_from=group.founded_on)
    return make_viewer(Role.COORDINATOR, group.programme, person=person, groups=[group])


@pytest.fixture
def meeting(group):
    return make_activity(group, "steering_meeting", state="held", title="운영위원회")


@pytest.fixture
def guest(meeting, group):
    firm = make_firm(group)
    person = make_person(organisation=firm, email="guest@mail.example")
    meeting.attendances.create(person=person, organisation=firm)
    return person


@pytest.fixture
def minutes(meeting, guest, coordinator):
    del guest  # somebody was there
    return write_minutes(actor=coordinator, activity=meeting, text="공동구매를 한다.")


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def test_everyone_who_was_there_gets_a_link_of_their_own_and_nobody_else(minutes, meeting, coordinator):
    late = make_person(meeting.programme, email="late@mail.example")
    meeting.attendances.create(person=late, kind="late")
    for kind in ("absent", "excused"):
        meeting.attendances.create(person=make_person(meeting.programme), kind=kind)
    silent = make_person(meeting.programme, email="")
    meeting.attendances.create(person=silent)
    circulate_minutes(actor=coordinator, minutes=minutes)
    letters = Message.objects.order_by("recipient")
    assert [(letter.recipient, letter.subject, letter.record_type) for letter in letters] == [
        ("guest@mail.example", "Draft minutes: 운영위원회", "minutes"),
        ("late@mail.example", "Draft minutes: 운영위원회", "minutes"),
    ]
    assert len({link_in(letter) for letter in letters}) == 2
    assert ("공동구매" in letters[0].body, Minutes.objects.get().state) == (False, "circulated")


def test_opening_the_link_changes_nothing_and_a_comment_reaches_the_coordinator(minutes, meeting, guest, coordinator):
    circulate_minutes(actor=coordinator, minutes=minutes)
    address, anyone = link_in(Message.objects.get()), Client()
    shown = anyone.get(address).content.decode()
    assert ("공동구매를 한다." in shown, str(guest) in shown, MinutesComment.objects.count()) == (True, True, 0)
    assert anyone.post(address, {"text": " 두 곳이 아니라 세 곳입니다. "}).status_code == 302
    assert list(MinutesComment.objects.values_list("minutes", "person", "text", "version")) == [(minutes.pk, guest.pk, "두 곳이 아니라 세 곳입니다.", 1)]
    told = Message.objects.get(recipient="coordinator@mail.example")
    assert (told.subject, "두 곳이 아니라 세 곳입니다." in told.body) == ("A comment on the draft minutes: 운영위원회", True)
    waiting = [(item.title, item.what) for item in queue_for(coordinator)]
    assert ("운영위원회", "somebody wants the draft put right") in waiting
    write_minutes(actor=coordinator, activity=meeting, text="공동구매를 세 곳과 한다.", based_on=1)
    assert ("운영위원회", "somebody wants the draft put right") not in [(item.title, item.what) for item in queue_for(coordinator)]


def test_a_link_of_an_earlier_circulation_shows_nothing_any_more(minutes, coordinator):
    circulate_minutes(actor=coordinator, minutes=minutes)
    first = link_in(Message.objects.get())
    circulate_minutes(actor=coordinator, minutes=minutes)
    shown = Client().get(first).content.decode()
    assert ("공동구매를 한다." in shown, "sent round anew" in shown) == (False, True)
    assert Client().post(first, {"text": "고쳐 주세요"}).status_code == 200
    assert not MinutesComment.objects.exists()


def test_an_expired_a_foreign_and_a_damaged_link_say_so(minutes, coordinator):
    circulate_minutes(actor=coordinator, minutes=minutes)
    address = link_in(Message.objects.get())
    assert [Client().get(wrong).status_code for wrong in (address[:-3] + "x/", reverse("meetings:minutes-link", args=["made-up"]))] == [404, 404]
    with time_machine.travel(minutes.now() + timedelta(days=31)):
        assert Client().get(address).status_code == 410


def test_once_approved_the_link_shows_the_minutes_and_takes_no_comment(minutes, meeting, coordinator):
    circulate_minutes(actor=coordinator, minutes=minutes)
    address = link_in(Message.objects.get())
    confirm_attendance(actor=coordinator, activity=meeting)
    approve_minutes(actor=coordinator, activity=meeting)
    shown = Client().get(address).content.decode()
    assert ("recorded at the next meeting" in shown, "<textarea" in shown) == (True, False)
    assert "stay as they are" in Client().post(address, {"text": "고쳐 주세요"}).content.decode()
    assert not MinutesComment.objects.exists()


@pytest.mark.parametrize(("text", "said"), [("  ", "This field is required"), ("900101-1234567", "resident registration number"), ("가" * 2001, "2000")])
def test_a_comment_that_cannot_be_taken_stands_on_the_page_with_what_was_typed(minutes, coordinator, text, said):
    circulate_minutes(actor=coordinator, minutes=minutes)
    shown = Client().post(link_in(Message.objects.get()), {"text": text}).content.decode()
    assert (said in shown, text.strip() in shown, MinutesComment.objects.count()) == (True, True, 0)


def test_comments_come_from_those_who_were_there_after_the_circulation_and_not_without_end(minutes, guest, coordinator, group):
    itself = make_viewer(Role.FIRM_USER, group.programme, person=guest)
    with pytest.raises(IllegalStepError, match="not been circulated"):
        comment_on_minutes(actor=itself, minutes=minutes, person=guest, text="x")
    circulate_minutes(actor=coordinator, minutes=minutes)
    stranger = make_person(group.programme)
    with pytest.raises(IllegalStepError, match="those who were there"):
        comment_on_minutes(actor=make_viewer(Role.EXPERT, group.programme, person=stranger), minutes=minutes, person=stranger, text="x")
    with pytest.raises(NotAllowedError):
        comment_on_minutes(actor=itself, minutes=minutes, person=stranger, text="x")
    for _time in range(20):
        comment_on_minutes(actor=itself, minutes=minutes, person=guest, text="x")
    with pytest.raises(InvalidInputError, match="many comments"):
        comment_on_minutes(actor=itself, minutes=minutes, person=guest, text="x")
    assert MinutesComment.objects.count() == 20


def test_without_attendance_nobody_would_get_the_draft(meeting, coordinator):
    minutes = write_minutes(actor=coordinator, activity=meeting, text="개회")
    with pytest.raises(InvalidInputError, match="attendance is written down"):
        circulate_minutes(actor=coordinator, minutes=minutes)
    assert (Minutes.objects.get().state, Message.objects.count()) == ("draft", 0)


def test_only_those_who_run_the_activity_send_the_draft_round(minutes, group):
    for viewer, refusal in (
        (make_viewer(Role.FIRM_USER, group.programme, groups=[group]), NotAllowedError),
        (make_viewer(Role.COORDINATOR, make_group().programme), NotVisibleError),
    ):
        with pytest.raises(refusal):
            circulate_minutes(actor=viewer, minutes=minutes)
    assert not Message.objects.exists()


def test_the_page_says_to_whom_it_goes_sends_and_offers_the_text_for_those_without_mail(client, minutes, guest, group):
    meeting = minutes.activity
    silent = make_person(meeting.programme, email="", name_en="Without Mail")
    meeting.attendances.create(person=silent)
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group]))
    address = reverse("meetings:activity-minutes-circulate", args=[meeting.pk])
    shown = client.get(address).content.decode()
    assert (str(guest) in shown, "no mail address" in shown, Message.objects.count()) == (True, True, 0)
    sent = client.post(address, follow=True)
    page = sent.content.decode()
    assert ("goes to 1 person" in page, "Without Mail" in page, "/minutes/" in page, Message.objects.count()) == (True, True, True, 1)


def test_who_was_there_comments_on_the_page_when_signed_in(client, minutes, guest, coordinator):
    meeting, (group,) = minutes.activity, minutes.activity.groups.all()
    circulate_minutes(actor=coordinator, minutes=minutes)
    client.force_login(make_user(Role.FIRM_USER, group.programme, person=guest, groups=[group]))
    address = reverse("meetings:activity-minutes", args=[meeting.pk])
    assert "Is something to be put right?" in client.get(address).content.decode()
    assert client.post(reverse("meetings:activity-minutes-comment", args=[meeting.pk]), {"text": "세 곳입니다"}).status_code == 302
    assert "세 곳입니다" in client.get(address).content.decode()
    other = Client()
    other.force_login(make_user(Role.FIRM_USER, group.programme, person=make_person(group.programme), groups=[group]))
    page = other.get(address).content.decode()
    assert ("세 곳입니다" in page, "Is something to be put right?" in page) == (False, False)
