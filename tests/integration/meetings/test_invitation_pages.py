"""The pages of invitations: the coordinator's list, and the answer by a link without an account."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from factories import make_activity, make_firm, make_group, make_membership, make_person, make_user

from minicluster.meetings.domain.links import INVITATION_LINK, answer_address
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.members.models import Person
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.signed_links import SignedLink

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BASE_ADDRESS = ""


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def firm(group):
    return make_firm(group)


@pytest.fixture
def forum(group):
    return make_activity(group, "forum", title="공정 개선 포럼", venue="연세대 강당", state="announced", starts_at=group.programme.now() + timedelta(days=30))


@pytest.fixture
def invitation(forum, firm):
    return invited(forum, make_person(organisation=firm))


@pytest.fixture
def coordinator(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group]), SIGN_IN)
    return client


def invited(forum, person):
    return Invitation.objects.create(programme=forum.programme, activity=forum, person=person, invited_at=forum.now())


def link(invitation):
    return answer_address(Invitation.objects.get(pk=invitation.pk))


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def page_of(forum, name):
    return reverse(f"meetings:{name}", args=[forum.pk])


def answers():
    return list(Invitation.objects.order_by("pk").values_list("answer", "answered_through", "note"))


def test_opening_the_link_changes_nothing_and_one_press_answers(client, invitation):
    address = link(invitation)
    rows = (answers(), AuditEntry.objects.count(), Message.objects.count())
    shown = text_of(client.get(address))
    for said in ("공정 개선 포럼", "연세대 강당", "Are you coming?", 'value="coming"', 'value="declined"'):
        assert said in shown, said
    assert ("I send a deputy" in shown, (answers(), AuditEntry.objects.count(), Message.objects.count()) == rows) == (False, True)
    done = client.post(address, {"answer": "coming", "note": "채식"}, follow=True)
    assert "Your answer has been recorded" in text_of(done)
    assert (answers(), list(Registration.objects.values_list("person", "state"))) == ([("coming", "link", "채식")], [(invitation.person_id, "registered")])
    assert "채식" in text_of(client.get(address))
    client.post(address, {"answer": "declined"})
    assert (answers(), Registration.objects.get().state) == ([("declined", "link", "")], "withdrawn")


def test_a_deputy_is_chosen_among_the_colleagues_the_usual_one_first(client, invitation, firm, group):
    usual, other, stranger = make_person(organisation=firm), make_person(organisation=firm), make_person(group.programme)
    firm.memberships.update(representative=invitation.person, deputy=usual)
    shown = text_of(client.get(link(invitation)))
    assert [f'value="{person.pk}"' in shown for person in (usual, other, stranger)] == [True, True, False]
    assert f'<option value="{usual.pk}" selected>' in shown
    refused = text_of(client.post(link(invitation), {"answer": "deputy", "deputy": stranger.pk}))
    assert ("error-summary" in refused, answers()) == (True, [("none", "", "")])
    client.post(link(invitation), {"answer": "deputy", "deputy": other.pk})
    assert list(Invitation.objects.values_list("answer", "deputy")) == [("deputy", other.pk)]


def test_a_press_without_an_answer_says_what_is_missing(client, invitation):
    assert "Please choose whether you are coming" in text_of(client.post(link(invitation), {"note": "x"}))
    assert answers() == [("none", "", "")]


def test_the_waiting_list_is_told_on_the_page(client, invitation, forum):
    Activity.objects.update(capacity=1)
    Registration.objects.create(programme=forum.programme, activity=forum, person=make_person(forum.programme), registered_at=forum.now())
    shown = text_of(client.post(link(invitation), {"answer": "coming"}, follow=True))
    assert "You are on the waiting list, and will be told" in shown


def test_a_link_of_an_earlier_time_takes_no_answer_and_says_where_the_new_one_is(client, invitation, forum):
    former = link(invitation)
    Activity.objects.filter(pk=forum.pk).update(sequence=1)
    shown = text_of(client.get(former))
    assert ("use the link in the latest message" in shown, 'name="answer"' in shown) == (True, False)
    assert "use the link in the latest message" in text_of(client.post(former, {"answer": "coming"}))
    assert answers() == [("none", "", "")]
    client.post(link(invitation), {"answer": "coming"})
    assert answers() == [("coming", "link", "")]


@pytest.mark.parametrize(
    ("state", "days", "shows"),
    [
        ("planned", 30, ("not announced yet", [])),
        ("closed", 30, ("Registration is closed", ["declined"])),
        ("postponed", 30, ("This activity is postponed", ["declined"])),
        ("cancelled", 30, ("This activity is cancelled", [])),
        ("open", -1, ("has begun, or is over", [])),
        ("held", -1, ("has begun, or is over", [])),
    ],
)
def test_the_page_says_why_nothing_or_little_can_be_answered_any_more(client, invitation, state, days, shows):
    start = timezone.now() + timedelta(days=days)
    Activity.objects.update(state=state, starts_at=start, ends_at=start + timedelta(hours=1))
    shown, (said, buttons) = text_of(client.get(link(invitation))), shows
    assert (said in shown, [answer for answer in ("coming", "declined", "deputy") if f'value="{answer}"' in shown]) == (True, buttons)
    text_of(client.post(link(invitation), {"answer": "coming"}))
    assert (answers(), Registration.objects.count()) == ([("none", "", "")], 0)


def test_forged_foreign_and_expired_links_are_told_apart_and_take_nothing(client, invitation):
    good = INVITATION_LINK.token(invitation.pk, version="0")
    foreign = SignedLink("answer", timedelta(days=30)).token(invitation.pk, version="0")
    gone = INVITATION_LINK.token(invitation.pk + 1, version="0")
    for token in (good[:-1], good + "x", foreign, gone, "x", "WzEsIjAiXQ:x:y"):
        for ask in (client.get, client.post):
            text_of(ask(reverse("meetings:invitation-by-link", args=[token]), {"answer": "coming"}), 404)
    with time_machine.travel(timezone.now() + timedelta(days=401)):
        assert "This link has expired" in text_of(client.get(reverse("meetings:invitation-by-link", args=[good])), 410)
    assert answers() == [("none", "", "")]


def test_who_is_signed_in_answers_on_the_page_of_the_activity_and_staff_for_whoever_told_them(client, invitation, firm, group, forum):
    user = make_user(Role.FIRM_USER, group.programme, person=invitation.person, organisation=firm, groups=[group])
    client.force_login(user, SIGN_IN)
    own = reverse("meetings:invitation-answer", args=[invitation.pk])
    assert own in text_of(client.get(forum.get_absolute_url()))
    assert client.post(own, {"answer": "coming"}).headers["Location"] == forum.get_absolute_url()
    other = invited(forum, make_person(organisation=firm))
    assert client.get(reverse("meetings:invitation-answer", args=[other.pk])).status_code == 403
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    staff = reverse("meetings:invitation-answer", args=[other.pk])
    assert f"The answer of {other.person}" in text_of(client.get(staff))
    assert client.post(staff, {"answer": "declined", "note": "전화"}).headers["Location"] == page_of(forum, "activity-invitations")
    assert answers() == [("coming", "account", ""), ("declined", "staff", "전화")]


def test_lists_and_people_looked_up_are_invited_on_the_page(coordinator, group, firm, forum):
    chief, expert = make_person(organisation=firm), make_person(group.programme)
    silent, outsider = make_person(group.programme, email="", name_en="Silent One"), make_person(group.programme, name_en="Someone Else")
    firm.memberships.update(representative=chief)
    for person in (expert, silent):
        make_membership(group, person=person)
    invite = page_of(forum, "activity-invite")
    shown = text_of(coordinator.get(invite))
    assert ("Experts (2 people, 1 without a mail address)" in shown, "Silent One" in shown, "Someone Else" in shown) == (True, True, False)
    assert f'value="{outsider.pk}"' in text_of(coordinator.get(invite, {"q": "Someone"}))
    typed = {"lists": [f"representatives-{group.pk}", f"experts-{group.pk}"], "people": [outsider.pk]}
    assert coordinator.post(f"{invite}?q=Someone", typed).headers["Location"] == page_of(forum, "activity-invitations")
    assert set(Invitation.objects.values_list("person", "is_guest")) == {
        (chief.pk, False), (expert.pk, False), (silent.pk, False), (outsider.pk, True),
    }  # fmt: skip
    assert set(Message.objects.values_list("recipient", flat=True)) == {chief.email, expert.email, outsider.email}
    assert "Please choose a list, or look somebody up" in text_of(coordinator.post(invite, {}))


def test_the_list_shows_answers_mail_and_the_text_with_the_link_for_each(coordinator, forum, invitation):
    silent = invited(forum, make_person(forum.programme, email=""))
    coordinator.post(page_of(forum, "activity-invite"), {"people": [make_person(forum.programme).pk]})
    listed = text_of(coordinator.get(page_of(forum, "activity-invitations")))
    for said in ("no mail address", "not sent by mail yet", f'id="text-{silent.pk}"', "/invitations/by-link/", f'data-copy="#text-{invitation.pk}"'):
        assert said in listed, said
    assert "No answer yet" in text_of(coordinator.get(forum.get_absolute_url()))


def test_the_list_takes_the_same_number_of_queries_at_1_3_and_50_rows(coordinator, group, forum, django_assert_max_num_queries):
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            person = make_person(organisation=make_firm(group))
            row = invited(forum, person)
            Invitation.objects.filter(pk=row.pk).update(deputy=person, answer="deputy")
            Registration.objects.create(programme=group.programme, activity=forum, person=person, registered_at=forum.now())
            Message.objects.create(
                programme_id=1, key=str(row.pk), recipient=person.email, subject="x", record_type="invitation", record_id=row.pk,
                written_at=forum.now(), refused_because="550 no",
            )  # fmt: skip
        with django_assert_max_num_queries(30) as queries:
            text_of(coordinator.get(page_of(forum, "activity-invitations")))
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


def test_a_mail_that_is_held_waits_in_the_queue_and_is_decided_on_the_list(coordinator, forum, invitation):
    wrong, right = "typo@mail.example", invitation.person.email
    facts = {"programme_id": forum.programme_id, "subject": "초청", "record_type": "invitation", "record_id": invitation.pk, "written_at": forum.now()}
    doubtful = Message.objects.create(key="1", recipient=right, sending_since=timezone.now(), **facts)
    refused = Message.objects.create(key="2", recipient=wrong, refused_because="550 no such user", **facts)
    elsewhere = Message.objects.create(key="3", recipient=right, refused_because="550", **{**facts, "record_id": invitation.pk + 1})
    assert "2 mails wait for your decision" in text_of(coordinator.get(reverse("home")))
    page = page_of(forum, "activity-invitations")
    shown = text_of(coordinator.get(page))
    assert ("perhaps sent" in shown, "550 no such user" in shown) == (True, True)
    assert coordinator.post(page, {"message": doubtful.pk, "decision": "arrived"}).status_code == 302
    assert coordinator.post(page, {"message": refused.pk, "decision": "again"}).status_code == 302
    rows = Message.objects.order_by("key").values_list("sent_at", "refused_because", "recipient")
    assert list(rows) == [(doubtful.sending_since, "", right), (None, "", right), (None, "550", right)]
    for typed in ({"message": elsewhere.pk, "decision": "again"}, {"message": "x", "decision": "again"}, {"message": doubtful.pk, "decision": "burn"}):
        assert coordinator.post(page, typed).status_code == 404
    assert list(AuditEntry.objects.filter(action="settle_message").values_list("record_id", flat=True)) == [forum.pk] * 2


def test_a_guest_is_invited_on_the_page_by_those_who_register_people(client, coordinator, group, forum):
    typed = {"name": "박서연", "email": "park@ministry.example", "organisation": "지식경제부", "kind": "government"}
    assert coordinator.post(page_of(forum, "activity-guest"), typed).status_code == 302
    assert (Person.objects.get(name_ko="박서연").email, Invitation.objects.get().is_guest) == ("park@ministry.example", True)
    client.force_login(make_user(Role.GROUP_OFFICER, group.programme, groups=[group]), SIGN_IN)
    assert client.get(page_of(forum, "activity-guest")).status_code == 403
    assert page_of(forum, "activity-guest") not in text_of(client.get(page_of(forum, "activity-invite")))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_at": "2099-02-30T10:00"}, "This is no day and time that there is"),
        ({"starts_at": "tomorrow"}, "This is no day and time that there is"),
        # The clocks of Seoul went from 2:00 to 3:00 in that night.
        ({"starts_at": "1988-05-08T02:30"}, "it may be ambiguous or it may not exist"),
        ({"starts_at": "2000-01-01T10:00", "ends_at": "2000-01-01T11:00"}, "lies behind already"),
        ({"ends_at": "2098-01-01T10:00"}, "would end before it starts"),
        ({"starts_at": "9999-01-01T10:00", "ends_at": "9999-01-01T11:00"}, "look at the year"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_what_was_typed_still_there(coordinator, forum, typed, said):
    before = Activity.objects.values().get(pk=forum.pk)
    typed = {"starts_at": "2099-01-01T10:00", "ends_at": "2099-01-01T12:00", "venue": "강당", **typed}
    shown = text_of(coordinator.post(page_of(forum, "activity-move"), typed))
    assert (said in shown, 'value="강당"' in shown, Activity.objects.values().get(pk=forum.pk) == before) == (True, True, True)


def test_an_activity_is_moved_and_cancelled_on_its_forms_with_a_word_to_the_invited(coordinator, forum, invitation):
    typed = {"starts_at": "2099-01-01T10:00", "ends_at": "2099-01-01T12:00", "venue": "강당", "why": "강사 일정"}
    assert coordinator.post(page_of(forum, "activity-move"), typed).status_code == 302
    cancel = reverse("meetings:activity-step", args=[forum.pk, "cancel_activity"])
    assert "Goes to everybody who is invited" in text_of(coordinator.get(cancel))
    assert coordinator.post(cancel, {"why": "수요 부족"}).status_code == 302
    assert list(Message.objects.order_by("pk").values_list("recipient", "calendar_method")) == [(invitation.person.email, m) for m in ("REQUEST", "CANCEL")]
    forum.refresh_from_db()
    assert (forum.state, forum.sequence, forum.venue) == ("cancelled", 2, "강당")
