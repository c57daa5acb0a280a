"""Three questions after a meeting: who is asked, who may answer, what is told to whom, and who is followed up."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories import make_activity, make_firm, make_group, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import AttendanceLine, answer_survey, confirm_attendance, follow_up_answer, record_attendance
from minicluster.meetings.domain.guests import guest_viewer
from minicluster.meetings.domain.queries import queue_for
from minicluster.meetings.domain.survey import survey_of
from minicluster.meetings.domain.survey_mail import SURVEY_LINK, remind_of_surveys, survey_address
from minicluster.meetings.models import SurveyAnswer
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.platform.signed_links import ExpiredLinkError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
WISHES = ({"wants_contact": True}, {"met_somebody": True}, {})
ANSWER = {"usefulness": "4", "met_somebody": "yes", "what_next": "합동 세미나", "wants_contact": "on"}


@pytest.fixture
def forum():
    return make_activity(make_group(), "forum", title="봄 포럼", state="held", starts_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def coordinator(forum):
    return make_viewer(Role.COORDINATOR, forum.programme, groups=forum.groups.all())


@pytest.fixture
def signed_in(client, forum):
    client.force_login(make_user(Role.COORDINATOR, forum.programme, groups=forum.groups.all()), SIGN_IN)
    return client


def confirmed(forum, coordinator, *, came=4, **kinds):
    """The forum with its attendance confirmed; `kinds` name people who attended in another way."""
    people = [make_person(forum.programme, name_ko=f"참석자{number}") for number in range(came)]
    others = {kind: make_person(forum.programme, **fields) for kind, fields in kinds.items()}
    lines = [AttendanceLine(person) for person in people] + [AttendanceLine(person, kind) for kind, person in others.items()]
    record_attendance(actor=coordinator, activity=forum, lines=lines)
    confirm_attendance(actor=coordinator, activity=forum)
    return [forum.attendances.get(person=person) for person in [*people, *others.values()]]


def path_of(attendance):
    return reverse("meetings:survey", args=[SURVEY_LINK.token(attendance.pk)])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def answered(attendance, usefulness=4, **told):
    guest = guest_viewer(attendance.activity, attendance.person)
    return answer_survey(actor=guest, attendance=attendance, usefulness=usefulness, **{"met_somebody": False, **told})


def let_pass(record, **fields):
    """Let time pass since a record was made: a journal cannot be rewritten, so the programme's clock goes ahead."""
    record.programme.clock_shift = timedelta(**fields)
    record.programme.save()


def test_whoever_was_there_and_has_an_address_is_asked_once_by_a_mail_of_their_own(forum, coordinator):
    attendances = confirmed(forum, coordinator, came=2, late={"email": ""}, excused={}, absent={}, visitor={})
    asked = [attendances[0], attendances[1], attendances[5]]
    messages = Message.objects.order_by("pk")
    assert {message.recipient for message in messages} == {attendance.person.email for attendance in asked}
    assert (len(messages), {(message.record_type, message.record_id) for message in messages}) == (3, {("activity", forum.pk)})
    body = messages.get(recipient=asked[0].person.email).body
    assert survey_address(asked[0]).rsplit("/", 2)[0] in body
    assert "봄 포럼" in body


def test_the_mail_speaks_the_language_of_whoever_reads_it(forum, coordinator):
    korean = make_person(forum.programme)
    make_user(Role.FIRM_USER, forum.programme, person=korean, language="ko")
    record_attendance(actor=coordinator, activity=forum, lines=[AttendanceLine(korean), AttendanceLine(make_person(forum.programme))])
    confirm_attendance(actor=coordinator, activity=forum)
    subjects = {message.recipient == korean.email: message.subject for message in Message.objects.all()}
    assert subjects == {True: "“봄 포럼”에 관한 세 가지 질문", False: "Three questions about “봄 포럼”"}


def test_opening_the_link_changes_nothing_and_a_button_answers_without_an_account(client, forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    assert "봄 포럼" in text_of(client.get(path_of(attendance)))
    assert not SurveyAnswer.objects.exists()
    sent = client.post(path_of(attendance), ANSWER)
    assert (sent.status_code, sent.headers["Location"]) == (302, path_of(attendance))
    told = SurveyAnswer.objects.values_list("activity", "person", "usefulness", "met_somebody", "what_next", "wants_contact", "followed_up_at")
    assert list(told) == [(forum.pk, attendance.person_id, 4, True, "합동 세미나", True, None)]
    assert list(history_of(SurveyAnswer.objects.get()).values_list("action", "role")) == [("answer_survey", "expert")]


def test_a_second_answer_replaces_the_first_and_the_page_never_shows_it(client, forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    client.post(path_of(attendance), ANSWER)
    client.get(path_of(attendance))
    assert "합동 세미나" not in text_of(client.get(path_of(attendance)))
    assert client.post(path_of(attendance), {"usefulness": "2", "met_somebody": "no"}).status_code == 302
    assert list(SurveyAnswer.objects.values_list("usefulness", "met_somebody", "what_next", "wants_contact")) == [(2, False, "", False)]


def test_what_is_missing_or_must_not_be_stored_is_said_at_the_field(client, forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    shown = text_of(client.post(path_of(attendance), {"what_next": "900101-1234567 으로 연락", "usefulness": "9"}))
    assert [said in shown for said in ("resident registration number", "9 is not one of", "This field is required")] == [True] * 3
    assert not SurveyAnswer.objects.exists()


@pytest.mark.parametrize("told", [{"usefulness": 0}, {"usefulness": 6}, {"what_next": "주민번호 900101-1234567"}])
def test_the_action_refuses_what_the_form_would(forum, coordinator, told):
    attendance = confirmed(forum, coordinator)[0]
    with pytest.raises(InvalidInputError):
        answered(attendance, **told)
    assert not SurveyAnswer.objects.exists()


def test_a_link_that_is_cut_short_or_made_for_something_else_answers_nothing(client, forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    cut_short = path_of(attendance)[:-4] + "/"
    foreign = reverse("meetings:survey", args=[signing.dumps([attendance.pk, ""], salt="minicluster.link.answer")])
    gone = reverse("meetings:survey", args=[SURVEY_LINK.token(attendance.pk + 1000)])
    assert [client.post(path, ANSWER).status_code for path in (cut_short, foreign, gone)] == [404, 404, 404]
    assert not SurveyAnswer.objects.exists()


def test_after_thirty_days_the_survey_is_closed_even_to_a_link_that_was_copied_later(client, forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    answered(attendance)
    let_pass(forum, days=31)
    late = client.post(path_of(attendance), ANSWER)
    assert (late.status_code, "is kept" in late.content.decode(), client.get(path_of(attendance)).status_code) == (410, True, 410)
    assert SurveyAnswer.objects.get().met_somebody is False


def test_a_link_older_than_thirty_days_says_that_it_has_expired(client, forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    old = path_of(attendance)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        expired = client.post(old, ANSWER)
    assert (expired.status_code, "This link has expired" in expired.content.decode(), SurveyAnswer.objects.count()) == (410, True, 0)


def test_who_was_not_there_is_not_asked(client, forum, coordinator):
    absent = confirmed(forum, coordinator, absent={})[-1]
    refused = client.post(path_of(absent), ANSWER)
    assert (refused.status_code, "you were not there" in refused.content.decode()) == (403, True)
    with pytest.raises(NotAllowedError, match="not there"):
        answered(absent)
    assert not SurveyAnswer.objects.exists()


def test_nobody_answers_for_somebody_else_nor_before_the_attendance_is_confirmed(forum, coordinator):
    one, other, *_rest = confirmed(forum, coordinator)
    with pytest.raises(NotAllowedError):
        answer_survey(actor=guest_viewer(forum, other.person), attendance=one, usefulness=5, met_somebody=False)
    with pytest.raises(NotAllowedError):
        answer_survey(actor=coordinator, attendance=one, usefulness=5, met_somebody=False)
    early = make_activity(forum.groups.get(), "forum", state="held")
    record_attendance(actor=coordinator, activity=early, lines=[AttendanceLine(one.person)])
    with pytest.raises(ExpiredLinkError):
        answered(early.attendances.get())


def test_figures_and_texts_are_told_from_three_answers_on_and_never_with_a_name(signed_in, forum, coordinator):
    attendances = confirmed(forum, coordinator, late={"email": ""})
    page = forum.get_absolute_url()
    answered(attendances[0], 5, what_next="합동 세미나")
    answered(attendances[1], 3, what_next="가격 공동조사")
    few = text_of(signed_in.get(page))
    assert ["2 of 5 people asked have answered; 4 were asked by mail" in few, "from three answers on" in few, "합동 세미나" in few] == [True, True, False]
    answered(attendances[2], 4, met_somebody=True)
    enough = text_of(signed_in.get(page))
    told = ("3 of 5 people asked", "4.0 of 5 on average (standard deviation 1.0, from 3 to 5)", "33 %", "합동 세미나", "가격 공동조사")
    assert [said in enough for said in told] == [True] * 5
    survey = survey_of(coordinator, forum)
    assert survey.texts == ["가격 공동조사", "합동 세미나"]
    assert not any(str(attendance.person) in "".join(survey.texts) for attendance in attendances)


def test_only_those_who_run_it_read_the_survey(client, forum, coordinator):
    attendances = confirmed(forum, coordinator)
    for attendance in attendances[:3]:
        answered(attendance, what_next="canary-survey", wants_contact=True)
    group, page = forum.groups.get(), forum.get_absolute_url()
    seen = {}
    for role in (Role.COORDINATOR, Role.GROUP_OFFICER, Role.FIRM_USER, Role.EXPERT, Role.FUNDER):
        client.force_login(make_user(role, forum.programme, groups=[] if role is Role.FUNDER else [group]), SIGN_IN)
        shown = text_of(client.get(page))
        seen[role] = ("canary-survey" in shown, "To be followed up" in shown, client.get(reverse("meetings:survey-texts", args=[forum.pk])).status_code)
    assert seen == {
        Role.COORDINATOR: (True, True, 200),
        Role.GROUP_OFFICER: (True, False, 200),
        Role.FIRM_USER: (False, False, 403),
        Role.EXPERT: (False, False, 403),
        Role.FUNDER: (False, False, 403),
    }


def test_the_texts_for_messengers_name_everyone_who_was_there_and_not_who_has_answered(signed_in, forum, coordinator):
    attendances = confirmed(forum, coordinator, absent={"name_ko": "결석자"})
    answered(attendances[0])
    page = reverse("meetings:survey-texts", args=[forum.pk])
    shown = text_of(signed_in.get(page))
    assert [str(attendance.person) in shown for attendance in attendances] == [True] * 4 + [False]
    assert shown.count("/survey/") == 4


def _queries(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)


def test_who_wishes_to_be_called_waits_in_the_queue_until_somebody_notes_what_came_of_it(signed_in, forum, coordinator):
    calls, met, neither = (answered(attendance, **told) for attendance, told in zip(confirmed(forum, coordinator), WISHES, strict=False))
    assert [(item.title, item.what) for item in queue_for(coordinator)] == [
        (str(calls.person), "would like you to get in touch · 봄 포럼"),
        (str(met.person), "met somebody to work with: is an introduction in place? · 봄 포럼"),
    ]
    page = calls.get_absolute_url()
    assert "Mark as followed up" in text_of(signed_in.get(page))
    assert "required" in text_of(signed_in.post(page, {"why": " "}))
    assert signed_in.post(page, {"why": "전화로 통화함"}).status_code == 302
    calls.refresh_from_db()
    assert (calls.followed_up_at is not None, "전화로 통화함" in text_of(signed_in.get(page))) == (True, True)
    assert [item.title for item in queue_for(coordinator)] == [str(met.person)]
    assert signed_in.get(neither.get_absolute_url()).status_code == 404


def test_a_new_wish_after_a_follow_up_waits_again_and_an_old_one_does_not(forum, coordinator):
    attendance = confirmed(forum, coordinator)[0]
    answer = answered(attendance, wants_contact=True)
    follow_up_answer(actor=coordinator, answer=answer, why="통화함")
    with pytest.raises(IllegalStepError, match="already"):
        follow_up_answer(actor=coordinator, answer=answer, why="또")
    assert answered(attendance, 5, wants_contact=True).followed_up_at is not None
    assert answered(attendance, 5, wants_contact=True, met_somebody=True).followed_up_at is None


def test_only_whoever_looks_after_the_group_follows_up(client, forum, coordinator):
    answer = answered(confirmed(forum, coordinator)[0], wants_contact=True)
    elsewhere, stranger = make_group(forum.programme), make_group()
    client.force_login(make_user(Role.COORDINATOR, forum.programme, groups=[elsewhere]), SIGN_IN)
    assert client.get(answer.get_absolute_url()).status_code == 404
    client.force_login(make_user(Role.COORDINATOR, stranger.programme, groups=[stranger]), SIGN_IN)
    assert client.post(answer.get_absolute_url(), {"why": "x"}).status_code == 404
    with pytest.raises(NotAllowedError):
        follow_up_answer(actor=make_viewer(Role.GROUP_OFFICER, forum.programme, groups=forum.groups.all()), answer=answer, why="x")
    assert queue_for(make_viewer(Role.PROGRAMME_OFFICE, forum.programme)) == []


def test_who_has_not_answered_is_reminded_once_after_five_days(forum, coordinator):
    attendances = confirmed(forum, coordinator, late={"email": ""})
    answered(attendances[0])
    Message.objects.all().delete()
    numbers = []
    for days in (4, 5, 6, 20, 31):
        let_pass(forum, days=days)
        numbers.append(remind_of_surveys(forum.programme))
    assert numbers == [0, 3, 0, 0, 0]
    assert {message.recipient for message in Message.objects.all()} == {attendance.person.email for attendance in attendances[1:4]}
    assert {message.subject for message in Message.objects.all()} == {"Reminder: three questions about “봄 포럼”"}


def test_looking_for_whom_to_remind_takes_two_queries_a_meeting_however_many_came(forum, coordinator):
    numbers = []
    for meetings, came in enumerate((1, 3, 30), start=1):
        another = make_activity(forum.groups.get(), "forum", state="held", starts_at=forum.starts_at)
        confirmed(another, coordinator, came=came)
        let_pass(another, days=6)
        remind_of_surveys(another.programme)
        with CaptureQueriesContext(connection) as queries:
            assert remind_of_surveys(another.programme) == 0
        numbers.append(len(queries) - 2 * meetings)
        let_pass(another, days=0)
    assert numbers == [2, 2, 2]


def test_the_page_of_an_activity_takes_as_many_queries_for_thirty_answers_as_for_one(signed_in, forum, coordinator):
    attendances = confirmed(forum, coordinator, came=30)
    numbers = []
    for more in (attendances[:1], attendances[1:3], attendances[3:]):
        for attendance in more:
            answered(attendance, wants_contact=True, what_next="다음에는 시연")
        numbers.append(_queries(signed_in, forum.get_absolute_url()))
    assert len(set(numbers)) == 1


def test_a_firm_answers_as_a_firm(forum, coordinator):
    person = make_person(organisation=make_firm(forum.groups.get()))
    record_attendance(actor=coordinator, activity=forum, lines=[AttendanceLine(person)])
    confirm_attendance(actor=coordinator, activity=forum)
    assert history_of(answered(forum.attendances.get())).get().role == "firm_user"
