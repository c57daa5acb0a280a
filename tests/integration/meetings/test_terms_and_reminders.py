"""What the clock tells people: an action item that is due, a term that ends."""

from datetime import timedelta

import pytest
from factories import make_activity, make_group, make_person, make_programme, make_viewer

from minicluster.meetings.domain.action_item_reminders import remind_owners
from minicluster.meetings.domain.queries import queue_for
from minicluster.meetings.domain.terms import announce_ending_terms
from minicluster.meetings.models import ActionItem
from minicluster.meetings.tasks import announce_ending_terms_of_all_programmes, remind_owners_of_all_programmes
from minicluster.members.models import Office
from minicluster.platform.days import day_in_words
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group(name_en="Rehabilitation")


@pytest.fixture
def coordinator(group):
    person = make_person(group.programme, email="coordinator@mail.example")
    Office.objects.create(programme=group.programme, group=group, person=person, role="coordinator", valid_from=group.founded_on)
    return make_viewer(Role.COORDINATOR, group.programme, person=person, groups=[group])


@pytest.fixture
def chair(group):
    return make_person(group.programme, email="chair@mail.example", name_en="Park Jumi")


def item_due(group, days, **fields):
    owner = make_person(group.programme, email=f"in{days}@mail.example")
    due = group.programme.today() + timedelta(days=days)
    values = {"activity": make_activity(group, state="held"), "text": f"due in {days}", "owner": owner, "due_on": due, **fields}
    return ActionItem.objects.create(programme=group.programme, **values)


def term_of(group, person, days, role="chair", **fields):
    today = group.programme.today()
    ends = today + timedelta(days=days)
    facts = {"valid_from": today - timedelta(days=700), "valid_to": ends, **fields}
    return Office.objects.create(programme=group.programme, group=group, person=person, role=role, **facts)


def letters():
    return sorted(Message.objects.values_list("recipient", "subject"))


def test_owners_are_reminded_when_it_is_near_and_when_it_is_due_each_once(group):
    for days in (4, 3, 1, 0, -7, -8):
        item_due(group, days)
    item_due(group, 2, state="done")
    for _run in range(2):
        assert remind_owners(group.programme) == 4
    assert letters() == [
        ("in-7@mail.example", "Due: due in -7"),
        ("in0@mail.example", "Due: due in 0"),
        ("in1@mail.example", "Soon due: due in 1"),
        ("in3@mail.example", "Soon due: due in 3"),
    ]


def test_an_item_is_told_of_twice_three_days_before_and_on_the_day(group):
    item = item_due(group, 3)
    remind_owners(group.programme)
    type(group.programme).objects.update(clock_shift=timedelta(days=3))
    group.programme.refresh_from_db()
    remind_owners_of_all_programmes()
    assert [(letter.subject, letter.record_type, letter.record_id) for letter in Message.objects.order_by("pk")] == [
        ("Soon due: due in 3", "action-item", item.pk),
        ("Due: due in 3", "action-item", item.pk),
    ]


def test_an_overdue_item_waits_with_those_who_look_after_the_group_and_with_its_owner(group, coordinator):
    item_due(group, 0)
    late = item_due(group, -1)
    item_due(make_group(group.programme), -1)
    assert [(item.title, item.due_on) for item in queue_for(coordinator) if item.kind == "Action item"] == [("due in -1", late.due_on)]
    itself = make_viewer(Role.FIRM_USER, group.programme, person=late.owner)
    assert [item.title for item in queue_for(itself)] == ["due in -1"]


@pytest.mark.parametrize(("days", "told"), [(61, 0), (60, 1), (15, 1), (14, 1), (1, 1), (0, 0), (-1, 0)])
def test_a_term_that_ends_is_announced_from_sixty_days_before(group, coordinator, chair, days, told):
    term_of(group, chair, days)
    assert announce_ending_terms(group.programme) == told
    subject = "A term ends: Chair of Rehabilitation"
    assert letters() == [("chair@mail.example", subject), ("coordinator@mail.example", subject)][: 2 * told]
    assert [item.title for item in queue_for(coordinator) if item.kind == "Term"] == ["Rehabilitation: Chair Park Jumi"][:told]


def test_each_of_the_two_notices_is_written_once(group, coordinator, chair):
    del coordinator  # somebody coordinates the group
    office = term_of(group, chair, 60)
    for shift, written in ((0, 2), (20, 2), (46, 4), (59, 4)):
        type(group.programme).objects.update(clock_shift=timedelta(days=shift))
        for _run in range(2):
            announce_ending_terms_of_all_programmes()
        assert Message.objects.count() == written
    assert f"ends on {day_in_words(office.valid_to)}." in Message.objects.latest("pk").body


def test_a_term_that_goes_on_is_not_announced(group, chair):
    today = group.programme.today()
    term_of(group, chair, 30)
    term_of(group, make_person(group.programme), 900, valid_from=today + timedelta(days=30))
    other = make_group(group.programme)
    term_of(other, chair, 30, role="auditor")
    term_of(other, chair, 900, role="auditor", valid_from=today + timedelta(days=20))
    assert announce_ending_terms(group.programme) == 0


def test_another_auditor_does_not_stand_in_for_the_one_whose_term_ends(group, chair):
    term_of(group, chair, 30, role="auditor")
    term_of(group, make_person(group.programme), 900, role="auditor", valid_from=group.programme.today())
    assert announce_ending_terms(group.programme) == 1


def test_the_coordinators_own_office_and_other_programmes_are_left_alone(group, chair):
    term_of(group, chair, 30, role="coordinator")
    term_of(make_group(make_programme()), make_person(), 30)
    assert announce_ending_terms(group.programme) == 0


def test_the_queue_asks_the_database_as_often_for_1_term_as_for_30(group, coordinator, django_assert_max_num_queries):
    numbers = []
    for more in (1, 2, 27):
        for _time in range(more):
            term_of(group, make_person(group.programme), 30, role="steering_member")
            item_due(group, -1)
        with django_assert_max_num_queries(25) as queries:
            queue_for(coordinator)
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
