"""Moving, postponing and cancelling an activity: who is told what, and what is refused."""

from datetime import timedelta

import pytest
from factories import SOME_TIME, make_activity, make_firm, make_group, make_person, make_viewer

from minicluster.meetings.domain.actions import (
    announce_activity,
    answer_invitation,
    cancel_activity,
    move_activity,
    postpone_activity,
    register_for_activity,
    take_activity_step,
)
from minicluster.meetings.domain.invitations import invited_viewer
from minicluster.meetings.models import Activity, Invitation
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


@pytest.fixture
def forum(group):
    return make_activity(group, "forum", title="포럼", venue="회의실", state="open", starts_at=group.programme.now() + 30 * DAY)


@pytest.fixture
def people(group, forum):
    """One of each: silent so far, coming, sending a deputy, declined; a deputy; one who registered without an invitation."""
    firm = make_firm(group)
    found = {name: make_person(organisation=firm, email=f"{name}@mail.example") for name in ("silent", "coming", "chief", "declined", "deputy", "registered")}
    for name in ("silent", "coming", "chief", "declined"):
        invitation = Invitation.objects.create(programme=group.programme, activity=forum, person=found[name], invited_at=SOME_TIME)
        given = {"coming": {"answer": "coming"}, "declined": {"answer": "declined"}, "chief": {"answer": "deputy", "deputy": found["deputy"]}}.get(name)
        if given:
            answer_invitation(actor=invited_viewer(invitation), invitation=invitation, through="link", **given)
    register_for_activity(actor=make_viewer(Role.COORDINATOR, group.programme, groups=[group]), activity=forum, person=found["registered"])
    Message.objects.all().delete()
    return found


def written():
    return {(message.recipient.partition("@")[0], message.subject.partition(":")[0], message.calendar_method) for message in Message.objects.all()}


def everybody(subject, method):
    return {(name, subject, method) for name in ("silent", "coming", "chief", "deputy", "registered")}


def stand(forum):
    return Activity.objects.values_list("state", "sequence").get(pk=forum.pk)


def move(coordinator, forum, days=1, **more):
    later = {"starts_at": forum.starts_at + days * DAY, "ends_at": forum.ends_at + days * DAY, "venue": "강당"}
    return move_activity(actor=coordinator, activity=forum, **{**later, **more})


@pytest.mark.usefixtures("people")
def test_a_move_tells_everybody_who_did_not_decline_what_changed_and_keeps_answers_and_seats(forum, coordinator):
    seats, answers = (list(rows.order_by("pk").values_list()) for rows in (forum.registrations, forum.invitations))
    move(coordinator, forum, why="강사 일정")
    assert (written(), stand(forum)) == (everybody("Changed", "REQUEST"), ("open", 1))
    assert (list(forum.registrations.order_by("pk").values_list()), list(forum.invitations.order_by("pk").values_list())) == (seats, answers)
    told = {message.recipient.partition("@")[0]: message for message in Message.objects.all()}
    for said in ("· Where: 회의실 → 강당", "· When: ", "Why: 강사 일정"):
        assert said in told["silent"].body, said
    standing = {
        "silent": "whether you are coming",
        "coming": "answer so far: Coming",
        "chief": "answer so far: Sends a deputy",
        "registered": "Your seat is kept",
    }
    assert {name: text in told[name].body for name, text in standing.items()} == dict.fromkeys(standing, True)
    statuses = {name: told[name].calendar.replace("\r\n ", "").partition("PARTSTAT=")[2].partition(";")[0] for name in told}
    assert statuses == {"silent": "NEEDS-ACTION", "coming": "ACCEPTED", "chief": "DELEGATED", "deputy": "ACCEPTED", "registered": "ACCEPTED"}


def test_every_change_counts_the_sequence_up_and_is_told_once(forum, people, coordinator):
    for day in (1, 2):
        move(coordinator, forum, days=day)
    assert stand(forum) == ("open", 2)
    assert Message.objects.filter(recipient=people["silent"].email).count() == 2
    assert list(history_of(forum).values_list("action", "changed_fields")) == [("move_activity", ["ends_at", "starts_at", "venue"])] * 2


@pytest.mark.parametrize("state", ["planned", "postponed"])
@pytest.mark.usefixtures("people")
def test_a_move_of_what_nobody_holds_in_a_calendar_is_told_when_it_is_announced(forum, coordinator, state):
    Activity.objects.update(state=state)
    move(coordinator, forum)
    assert written() == set()
    announce_activity(actor=coordinator, activity=forum)
    assert (written(), stand(forum)[0]) == (everybody("Invitation", "REQUEST"), "announced")


@pytest.mark.usefixtures("people")
def test_postponing_without_a_new_time_takes_it_out_of_calendars_and_announcing_brings_it_back(forum, coordinator):
    postpone_activity(actor=coordinator, activity=forum, why="폭설")
    assert (written(), stand(forum)) == (everybody("Postponed", "CANCEL"), ("postponed", 1))
    assert all("Why: 폭설" in message.body for message in Message.objects.all())
    move(coordinator, forum, days=14)
    announce_activity(actor=coordinator, activity=forum)
    assert (written(), stand(forum)) == (everybody("Postponed", "CANCEL") | everybody("Invitation", "REQUEST"), ("announced", 3))


@pytest.mark.usefixtures("people")
def test_postponing_to_a_time_that_is_known_announces_it_again_in_one_act(forum, coordinator):
    postpone_activity(actor=coordinator, activity=forum, why="폭설", starts_at=forum.starts_at + 7 * DAY)
    assert (written(), stand(forum)) == (everybody("Changed", "REQUEST"), ("announced", 1))
    assert list(history_of(forum).values_list("action", "to_state")) == [("postpone_activity", "postponed"), ("announce_activity", "announced")]


@pytest.mark.parametrize("state", ["announced", "open", "closed", "postponed"])
@pytest.mark.usefixtures("people")
def test_cancelling_is_told_in_whichever_state(forum, coordinator, state):
    Activity.objects.update(state=state)
    take_activity_step(actor=coordinator, activity=forum, verb="cancel_activity", why="수요 부족")
    assert (written(), stand(forum)) == (everybody("Cancelled", "CANCEL"), ("cancelled", 1))
    assert all("Why: 수요 부족" in message.body for message in Message.objects.all())


@pytest.mark.usefixtures("people")
def test_what_was_never_announced_is_cancelled_without_a_word(forum, coordinator):
    Activity.objects.update(state="planned")
    cancel_activity(actor=coordinator, activity=forum, why="수요 부족")
    assert (written(), stand(forum)) == (set(), ("cancelled", 1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_at": SOME_TIME}, "ends_at"),
        ({"starts_at": SOME_TIME, "ends_at": SOME_TIME}, "starts_at"),
        ({"why": "900101-1234567"}, "why"),
        ({"venue": "900101-1234567"}, "venue"),
    ],
)
@pytest.mark.usefixtures("people")
def test_a_move_to_where_no_meeting_can_be_is_refused_and_nobody_is_written_to(forum, coordinator, wrong, field):
    before = Activity.objects.values().get(pk=forum.pk)
    with pytest.raises(InvalidInputError) as refusal:
        move(coordinator, forum, **wrong)
    assert (refusal.value.field, Activity.objects.values().get(pk=forum.pk), written()) == (field, before, set())


@pytest.mark.usefixtures("people")
def test_a_move_to_where_it_is_anyway_to_the_minute_writes_to_nobody(forum, coordinator):
    assert forum.starts_at.microsecond != 0
    typed = {name: getattr(forum, name).replace(second=0, microsecond=0) for name in ("starts_at", "ends_at")}
    with pytest.raises(InvalidInputError, match="nobody was written to"):
        move_activity(actor=coordinator, activity=forum, venue=" 회의실 ", **typed)
    assert (written(), stand(forum)) == (set(), ("open", 0))


def test_what_lies_behind_is_not_moved_and_a_postponed_activity_not_announced_for_the_past(group, coordinator):
    for state in ("held", "cancelled", "settled"):
        with pytest.raises(IllegalStepError):
            move(coordinator, make_activity(group, state=state))
    former = make_activity(group, state="postponed")
    with pytest.raises(InvalidInputError, match="move it to its new time first"):
        announce_activity(actor=coordinator, activity=former)
    assert stand(former) == ("postponed", 0)


def test_only_who_runs_the_activity_moves_it(group, forum):
    for actor in (make_viewer(Role.COORDINATOR, group.programme), make_viewer(Role.FIRM_USER, group.programme, groups=[group])):
        with pytest.raises(NotAllowedError):
            move(actor, forum)
    assert stand(forum) == ("open", 0)
