from datetime import timedelta

import pytest
from factories import make_group, make_person, make_user, make_viewer

from minicluster.members.domain.actions import give_office, hand_over_work
from minicluster.members.domain.queries import acting_assignment, assignments_of, coordinator_of, groups_coordinated_by, viewer_of
from minicluster.members.models import Office
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def giver():
    return make_person()


@pytest.fixture
def groups(giver):
    first = make_group(giver.programme)
    groups = [first, make_group(complex=first.complex)]
    make_user(Role.COORDINATOR, giver.programme, person=giver, groups=groups)
    for group in groups:
        Office.objects.create(programme=giver.programme, group=group, person=giver, role="coordinator", valid_from=group.founded_on)
    return groups


@pytest.fixture
def office(giver):
    return make_viewer(Role.PROGRAMME_OFFICE, giver.programme)


def reach_of(user):
    return viewer_of(acting_assignment(assignments_of(user)), None).group_ids


def test_everything_goes_in_one_act_to_a_colleague_with_an_account(giver, groups, office):
    taker = make_person(giver.programme)
    user = make_user(Role.COORDINATOR, giver.programme, person=taker)
    assert hand_over_work(actor=office, giver=giver, taker=taker, why="leave of absence") == groups
    assert [coordinator_of(group) for group in groups] == [taker, taker]
    assert (groups_coordinated_by(giver), groups_coordinated_by(taker)) == ([], groups)
    assert reach_of(user) == {group.pk for group in groups}
    assert reach_of(giver.role_assignments.get().user) == frozenset()
    assert list(Office.objects.filter(person=giver).values_list("valid_to", flat=True)) == [giver.programme.today()] * 2
    assert [list(history_of(group).values_list("action", "why")) for group in groups] == [[("hand_over_work", "leave of absence")]] * 2


def test_one_group_can_go_alone_and_does_not_come_back_the_same_day_for_history_would_be_wiped_out(giver, groups, office):
    taker = make_person(giver.programme)
    make_user(Role.GROUP_OFFICER, giver.programme, person=taker)
    hand_over_work(actor=office, giver=giver, taker=taker, groups=groups[:1])
    assert [coordinator_of(group) for group in groups] == [taker, giver]
    with pytest.raises(InvalidInputError, match="only today"):
        hand_over_work(actor=office, giver=taker, taker=giver)
    assert (groups_coordinated_by(taker), groups_coordinated_by(giver)) == (groups[:1], groups[1:])
    assert Office.objects.filter(group=groups[0]).count() == 2


def test_giving_the_office_opens_the_group_and_closes_it_to_the_former_coordinator(giver, groups, office):
    taker, today = make_person(giver.programme), giver.programme.today()
    user = make_user(Role.GROUP_OFFICER, giver.programme, person=taker)
    give_office(actor=office, group=groups[0], person=taker, role="coordinator", from_day=today)
    assert coordinator_of(groups[0]) == taker
    assert [list(role.groups.all()) for role in user.role_assignments.filter(role=Role.COORDINATOR)] == [groups[:1]]
    assert reach_of(giver.role_assignments.get().user) == {groups[1].pk}
    with pytest.raises(InvalidInputError, match="future"):
        give_office(actor=office, group=groups[1], person=taker, role="coordinator", from_day=today + timedelta(days=1))


def test_whoever_may_give_other_offices_does_not_thereby_open_a_group(giver, groups):
    taker = make_person(giver.programme)
    make_user(Role.COORDINATOR, giver.programme, person=taker)
    with pytest.raises(NotAllowedError):
        give_office(
            actor=make_viewer(Role.COORDINATOR, giver.programme, groups=groups),
            group=groups[0], person=taker, role="coordinator", from_day=giver.programme.today(),
        )  # fmt: skip
    assert [coordinator_of(group) for group in groups] == [giver, giver]


def test_work_goes_to_nobody_without_an_account_and_from_nobody_without_work(giver, groups, office):
    stranger = make_person(giver.programme)
    with pytest.raises(InvalidInputError, match="no account") as refusal:
        hand_over_work(actor=office, giver=giver, taker=stranger)
    assert refusal.value.field == "taker"
    with pytest.raises(InvalidInputError, match="nothing to hand over"):
        hand_over_work(actor=office, giver=stranger, taker=giver)
    assert [coordinator_of(group) for group in groups] == [giver, giver]


def test_a_coordinator_hands_nothing_over_by_themselves(giver, groups):
    taker = make_person(giver.programme)
    make_user(Role.COORDINATOR, giver.programme, person=taker)
    with pytest.raises(NotAllowedError):
        hand_over_work(actor=make_viewer(Role.COORDINATOR, giver.programme, groups=groups), giver=giver, taker=taker)
    assert groups_coordinated_by(giver) == groups
