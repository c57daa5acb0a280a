"""Application, check, approval by the body that the by-laws name, and what becomes of members who no longer are what a group asks for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from factories import make_complex, make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_user, make_viewer

from minicluster.members.domain.actions import apply_for_membership, approve_membership, keep_member, set_by_laws, take_membership_step
from minicluster.members.domain.admission import checks_of, doubts_in
from minicluster.members.domain.queries import queue_for
from minicluster.members.models import Membership, Office
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db
LONG_AGO = date(2005, 1, 1)


@pytest.fixture
def group():
    return make_group(industry_codes=["29"], name_en="Machines")


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def checked(group, **fields):
    return make_membership(group, make_organisation(group.programme), state="checked", **fields)


def officer_of(group, role="chair"):
    person = make_person(group.programme)
    Office.objects.create(programme=group.programme, group=group, person=person, role=role, valid_from=LONG_AGO)
    return make_viewer(Role.GROUP_OFFICER, group.programme, person=person, groups=[group])


def firm_with(group, *, complex_=None, size="sme", code="29", kind="regular", state="active"):
    firm = make_organisation(group.programme)
    firm.sites.create(complex=complex_, valid_from=LONG_AGO)
    firm.sizes.create(size=size, valid_from=LONG_AGO)
    firm.classifications.create(code=code, is_primary=True)
    return make_membership(group, firm, kind=kind, state=state)


def test_where_the_by_laws_say_coordinator_the_coordinator_takes_in_and_an_officer_does_not(group, coordinator):
    application = checked(group)
    with pytest.raises(NotAllowedError, match="taken in by: Coordinator"):
        take_membership_step(actor=officer_of(group), membership=application, verb="approve_membership")
    take_membership_step(actor=coordinator, membership=application, verb="approve_membership")
    assert (application.state, application.approved_through) == ("approved", "")


def test_where_they_say_chair_the_chair_takes_in_or_the_coordinator_writes_it_down_and_no_other_officer(group, coordinator):
    type(group).objects.update(approval_body="chair")
    for actor in (officer_of(group), coordinator):
        application = checked(group)
        take_membership_step(actor=actor, membership=application, verb="approve_membership")
        assert (application.state, history_of(application).get().role) == ("approved", actor.role)
    application, former = checked(group), officer_of(group)
    Office.objects.filter(person_id=former.person_id).update(valid_to=group.programme.today())
    for other in (officer_of(group, "secretary"), former, officer_of(make_group(complex=group.complex))):
        with pytest.raises(NotAllowedError):
            take_membership_step(actor=other, membership=application, verb="approve_membership")
    application.refresh_from_db()
    assert application.state == "checked"


@pytest.mark.parametrize(("body", "words"), [("steering", "Steering meeting"), ("assembly", "Assembly")])
def test_where_they_say_a_meeting_nobody_takes_in_without_its_decision(group, coordinator, body, words):
    type(group).objects.update(approval_body=body)
    application = checked(group)
    for actor in (coordinator, officer_of(group), make_viewer(Role.PROGRAMME_OFFICE, group.programme)):
        with pytest.raises(IllegalStepError, match=f"taken in by: {words}. Nothing was changed"):
            take_membership_step(actor=actor, membership=application, verb="approve_membership")
    approve_membership(actor=coordinator, membership=application, through="decision-7")
    application.refresh_from_db()
    assert (application.state, application.approved_through, history_of(application).get().why) == ("approved", "decision-7", "decision-7")


def test_the_by_laws_are_read_when_the_step_is_taken_and_not_when_the_page_was_loaded(group, coordinator):
    application = Membership.objects.select_related("group", "programme").get(pk=checked(group).pk)
    type(group).objects.update(approval_body="assembly")
    with pytest.raises(IllegalStepError):
        take_membership_step(actor=coordinator, membership=application, verb="approve_membership")


def test_the_check_shows_the_facts_side_by_side_and_decides_nothing(client, group):
    elsewhere = make_group(make_complex(group.programme).programme)
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    set_by_laws(
        actor=make_viewer(Role.PROGRAMME_OFFICE, group.programme), group=group, quorum_share=0.5, majority_share=0.5, deputies_count=True,
        approval_body="coordinator", yearly_fee_krw=0, demands_site=True, admitted_sizes=["sme", "micro"], demands_industry=True,
    )  # fmt: skip
    group.refresh_from_db()
    application = firm_with(group, size="large", code="301", state="applied")
    make_membership(elsewhere, application.organisation)
    assert [(check.label, check.fact.split(" since ")[0], check.asked, check.verdict) for check in checks_of(application)] == [
        ("Site", "outside of any complex", f"a site in {group.complex}", "no"),
        ("Size class", "Large firm", "Micro firm, SME", "no"),
        ("Industry (KSIC)", "301", "29", "no"),
        ("Other mini-clusters", str(elsewhere), "at most 2 in all", "yes"),
    ]
    step = reverse("members:membership-step", args=[application.pk, "check_membership"])
    assert step in client.get(group.get_absolute_url()).content.decode()
    shown = client.get(step).content.decode()
    assert all(said in shown for said in ("Side by side", "outside of any complex since", "at most 2 in all", "These facts decide nothing"))
    assert client.post(step, {"why": "단지 밖이지만 협력업체입니다."}).status_code == 302
    application.refresh_from_db()
    assert application.state == "checked"


def test_what_is_not_recorded_is_not_known_and_what_is_not_asked_has_no_verdict(group):
    type(group).objects.update(demands_site=True)
    group.refresh_from_db()
    application = make_membership(group, make_organisation(group.programme), state="applied")
    assert [(check.fact, check.asked, check.verdict) for check in checks_of(application)] == [
        ("not recorded", f"a site in {group.complex}", "unknown"), ("not recorded", "nothing", ""), ("not recorded", "nothing", ""), ("none", "at most 2 in all", "yes"),
    ]  # fmt: skip


def test_associates_universities_and_experts_are_not_held_against_what_is_asked_of_regular_members(group):
    type(group).objects.update(demands_site=True)
    group.refresh_from_db()
    associate = firm_with(group, kind="associate", state="applied")
    university = make_membership(group, make_organisation(group.programme, kind="university"), kind="regular", state="applied")
    expert = make_membership(group, person=make_expert(group.programme), state="applied")
    assert [[check.verdict for check in checks_of(one)] for one in (associate, university, expert)] == [["", "", "", "yes"], ["", "", "", ""], []]


def test_a_third_group_is_seen_before_anybody_decides(group):
    application = firm_with(group, state="applied")
    for _time in range(2):
        make_membership(make_group(complex=group.complex), application.organisation)
    assert checks_of(application)[-1].verdict == "no"


def test_the_page_of_the_group_says_who_decides_and_offers_the_step_to_nobody_else(client, group):
    type(group).objects.update(approval_body="assembly")
    application = checked(group)
    step = reverse("members:membership-step", args=[application.pk, "approve_membership"])
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    shown = client.get(group.get_absolute_url()).content.decode()
    assert (step in shown, "By the by-laws members are taken in by: Assembly." in shown, f"?group={group.pk}&amp;kind=assembly" in shown) == (False, True, True)
    type(group).objects.update(approval_body="chair")
    assert step in client.get(group.get_absolute_url()).content.decode()
    chair = make_person(group.programme)
    client.force_login(make_user(Role.GROUP_OFFICER, group.programme, person=chair, groups=[group]))
    assert step not in client.get(group.get_absolute_url()).content.decode()
    Office.objects.create(programme=group.programme, group=group, person=chair, role="chair", valid_from=LONG_AGO)
    assert step in client.get(group.get_absolute_url()).content.decode()
    assert client.post(step, {"why": ""}).status_code == 302
    application.refresh_from_db()
    assert application.state == "approved"


def test_applications_wait_in_the_queue_with_whoever_decides(group, coordinator):
    type(group).objects.update(approval_body="chair")
    chair, secretary = officer_of(group), officer_of(group, "secretary")
    new = apply_for_membership(actor=coordinator, group=group, organisation=make_organisation(group.programme))
    waiting = checked(group, valid_from=LONG_AGO)
    told = [[(item.address, item.what) for item in queue_for(viewer)] for viewer in (coordinator, chair, secretary)]
    at_the_chair = (waiting.get_absolute_url(), "Checked; taken in by: Chair")
    assert told == [[at_the_chair, (new.get_absolute_url(), "Applied")], [at_the_chair], []]


def test_a_member_that_left_the_complex_is_proposed_and_a_person_decides(group, coordinator):
    type(group).objects.update(demands_site=True)
    group.refresh_from_db()
    stays, moves = (firm_with(group, complex_=group.complex) for _time in range(2))
    assert doubts_in([group]) == []
    today = group.programme.today()
    moves.organisation.sites.update(valid_to=today - timedelta(days=3))
    moves.organisation.sites.create(complex=None, valid_from=today - timedelta(days=3))
    (doubt,) = doubts_in([group])
    assert (doubt.membership, doubt.facts.split(" since ")[0]) == (moves, "Site: outside of any complex")
    assert doubt.facts.endswith(f"; asked for: a site in {group.complex}")
    (item,) = queue_for(coordinator)
    assert (item.address, item.what) == (moves.get_absolute_url(), f"still eligible as a member? {doubt.facts}")
    assert {row.state for row in (stays, moves)} == {"active"}
    take_membership_step(actor=coordinator, membership=moves, verb="end_eligibility", why="단지 밖으로 이전", on_day=today - timedelta(days=1))
    moves.refresh_from_db()
    assert (moves.state, moves.valid_to, history_of(moves).get().why) == ("ineligible", today - timedelta(days=1), "단지 밖으로 이전")
    assert (doubts_in([group]), queue_for(coordinator)) == ([], [])


def test_whoever_is_kept_is_not_proposed_again_until_facts_or_by_laws_change(group, coordinator):
    type(group).objects.update(demands_site=True)
    group.refresh_from_db()
    member = firm_with(group)
    keep_member(actor=coordinator, membership=member, why="창립 회원입니다.")
    assert (doubts_in([group]), queue_for(coordinator)) == ([], [])
    set_by_laws(
        actor=coordinator, group=group, quorum_share=0.5, majority_share=0.5, deputies_count=True, approval_body="coordinator", yearly_fee_krw=0,
        demands_site=True, admitted_sizes=["large"],
    )  # fmt: skip
    assert [doubt.membership for doubt in doubts_in([group])] == [member]
    keep_member(actor=coordinator, membership=member, why="다시 확인했습니다.")
    assert doubts_in([group]) == []
    with pytest.raises(InvalidInputError, match="needs a reason"):
        keep_member(actor=coordinator, membership=member, why=" ")


def test_nothing_is_proposed_where_nothing_is_asked_or_nothing_is_known(group):
    firm_with(group)
    assert doubts_in([group]) == []
    type(group).objects.update(demands_site=True)
    group.refresh_from_db()
    Membership.objects.all().delete()
    make_firm(group)
    assert doubts_in([group]) == []


def test_the_number_of_questions_does_not_grow_with_the_doubts(group, django_assert_num_queries):
    type(group).objects.update(demands_site=True)
    group.refresh_from_db()
    for more in (1, 2, 47):
        for _time in range(more):
            firm_with(group)
        with django_assert_num_queries(7):
            doubts_in([group])


def test_leaving_takes_a_day_and_removing_its_reason_too(client, group):
    today = group.programme.today()
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    leaving, removed = firm_with(group), firm_with(group)
    left_on = today - timedelta(days=30)
    steps = [reverse("members:membership-step", args=[row.pk, verb]) for row, verb in ((leaving, "leave_group"), (removed, "remove_member"))]
    assert client.post(steps[0], {"on_day": left_on.isoformat(), "why": ""}).status_code == 302
    assert "This field is required" in client.post(steps[1], {"on_day": today.isoformat(), "why": ""}).content.decode()
    assert client.post(steps[1], {"on_day": today.isoformat(), "why": "회칙 위반"}).status_code == 302
    rows = [Membership.objects.get(pk=row.pk) for row in (leaving, removed)]
    assert [(row.state, row.valid_to, history_of(row).get().why) for row in rows] == [("left", left_on, ""), ("removed", today, "회칙 위반")]


@pytest.mark.parametrize(("days", "words"), [(1, "lies in the future"), (-10_000, "began on 2005-05-01")])
def test_a_membership_ends_neither_in_the_future_nor_before_it_began(group, coordinator, days, words):
    member = firm_with(group)
    with pytest.raises(InvalidInputError, match=words) as refusal:
        take_membership_step(actor=coordinator, membership=member, verb="leave_group", on_day=group.programme.today() + timedelta(days=days))
    member.refresh_from_db()
    assert (refusal.value.field, member.state, member.valid_to) == ("on_day", "active", None)


def test_the_page_of_a_membership_opens_to_the_member_and_to_those_who_look_after_the_group(client, group):
    member, other = firm_with(group), firm_with(group)
    owner = make_person(organisation=member.organisation)
    client.force_login(make_user(Role.FIRM_USER, group.programme, person=owner, organisation=member.organisation))
    assert [client.get(row.get_absolute_url()).status_code for row in (member, other)] == [200, 403]
    client.force_login(make_user(Role.GROUP_OFFICER, group.programme, groups=[group]))
    assert [client.get(row.get_absolute_url()).status_code for row in (member, other)] == [200, 200]
    client.force_login(make_user(Role.PROGRAMME_OFFICE, make_group().programme))
    assert client.get(member.get_absolute_url()).status_code == 404


def test_a_doubt_stands_on_the_pages_of_group_and_member_until_somebody_decides(client, group):
    type(group).objects.update(demands_site=True)
    member = firm_with(group)
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    keep = reverse("members:membership-keep", args=[member.pk])
    assert "Still eligible as members?" in client.get(group.get_absolute_url()).content.decode()
    assert keep in client.get(member.get_absolute_url()).content.decode()
    assert client.post(keep, {"why": "창립 회원"}).status_code == 302
    assert keep not in client.get(member.get_absolute_url()).content.decode()
    assert list(history_of(member).values_list("action", "why")) == [("keep_member", "창립 회원")]
