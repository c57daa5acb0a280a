"""The quorum of an activity by the members of its day, group by group."""

from datetime import date

import pytest
from factories import make_activity, make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_viewer

from minicluster.meetings.domain.actions import AttendanceLine, record_attendance
from minicluster.meetings.domain.attendance_facts import quorum_of, shows_quorum
from minicluster.meetings.models import AgendaItem
from minicluster.meetings.rules import Quorum
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def assembly(group):
    return make_activity(group, "assembly", state="held")


def attend(activity, *lines):
    coordinator = make_viewer(Role.COORDINATOR, activity.programme, groups=activity.groups.all())
    record_attendance(actor=coordinator, activity=activity, lines=[AttendanceLine(*line) for line in lines])


def quorums(activity):
    return {line.group: line.quorum for line in quorum_of(activity)}


def test_those_count_who_were_members_on_that_day_whatever_became_of_them(group, assembly):
    firms = [make_firm(group) for _time in range(3)]
    make_membership(group, make_organisation(group.programme), state="left", valid_to=date(2007, 9, 1))
    make_membership(group, make_organisation(group.programme), state="dormant")
    make_membership(group, person=make_expert(group.programme))
    make_membership(group, make_organisation(group.programme), state="left", valid_to=date(2007, 3, 5))
    make_membership(group, make_organisation(group.programme), valid_from=date(2007, 3, 6))
    make_membership(group, make_organisation(group.programme), state="applied")
    make_membership(group, make_organisation(group.programme), state="refused", valid_to=date(2008, 1, 1))
    make_membership(group, make_organisation(group.programme), kind="associate")
    make_membership(group, make_organisation(group.programme, kind="agency"), kind="support")
    staff = [make_person(organisation=firms[0]), make_person(organisation=firms[0]), make_person(organisation=firms[1])]
    attend(assembly, *[(person,) for person in staff], (make_person(group.programme), "visitor"), (make_person(organisation=firms[2]), "excused"))
    assert quorums(assembly) == {group: Quorum(entitled=6, present=2, needed=3)}


def test_a_deputy_speaks_for_whoever_did_not_come_where_the_by_laws_let_him(group, assembly):
    firm, other = make_firm(group), make_firm(group)
    expert = make_expert(group.programme)
    make_membership(group, person=expert)
    chief = make_person(organisation=firm)
    employee = make_person(organisation=other)
    attend(assembly, (employee, "deputy", expert), (make_person(group.programme), "deputy", chief))
    assert quorums(assembly) == {group: Quorum(entitled=3, present=2, needed=2)}
    group.deputies_count = False
    group.save()
    assembly.refresh_from_db()
    assert quorums(assembly) == {group: Quorum(entitled=3, present=0, needed=2)}


def test_a_joint_activity_has_a_quorum_for_each_group_by_its_own_by_laws(group, assembly):
    other = make_group(complex=group.complex, quorum_share=0.667)
    assembly.groups.add(other)
    firms = [make_firm(group), make_firm(group), make_firm(other), make_firm(other), make_firm(other)]
    make_membership(other, firms[0])
    attend(assembly, (make_person(organisation=firms[0]),))
    assert quorums(assembly) == {group: Quorum(entitled=2, present=1, needed=1), other: Quorum(entitled=4, present=1, needed=3)}


@pytest.mark.parametrize("groups", [1, 4])
def test_it_takes_four_statements_however_many_groups_and_people(assembly, groups, django_assert_num_queries):
    for _time in range(groups):
        group = make_group(complex=assembly.groups.first().complex)
        assembly.groups.add(group)
        people = [make_person(organisation=make_firm(group)) for _time in range(3)]
        attend(assembly, *[(person,) for person in people[1:]], (make_person(assembly.programme), "deputy", people[0]))
    with django_assert_num_queries(4):
        quorum_of(assembly)


def test_a_vote_on_the_agenda_makes_the_quorum_of_a_lecture_interesting(group):
    lecture = make_activity(group, "invited_lecture")
    point = {"programme": group.programme, "activity": lecture, "title": "안건"}
    shown = [shows_quorum(lecture)]
    for position, kind in enumerate(("report", "discussion", "vote"), start=1):
        AgendaItem.objects.create(position=position, kind=kind, **point)
        shown.append(shows_quorum(lecture))
    assert shown == [False, False, False, True]
