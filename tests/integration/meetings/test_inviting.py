"""Whom one invites, who is written to, and in which words."""

from datetime import timedelta

import pytest
from factories import SOME_TIME, make_activity, make_firm, make_group, make_membership, make_organisation, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import invite_guest, invite_people, take_activity_step
from minicluster.meetings.domain.invite_lists import lists_today, people_on
from minicluster.meetings.models import Invitation
from minicluster.members.models import Office, Organisation, Person
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def ahead(group, state="announced", **fields):
    return make_activity(group, "forum", title="공정 개선 포럼", state=state, starts_at=group.programme.now() + timedelta(days=30), **fields)


def give_office(group, person, role):
    Office.objects.create(programme=group.programme, group=group, person=person, role=role, valid_from=group.programme.today() - timedelta(days=9))


def member(group, **representative):
    firm = make_firm(group)
    chief, deputy = make_person(organisation=firm, **representative), make_person(organisation=firm)
    firm.memberships.update(representative=chief, deputy=deputy)
    return chief, deputy


def test_the_lists_are_those_of_today_with_who_is_invited_and_who_has_no_address(group):
    chief, deputy = member(group)
    silent, other_deputy = member(group, email="")
    expert, chair, steering = (make_person(group.programme) for _time in range(3))
    make_membership(group, person=expert)
    make_membership(group, person=make_person(group.programme), state="left")
    for person, role in ((chair, "chair"), (steering, "steering_member"), (chief, "secretary")):
        give_office(group, person, role)
    Office.objects.create(programme=group.programme, group=group, person=expert, role="auditor", valid_from="2005-01-01", valid_to="2006-01-01")
    forum = ahead(group)
    Invitation.objects.create(programme=group.programme, activity=forum, person=chief, invited_at=SOME_TIME)
    assert {(one.kind.value, one.group, one.people, one.invited, one.without_mail) for one in lists_today(forum)} == {
        ("representatives", group, frozenset({chief.pk, silent.pk}), 1, (silent,)),
        ("deputies", group, frozenset({deputy.pk, other_deputy.pk}), 0, ()),
        ("experts", group, frozenset({expert.pk}), 0, ()),
        ("officers", group, frozenset({chair.pk, chief.pk}), 1, ()),
        ("steering", group, frozenset({steering.pk}), 0, ()),
    }


def test_a_joint_activity_invites_each_person_once(group):
    other = make_group(complex=group.complex)
    chief, _deputy = member(group)
    make_membership(other, chief.affiliations.get().organisation, representative=chief)
    forum = ahead(group)
    forum.groups.add(other)
    chosen = [one for one in lists_today(forum) if one.kind == "representatives"]
    assert [one.people for one in chosen] == [frozenset({chief.pk})] * 2
    both = make_viewer(Role.COORDINATOR, group.programme, groups=[group, other])
    invite_people(actor=both, activity=forum, people=people_on(chosen))
    invite_people(actor=both, activity=forum, people=people_on(chosen))
    assert list(Invitation.objects.values_list("activity", "person", "is_guest")) == [(forum.pk, chief.pk, False)]
    assert list(Message.objects.values_list("recipient", "calendar_method")) == [(chief.email, "REQUEST")]


def test_while_it_is_planned_nobody_is_written_to_and_announcing_sends_what_was_prepared(group, coordinator):
    chief, _deputy = member(group)
    silent, _other = member(group, email="")
    forum = ahead(group, state="planned")
    invite_people(actor=coordinator, activity=forum, people=[chief, silent])
    assert Message.objects.count() == 0
    take_activity_step(actor=coordinator, activity=forum, verb="announce_activity")
    assert [(message.recipient, message.calendar_method) for message in Message.objects.all()] == [(chief.email, "REQUEST")]
    take_activity_step(actor=coordinator, activity=forum, verb="open_registration")
    assert Message.objects.count() == 1


def test_the_mail_says_what_when_where_and_how_to_answer_in_the_persons_language(group, coordinator, settings):
    settings.LANGUAGE_CODE = "ko"
    korean, foreigner = make_person(group.programme, name_ko="김민수"), make_person(group.programme, name_en="Ann Lee")
    make_user(Role.EXPERT, group.programme, person=foreigner, language="en")
    forum = ahead(group, venue="연세대 강당", agenda="1. 사례")
    answer_by = forum.starts_at - timedelta(days=7)
    invite_people(actor=coordinator, activity=forum, people=[korean, foreigner], answer_by=answer_by)
    first, second = Message.objects.order_by("pk")
    for said in ("김민수 님께", "공정 개선 포럼", "장소: 연세대 강당", "1. 사례", "/invitations/by-link/", "까지 회신해 주십시오", "[English] You are invited"):
        assert said in first.body, said
    for said in ("Dear Ann Lee,", "Where: 연세대 강당", "No account is needed", "Please answer by"):
        assert said in second.body, said
    assert ("[English]" in second.body, second.subject.startswith("Invitation: 공정 개선 포럼 ("), first.subject.startswith("[초청] 공정 개선 포럼 (")) == (
        False, True, True,
    )  # fmt: skip


def test_whom_no_group_covers_is_a_guest(group, coordinator):
    chief, _deputy = member(group)
    chair, stranger = make_person(group.programme), make_person(group.programme)
    give_office(group, chair, "chair")
    invitations = invite_people(actor=coordinator, activity=ahead(group), people=[chief, chair, stranger])
    assert {invitation.person: invitation.is_guest for invitation in invitations} == {chief: False, chair: False, stranger: True}


def test_a_guest_is_registered_with_where_they_come_from(group, coordinator):
    forum, ministry = ahead(group), make_organisation(group.programme, kind="government", name_ko="지식경제부")
    invitation = invite_guest(actor=coordinator, activity=forum, name=" 박서연 ", email="park@ministry.example", organisation="지식경제부 ")
    guest = Person.objects.get(name_ko="박서연")
    assert (invitation.person, invitation.is_guest, guest.email, guest.affiliations.get().organisation) == (guest, True, "park@ministry.example", ministry)
    with pytest.raises(InvalidInputError, match="not on record yet") as refusal:
        invite_guest(actor=coordinator, activity=forum, name="이도윤", email="lee@new.example", organisation="새기관")
    assert (refusal.value.field, Person.objects.filter(name_ko="이도윤").exists()) == ("kind", False)
    invite_guest(actor=coordinator, activity=forum, name="이도윤", email="lee@new.example", organisation="새기관", kind="agency")
    assert Organisation.objects.get(name_ko="새기관").kind == "agency"
    assert [message.recipient for message in Message.objects.order_by("pk")] == ["park@ministry.example", "lee@new.example"]


def test_who_is_on_record_is_not_registered_twice(group, coordinator):
    forum, known = ahead(group), make_person(group.programme, name_ko="박서연", email="Park@ministry.example")
    assert invite_guest(actor=coordinator, activity=forum, name="박서연", email="park@ministry.example").person == known
    with pytest.raises(InvalidInputError, match="invited already") as again:
        invite_guest(actor=coordinator, activity=forum, name="박서연", email="park@ministry.example")
    with pytest.raises(InvalidInputError, match="belongs to") as other:
        invite_guest(actor=coordinator, activity=forum, name="최유나", email="park@ministry.example")
    assert (again.value.field, other.value.field, Person.objects.filter(programme=group.programme).count()) == ("name", "email", 1)


@pytest.mark.parametrize("bad", [{"name": "900101-1234567"}, {"organisation": "900101-1234567", "kind": "agency"}])
def test_a_resident_registration_number_is_refused_and_nothing_is_registered(group, coordinator, bad):
    with pytest.raises(InvalidInputError, match="resident registration number"):
        invite_guest(actor=coordinator, activity=ahead(group), **{"name": "박서연", "email": "park@ministry.example", **bad})
    assert (Person.objects.count(), Organisation.objects.count(), Invitation.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("state", ["held", "cancelled", "postponed", "settled"])
def test_nobody_is_invited_to_what_lies_behind_or_does_not_take_place(group, coordinator, state):
    with pytest.raises(IllegalStepError, match="Nothing was changed"):
        invite_people(actor=coordinator, activity=ahead(group, state=state), people=[make_person(group.programme)])
    assert Invitation.objects.count() == 0


def test_answers_are_asked_for_by_a_time_before_the_beginning(group, coordinator):
    forum = ahead(group)
    for wrong in (forum.starts_at + timedelta(minutes=1), forum.now() - timedelta(minutes=1)):
        with pytest.raises(InvalidInputError) as refusal:
            invite_people(actor=coordinator, activity=forum, people=[make_person(group.programme)], answer_by=wrong)
        assert refusal.value.field == "answer_by"
    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)


def test_who_may_invite_whom(group, coordinator):
    forum, stranger = ahead(group), make_person()
    with pytest.raises(NotVisibleError):
        invite_people(actor=coordinator, activity=forum, people=[stranger])
    elsewhere = make_viewer(Role.COORDINATOR, group.programme, groups=[make_group(group.programme)])
    officer = make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group])
    for actor, act in (
        (elsewhere, lambda actor: invite_people(actor=actor, activity=forum, people=[])),
        (officer, lambda actor: invite_guest(actor=actor, activity=forum, name="박서연", email="")),
    ):
        with pytest.raises(NotAllowedError):
            act(actor)
    invite_people(actor=officer, activity=forum, people=[make_person(group.programme)])
    assert list(history_of(forum).values_list("action", "role")) == [("invite_person", "group_officer")]


def test_inviting_takes_the_same_number_of_queries_for_the_lists_at_1_3_and_20_members(group, django_assert_max_num_queries):
    forum, numbers = ahead(group), []
    for more in (1, 2, 17):
        for _time in range(more):
            member(group)
        with django_assert_max_num_queries(10) as queries:
            lists_today(forum)
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
