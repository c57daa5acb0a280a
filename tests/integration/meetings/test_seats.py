from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from factories import SOME_TIME, make_activity, make_firm, make_group, make_membership, make_person, make_viewer

from minicluster.meetings.domain.actions import invite_people, register_for_activity, withdraw_registration
from minicluster.meetings.domain.queries import registrations_of
from minicluster.meetings.models import Invitation, Registration
from minicluster.members.domain.queries import membership_list
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, NotAllowedError, NotVisibleError


@pytest.fixture
def lecture():
    return make_activity(make_group(), "invited_lecture", capacity=1, state="open", starts_at=SOME_TIME + timedelta(days=30))


@pytest.fixture
def coordinator(lecture):
    return make_viewer(Role.COORDINATOR, lecture.programme, groups=lecture.groups.all())


def seats(activity):
    return list(activity.registrations.order_by("registered_at", "pk").values_list("person", "state"))


@pytest.mark.django_db
def test_seats_then_the_waiting_list_then_whoever_waits_longest_moves_up(lecture, coordinator):
    first, second, third = (make_person(lecture.programme) for _time in range(3))
    for person in (first, second, third, first):
        register_for_activity(actor=coordinator, activity=lecture, person=person)
    assert seats(lecture) == [(first.pk, "registered"), (second.pk, "waiting"), (third.pk, "waiting")]
    registration = Registration.objects.get(person=first)
    withdraw_registration(actor=coordinator, registration=registration)
    withdraw_registration(actor=coordinator, registration=registration)
    assert seats(lecture) == [(first.pk, "withdrawn"), (second.pk, "registered"), (third.pk, "waiting")]
    register_for_activity(actor=coordinator, activity=lecture, person=first)
    assert seats(lecture) == [(second.pk, "registered"), (third.pk, "waiting"), (first.pk, "waiting")]
    assert list(history_of(registration).values_list("to_state", flat=True)) == ["registered", "withdrawn", "waiting"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["announced", "closed", "held", "cancelled"])
def test_nobody_registers_while_registration_is_not_open(lecture, coordinator, state):
    type(lecture).objects.update(state=state)
    with pytest.raises(IllegalStepError, match="Nothing was changed"):
        register_for_activity(actor=coordinator, activity=lecture, person=make_person(lecture.programme))
    assert seats(lecture) == []


@pytest.mark.django_db
def test_a_firm_takes_seats_for_its_own_staff_only_and_sees_only_its_own(lecture):
    firm = make_firm(lecture.groups.get())
    owner, colleague, stranger = make_person(organisation=firm), make_person(organisation=firm), make_person(lecture.programme)
    viewer = make_viewer(Role.FIRM_USER, lecture.programme, person=owner, organisations=[firm], groups=lecture.groups.all())
    register_for_activity(actor=viewer, activity=lecture, person=colleague)
    mine = register_for_activity(actor=viewer, activity=lecture, person=owner)
    with pytest.raises(NotAllowedError, match="your own staff"):
        register_for_activity(actor=viewer, activity=lecture, person=stranger)
    with pytest.raises(NotVisibleError):
        register_for_activity(actor=viewer, activity=lecture, person=make_person())
    assert seats(lecture) == [(colleague.pk, "registered"), (owner.pk, "waiting")]
    assert list(registrations_of(viewer, lecture)) == [mine]


@pytest.mark.django_db
def test_the_membership_list_is_invited_once(lecture, coordinator):
    group = lecture.groups.get()
    firm = make_firm(group)
    chief, deputy, expert = make_person(organisation=firm), make_person(organisation=firm), make_person(lecture.programme)
    firm.memberships.update(representative=chief, deputy=deputy)
    make_membership(group, person=expert)
    make_membership(group, person=make_person(lecture.programme), state="left")
    invite_people(actor=coordinator, activity=lecture, people=[chief])
    assert {invitation.person for invitation in invite_people(actor=coordinator, activity=lecture, people=membership_list([group.pk]))} == {deputy, expert}
    assert Invitation.objects.count() == 3
    assert list(history_of(lecture).values_list("action", flat=True)) == ["invite_person", "invite_person"]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_ask_for_the_last_seat_at_once_exactly_one_gets_it():
    activity = make_activity(make_group(), "invited_lecture", capacity=3, state="open")
    coordinator = make_viewer(Role.COORDINATOR, activity.programme, groups=activity.groups.all())
    early, people = [make_person(activity.programme) for _time in range(2)], [make_person(activity.programme) for _time in range(20)]
    for person in early:
        register_for_activity(actor=coordinator, activity=activity, person=person)
    together = Barrier(len(people))

    def ask(person):
        try:
            together.wait(timeout=30)
            return register_for_activity(actor=coordinator, activity=activity, person=person).state
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        got = sorted(pool.map(ask, people))
    assert got == ["registered", *["waiting"] * 19]
    assert activity.registrations.filter(state="registered").count() == 3
