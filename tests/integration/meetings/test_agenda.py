"""The agenda: points in an order, on a page that works without scripts, in letters, and with an assembly's elections."""

from datetime import timedelta

import pytest
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_firm, make_group, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import AgendaPoint, plan_assembly, record_decision, write_agenda
from minicluster.meetings.domain.agenda import agenda_text
from minicluster.meetings.models import Activity, AgendaItem, Minutes
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group])


@pytest.fixture
def signed_in(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group]))
    return client


def rows_of(activity):
    return list(activity.agenda_items.values_list("position", "kind", "title", "minutes_long"))


def page_of(activity):
    return reverse("meetings:activity-agenda", args=[activity.pk])


def typed(*rows, known=0):
    """What a browser sends for the rows of the page."""
    sent = {"point-TOTAL_FORMS": len(rows), "point-INITIAL_FORMS": known}
    for number, row in enumerate(rows):
        sent |= {f"point-{number}-{name}": value for name, value in {"kind": "discussion", **row}.items()}
    return sent


def test_points_stand_in_their_order_and_a_decision_stays_with_its_point(group, coordinator):
    meeting = make_activity(group, "steering_meeting", state="held")
    first, second = write_agenda(actor=coordinator, activity=meeting, points=[AgendaPoint("실적", "report", None, 10), AgendaPoint(" 계획  안 ", "vote")])
    decision = record_decision(actor=coordinator, activity=meeting, text="원안 의결", agenda_item=second)
    write_agenda(actor=coordinator, activity=meeting, points=[AgendaPoint("계획 (수정)", "vote", None, 20, second.pk), AgendaPoint(""), AgendaPoint("기타")])
    decision.refresh_from_db()
    assert rows_of(meeting) == [(1, "vote", "계획 (수정)", 20), (2, "discussion", "기타", None)]
    assert (decision.agenda_item_id, AgendaItem.objects.filter(pk=first.pk).exists()) == (second.pk, False)
    assert list(history_of(meeting).values_list("action", "changed_fields")) == [("write_agenda", ["agenda_items"])] * 2


def test_a_point_of_another_activity_is_not_taken_over(group, coordinator):
    meeting, other = make_activity(group, "forum"), make_activity(group, "forum")
    (foreign,) = write_agenda(actor=coordinator, activity=other, points=[AgendaPoint("남의 안건")])
    write_agenda(actor=coordinator, activity=meeting, points=[AgendaPoint("우리 안건", pk=foreign.pk)])
    assert (rows_of(meeting), rows_of(other)) == ([(1, "discussion", "우리 안건", None)], [(1, "discussion", "남의 안건", None)])


@pytest.mark.parametrize(
    ("point", "refusal"),
    [
        (AgendaPoint("회장 선출", "election"), InvalidInputError),
        (AgendaPoint("900101-1234567 씨 건"), InvalidInputError),
    ],
)
def test_what_does_not_belong_on_an_agenda_is_refused_and_nothing_changes(group, coordinator, point, refusal):
    forum = make_activity(group, "forum")
    write_agenda(actor=coordinator, activity=forum, points=[AgendaPoint("실적")])
    with pytest.raises(refusal):
        write_agenda(actor=coordinator, activity=forum, points=[point])
    assert rows_of(forum) == [(1, "discussion", "실적", None)]


def test_an_agenda_is_written_by_those_who_run_the_activity_until_its_minutes_are_approved(group, coordinator):
    forum = make_activity(group, "forum")
    with pytest.raises(NotVisibleError):
        write_agenda(actor=coordinator, activity=forum, points=[AgendaPoint("강연", presenter=make_person())])
    with pytest.raises(NotAllowedError):
        write_agenda(actor=make_viewer(Role.FIRM_USER, group.programme, groups=[group]), activity=forum, points=[])
    with pytest.raises(InvalidInputError, match="at most 60"):
        write_agenda(actor=coordinator, activity=forum, points=[AgendaPoint("x")] * 61)
    Minutes.objects.create(programme=group.programme, activity=forum, text="x", state="approved")
    with pytest.raises(IllegalStepError, match="stay as they are"):
        write_agenda(actor=coordinator, activity=forum, points=[AgendaPoint("나중에")])
    assert rows_of(forum) == []


def test_a_letter_says_the_points_and_without_any_the_free_text(group, coordinator):
    forum = make_activity(group, "forum", agenda="자유롭게 적은 안건")
    assert agenda_text(forum) == "자유롭게 적은 안건"
    speaker = make_person(group.programme, name_en="Park Jumi")
    write_agenda(actor=coordinator, activity=forum, points=[AgendaPoint("실적", "report", speaker, 15), AgendaPoint("계획", "vote")])
    assert agenda_text(forum) == "1. 실적 (Report, Park Jumi, 15 min)\n2. 계획 (Vote)"


def test_an_assembly_is_planned_with_its_agenda_and_elections(group, coordinator, settings):
    settings.LANGUAGE_CODE = "en"
    facts = {"title": "정기총회", "groups": [group], "starts_at": SOME_TIME, "ends_at": SOME_TIME + timedelta(hours=2)}
    assembly = plan_assembly(actor=coordinator, agenda="결산 보고\r\n\r\n예산(안)", elections=["chair", "auditor"], **facts)
    assert (assembly.kind, assembly.agenda) == ("assembly", "")
    assert rows_of(assembly) == [
        (1, "discussion", "결산 보고", None),
        (2, "discussion", "예산(안)", None),
        (3, "election", "Election: Chair", None),
        (4, "election", "Election: Auditor", None),
    ]


def test_the_short_form_of_an_assembly_asks_for_agenda_and_elections(signed_in, group):
    address = reverse("meetings:activity-plan") + "?kind=assembly"
    shown, forum = (signed_in.get(reverse("meetings:activity-plan"), {"kind": kind}).content.decode() for kind in ("assembly", "forum"))
    assert ("id_elections" in shown, "id_elections" in forum) == (True, False)
    sent = {
        "title": "총회",
        "groups": [group.pk],
        "starts_at": "2007-03-05T10:00",
        "ends_at": "2007-03-05T12:00",
        "visibility": "programme",
        "elections": ["chair"],
    }
    assert "error-summary" in signed_in.post(address, sent).content.decode()
    assert signed_in.post(address, {**sent, "agenda": "결산"}).status_code == 302
    assert [row[2] for row in rows_of(Activity.objects.get())] == ["결산", "Election: Chair"]


def test_the_page_adds_orders_and_takes_off_points_without_scripts(signed_in, group):
    forum, owner = make_activity(group, "forum"), make_person(organisation=make_firm(group))
    first, second = ({"title": "실적", "position": 2}, {"title": "계획", "position": 1, "presenter": owner.pk, "minutes_long": 20})
    more = signed_in.post(page_of(forum), {**typed(first, second), "more": "1"})
    assert (more.status_code, more.content.decode().count('name="point-'), AgendaItem.objects.count()) == (200, 4 + 5 * 6, 0)
    assert signed_in.post(page_of(forum), typed(first, second, {"title": ""}, {"title": "기타"})).status_code == 302
    assert list(forum.agenda_items.values_list("position", "title", "presenter")) == [(1, "계획", owner.pk), (2, "실적", None), (3, "기타", None)]
    plan, result, _other = forum.agenda_items.all()
    kept = [{"pk": result.pk, "title": "실적", "position": 1}, {"pk": plan.pk, "title": ""}]
    assert signed_in.post(page_of(forum), typed(*kept, known=2)).status_code == 302
    assert list(forum.agenda_items.values_list("pk", "position", "title")) == [(result.pk, 1, "실적")]
    assert "실적" in signed_in.get(forum.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"title": "가" * 201}, "200"),
        ({"title": "x", "kind": "election"}, "Select a valid choice"),
        ({"title": "x", "minutes_long": "-3"}, "greater than or equal to 1"),
        ({"title": "x", "presenter": "999999"}, "Select a valid choice"),
        ({"title": "900101-1234567"}, "resident registration number"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_what_was_typed_is_kept(signed_in, group, row, said):
    forum = make_activity(group, "forum")
    shown = signed_in.post(page_of(forum), typed({"title": "남는 말"}, row)).content.decode()
    assert ("error-summary" in shown, said in shown, "남는 말" in shown, AgendaItem.objects.count()) == (True, True, True, 0)


@pytest.mark.parametrize("sent", [{}, {"point-TOTAL_FORMS": "x"}, {"point-TOTAL_FORMS": "999999999999", "point-INITIAL_FORMS": "0", "more": "1"}])
def test_a_forged_form_changes_nothing(signed_in, group, sent):
    forum = make_activity(group, "forum")
    assert (signed_in.post(page_of(forum), sent).status_code, AgendaItem.objects.count()) == (200, 0)


def test_the_page_asks_the_database_as_often_for_1_point_as_for_30(signed_in, group, django_assert_max_num_queries):
    forum, numbers = make_activity(group, "forum"), []
    for more in (1, 2, 27):
        for _time in range(more):
            position = forum.agenda_items.count() + 1
            AgendaItem.objects.create(
                programme=group.programme, activity=forum, position=position, title="x", presenter=make_person(organisation=make_firm(group))
            )
        with django_assert_max_num_queries(25) as queries:
            assert signed_in.get(page_of(forum)).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
