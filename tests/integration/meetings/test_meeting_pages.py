"""Pages of activities: what they show, to whom, in how many queries, and the work that is done on them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_expert, make_firm, make_group, make_membership, make_person, make_user

from minicluster.meetings.models import ActionItem, Activity, Attendance, Invitation, Minutes, Registration, VisitReport
from minicluster.members.models import Office, Tie
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group]), SIGN_IN)
    return client


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def page_of(activity, name="activity"):
    return reverse(f"meetings:{name}", args=[activity.pk])


def observed(*texts):
    """What the form of a visit report sends for new observations."""
    rows = {f"row-{place}-{name}": value for place, text in enumerate(texts) for name, value in (("row", 0), ("text", text))}
    return {**rows, "row_count": len(texts)}


@pytest.mark.parametrize("asked", ["", "?totals=1"])
def test_the_list_takes_the_same_number_of_queries_at_1_3_and_50_rows(coordinator, group, asked, django_assert_max_num_queries):
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            visit = make_activity(group, host=make_firm(group))
            visit.groups.add(make_group(complex=group.complex))
            Attendance.objects.create(activity=visit, person=make_person(group.programme))
        with django_assert_max_num_queries(25) as queries:
            text_of(coordinator.get(reverse("meetings:activity-list") + asked))
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("name", ["activity", "attendance"])
def test_a_page_of_an_activity_does_not_grow_in_queries(coordinator, group, name, django_assert_max_num_queries):
    visit = make_activity(group, host=make_firm(group), state="held", agenda="x")
    common = {"programme": group.programme, "activity": visit}
    Minutes.objects.create(text="x", **common)
    VisitReport.objects.create(firm=visit.host, written_at=SOME_TIME, summary="x", **common)
    numbers = []
    for more in (1, 2, 30):
        for _time in range(more):
            person = make_person(organisation=make_firm(group))
            Attendance.objects.create(activity=visit, person=person, organisation=visit.host, deputy_for=person)
            Registration.objects.create(person=person, registered_at=SOME_TIME, **common)
            ActionItem.objects.create(text="x", owner=person, due_on=date(2007, 4, 1), **common)
            office = Office.objects.create(programme=group.programme, group=group, person=person, role="steering_member", valid_from=date(2007, 3, 5))
            visit.elections.create(office=office)
            visit.decisions.create(programme=group.programme, text="x")
        with django_assert_max_num_queries(60) as queries:
            text_of(coordinator.get(page_of(visit, name)))
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


def test_an_activity_is_planned_announced_attended_and_reported_on_the_pages(coordinator, group):
    firm = make_firm(group)
    owner, expert = make_person(organisation=firm), make_expert(group.programme)
    firm.memberships.update(representative=owner)
    make_membership(group, person=expert)
    plan = reverse("meetings:activity-plan")
    assert "Company visit" in text_of(coordinator.get(plan))
    short = text_of(coordinator.get(f"{plan}?kind=company_visit"))
    assert ("id_host" in short, "id_speaker" in short) == (True, False)
    typed = {
        "title": "가람 방문",
        "groups": [group.pk],
        "host": firm.pk,
        "starts_at": "2007-03-05T10:00",
        "ends_at": "2007-03-05T12:00",
        "visibility": "programme",
    }
    assert coordinator.post(f"{plan}?kind=company_visit", typed).status_code == 302
    visit = Activity.objects.get()
    assert (visit.kind, visit.host, visit.starts_at) == ("company_visit", firm, SOME_TIME)
    assert coordinator.post(page_of(visit, "activity-invite"), {"people": [owner.pk, expert.pk]}).status_code == 302
    assert set(Invitation.objects.values_list("activity", "person", "answer")) == {(visit.pk, owner.pk, "none"), (visit.pk, expert.pk, "none")}
    for verb in ("announce_activity", "hold_activity"):
        assert coordinator.post(reverse("meetings:activity-step", args=[visit.pk, verb])).status_code == 302
    assert coordinator.post(page_of(visit, "attendance"), {f"person-{owner.pk}": "present", f"person-{expert.pk}": "late"}).status_code == 302
    assert coordinator.post(reverse("meetings:activity-step", args=[visit.pk, "confirm_attendance"])).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, list(visit.groups.all())) == ("attendance_confirmed", [group])
    assert set(Attendance.objects.values_list("person", "kind", "organisation")) == {
        (owner.pk, "present", firm.pk),
        (expert.pk, "late", expert.affiliations.get().organisation_id),
    }
    assert list(Tie.objects.values_list("one", "other", "kind")) == [(owner.pk, expert.pk, "met")]
    written = {"firm": firm.pk, "summary": "두 시간 방문", **observed("오후에 치수가 커진다", "", "검사가 늦다")}
    made = coordinator.post(page_of(visit, "visit-report-write"), written)
    report = VisitReport.objects.get()
    assert (report.activity, report.firm, report.summary) == (visit, firm, "두 시간 방문")
    assert list(report.observations.values_list("position", "text")) == [(1, "오후에 치수가 커진다"), (2, "검사가 늦다")]
    assert made.headers["Location"] == reverse("problems:visit-report-raise", args=[report.pk])
    shown = text_of(coordinator.get(report.get_absolute_url()))
    assert [f"{reverse('problems:problem-raise')}?observation={row.pk}" in shown for row in report.observations.all()] == [True, True]
    written_so_far = coordinator.get(page_of(visit, "visit-report-write")).context["form"].rows
    assert [row["text"].value() for row in written_so_far] == ["오후에 치수가 커진다", "검사가 늦다", None, None, None]
    assert report.get_absolute_url() in text_of(coordinator.get(page_of(visit)))


def test_minutes_decisions_items_and_elections_are_written_on_the_pages(coordinator, group):
    assembly, person = make_activity(group, "assembly", state="held"), make_person(organisation=make_firm(group))
    posts = {
        "activity-minutes-write": {"text": "개회 선언"},
        "activity-decision": {"text": "공동 구매를 한다", "votes_for": 9},
        "activity-action-item": {"text": "견적을 받는다", "owner": person.pk, "due_on": "2007-04-01"},
        "activity-election": {"group": group.pk, "person": person.pk, "role": "chair", "from_day": "2007-03-05"},
    }
    for name, typed in posts.items():
        assert "<form" in text_of(coordinator.get(page_of(assembly, name)))
        assert coordinator.post(page_of(assembly, name), typed).status_code == 302, name
    assert Minutes.objects.get().text == "개회 선언"
    assert list(assembly.decisions.values_list("text", "votes_for")) == [("공동 구매를 한다", 9)]
    assert list(Office.objects.values_list("person", "role", "valid_from", "election__activity")) == [(person.pk, "chair", date(2007, 3, 5), assembly.pk)]
    shown = text_of(coordinator.get(page_of(assembly)))
    for said in ("개회 선언", "공동 구매를 한다", "for 9, against 0, abstained 0", "견적을 받는다", "Chair"):
        assert said in shown
    item = ActionItem.objects.get()
    assert coordinator.post(reverse("meetings:action-item-step", args=[item.pk, "finish_action_item"])).status_code == 302
    item.refresh_from_db()
    assert item.state == "done"


def test_a_refusal_stands_on_the_form_with_what_was_typed(coordinator, group):
    visit = make_activity(group, state="held", host=make_firm(group))
    shown = text_of(coordinator.post(page_of(visit, "visit-report-write"), {"firm": visit.host_id, "summary": "900101-1234567 씨와", **observed("소음")}))
    assert "resident registration number" in shown
    assert "소음" in shown
    late = make_activity(group, starts_at=group.programme.now() + timedelta(days=1))
    assert "not begun yet" in text_of(coordinator.post(reverse("meetings:activity-step", args=[late.pk, "hold_activity"])))
    settled = make_activity(group, state="settled")
    assert "can no longer be changed" in text_of(coordinator.post(page_of(settled, "attendance")))
    late.refresh_from_db()
    assert (late.state, VisitReport.objects.count(), Attendance.objects.count()) == ("planned", 0, 0)


def test_costs_are_settled_and_an_activity_is_postponed_on_a_form(coordinator, group):
    done, ahead = make_activity(group, state="minutes_approved"), make_activity(group)
    assert coordinator.post(reverse("meetings:activity-step", args=[done.pk, "settle_costs"]), {"actual_cost_krw": 0}).status_code == 302
    typed = {"why": "눈", "starts_at": "2099-04-02T14:00", "ends_at": "2099-04-02T16:00"}
    assert coordinator.post(reverse("meetings:activity-step", args=[ahead.pk, "postpone_activity"]), typed).status_code == 302
    assert [(row.state, row.actual_cost_krw) for row in Activity.objects.order_by("pk")] == [("settled", 0), ("postponed", None)]


def test_a_firm_takes_a_seat_and_gives_it_back_on_the_page(client, group):
    firm = make_firm(group)
    owner, stranger = make_person(organisation=firm), make_person(organisation=make_firm(group))
    client.force_login(make_user(Role.FIRM_USER, group.programme, person=owner, organisation=firm, groups=[group]), SIGN_IN)
    forum = make_activity(group, "forum", state="open", capacity=20)
    seat = page_of(forum, "activity-register")
    assert str(stranger) not in text_of(client.get(seat))
    assert client.post(seat, {"person": owner.pk}).status_code == 302
    registration = Registration.objects.get()
    assert (registration.activity, registration.person, registration.state) == (forum, owner, "registered")
    assert client.post(reverse("meetings:registration-withdraw", args=[registration.pk])).status_code == 302
    registration.refresh_from_db()
    assert registration.state == "withdrawn"


def test_whose_a_seat_is_nobody_learns_who_may_not_give_it_back(client, group):
    firm = make_firm(group)
    owner, stranger = make_person(organisation=firm), make_person(organisation=make_firm(group))
    client.force_login(make_user(Role.FIRM_USER, group.programme, person=owner, organisation=firm, groups=[group]), SIGN_IN)
    forum = make_activity(group, "forum", state="open")
    seat = Registration.objects.create(programme=group.programme, activity=forum, person=stranger, registered_at=forum.starts_at)
    answer = client.get(reverse("meetings:registration-withdraw", args=[seat.pk]))
    assert (answer.status_code, str(stranger) in answer.content.decode()) == (403, False)


def test_who_may_not_know_of_an_activity_or_report_gets_404_and_who_may_only_look_403(client, group):
    firm = make_firm(group)
    closed_circle = make_activity(group, "steering_meeting", visibility="group")
    visit = make_activity(group, host=firm, state="held")
    report = VisitReport.objects.create(programme=group.programme, activity=visit, firm=firm, written_at=SOME_TIME, summary="canary-report")
    elsewhere = make_group(group.programme)
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[elsewhere]), SIGN_IN)
    addresses = (page_of(closed_circle), report.get_absolute_url(), page_of(visit), page_of(visit, "attendance"), page_of(visit, "visit-report-write"))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 200, 403, 403]
    shown = text_of(client.get(reverse("meetings:activity-list")))
    assert (page_of(closed_circle) in shown, page_of(visit) in shown) == (False, True)
    client.force_login(make_user(Role.COORDINATOR, make_group().programme), SIGN_IN)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_only_those_who_run_it_and_its_members_see_who_came_and_nobody_sees_contacts(client, group):
    visit = make_activity(group, state="held")
    person = make_person(group.programme, name_en="Canary Person", phone="canary-phone", email="canary@mail.example")
    Attendance.objects.create(activity=visit, person=person)
    seen = {}
    for role in (Role.COORDINATOR, Role.FIRM_USER, Role.FUNDER, Role.REVIEWER):
        client.force_login(make_user(role, group.programme, groups=[group] if role in {Role.COORDINATOR, Role.FIRM_USER} else []), SIGN_IN)
        shown = text_of(client.get(page_of(visit)))
        seen[role] = ("Canary Person" in shown, "canary-phone" in shown, "canary@mail" in shown)
    assert seen == {Role.COORDINATOR: (True, False, False), Role.FIRM_USER: (True, False, False), Role.FUNDER: (False,) * 3, Role.REVIEWER: (False,) * 3}


def test_a_whole_programme_is_added_up_only_when_asked(coordinator, group, django_assert_max_num_queries):
    visit = make_activity(group, host=make_firm(group), actual_cost_krw=70_000)
    address = reverse("meetings:activity-list")

    def added_up(**asked):
        with django_assert_max_num_queries(25) as queries:
            totals = coordinator.get(address, asked).context["totals"]
        statements = [query["sql"] for query in queries.captured_queries]
        return totals.actual_cost_krw if totals else None, any("meetings_attendance" in statement for statement in statements)

    narrow = ({"totals": 1}, {"year": 2007}, {"group": group.pk}, {"complex": group.complex_id}, {"firm": visit.host_id})
    assert [added_up(), added_up(kind="company_visit")] == [(None, False)] * 2
    assert [added_up(**asked) for asked in narrow] == [(70_000, True)] * 5


def test_any_figure_of_a_dashboard_can_link_to_exactly_its_rows(coordinator, group):
    visit = make_activity(group, host=make_firm(group))
    make_activity(group, "forum", starts_at=SOME_TIME - timedelta(days=365))

    def found(**filters):
        return list(coordinator.get(reverse("meetings:activity-list"), filters).context["page"])

    chosen = ({"kind": "company_visit"}, {"year": 2007}, {"firm": visit.host_id}, {"kind": "company_visit", "group": group.pk, "complex": group.complex_id})
    assert [found(**filters) for filters in chosen] == [[visit]] * 4
    assert len(found(year="99999999999", kind="nonsense", group="x")) == 2
