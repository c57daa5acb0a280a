"""Minutes: written by one or by two at once, read sentence by sentence, approved and then left alone."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_activity, make_firm, make_group, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import (
    AgendaPoint,
    ChangedMeanwhileError,
    approve_minutes,
    circulate_minutes,
    record_decision,
    record_election,
    take_activity_step,
    write_agenda,
    write_minutes,
)
from minicluster.meetings.domain.minutes import minuted_at, minutes_for, read_minutes
from minicluster.meetings.models import ActionItem, Activity, Decision, Minutes
from minicluster.meetings.rules import sentences_of
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group])


@pytest.fixture
def officer(group):
    return make_viewer(Role.GROUP_OFFICER, group.programme, person=make_person(group.programme), groups=[group])


@pytest.fixture
def meeting(group, coordinator):
    meeting = make_activity(group, "steering_meeting", state="held", title="운영위원회")
    write_agenda(actor=coordinator, activity=meeting, points=[AgendaPoint("실적 보고", "report"), AgendaPoint("하반기 계획", "vote")])
    return meeting


def signed_in(role, group, **fields):
    client = Client()
    client.force_login(make_user(role, group.programme, groups=[group], person=make_person(group.programme), **fields))
    return client


def page_of(activity, name):
    return reverse(f"meetings:{name}", args=[activity.pk])


def stored():
    return Minutes.objects.values_list("text", "version", "state", "written_by").get()


def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(meeting, coordinator, officer):
    write_minutes(actor=coordinator, activity=meeting, text="개회", based_on=0)
    write_minutes(actor=officer, activity=meeting, text="개회\n공동구매를 한다", based_on=1)
    with pytest.raises(ChangedMeanwhileError) as conflict:
        write_minutes(actor=coordinator, activity=meeting, text="개회\n견적을 받는다", based_on=1)
    assert (conflict.value.theirs.text, conflict.value.theirs.version) == ("개회\n공동구매를 한다", 2)
    assert stored() == ("개회\n공동구매를 한다", 2, "draft", officer.person_id)
    write_minutes(actor=coordinator, activity=meeting, text="개회\n공동구매를 한다\n견적을 받는다", based_on=2)
    assert stored() == ("개회\n공동구매를 한다\n견적을 받는다", 3, "draft", coordinator.person_id)


def test_of_two_who_write_the_first_text_at_once_the_second_is_told_too(meeting, coordinator, officer):
    write_minutes(actor=officer, activity=meeting, text="하나", based_on=0)
    with pytest.raises(ChangedMeanwhileError):
        write_minutes(actor=coordinator, activity=meeting, text="둘", based_on=0)
    assert stored() == ("하나", 1, "draft", officer.person_id)


def test_the_same_text_sent_twice_is_one_version(meeting, coordinator):
    for _press in range(2):
        write_minutes(actor=coordinator, activity=meeting, text="개회\r\n폐회\r\n", based_on=0)
    assert stored() == ("개회\n폐회", 1, "draft", coordinator.person_id)
    assert list(history_of(Minutes.objects.get()).values_list("action", "to_state")) == [("write_minutes", "draft")]


def test_two_browsers_that_save_one_after_the_other_end_with_a_merged_text(meeting, group):
    one, other = signed_in(Role.COORDINATOR, group), signed_in(Role.GROUP_OFFICER, group)
    address = page_of(meeting, "activity-minutes-write")
    first = one.get(address)
    assert (first.context["form"].initial, other.get(address).status_code) == ({"text": "1. 실적 보고\n\n\n2. 하반기 계획\n", "based_on": 0}, 200)
    assert one.post(address, {"text": "1. 실적 보고\r\n설명함.", "based_on": 0}).status_code == 302
    refused = other.post(address, {"text": "1. 실적 보고\r\n질의함 <b>.", "based_on": 0})
    shown = refused.content.decode()
    assert (refused.status_code, stored()[:2]) == (409, ("1. 실적 보고\n설명함.", 1))
    assert ("<del>설명함.</del>" in shown, "<ins>질의함 &lt;b&gt;.</ins>" in shown, "Somebody else has saved" in shown) == (True, True, True)
    merged = refused.context["form"].initial
    assert merged == {"text": "1. 실적 보고\n설명함.\n질의함 <b>.", "based_on": 1}
    assert other.post(address, merged).status_code == 302
    assert stored()[:2] == ("1. 실적 보고\n설명함.\n질의함 <b>.", 2)


def test_a_refusal_of_the_text_keeps_what_was_typed(meeting, group):
    shown = signed_in(Role.COORDINATOR, group).post(page_of(meeting, "activity-minutes-write"), {"text": "남는 글 900101-1234567"}).content.decode()
    assert ("남는 글" in shown, "resident registration number" in shown, Minutes.objects.count()) == (True, True, 0)


def test_what_is_written_after_the_circulation_is_a_draft_again(meeting, coordinator):
    minutes = write_minutes(actor=coordinator, activity=meeting, text="개회")
    meeting.attendances.create(person=make_person(meeting.programme))
    circulate_minutes(actor=coordinator, minutes=minutes)
    assert stored()[:3] == ("개회", 1, "circulated")
    write_minutes(actor=coordinator, activity=meeting, text="개회 선언", based_on=1)
    assert stored()[:3] == ("개회 선언", 2, "draft")


def test_approved_minutes_and_what_they_say_stay_as_they_are(meeting, coordinator, group):
    Activity.objects.filter(pk=meeting.pk).update(state="attendance_confirmed", kind="assembly")
    meeting.refresh_from_db()
    with pytest.raises(InvalidInputError, match="no minutes yet"):
        take_activity_step(actor=coordinator, activity=meeting, verb="approve_minutes")
    meeting.refresh_from_db()
    minutes = write_minutes(actor=coordinator, activity=meeting, text="개회")
    approve_minutes(actor=coordinator, activity=meeting)
    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_at is not None) == ("approved", True)
    election = {"group": group, "person": make_person(group.programme), "role": "chair", "from_day": group.programme.today()}
    later = [
        lambda: write_minutes(actor=coordinator, activity=meeting, text="고침"),
        lambda: record_decision(actor=coordinator, activity=meeting, text="새 의결"),
        lambda: record_election(actor=coordinator, activity=meeting, **election),
        lambda: write_agenda(actor=coordinator, activity=meeting, points=[]),
        lambda: circulate_minutes(actor=coordinator, minutes=minutes),
    ]
    for act in later:
        with pytest.raises(IllegalStepError, match="at the next meeting"):
            act()
    assert (stored()[0], meeting.decisions.count(), meeting.elections.count(), meeting.agenda_items.count()) == ("개회", 0, 0, 2)
    shown = signed_in(Role.COORDINATOR, group).get(page_of(meeting, "activity-minutes")).content.decode()
    assert [page_of(meeting, name) in shown for name in ("activity-minutes-write", "activity-minutes-circulate", "activity-decision")] == [False] * 3


def test_a_draft_is_read_by_those_who_write_it_and_by_the_members_once_it_was_sent_round(meeting, coordinator, group):
    minutes = write_minutes(actor=coordinator, activity=meeting, text="개회")
    member = make_viewer(Role.FIRM_USER, group.programme, groups=[group])
    funder = make_viewer(Role.FUNDER, group.programme)
    assert minutes_for(coordinator, meeting.pk) == minutes
    for viewer in (member, funder, make_viewer(Role.COORDINATOR, make_group().programme)):
        with pytest.raises(NotVisibleError):
            minutes_for(viewer, meeting.pk)
    meeting.attendances.create(person=make_person(group.programme))
    circulate_minutes(actor=coordinator, minutes=minutes)
    assert minutes_for(member, meeting.pk) == minutes
    with pytest.raises(NotVisibleError):
        minutes_for(funder, meeting.pk)


def test_records_stand_under_the_sentence_they_came_from_and_apart_once_it_is_reworded(meeting, coordinator, group):
    owner = make_person(group.programme)
    text = "1. 실적 보고\n설명함.\n2. 하반기 계획\n공동구매를 한다. 견적을 받는다."
    write_minutes(actor=coordinator, activity=meeting, text=text)
    decision = record_decision(
        actor=coordinator, activity=meeting, text="공동구매", sentence="공동구매를 한다.", agenda_item=meeting.agenda_items.get(position=2)
    )
    item = ActionItem.objects.create(
        programme=group.programme, activity=meeting, text="견적", owner=owner, due_on=group.programme.today(), sentence="견적을 받는다."
    )

    def read():
        page = read_minutes(minutes_for(coordinator, meeting.pk), minuted_at(coordinator, meeting))
        under = [(told.sentence.text, list(told.decisions), list(told.action_items)) for told in page.told if told.decisions or told.action_items]
        return under, list(page.earlier_decisions), list(page.earlier_items)

    assert read() == ([("공동구매를 한다.", [decision], []), ("견적을 받는다.", [], [item])], [], [])
    write_minutes(actor=coordinator, activity=meeting, text=text.replace("견적을 받는다", "견적을 세 곳에서 받는다"))
    assert read() == ([("공동구매를 한다.", [decision], [])], [], [item])


def test_a_sentence_leads_to_forms_that_are_filled_in_with_it(meeting, coordinator, group):
    write_minutes(actor=coordinator, activity=meeting, text="2. 하반기 계획\n공동구매를 한다. 견적을 받는다.")
    owner = make_person(organisation=make_firm(group))
    client = signed_in(Role.COORDINATOR, group)
    _heading, bought, asked = sentences_of(Minutes.objects.get().text, ["실적 보고", "하반기 계획"])
    shown = client.get(page_of(meeting, "activity-minutes")).content.decode()
    decide, assign = (page_of(meeting, name) for name in ("activity-decision", "activity-action-item"))
    assert [f"{decide}?sentence={bought.key}" in shown, f"{assign}?sentence={asked.key}" in shown] == [True, True]
    form = client.get(f"{decide}?sentence={bought.key}").context["form"]
    point = meeting.agenda_items.get(position=2)
    assert (form["text"].value(), form["sentence"].value(), form.fields["agenda_item"].initial) == ("공동구매를 한다.", "공동구매를 한다.", point)
    typed = {"text": "공동구매 추진", "sentence": "공동구매를 한다.", "agenda_item": point.pk, "votes_for": 3, "votes_against": 1, "abstentions": 0}
    made = client.post(f"{decide}?sentence={bought.key}", typed)
    assert made.headers["Location"] == page_of(meeting, "activity-minutes")
    client.post(f"{assign}?sentence={asked.key}", {"text": "견적 세 곳", "sentence": "견적을 받는다.", "owner": owner.pk, "due_on": "2007-04-01"})
    assert list(Decision.objects.values_list("text", "sentence", "agenda_item", "votes_for")) == [("공동구매 추진", "공동구매를 한다.", point.pk, 3)]
    assert list(ActionItem.objects.values_list("text", "sentence", "owner")) == [("견적 세 곳", "견적을 받는다.", owner.pk)]
    shown = client.get(page_of(meeting, "activity-minutes")).content.decode()
    assert ("공동구매 추진" in shown, "견적 세 곳" in shown, "From an earlier wording" in shown) == (True, True, False)
    assert client.get(f"{decide}?sentence=gone").context["form"]["text"].value() is None


def test_the_page_of_minutes_does_not_grow_in_queries(meeting, coordinator, group, django_assert_max_num_queries):
    client, numbers, lines = signed_in(Role.COORDINATOR, group), [], []
    for more in (1, 2, 27):
        for _time in range(more):
            lines.append(f"{len(lines)}번째로 정함.")
            person = make_person(organisation=make_firm(group))
            meeting.attendances.create(person=person, deputy_for=person)
            common = {"programme": group.programme, "activity": meeting, "text": "x", "sentence": lines[-1]}
            Decision.objects.create(votes_for=1, **common)
            ActionItem.objects.create(owner=person, due_on=group.programme.today(), **common)
        write_minutes(actor=coordinator, activity=meeting, text="\n".join(lines))
        with django_assert_max_num_queries(60) as queries:
            assert client.get(page_of(meeting, "activity-minutes")).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
