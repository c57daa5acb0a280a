"""Reminders one week and one day before, by the programme's clock: once each, and to nobody who does not come."""

from datetime import timedelta

import pytest
from factories import make_activity, make_firm, make_group, make_person, make_viewer

from minicluster.demonstration.clock import ProgrammeClock
from minicluster.meetings.domain.actions import answer_invitation, invite_people, move_activity
from minicluster.meetings.domain.invitations import invited_viewer
from minicluster.meetings.domain.reminders import remind_of_activities
from minicluster.meetings.models import Activity
from minicluster.meetings.tasks import remind_of_activities_of_all_programmes
from minicluster.members.models import Programme
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role

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
    return make_activity(group, "forum", title="포럼", state="open", starts_at=group.programme.now() + 30 * DAY)


@pytest.fixture
def invited(group, forum, coordinator):
    firm = make_firm(group)
    names = ("silent", "coming", "chief", "declined")
    found = {name: make_person(organisation=firm, email=f"{name}@mail.example") for name in (*names, "deputy")}
    given = {"coming": {"answer": "coming"}, "declined": {"answer": "declined"}, "chief": {"answer": "deputy", "deputy": found["deputy"]}}
    for invitation in invite_people(actor=coordinator, activity=forum, people=[found[name] for name in names]):
        name = invitation.person.email.partition("@")[0]
        if name in given:
            answer_invitation(actor=invited_viewer(invitation), invitation=invitation, through="link", **given[name])
    return found


def remind(programme, at):
    """Let the clock stand there, and let it work; who has been reminded until then, and how often."""
    with ProgrammeClock(programme) as clock:
        clock.at(at)
        remind_of_activities(Programme.objects.get(pk=programme.pk))
    rows = Message.objects.filter(subject__startswith="Reminder").order_by("recipient").values_list("recipient", flat=True)
    return [recipient.partition("@")[0] for recipient in rows]


@pytest.mark.usefixtures("invited")
def test_who_is_expected_or_silent_is_reminded_a_week_and_a_day_before_and_once_each(group, forum):
    reminded = ["coming", "deputy", "silent"]
    start, programme = forum.starts_at, group.programme
    assert remind(programme, start - 8 * DAY) == []
    assert remind(programme, start - 7 * DAY) == reminded
    assert remind(programme, start - 3 * DAY) == reminded
    assert remind(programme, start - DAY) == sorted(reminded * 2)
    assert remind(programme, start - timedelta(minutes=5)) == sorted(reminded * 2)
    assert remind(programme, start + DAY) == sorted(reminded * 2)
    silent = Message.objects.filter(recipient="silent@mail.example", subject__startswith="Reminder").first()
    assert ("whether you are coming" in silent.body, silent.calendar) == (True, "")


@pytest.mark.usefixtures("invited")
def test_a_new_time_is_reminded_of_anew_but_not_within_a_day_of_being_told(group, forum, coordinator):
    start, programme = forum.starts_at, group.programme
    assert remind(programme, start - 7 * DAY) == ["coming", "deputy", "silent"]
    Message.objects.all().delete()
    with ProgrammeClock(programme) as clock:
        clock.at(start - 6 * DAY)
        moved = move_activity(
            actor=coordinator, activity=Activity.objects.get(pk=forum.pk), starts_at=start - 3 * DAY, ends_at=start - 3 * DAY + timedelta(hours=1)
        )
    # Told six days before of what now is three days off: the week before has passed, and the day before is to come.
    assert remind(programme, moved.starts_at - 2 * DAY) == []
    assert remind(programme, moved.starts_at - timedelta(hours=20)) == ["coming", "deputy", "silent"]


@pytest.mark.parametrize("state", ["planned", "postponed", "cancelled", "held"])
@pytest.mark.usefixtures("invited")
def test_nobody_is_reminded_of_what_does_not_take_place_or_is_not_announced(group, forum, state):
    Activity.objects.update(state=state)
    assert remind(group.programme, forum.starts_at - DAY) == []


def test_nobody_is_reminded_at_once_of_what_they_were_invited_to_today(group, coordinator):
    soon = make_activity(group, "forum", title="곧", state="open", starts_at=group.programme.now() + 5 * DAY)
    invite_people(actor=coordinator, activity=soon, people=[make_person(group.programme, email="late@mail.example")])
    assert remind(group.programme, soon.starts_at - 4 * DAY) == []
    assert remind(group.programme, soon.starts_at - DAY) == ["late"]


@pytest.mark.usefixtures("invited")
def test_the_task_goes_over_all_programmes(group, forum):
    make_group()
    Programme.objects.filter(pk=group.programme_id).update(clock_shift=29 * DAY + timedelta(hours=1))
    remind_of_activities_of_all_programmes()
    assert Message.objects.filter(subject__startswith="Reminder", record_type="invitation").count() == 2
    assert forum.registrations.count() == 2
