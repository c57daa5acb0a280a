"""A meeting takes applicants in by its decision; whoever is welcomed is told what comes next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_expert, make_group, make_membership, make_organisation, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import record_decision, take_in_applicants
from minicluster.members.domain.actions import hand_over_work, take_membership_step
from minicluster.members.models import Membership, Office
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group(approval_body="steering", name_en="Machines")


@pytest.fixture
def officer(group):
    return make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group])


@pytest.fixture
def meeting(group):
    return make_activity(group, "steering_meeting", title="8월 운영위원회", state="held")


def applicant(group, state="checked", **fields):
    return make_membership(group, make_organisation(group.programme), state=state, **fields)


def test_the_decision_takes_them_in_and_stands_with_each_of_them(group, officer, meeting):
    applications = [applicant(group) for _time in range(2)]
    decision = record_decision(actor=officer, activity=meeting, text="두 기업의 가입을 승인한다.", votes_for=7, votes_against=1)
    assert take_in_applicants(actor=officer, decision=decision, applications=applications) == applications
    told = [(row.state, row.approved_through, history_of(row).get().why) for row in Membership.objects.order_by("pk")]
    assert told == [("approved", decision.reference, decision.reference)] * 2
    assert list(history_of(decision).values_list("action", flat=True)) == ["record_decision", "take_in_applicants"]


def refused_of(group, officer, activity, application, **votes):
    decision = activity.decisions.create(programme=group.programme, text="가입 승인", **votes)
    with pytest.raises(IllegalStepError) as refusal:
        take_in_applicants(actor=officer, decision=decision, applications=[application])
    application.refresh_from_db()
    assert (application.state, application.approved_through) == ("checked", "")
    return refusal.value.message


def test_another_kind_of_meeting_takes_nobody_in(group, officer):
    application = applicant(group)
    for kind in ("assembly", "forum"):
        said = refused_of(group, officer, make_activity(group, kind, state="held"), application)
        assert said == "By the by-laws of Machines members are taken in by: Steering meeting. This meeting is none; nothing was changed."


def test_a_meeting_that_was_not_held_or_of_another_group_takes_nobody_in(group, officer, meeting):
    application = applicant(group)
    assert "not marked as held" in refused_of(group, officer, make_activity(group, "steering_meeting", state="closed"), application)
    stranger = applicant(make_group(complex=group.complex, approval_body="steering"))
    assert "did not take part" in refused_of(group, officer, meeting, stranger)


@pytest.mark.parametrize(
    ("votes", "is_taken"),
    [((5, 5, 0), False), ((6, 5, 0), True), ((6, 5, 1), False), ((0, None, None), False), ((1, None, None), True), ((None, None, None), True)],
)
def test_a_decision_that_was_voted_down_takes_nobody_in(group, officer, meeting, votes, is_taken):
    application = applicant(group)
    decision = record_decision(actor=officer, activity=meeting, text="가입 승인", votes_for=votes[0], votes_against=votes[1], abstentions=votes[2])
    if is_taken:
        take_in_applicants(actor=officer, decision=decision, applications=[application])
    else:
        with pytest.raises(IllegalStepError, match="miss the majority"):
            take_in_applicants(actor=officer, decision=decision, applications=[application])
    application.refresh_from_db()
    assert application.state == ("approved" if is_taken else "checked")


def test_of_two_applicants_of_whom_one_was_not_checked_neither_is_taken_in(group, officer, meeting):
    applications = [applicant(group), applicant(group, state="applied")]
    decision = record_decision(actor=officer, activity=meeting, text="가입 승인")
    with pytest.raises(IllegalStepError, match="Applied"):
        take_in_applicants(actor=officer, decision=decision, applications=applications)
    assert list(Membership.objects.order_by("pk").values_list("state", flat=True)) == ["checked", "applied"]
    with pytest.raises(InvalidInputError, match="at least one"):
        take_in_applicants(actor=officer, decision=decision, applications=[])
    with pytest.raises(NotAllowedError):
        take_in_applicants(actor=make_viewer(Role.FUNDER, group.programme), decision=decision, applications=applications[:1])


def test_the_page_lists_the_checked_applications_and_asks_for_the_decision(client, group, meeting):
    first, second, elsewhere = applicant(group), applicant(group), applicant(make_group(complex=group.complex, approval_body="steering"))
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    address = reverse("meetings:activity-take-in", args=[meeting.pk])
    assert address in client.get(meeting.get_absolute_url()).content.decode()
    assert "No decision of this meeting is recorded yet" in client.get(address).content.decode()
    decision = meeting.decisions.create(programme=group.programme, text="가입 승인")
    shown = client.get(address).content.decode()
    assert [f'name="applications" value="{row.pk}"' in shown for row in (first, second, elsewhere)] == [True, True, False]
    assert client.post(address, {"decision": decision.pk, "applications": [first.pk]}).status_code == 302
    assert [Membership.objects.get(pk=row.pk).state for row in (first, second)] == ["approved", "checked"]
    assert f'<a href="{meeting.get_absolute_url()}">8월 운영위원회</a>: 가입 승인' in client.get(first.get_absolute_url()).content.decode()
    foreign = make_activity(make_group(complex=group.complex), "steering_meeting", state="held").decisions.create(programme=group.programme, text="x")
    assert "Select a valid choice" in client.post(address, {"decision": foreign.pk, "applications": [second.pk]}).content.decode()
    Membership.objects.filter(pk=second.pk).delete()
    assert "No checked application waits" in client.get(address).content.decode()


@pytest.mark.parametrize(("kind", "state"), [("forum", "held"), ("steering_meeting", "open")])
def test_no_other_activity_offers_it(client, group, kind, state):
    activity = make_activity(group, kind, state=state)
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    assert reverse("meetings:activity-take-in", args=[activity.pk]) not in client.get(activity.get_absolute_url()).content.decode()


def welcome(group, membership):
    take_membership_step(actor=make_viewer(Role.COORDINATOR, group.programme, groups=[group]), membership=membership, verb="activate_membership")


def test_a_welcomed_member_is_told_what_comes_next_and_whom_to_ask(group):
    person = make_person(group.programme, email="owner@mail.example")
    coordinator = make_person(group.programme, name_en="Bak Jumi")
    Office.objects.create(programme=group.programme, group=group, person=coordinator, role="coordinator", valid_from=SOME_TIME.date())
    soon = group.now() + timedelta(days=3)
    for number, state in enumerate(("announced", "open", "planned", "closed", "announced", "cancelled", "held")):
        make_activity(group, "forum", title=f"포럼 {number}", state=state, starts_at=soon + timedelta(days=number), venue="회의실")
    make_activity(make_group(complex=group.complex), "forum", title="남의 포럼", state="open", starts_at=soon)
    membership = applicant(group, state="approved", representative=person)
    welcome(group, membership)
    message = Message.objects.get()
    assert (message.recipient, message.subject) == ("owner@mail.example", "Welcome to the mini-cluster Machines")
    assert [line.split()[3:5] for line in message.body.splitlines() if line.startswith("- ")] == [["포럼", number] for number in "013"]
    assert "For all questions: Bak Jumi, its coordinator." in message.body
    assert group.get_absolute_url() in message.body


def test_an_expert_is_written_to_in_their_own_language_and_nobody_where_there_is_no_address(group):
    expert = make_expert(group.programme, email="expert@mail.example")
    make_user(Role.EXPERT, group.programme, person=expert, language="ko")
    welcome(group, make_membership(group, person=expert, state="approved"))
    welcome(group, applicant(group, state="approved"))
    welcome(group, applicant(group, state="approved", representative=make_person(group.programme, email="")))
    message = Message.objects.get()
    assert message.recipient == "expert@mail.example"
    assert "환영" in message.subject


def test_what_the_giver_had_promised_goes_along_with_the_group(group):
    giver, taker, owner = (make_person(group.programme) for _time in range(3))
    for person, groups in ((giver, [group]), (taker, [])):
        make_user(Role.COORDINATOR, group.programme, person=person, groups=groups)
    other = make_group(complex=group.complex)
    giver.role_assignments.get().groups.add(other)
    meeting, joint, elsewhere = make_activity(group), make_activity(group), make_activity(other)
    joint.groups.add(other)
    own = {"programme": group.programme, "due_on": group.programme.today()}
    promised = meeting.action_items.create(text="장비 알아보기", owner=giver, **own)
    others = [
        meeting.action_items.create(text="끝난 일", owner=giver, state="done", **own),
        meeting.action_items.create(text="회원이 할 일", owner=owner, **own),
        joint.action_items.create(text="함께", owner=giver, **own),
        elsewhere.action_items.create(text="다른 모임", owner=giver, **own),
    ]
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    hand_over_work(actor=office, giver=giver, taker=taker, groups=[group], why="휴직")
    for row in (promised, *others):
        row.refresh_from_db()
    assert (promised.owner, [row.owner for row in others]) == (taker, [giver, owner, giver, giver])
    assert list(history_of(promised).values_list("action", "changed_fields", "why")) == [("hand_over_work", ["owner"], "휴직")]
    hand_over_work(actor=office, giver=giver, taker=taker)
    for row in others:
        row.refresh_from_db()
    assert [row.owner for row in others] == [giver, owner, taker, taker]
