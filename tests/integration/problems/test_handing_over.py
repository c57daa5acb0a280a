"""All that waits for a coordinator goes to the successor in one act: groups, problems with their clocks, introductions, action items, applications."""

import pytest
from factories import make_activity, make_organisation, make_person, make_user

from minicluster.meetings.domain.queries import queue_for as meetings_queue
from minicluster.members.domain.actions import apply_for_membership, hand_over_work
from minicluster.members.domain.queries import assignments_of, coordinator_of, queue_for, viewer_of
from minicluster.members.models import Office
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.problems.domain.actions import accept_introduction
from minicluster.problems.domain.queries import queue_for as problems_queue
from minicluster.problems.domain.responsibility import coordinator_now

pytestmark = pytest.mark.django_db


def everything(user):
    """What waits for the account, whatever station it comes from."""
    viewer = viewer_of(next(row for row in assignments_of(user) if row.role == Role.COORDINATOR), None)
    return [(item.kind, item.address, item.due_on) for queue in (problems_queue, meetings_queue, queue_for) for item in queue(viewer)]


def test_the_successor_finds_all_of_it_and_the_predecessor_nothing(stage):
    giver, taker = stage.coordinator_person, make_person(stage.programme, email="taker@mail.example")
    leaving = make_user(Role.COORDINATOR, stage.programme, person=giver, groups=[stage.group])
    coming = make_user(Role.COORDINATOR, stage.programme, person=taker)
    Office.objects.create(programme=stage.programme, group=stage.group, person=giver, role="coordinator", valid_from=stage.group.founded_on)
    raised, introduction = stage.problem("raised"), stage.introduction("asked")
    diagnosed = stage.problem("diagnosed")
    meeting = make_activity(stage.group, "steering_meeting", state="held")
    meeting.action_items.create(programme=stage.programme, text="장비 알아보기", owner=giver, due_on=stage.today)
    apply_for_membership(actor=stage.office, group=stage.group, organisation=make_organisation(stage.programme))
    waiting = everything(leaving)
    assert sorted({kind for kind, _address, _due in waiting}) == ["Action item", "Activity", "Membership", "Problem"]
    assert {raised.get_absolute_url(), diagnosed.get_absolute_url()} <= {address for _kind, address, due in waiting if due}
    hand_over_work(actor=stage.office, giver=giver, taker=taker, why="휴직")
    assert (everything(leaving), everything(coming)) == ([], waiting)
    assert (coordinator_of(stage.group), coordinator_now(raised)) == (taker, taker)
    accept_introduction(actor=stage.expert_viewer, introduction=introduction)
    assert Message.objects.filter(recipient="taker@mail.example", record_type="introduction").count() == 1
    assert "Introduction" in {kind for kind, _address, _due in everything(coming)}
