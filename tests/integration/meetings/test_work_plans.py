"""Work plans: from a draft that starts with last year to an approved plan that does not change."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_complex, make_group, make_person, make_user, make_viewer, make_work_plan

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import approve_work_plan, reopen_work_plan, start_work_plan, write_work_plan
from minicluster.meetings.domain.plans import PlanFilter, lines_of, plan_rows, plan_totals
from minicluster.meetings.domain.years import year_named, year_of
from minicluster.meetings.models import WorkPlan
from minicluster.meetings.rules import LineFacts
from minicluster.members.models import ProgrammeYear
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
FORUMS = LineFacts("forum", 4, 20, 8_000_000)


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


@pytest.fixture
def office(group):
    return make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex])


def signed_in(client, role, group, **ties):
    client.force_login(make_user(role, group.programme, **ties), SIGN_IN)
    return client


def test_a_plan_is_written_approved_and_opened_again_with_a_reason(group, coordinator, office):
    plan = start_work_plan(actor=coordinator, group=group, year=2007)
    write_work_plan(actor=coordinator, plan=plan, lines=[FORUMS, LineFacts("assembly", 1)], note="두 번은 함께")
    write_work_plan(actor=coordinator, plan=plan, lines=[FORUMS], note="두 번은 함께")
    with pytest.raises(NotAllowedError):
        approve_work_plan(actor=coordinator, plan=plan)
    approve_work_plan(actor=office, plan=plan)
    with pytest.raises(IllegalStepError, match="approved and stays as it is"):
        write_work_plan(actor=coordinator, plan=plan, lines=[])
    with pytest.raises(InvalidInputError, match="say why"):
        reopen_work_plan(actor=office, plan=plan, why=" ")
    stored = WorkPlan.objects.get()
    assert (stored.state, stored.note, lines_of(stored)) == ("approved", "두 번은 함께", [FORUMS])
    reopen_work_plan(actor=office, plan=plan, why="the budget was cut")
    write_work_plan(actor=coordinator, plan=plan, lines=[])
    assert lines_of(WorkPlan.objects.get()) == []
    assert [(act.action, act.changed_fields, act.why) for act in history_of(plan)] == [
        ("write_work_plan", [], ""),
        ("write_work_plan", ["assembly", "forum", "note"], ""),
        ("write_work_plan", ["assembly"], ""),
        ("approve_work_plan", [], ""),
        ("reopen_work_plan", [], "the budget was cut"),
        ("write_work_plan", ["forum", "note"], ""),
    ]


def test_a_plan_starts_as_last_years_plan_was(group, coordinator):
    make_work_plan(group, 2006, state="approved")
    make_activity(group, "fair", starts_at=SOME_TIME - timedelta(days=365), state="held")
    plan = start_work_plan(actor=coordinator, group=group, year=2007)
    assert (plan.state, lines_of(plan)) == ("draft", [FORUMS])


def test_where_there_was_no_plan_it_starts_as_what_was_held(group, coordinator):
    other = make_group(complex=group.complex)
    last_year = {"starts_at": SOME_TIME - timedelta(days=365), "state": "settled"}
    for cost, people in ((70_001, 3), (30_000, 2)):
        forum = make_activity(group, "forum", actual_cost_krw=cost, **last_year)
        for _person in range(people):
            forum.attendances.create(person=make_person(group.programme))
    forum.groups.add(other)
    make_activity(group, "fair", starts_at=SOME_TIME - timedelta(days=365), state="cancelled", planned_cost_krw=9)
    make_activity(group, "training", state="held")
    assert lines_of(start_work_plan(actor=coordinator, group=group, year=2007)) == [LineFacts("forum", 2, 2, 85_001)]


def test_a_plan_can_start_empty_and_only_once_and_only_for_a_year_of_the_programme(group, coordinator):
    make_work_plan(group, 2006)
    assert lines_of(start_work_plan(actor=coordinator, group=group, year=2007, from_last_year=False)) == []
    with pytest.raises(IllegalStepError, match="already"):
        start_work_plan(actor=coordinator, group=group, year=2007)
    for year in (1, 2004, 9999):
        with pytest.raises(InvalidInputError) as refusal:
            start_work_plan(actor=coordinator, group=group, year=year)
        assert refusal.value.field == "year"
    with pytest.raises(NotAllowedError):
        start_work_plan(actor=coordinator, group=make_group(complex=group.complex), year=2007)
    assert WorkPlan.objects.count() == 2


def test_nothing_empty_is_approved(group, office):
    plan = make_work_plan(group, lines=())
    with pytest.raises(InvalidInputError, match="nothing to approve"):
        approve_work_plan(actor=office, plan=plan)
    assert WorkPlan.objects.get().state == "draft"


def test_what_somebody_else_wrote_in_the_meantime_is_not_overwritten(group, coordinator):
    plan = make_work_plan(group)
    seen = rules.fingerprint([FORUMS])
    write_work_plan(actor=coordinator, plan=plan, lines=[LineFacts("fair", 1)], seen=seen)
    with pytest.raises(IllegalStepError, match="Somebody else"):
        write_work_plan(actor=coordinator, plan=plan, lines=[FORUMS], seen=seen)
    assert lines_of(WorkPlan.objects.get()) == [LineFacts("fair", 1)]


@pytest.mark.parametrize("lines", [[LineFacts("forum", 0)], [LineFacts("forum", 367)], [FORUMS, LineFacts("forum", 1)]])
def test_lines_that_mean_nothing_are_refused(group, coordinator, lines):
    plan = make_work_plan(group)
    with pytest.raises(InvalidInputError):
        write_work_plan(actor=coordinator, plan=plan, lines=lines)
    assert lines_of(WorkPlan.objects.get()) == [FORUMS]


def test_the_year_of_a_programme_may_begin_when_the_money_comes(group):
    programme = group.programme
    ProgrammeYear.objects.create(programme=programme, year=2007, starts_on=date(2007, 4, 1), ends_on=date(2008, 3, 31))
    assert [year_of(programme.pk, day).number for day in (date(2007, 4, 1), date(2008, 3, 31), date(2007, 3, 31))] == [2007, 2007, 2007]
    year = year_named(programme.pk, 2007)
    assert (year.first, year.last, year_named(programme.pk, 2006).last) == (date(2007, 4, 1), date(2008, 3, 31), date(2006, 12, 31))
    make_activity(group, state="held")
    row = plan_rows(make_viewer(Role.FUNDER, programme), list(PlanFilter(2007).groups(make_viewer(Role.FUNDER, programme))), year)[0]
    assert row.row.held == 0


def test_the_list_names_who_has_none_and_adds_up(group):
    programme, far = group.programme, make_group(group.programme)
    make_work_plan(group, state="approved")
    make_work_plan(far)
    missing = make_group(complex=group.complex)
    make_group(complex=group.complex, state="closed")
    ended = make_group(complex=group.complex, state="closed")
    make_work_plan(ended, lines=())
    viewer = make_viewer(Role.REVIEWER, programme)

    def listed(**chosen):
        return set(PlanFilter(2007, **chosen).groups(viewer))

    assert listed() == {group, far, missing, ended}
    assert (listed(complex=group.complex_id), listed(complex=make_complex(programme).pk)) == ({group, missing, ended}, set())
    assert [listed(state=state) for state in ("approved", "draft", "missing")] == [{group}, {far, ended}, {missing}]
    totals = plan_totals(PlanFilter(2007).groups(viewer), 2007)
    assert (totals.groups, totals.approved, totals.drafts, totals.missing, totals.times, totals.budget_krw) == (4, 1, 2, 1, 8, 16_000_000)


def test_a_plan_is_written_in_a_table_without_scripts(client, group):
    signed_in(client, Role.COORDINATOR, group, groups=[group])
    make_work_plan(group, 2006)
    start = reverse("meetings:work-plan-start")
    assert "The plan of 2006." in client.get(start, {"group": group.pk, "year": 2007}).content.decode()
    made = client.post(start, {"group": group.pk, "year": 2007, "start_from": "last_year"})
    plan = WorkPlan.objects.get(year=2007)
    assert made.headers["Location"] == plan.get_absolute_url()
    page = client.get(plan.get_absolute_url())
    seen = page.context["form"]["seen"].initial
    typed = {"seen": seen, "times-forum": "3", "people-forum": "", "budget-forum": "3000000", "times-social": "1", "note": "가을에"}
    assert client.post(reverse("meetings:work-plan-lines", args=[plan.pk]), typed).status_code == 302
    assert lines_of(WorkPlan.objects.get(year=2007)) == [LineFacts("forum", 3, None, 3_000_000), LineFacts("social", 1)]
    stale = client.post(reverse("meetings:work-plan-lines", args=[plan.pk]), {**typed, "times-forum": "9"})
    assert (stale.status_code, "Somebody else" in stale.content.decode(), 'value="9"' in stale.content.decode()) == (422, True, True)


def test_a_table_that_was_not_sent_whole_erases_nothing(client, group):
    signed_in(client, Role.COORDINATOR, group, groups=[group])
    plan = make_work_plan(group)
    refused = client.post(reverse("meetings:work-plan-lines", args=[plan.pk]))
    assert (refused.status_code, "The table was not sent whole." in refused.content.decode(), lines_of(plan)) == (422, True, [FORUMS])


def test_half_a_line_and_nonsense_are_said_at_their_fields(client, group):
    signed_in(client, Role.COORDINATOR, group, groups=[group])
    plan = make_work_plan(group)
    typed = {"seen": "x", "times-forum": "-1", "people-fair": "12", "budget-fair": "1e99", "times-mission": "두 번", "note": "900101-1234567"}
    refused = client.post(reverse("meetings:work-plan-lines", args=[plan.pk]), typed)
    assert refused.status_code == 422
    assert sorted(refused.context["form"].errors) == ["budget-fair", "note", "times-fair", "times-forum", "times-mission"]
    assert lines_of(plan) == [FORUMS]


def test_the_office_approves_and_opens_again_on_the_pages(client, group):
    signed_in(client, Role.COMPLEX_MANAGER, group, complexes=[group.complex])
    plan = make_work_plan(group)
    step = [reverse("meetings:work-plan-step", args=[plan.pk, verb]) for verb in ("approve_work_plan", "reopen_work_plan")]
    assert client.post(step[0]).status_code == 302
    approved = client.get(plan.get_absolute_url())
    assert (approved.context["form"], "Approved" in approved.content.decode()) == (None, True)
    assert client.post(reverse("meetings:work-plan-lines", args=[plan.pk]), {"times-forum": 1}).status_code == 422
    assert client.post(step[1], {"why": ""}).status_code == 200
    assert client.post(step[1], {"why": "the budget was cut"}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_who_only_reads_gets_the_figures_and_no_field_and_others_nothing(client, group):
    plan = make_work_plan(group)
    lines, start = reverse("meetings:work-plan-lines", args=[plan.pk]), reverse("meetings:work-plan-start")
    signed_in(client, Role.FUNDER, group)
    assert client.get(plan.get_absolute_url()).context["form"] is None
    assert [client.post(address).status_code for address in (lines, start)] == [403, 403]
    signed_in(client, Role.COORDINATOR, group, groups=[make_group(complex=group.complex)])
    assert client.get(plan.get_absolute_url()).context["form"] is None
    assert [client.post(lines).status_code, client.get(start, {"group": group.pk, "year": 2007}).status_code] == [403, 403]
    signed_in(client, Role.PROGRAMME_OFFICE, make_group())
    addresses = (plan.get_absolute_url(), reverse("meetings:work-plan-step", args=[plan.pk, "approve_work_plan"]))
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get(start, {"group": group.pk, "year": 2007}).status_code == 404


def test_the_list_takes_the_same_number_of_queries_at_1_3_and_50_rows(client, group, django_assert_max_num_queries):
    signed_in(client, Role.PROGRAMME_OFFICE, group)
    numbers = []
    for more in (0, 2, 47):
        for _time in range(more):
            make_group(complex=group.complex)
        for one in group.complex.groups.filter(work_plans=None):
            make_work_plan(one, lines=(("forum", 4, 20, 8_000_000), ("fair", 1, 5, 100)))
            make_activity(one, "forum", state="held", planned_cost_krw=5).groups.add(group)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse("meetings:work-plan-list"), {"year": 2007}).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


def test_nonsense_in_the_address_of_the_list_filters_nothing(client, group):
    signed_in(client, Role.FUNDER, group)
    shown = client.get(reverse("meetings:work-plan-list"), {"year": "99999999999999999999", "complex": "x", "state": "y"})
    assert (shown.status_code, shown.context["year"]) == (200, group.programme.today().year)
