"""Who sleeps because nobody came for a year, by the programme's clock."""

from datetime import timedelta

import pytest
from factories import make_activity, make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_viewer

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
