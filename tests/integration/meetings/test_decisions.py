"""Decisions with votes that could be given, elections whose terms do not overlap, action items that are finished."""

from datetime import date

import pytest
from django.urls import reverse
from factories import make_activity, make_expert, make_firm, make_group, make_membership, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import (
    approve_minutes,
    assign_action_item,
    confirm_attendance,
    finish_action_item,
    record_decision,
    record_election,
    take_back_decision,
    write_minutes,
)
from minicluster.meetings.domain.attendance_facts import votes_present
from minicluster.meetings.domain.minutes import decisions_of
from minicluster.meetings.domain.voting import majority_of
from minicluster.meetings.models import ActionItem, AgendaItem, Decision, Election, Minutes
from minicluster.members.models import Office
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group])


@pytest.fixture
def assembly(group):
    return make_activity(group, "assembly", state="held")


def member_comes(meeting, group, kind="present"):
    """A member firm whose representative came to the meeting."""
    firm = make_firm(group)
    person = make_person(organisation=firm)
    firm.memberships.update(representative=person)
    meeting.attendances.create(person=person, organisation=firm, kind=kind)
    return firm


def test_each_member_has_one_vote_however_many_of_its_people_came(group, assembly):
    assert votes_present(assembly) is None
    firm = member_comes(assembly, group)
    assembly.attendances.create(person=make_person(organisation=firm), organisation=firm)
    member_comes(assembly, group, "late")
    for absent in ("absent", "excused", "visitor"):
        member_comes(assembly, group, absent)
    assembly.attendances.create(person=make_person(group.programme))
    expert = make_expert(group.programme)
    make_membership(group, person=expert)
    assembly.attendances.create(person=expert)
    assert votes_present(assembly) == 3


def test_a_member_of_two_groups_has_one_vote_and_an_applicant_or_former_member_none(group, assembly):
    other = make_group(complex=group.complex)
    assembly.groups.add(other)
    make_membership(other, member_comes(assembly, group))
    for fields in ({"state": "applied"}, {"state": "left", "valid_to": date(2007, 1, 1)}):
        member_comes(assembly, group).memberships.update(**fields)
    assert votes_present(assembly) == 1


@pytest.mark.parametrize(("counts", "votes"), [(True, 2), (False, 1)])
def test_deputies_vote_where_the_by_laws_say_so(group, assembly, counts, votes):
    type(group).objects.filter(pk=group.pk).update(deputies_count=counts)
    member_comes(assembly, group)
    represented = make_firm(group)
    chief = make_person(organisation=represented)
    represented.memberships.update(representative=chief)
    assembly.attendances.create(person=make_person(group.programme), deputy_for=chief, kind="deputy")
    assert votes_present(assembly) == votes


def test_of_the_by_laws_of_several_groups_the_strictest_majority_counts(group, assembly):
    assert majority_of(assembly) == 0.5
    assembly.groups.add(make_group(complex=group.complex, majority_share=0.66))
    assert majority_of(assembly) == 0.66


def test_more_votes_than_could_be_given_are_refused_and_what_fits_says_whether_it_carries(group, assembly, coordinator):
    for _member in range(3):
        member_comes(assembly, group)
    with pytest.raises(InvalidInputError, match="4 votes were counted, but by the attendance list 3") as refusal:
        record_decision(actor=coordinator, activity=assembly, text="x", votes_for=2, votes_against=1, abstentions=1)
    assert (refusal.value.field, Decision.objects.count()) == ("votes_for", 0)
    for votes in ({"votes_for": 2, "votes_against": 1}, {"votes_for": 1, "votes_against": 1, "abstentions": 1}, {}):
        record_decision(actor=coordinator, activity=assembly, text="x", **votes)
    assert [decided.is_carried for decided in decisions_of(assembly)] == [True, False, None]


@pytest.mark.parametrize(("facts", "field"), [({"votes_against": 1}, "votes_for"), ({"abstentions": 2}, "votes_for"), ({"text": "900101-1234567"}, "text")])
def test_a_decision_that_cannot_be_taken_names_its_field(assembly, coordinator, facts, field):
    with pytest.raises(InvalidInputError) as refusal:
        record_decision(actor=coordinator, activity=assembly, **{"text": "x", **facts})
    assert (refusal.value.field, Decision.objects.count()) == (field, 0)


def test_a_decision_does_not_stand_under_a_point_of_another_agenda(group, assembly, coordinator):
    foreign = AgendaItem.objects.create(programme=group.programme, activity=make_activity(group), position=1, title="x")
    with pytest.raises(InvalidInputError, match="another agenda"):
        record_decision(actor=coordinator, activity=assembly, text="x", agenda_item=foreign)
    assert not Decision.objects.exists()


def test_too_many_votes_stand_on_the_form_with_what_was_typed(client, group, assembly):
    member_comes(assembly, group)
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    typed = {"text": "공동구매 추진", "votes_for": 2}
    shown = client.post(reverse("meetings:activity-decision", args=[assembly.pk]), typed).content.decode()
    assert ("1 votes could be given" in shown, "공동구매 추진" in shown, Decision.objects.count()) == (True, True, 0)


def test_an_election_keeps_its_votes_and_follows_a_term_that_ends(group, assembly, coordinator):
    first, second = make_person(group.programme), make_person(group.programme)
    elect = {"actor": coordinator, "activity": assembly, "group": group, "role": "chair"}
    record_election(person=first, from_day=date(2007, 3, 5), until=date(2009, 3, 5), votes_for=21, **elect)
    record_election(person=second, from_day=date(2009, 3, 5), until=date(2011, 3, 5), **elect)
    assert list(Election.objects.order_by("pk").values_list("office__person", "votes_for", "office__valid_from", "office__valid_to")) == [
        (first.pk, 21, date(2007, 3, 5), date(2009, 3, 5)),
        (second.pk, None, date(2009, 3, 5), date(2011, 3, 5)),
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((date(2008, 1, 1), date(2010, 1, 1)), "tick that the earlier term ends"),
        ((date(2007, 3, 5), date(2008, 1, 1)), "cannot overlap"),
        ((date(2006, 1, 1), date(2008, 1, 1)), "cannot overlap"),
        ((date(2006, 1, 1), None), "cannot overlap"),
    ],
)
def test_terms_of_an_office_with_one_holder_do_not_overlap(group, assembly, coordinator, days, said):
    chair = make_person(group.programme, name_en="Park Jumi")
    elect = {"actor": coordinator, "activity": assembly, "group": group, "role": "chair"}
    record_election(person=chair, from_day=date(2007, 3, 5), until=date(2009, 3, 5), **elect)
    with pytest.raises(InvalidInputError, match=f"Park Jumi from 2007-03-05 until 2009-03-05.*{said}") as refusal:
        record_election(person=make_person(group.programme), from_day=days[0], until=days[1], **elect)
    assert (refusal.value.field, Office.objects.count()) == ("from_day", 1)


def test_an_overlapping_term_is_refused_on_the_form_until_it_is_said_that_the_earlier_one_ends(client, group, assembly, coordinator):
    elect = {"actor": coordinator, "activity": assembly, "group": group, "role": "chair"}
    former, new = make_person(group.programme), make_person(organisation=make_firm(group))
    record_election(person=former, from_day=date(2007, 3, 5), until=date(2009, 3, 5), **elect)
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    address = reverse("meetings:activity-election", args=[assembly.pk])
    typed = {"group": group.pk, "person": new.pk, "role": "chair", "from_day": "2008-01-01", "until": "2010-01-01", "votes_for": 5}
    shown = client.post(address, typed).content.decode()
    assert ("two terms of one office cannot overlap" in shown, 'value="2010-01-01"' in shown, Office.objects.count()) == (True, True, 1)
    assert client.post(address, {**typed, "ends_earlier_term": "on"}).status_code == 302
    assert list(Office.objects.order_by("valid_from").values_list("person", "valid_to")) == [(former.pk, date(2008, 1, 1)), (new.pk, date(2010, 1, 1))]


def test_an_election_with_more_votes_than_members_is_refused(group, assembly, coordinator):
    member_comes(assembly, group)
    with pytest.raises(InvalidInputError, match="2 votes were counted"):
        record_election(
            actor=coordinator, activity=assembly, group=group, person=make_person(group.programme), role="auditor", from_day=date(2007, 3, 5), votes_for=2
        )
    assert (Office.objects.count(), Election.objects.count()) == (0, 0)


def test_two_auditors_may_serve_side_by_side(group, assembly, coordinator):
    elect = {"actor": coordinator, "activity": assembly, "group": group, "role": "auditor", "from_day": date(2007, 3, 5), "until": date(2009, 3, 5)}
    for _time in range(2):
        record_election(person=make_person(group.programme), **elect)
    assert Office.objects.filter(role="auditor", valid_to=date(2009, 3, 5)).count() == 2


def test_a_finished_action_item_says_when(group, assembly, coordinator):
    item = assign_action_item(
        actor=coordinator, activity=assembly, text="견적", owner=make_person(group.programme), due_on=date(2007, 4, 1), sentence="견적을 받는다."
    )
    finish_action_item(actor=coordinator, action_item=item)
    stored = ActionItem.objects.get()
    assert (stored.state, stored.finished_at is not None, stored.sentence) == ("done", True, "견적을 받는다.")


def test_a_decision_that_was_written_down_wrongly_is_taken_back_with_a_reason_until_the_minutes_are_approved(client, group, assembly, coordinator):
    wrong, right = (record_decision(actor=coordinator, activity=assembly, text=text) for text in ("틀린 의결", "맞는 의결"))
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    address = reverse("meetings:decision-take-back", args=[wrong.pk])
    assert "틀린 의결" in client.get(address).content.decode()
    assert "error-summary" in client.post(address, {"why": " "}).content.decode()
    assert client.post(address, {"why": "잘못 적음"}).status_code == 302
    assert (list(assembly.decisions.all()), history_of(assembly).values_list("action", "why").last()) == ([right], ("take_back_decision", "잘못 적음"))
    Minutes.objects.create(programme=group.programme, activity=assembly, text="x", state="approved")
    with pytest.raises(IllegalStepError, match="at the next meeting"):
        take_back_decision(actor=coordinator, decision=right, why="늦음")
    with pytest.raises(NotAllowedError):
        take_back_decision(actor=make_viewer(Role.FIRM_USER, group.programme, groups=[group]), decision=right, why="x")


def test_votes_that_were_written_down_before_the_attendance_are_looked_at_when_the_minutes_are_approved(group, assembly, coordinator):
    decision = record_decision(actor=coordinator, activity=assembly, text="공동구매", votes_for=9)
    member_comes(assembly, group)
    write_minutes(actor=coordinator, activity=assembly, text="개회")
    confirm_attendance(actor=coordinator, activity=assembly)
    with pytest.raises(InvalidInputError, match="counts 9 votes, but by the attendance list 1"):
        approve_minutes(actor=coordinator, activity=assembly)
    assembly.refresh_from_db()
    assert (assembly.state, Minutes.objects.get().state) == ("attendance_confirmed", "draft")
    take_back_decision(actor=coordinator, decision=decision, why="한 표였음")
    record_decision(actor=coordinator, activity=assembly, text="공동구매", votes_for=1)
    approve_minutes(actor=coordinator, activity=assembly)
    assert Minutes.objects.get().state == "approved"
