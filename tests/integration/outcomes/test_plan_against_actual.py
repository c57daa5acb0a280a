"""The year of a mini-cluster: every figure, in one sentence, opening to exactly its rows."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_firm, make_group, make_person, make_problem, make_user, make_viewer, make_work_plan

from minicluster.meetings.rules import Comparison
from minicluster.members.models import ProgrammeYear
from minicluster.outcomes.domain.pictures import money_by_kind
from minicluster.outcomes.domain.plan_against_actual import year_of_group
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def group():
    """A year with a bit of everything."""
    group = make_group()
    make_work_plan(group, lines=(("forum", 3, 10, 1_000_000), ("fair", 1, 4, 500_000)), state="approved")
    joint = make_activity(group, "forum", state="settled", actual_cost_krw=600_000)
    joint.groups.add(make_group(complex=group.complex))
    held = make_activity(group, "forum", state="held", planned_cost_krw=200_000, visibility="group")
    for _time in range(3):
        held.attendances.create(person=make_person(group.programme))
    make_activity(group, "forum", state="open", planned_cost_krw=1)
    make_activity(group, "social", state="settled", actual_cost_krw=100_000, budget_line="fair")
    make_activity(group, "social", state="attendance_confirmed")
    make_activity(group, "forum", state="settled", actual_cost_krw=9, starts_at=SOME_TIME - timedelta(days=365))
    for state, activity in (("raised", joint), ("confirmed", held), ("merged", held)):
        make_problem(group, make_firm(group), state=state, origin="activity", origin_activity=activity)
    make_problem(joint.groups.exclude(pk=group.pk).get(), origin="activity", origin_activity=joint)
    make_problem(group, origin="form")
    return group


def shown_to(role, group, **reach):
    return year_of_group(make_viewer(role, group.programme, **reach), group.pk, 2007)


def test_each_kind_stands_beside_its_plan_and_what_has_no_line_was_not_planned(group):
    year = shown_to(Role.PROGRAMME_OFFICE, group)
    assert {row.kind: row.figures for row in year.rows} == {
        "forum": Comparison(
            is_planned=True, planned_times=3, planned_people=30, budget_krw=1_000_000, held=2, ahead=1, attended=3, spent_krw=300_000, not_settled_krw=200_000
        ),
        "fair": Comparison(is_planned=True, planned_times=1, planned_people=4, budget_krw=500_000),
        "social": Comparison(held=2, spent_krw=100_000, without_cost=1),
    }
    assert [(row.kind, row.figures.unspent_krw, row.problems.value, row.per_activity) for row in year.rows] == [
        ("forum", 500_000, 2, 1.0), ("fair", 500_000, 0, None), ("social", -100_000, 0, 0.0),
    ]  # fmt: skip
    total = year.together
    assert (total.figures.held, total.figures.planned_times, total.figures.unspent_krw, total.problems.value, total.per_activity) == (4, 4, 900_000, 2, 0.5)
    assert (year.social_times_percent, year.social_money_percent) == (50, 17)
    assert [(charge.label, charge.line, charge.held.value, charge.taken_krw) for charge in year.charges] == [("Social event", "Fair", 1, 100_000)]


def test_it_reads_in_one_sentence(group):
    assert shown_to(Role.FUNDER, group).reading == (
        "4 of 4 planned activities were held and took KRW 600,000 with what is not settled yet, 40 % of the budget of KRW 1,500,000; problems found: 2; social events took 17 % of the money."
    )
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    assert year_of_group(office, group.pk, 2006).reading == ("There is no budget for this year; 1 activities were held, took KRW 9; problems found: 0.")
    assert year_of_group(office, group.pk, 2005).reading == "Nothing has been held in this year yet; 0 activities are planned."


def rows_behind(client, address):
    return [row.pk for row in client.get(address).context["page"]]


def test_every_figure_opens_to_exactly_its_rows(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    year = client.get(reverse("outcomes:plan-against-actual", args=[group.pk]), {"year": 2007}).context["shown"]
    for row in (*year.rows, year.together):
        figures = [(getattr(row.figures, name), row.opened[name].address) for name in ("held", "ahead", "without_cost")]
        for figure, address in (*figures, (row.problems.value, row.problems.address)):
            assert (len(rows_behind(client, address)) if address else 0) == figure
    forum = year.rows[0]
    costs = {name: client.get(forum.opened[name].address).context["page"].object_list for name in ("spent_krw", "not_settled_krw")}
    assert [activity.actual_cost_krw for activity in costs["spent_krw"]] == [600_000]
    assert [activity.planned_cost_krw for activity in costs["not_settled_krw"]] == [200_000]
    assert len(rows_behind(client, year.charges[0].held.address)) == 1


def test_a_figure_is_a_link_only_where_all_of_its_rows_are_open_to_the_reader(group):
    near, far = {"groups": [group], "complexes": [group.complex]}, make_group(group.programme)
    away = {"groups": [far], "complexes": [far.complex]}
    years = {(role, place): shown_to(role, group, **reach) for role in Role for place, reach in (("near", near), ("away", away))}
    activities = {key for key, year in years.items() if year.together.opened["held"].address}
    heard = {key for key, year in years.items() if year.together.problems.address}
    everywhere = {(role, place) for role in (Role.PROGRAMME_OFFICE, Role.REVIEWER, Role.FUNDER) for place in ("near", "away")}
    assert activities == {
        *((role, "near") for role in Role if role is not Role.ANONYMOUS), (Role.PROGRAMME_OFFICE, "away"), (Role.ADMINISTRATOR, "away"),
    }  # fmt: skip
    assert heard == everywhere | {(role, "near") for role in (Role.COORDINATOR, Role.GROUP_OFFICER, Role.COMPLEX_MANAGER)}
    assert {key for key, year in years.items() if not year.has_closed_figures} == activities & heard
    assert shown_to(Role.FUNDER, group).together.figures == shown_to(Role.COORDINATOR, group, **near).together.figures


def test_a_year_that_begins_when_the_money_comes_counts_and_opens_its_own_days(client, group):
    ProgrammeYear.objects.create(programme=group.programme, year=2007, starts_on=date(2007, 4, 1), ends_on=date(2008, 3, 31))
    late = make_activity(group, "forum", state="held", starts_at=SOME_TIME + timedelta(days=365))
    heard = make_problem(group, origin="activity", origin_activity=late)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), SIGN_IN)
    total = client.get(reverse("outcomes:plan-against-actual", args=[group.pk]), {"year": 2007}).context["shown"].together
    assert (total.figures.held, rows_behind(client, total.opened["held"].address), rows_behind(client, total.problems.address)) == (1, [late.pk], [heard.pk])


def test_the_picture_says_what_the_table_says(client, group):
    year = shown_to(Role.PROGRAMME_OFFICE, group)
    broad, narrow = (layer["data"]["values"] for layer in money_by_kind(year)["layer"])
    assert [(bar["kind"], bar["to"]) for bar in broad] == [(row.label, row.figures.budget_krw / 10**6) for row in year.rows]
    assert [(bar["kind"], bar["what"], bar["from"], bar["to"]) for bar in narrow][:2] == [("Forum", "Spent", 0, 0.3), ("Forum", "Not settled yet", 0.3, 0.5)]
    client.force_login(make_user(Role.FUNDER, group.programme), SIGN_IN)
    drawn = client.get(reverse("outcomes:plan-picture", args=[group.pk]), {"year": 2007})
    assert (drawn.status_code, drawn.headers["Content-Type"], "Forum" in drawn.content.decode()) == (200, "image/svg+xml; charset=utf-8", True)


def test_the_page_says_it_all_and_an_empty_year_says_what_belongs_there(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    address = reverse("outcomes:plan-against-actual", args=[group.pk])
    shown = unescape(client.get(address, {"year": 2007}).content.decode())
    for said in ("not planned", "Charged to another line than that of its kind", "-100,000", "Held, and no cost is known:", "50 % · 17 %", "Approved"):
        assert said in shown
    empty = client.get(address, {"year": 2005}).content.decode()
    assert f"{reverse('meetings:work-plan-start')}?group={group.pk}&amp;year=2005" in empty
    assert "Nothing is planned and nothing was held" in empty


def test_nonsense_in_the_address_shows_this_year_and_another_programmes_group_is_not_there(client, group):
    client.force_login(make_user(Role.FUNDER, group.programme), SIGN_IN)
    address = reverse("outcomes:plan-against-actual", args=[group.pk])
    assert [client.get(address, {"year": year}).context["shown"].year.number for year in ("0", "9" * 30, "x")] == [group.programme.today().year] * 3
    client.force_login(make_user(Role.FUNDER, make_group().programme), SIGN_IN)
    assert [client.get(page).status_code for page in (address, reverse("outcomes:plan-picture", args=[group.pk]))] == [404, 404]


def test_the_page_takes_the_same_number_of_queries_at_1_3_and_50_activities(client, group, django_assert_max_num_queries):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), SIGN_IN)
    numbers = []
    for more in (1, 2, 47):
        for number in range(more):
            kind = ("lecture", "forum", "fair", "mission", "training")[number % 5].replace("lecture", "invited_lecture")
            make_activity(group, kind, state="held").attendances.create(person=make_person(group.programme))
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse("outcomes:plan-against-actual", args=[group.pk]), {"year": 2007}).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
