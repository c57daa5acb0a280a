"""Answers to invitations: what they do to seats, deputies and the waiting list, and who is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from factories import SOME_TIME, make_activity, make_firm, make_group, make_membership, make_person, make_viewer

from minicluster.meetings.domain.actions import answer_invitation, register_for_activity, withdraw_registration
from minicluster.meetings.domain.invitations import invited_viewer
from minicluster.meetings.models import Invitation, Registration
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError


@pytest.fixture
def forum():
    group = make_group()
    return make_activity(group, "forum", title="포럼", state="open", starts_at=group.programme.now() + timedelta(days=30))


def invited(forum, person=None, firm=None):
    person = person or make_person(forum.programme, organisation=firm)
    return Invitation.objects.create(programme=forum.programme, activity=forum, person=person, invited_at=SOME_TIME)


def answer(invitation, given, **more):
    return answer_invitation(actor=invited_viewer(invitation), invitation=invitation, answer=given, through="link", **more)


def seats(forum):
    return dict(forum.registrations.values_list("person", "state"))


def answers(forum):
    return {(row.person, row.answer, row.deputy) for row in forum.invitations.select_related("person", "deputy")}


def written():
    return [(message.subject.partition(":")[0], message.recipient, message.calendar_method) for message in Message.objects.order_by("pk")]


@pytest.mark.django_db
def test_coming_takes_a_seat_and_not_coming_gives_it_to_whoever_waited_longest_who_is_told(forum):
    type(forum).objects.update(capacity=1)
    first, second, third = (invited(forum) for _time in range(3))
    for invitation in (first, second, third):
        answer(invitation, "coming")
    answer(first, "declined", note="출장")
    assert seats(forum) == {first.person_id: "withdrawn", second.person_id: "registered", third.person_id: "waiting"}
    assert written() == [("You have a seat", second.person.email, "")]
    first.refresh_from_db()
    assert (first.answer, first.note, first.answered_through, first.answered_at is not None) == ("declined", "출장", "link", True)
    answer(first, "coming")
    assert seats(forum)[first.person_id] == "waiting"
    assert list(history_of(first).values_list("action", "role", "to_state")) == [
        ("answer_invitation", "expert", "coming"), ("answer_invitation", "expert", "declined"), ("answer_invitation", "expert", "coming"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_deputy_inherits_the_seat_is_told_and_gives_it_back_when_the_invited_person_comes_after_all(forum):
    type(forum).objects.update(capacity=1)
    firm = make_firm(forum.groups.get())
    chief, deputy, colleague = invited(forum, firm=firm), make_person(organisation=firm), make_person(organisation=firm)
    waiting = invited(forum)
    answer(chief, "coming")
    answer(waiting, "coming")
    answer(chief, "deputy", deputy=deputy)
    assert seats(forum) == {chief.person_id: "withdrawn", deputy.pk: "registered", waiting.person_id: "waiting"}
    answer(chief, "deputy", deputy=colleague)
    assert seats(forum) == {chief.person_id: "withdrawn", deputy.pk: "withdrawn", colleague.pk: "registered", waiting.person_id: "waiting"}
    assert answers(forum) == {(chief.person, "deputy", colleague), (waiting.person, "coming", None)}
    answer(chief, "coming")
    assert seats(forum) == {chief.person_id: "registered", deputy.pk: "withdrawn", colleague.pk: "withdrawn", waiting.person_id: "waiting"}
    assert written() == [
        (f"You come in place of {chief.person}", deputy.email, "REQUEST"),
        ("No longer needed as a deputy", deputy.email, "CANCEL"),
        (f"You come in place of {chief.person}", colleague.email, "REQUEST"),
        ("No longer needed as a deputy", colleague.email, "CANCEL"),
    ]


@pytest.mark.django_db
def test_a_deputy_who_was_invited_too_keeps_the_seat_whatever_becomes_of_the_other_invitation(forum):
    firm = make_firm(forum.groups.get())
    chief, deputy = invited(forum, firm=firm), invited(forum, firm=firm)
    answer(chief, "deputy", deputy=deputy.person)
    answer(deputy, "coming")
    answer(chief, "declined")
    assert (seats(forum), answers(forum)) == ({deputy.person_id: "registered"}, {(chief.person, "declined", None), (deputy.person, "coming", None)})


@pytest.mark.django_db
def test_who_sent_a_deputy_that_does_not_come_is_asked_anew(forum):
    firm = make_firm(forum.groups.get())
    chief, deputy = invited(forum, firm=firm), invited(forum, firm=firm)
    answer(chief, "deputy", deputy=deputy.person)
    answer(deputy, "declined")
    assert (seats(forum), answers(forum)) == ({deputy.person_id: "withdrawn"}, {(chief.person, "none", None), (deputy.person, "declined", None)})
    answer(chief, "deputy", deputy=make_person(organisation=firm))
    coordinator = make_viewer(Role.COORDINATOR, forum.programme, groups=forum.groups.all())
    withdraw_registration(actor=coordinator, registration=Registration.objects.get(state="registered"))
    assert answers(forum) == {(chief.person, "none", None), (deputy.person, "declined", None)}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "stranger", "former colleague", "already coming", "oneself"])
def test_a_deputy_is_a_colleague_of_today_who_does_not_come_anyway(forum, who):
    firm = make_firm(forum.groups.get())
    chief, coming = invited(forum, firm=firm), invited(forum, firm=firm)
    answer(coming, "coming")
    former = make_person(organisation=firm)
    former.affiliations.update(valid_to="2006-01-01")
    deputy = {"nobody": None, "stranger": make_person(forum.programme), "former colleague": former, "already coming": coming.person, "oneself": chief.person}[
        who
    ]
    with pytest.raises(InvalidInputError, match="Nothing was changed") as refusal:
        answer(chief, "deputy", deputy=deputy)
    assert refusal.value.field == "deputy"
    assert (seats(forum), answers(forum)) == ({coming.person_id: "registered"}, {(chief.person, "none", None), (coming.person, "coming", None)})


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["planned", "closed", "held", "postponed", "cancelled"])
def test_what_cannot_be_answered_any_more_is_said_and_nothing_changes(forum, state):
    invitation = invited(forum)
    type(forum).objects.update(state=state)
    with pytest.raises(IllegalStepError):
        answer(invitation, "coming")
    assert (seats(forum), answers(forum)) == ({}, {(invitation.person, "none", None)})


@pytest.mark.django_db
def test_once_registration_is_closed_one_can_still_decline_until_it_begins(forum):
    type(forum).objects.update(capacity=1)
    coming, waiting = invited(forum), invited(forum)
    answer(coming, "coming")
    answer(waiting, "coming")
    type(forum).objects.update(state="closed")
    answer(coming, "declined")
    assert seats(forum) == {coming.person_id: "withdrawn", waiting.person_id: "registered"}
    type(forum).objects.update(starts_at=SOME_TIME)
    with pytest.raises(IllegalStepError, match="has begun"):
        answer(waiting, "declined")


@pytest.mark.django_db
def test_nonsense_and_resident_registration_numbers_are_refused(forum):
    invitation = invited(forum)
    for wrong in ({"given": "perhaps"}, {"given": "none"}, {"given": "coming", "note": "900101-1234567"}):
        with pytest.raises(InvalidInputError):
            answer(invitation, **wrong)
    assert (seats(forum), answers(forum)) == ({}, {(invitation.person, "none", None)})


@pytest.mark.django_db
def test_one_answers_for_oneself_and_those_who_run_the_activity_for_everybody(forum):
    invitation = invited(forum)
    stranger = make_viewer(Role.FIRM_USER, forum.programme, person=make_person(forum.programme), groups=forum.groups.all())
    with pytest.raises(NotAllowedError):
        answer_invitation(actor=stranger, invitation=invitation, answer="coming", through="account")
    officer = make_viewer(Role.GROUP_OFFICER, forum.programme, groups=forum.groups.all())
    answer_invitation(actor=officer, invitation=invitation, answer="coming", through="staff")
    assert answers(forum) == {(invitation.person, "coming", None)}


@pytest.mark.django_db
def test_registering_with_an_account_answers_the_invitation_and_giving_the_seat_back_declines_it(forum):
    group = forum.groups.get()
    expert = make_person(forum.programme)
    make_membership(group, person=expert)
    invitation, itself = invited(forum, expert), make_viewer(Role.EXPERT, forum.programme, person=expert, groups=[group])
    seat = register_for_activity(actor=itself, activity=forum, person=expert)
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.answered_through) == ("coming", "account")
    withdraw_registration(actor=make_viewer(Role.COORDINATOR, forum.programme, groups=[group]), registration=seat)
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.answered_through) == ("declined", "staff")


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_answer_for_the_last_seat_at_once_exactly_one_gets_it():
    group = make_group()
    forum = make_activity(group, "forum", state="open", capacity=1, starts_at=group.programme.now() + timedelta(days=30))
    invitations = [invited(forum) for _time in range(50)]
    together = Barrier(len(invitations))

    def come(invitation):
        try:
            together.wait(timeout=60)
            return answer(invitation, "coming").answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(invitations)) as pool:
        assert list(pool.map(come, invitations)) == ["coming"] * 50
    assert sorted(seats(forum).values()) == ["registered", *["waiting"] * 49]
    assert forum.invitations.filter(answer="coming").count() == 50
