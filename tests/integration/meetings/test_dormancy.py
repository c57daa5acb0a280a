"""Who sleeps because nobody came for a year, by the programme's clock."""

from datetime import timedelta

import pytest
from factories import make_activity, make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_user, make_viewer

from minicluster.meetings.domain.dormancy import sleepers_of
from minicluster.meetings.models import Attendance
from minicluster.meetings.tasks import let_absent_members_of_all_programmes_sleep
from minicluster.members.domain.actions import take_membership_step
from minicluster.members.models import Membership
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


def attend(group, days_ago, *, person=None, organisation=None, kind="present"):
    activity = make_activity(group, state="held", starts_at=group.now() - timedelta(days=days_ago))
    return Attendance.objects.create(activity=activity, person=person or make_person(group.programme), organisation=organisation, kind=kind)


def state_of(member):
    return Membership.objects.get(**({"organisation": member} if hasattr(member, "sizes") else {"person": member})).state


def test_whoever_came_to_nothing_of_the_group_for_a_year_sleeps_and_nobody_else(group):
    elsewhere = make_group(complex=group.complex)
    came, absent, excused, went_elsewhere, long_ago = (make_firm(group) for _time in range(5))
    new = make_organisation(group.programme)
    make_membership(group, new, valid_from=group.programme.today() - timedelta(days=364))
    here, away = make_expert(group.programme), make_expert(group.programme)
    for expert in (here, away):
        make_membership(group, person=expert)
    attend(group, 364, organisation=came)
    attend(group, 10, organisation=excused, kind="excused")
    attend(elsewhere, 10, organisation=went_elsewhere)
    attend(group, 366, organisation=long_ago)
    attend(group, 10, person=here)
    for _time in range(2):
        let_absent_members_of_all_programmes_sleep()
    members = (came, absent, excused, went_elsewhere, long_ago, new, here, away)
    assert [state_of(member) for member in members] == ["active", "dormant", "dormant", "dormant", "dormant", "active", "active", "dormant"]
    acts = history_of(Membership.objects.get(organisation=absent))
    assert list(acts.values_list("action", "role", "actor_id")) == [("mark_membership_dormant", "administrator", None)]


def test_a_firm_whose_representative_came_stays_awake_whoever_wrote_the_list(group):
    firm, person = make_firm(group), make_person(group.programme)
    firm.memberships.update(deputy=person)
    attend(group, 10, person=person)
    let_absent_members_of_all_programmes_sleep()
    assert state_of(firm) == "active"


def test_whom_somebody_woke_by_hand_is_left_awake(group):
    firm = make_firm(group)
    let_absent_members_of_all_programmes_sleep()
    coordinator = make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    take_membership_step(actor=coordinator, membership=firm.memberships.get(), verb="reactivate_membership")
    let_absent_members_of_all_programmes_sleep()
    assert state_of(firm) == "active"


def test_the_page_of_the_group_says_who_sleeps_since_when_and_why(client, group):
    long_gone, never = make_firm(group, name_en="Garam"), make_firm(group, name_en="Narae")
    awake = make_firm(group, name_en="Dasom")
    attend(group, 500, organisation=long_gone)
    last = attend(group, 400, organisation=long_gone)
    attend(group, 380, organisation=long_gone, kind="excused")
    attend(make_group(complex=group.complex), 380, organisation=long_gone)
    attend(group, 10, organisation=awake)
    let_absent_members_of_all_programmes_sleep()
    told = [(row.organisation, row.last_came_at, row.last_came_to) for row in sleepers_of(group)]
    assert told == [(never, None, None), (long_gone, last.activity.starts_at, last.activity.title)]
    assert {row.slept_at.date() for row in sleepers_of(group)} == {group.now().date()}
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    shown = " ".join(client.get(group.get_absolute_url()).content.decode().split())
    assert [said in shown for said in ("Dormant members", "Nobody came since the membership began on Sun 1 May 2005.", "Somebody last came on")] == [True] * 3
    client.force_login(make_user(Role.FUNDER, group.programme))
    assert "Dormant members" not in client.get(group.get_absolute_url()).content.decode()
    assert state_of(awake) == "active"


def test_of_whom_a_table_brought_in_as_dormant_it_is_not_known_since_when(group, django_assert_num_queries):
    for _time in range(3):
        make_firm(group).memberships.update(state="dormant")
    with django_assert_num_queries(1):
        assert [row.slept_at for row in sleepers_of(group)] == [None] * 3
