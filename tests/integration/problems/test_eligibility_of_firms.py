"""Whether a firm may apply, from its records: inside and outside of the complex, by size and industry, once a year, with what to bring."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from factories import make_complex, make_firm, make_group, make_organisation, make_project, make_support_programme, make_user, make_viewer

from minicluster.members.models import OrganisationClassification, OrganisationSize, Site
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems.domain import actions
from minicluster.problems.domain.eligibility import calls_with_conditions, eligibility_of
from minicluster.problems.domain.queries import support_for_problem
from minicluster.problems.models import Project

pytestmark = pytest.mark.django_db


class Market:
    """A call that asks for everything, and a firm that has it."""

    def __init__(self, stage):
        self.stage, self.firm, today = stage, stage.firm, stage.today
        self.office = make_viewer(Role.PROGRAMME_OFFICE, stage.programme)
        long_ago = today - timedelta(days=900)
        self.site = Site.objects.create(organisation=self.firm, complex=stage.group.complex, valid_from=long_ago)
        self.size = OrganisationSize.objects.create(organisation=self.firm, size="sme", valid_from=long_ago)
        OrganisationClassification.objects.create(organisation=self.firm, code="29", is_primary=True)
        self.support = make_support_programme(stage.programme)
        self.call = self.register()

    def register(self, **facts):
        asked = {
            "opens_on": self.stage.today, "closes_on": self.stage.today + timedelta(days=30), "cap_krw": 100_000_000, "minimum_partners": 2,
            "state_share_by_size": {"sme": 0.75, "mid": 0.5}, "complexes": [self.stage.group.complex], "sizes": ["sme", "micro"], "industry_codes": ["27", "29"],
            "asks_membership": True,
        }  # fmt: skip
        return actions.register_call(actor=self.office, support_programme=self.support, **{**asked, **facts})

    def verdicts(self, *, viewer=None, **options):
        calls = calls_with_conditions(self.stage.programme.pk).filter(pk=self.call.pk)
        answer = eligibility_of(viewer or self.stage.firm_user, self.firm, calls, **options)[0]
        return answer, {line.rule: line.verdict for line in answer.lines}


@pytest.fixture
def market(stage):
    return Market(stage)


def test_a_firm_that_meets_every_condition_is_told_what_a_plan_must_still_bring(market):
    answer, verdicts = market.verdicts()
    assert verdicts == {
        "window": "yes", "site_in_complex": "yes", "size_class": "yes", "industry": "yes", "membership": "yes", "co_funding": "unknown", "cap": "unknown",
        "partners": "unknown", "once_a_year": "yes", "double_funding": "yes",
    }  # fmt: skip
    assert (answer.verdict, answer.eligible) == ("unknown", None)
    assert [line.cure for line in answer.to_bring] == [
        "Plan a budget in which public money is at most 75%.",
        "Plan a budget with at most KRW 100,000,000 of public money.",
        "Name at least 2 partners, the firm among them.",
    ]


def test_a_plan_that_keeps_to_it_is_eligible_and_one_that_does_not_is_told_why(market):
    project = make_project(market.stage.problem(), call=market.call)
    project.partners.create(organisation=market.firm, role="lead")
    project.partners.create(organisation=make_organisation(market.stage.programme, kind="university"), role="expert")
    for source, krw in (("state", 75_000_000), ("firm", 25_000_000)):
        project.budget.create(source=source, planned_krw=krw)
    assert market.verdicts(project=project)[0].eligible is True
    project.budget.filter(source="firm").update(planned_krw=24_000_000)
    answer, _verdicts = market.verdicts(project=project)
    assert [(line.rule, line.fact) for line in answer.against] == [("co_funding", answer.against[0].fact)]
    assert "Public share of the plan: 76%." in answer.against[0].fact


def test_a_firm_that_moved_away_is_outside_from_that_day_on_and_sees_the_fact(market):
    market.site.valid_to = market.stage.today
    market.site.save()
    assert market.verdicts()[1]["site_in_complex"] == "unknown"
    Site.objects.create(organisation=market.firm, complex=None, valid_from=market.stage.today)
    answer, _verdicts = market.verdicts()
    (line,) = answer.against
    assert answer.eligible is False
    assert (line.rule, line.fact.startswith("Site: outside of any complex since"), line.cure.startswith("Only for sites in: ")) == (
        "site_in_complex",
        True,
        True,
    )
    assert market.verdicts(day=market.stage.today - timedelta(days=1))[1]["site_in_complex"] == "yes"


def test_membership_is_asked_for_by_some_calls_and_is_never_enough(market):
    stranger = make_organisation(market.stage.programme)
    looks_after = make_viewer(Role.PROGRAMME_OFFICE, market.stage.programme)
    calls = calls_with_conditions(market.stage.programme.pk)
    answer = eligibility_of(looks_after, stranger, calls)[0]
    assert {line.rule: line.verdict for line in answer.lines}["membership"] == "no"
    member_outside = make_firm(market.stage.group)
    Site.objects.create(organisation=member_outside, complex=make_complex(market.stage.programme), valid_from=market.stage.today)
    verdicts = {line.rule: line.verdict for line in eligibility_of(looks_after, member_outside, calls)[0].lines}
    assert (verdicts["membership"], verdicts["site_in_complex"], verdicts["size_class"]) == ("yes", "no", "unknown")


def test_once_a_year_and_not_twice_for_the_same_work(market):
    problem, other = market.stage.problem(), market.stage.problem()
    project = make_project(problem, call=market.register(), state="running", planned_at=market.stage.programme.now(), starts_on=market.stage.today)
    project.partners.create(organisation=market.firm, role="lead")
    assert market.verdicts(problem=problem)[1]["once_a_year"] == "no"
    assert [market.verdicts(**work)[1]["double_funding"] for work in ({"problem": problem}, {"problem": other}, {})] == ["no", "yes", "unknown"]
    Project.objects.update(state="rejected")
    assert [market.verdicts(problem=problem)[1][rule] for rule in ("once_a_year", "double_funding")] == ["yes", "yes"]


def test_support_counts_to_the_year_in_which_its_call_closes_however_early_it_was_planned(market):
    today = market.stage.today
    last_year = market.register(opens_on=today - timedelta(days=400), closes_on=today.replace(year=today.year - 1, month=12, day=1))
    project = make_project(market.stage.problem(), call=last_year, state="running", planned_at=market.stage.programme.now())
    project.partners.create(organisation=market.firm, role="lead")
    assert market.verdicts()[1]["once_a_year"] == "yes"
    Project.objects.update(call=market.call, planned_at=market.stage.programme.now() - timedelta(days=400))
    assert market.verdicts()[1]["once_a_year"] == "no"


def test_a_membership_that_has_ended_since_counts_on_the_days_on_which_it_held(market):
    left_on = market.stage.today - timedelta(days=10)
    for state, days in (("left", ("yes", "no")), ("removed", ("yes", "no")), ("refused", ("no", "no"))):
        market.firm.memberships.update(state=state, valid_from=left_on - timedelta(days=300), valid_to=left_on)
        judged = (left_on - timedelta(days=1), market.stage.today)
        assert tuple(market.verdicts(viewer=market.office, day=day)[1]["membership"] for day in judged) == days, state


def test_every_line_is_told_in_korean_too(market):
    Site.objects.update(complex=None)
    with override("ko"):
        answer, _verdicts = market.verdicts()
        label = answer.label
    assert [line.rule for line in answer.lines if not all(re.search("[가-힣]", text) for text in (line.label, line.fact, line.cure or "가"))] == []
    assert (label, answer.against[0].label) == ("신청 불가", "대상 산업단지에 사업장 보유")


def test_only_the_firm_and_those_who_look_after_it_are_told(market):
    stage = market.stage
    elsewhere = make_firm(make_group(stage.programme))
    for viewer in (stage.expert_viewer, make_viewer(Role.FIRM_USER, stage.programme, organisations=[elsewhere]), make_viewer(Role.FUNDER, stage.programme)):
        with pytest.raises(NotAllowedError):
            market.verdicts(viewer=viewer)
    with pytest.raises(NotVisibleError):
        market.verdicts(viewer=make_viewer(Role.PROGRAMME_OFFICE, make_group().programme))


def test_the_firms_page_says_why_not(market, client):
    client.force_login(make_user(Role.FIRM_USER, market.stage.programme, person=market.stage.contact, organisation=market.firm))
    market.size.size = "large"
    market.size.save()
    address = reverse("problems:organisation-support", args=[market.firm.pk])
    assert address in client.get(market.firm.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert ("Not eligible" in page, "Only for: SME, Micro firm." in page, "The call pays nothing to firms of this size class." in page) == (True, True, True)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_asks_the_database_the_same_number_of_questions_for_any_number_of_calls(market, client, rows):
    for _number in range(rows - 1):
        market.register(groups=[market.stage.group])
    client.force_login(make_user(Role.FIRM_USER, market.stage.programme, person=market.stage.contact, organisation=market.firm))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("problems:organisation-support", args=[market.firm.pk])).content.decode().count("<details>") == rows
    assert len(queries) <= 25
    assert len(queries) == QUERIES.setdefault("page", len(queries))


QUERIES = {}


def test_the_problem_shows_the_calls_for_its_class_to_firm_and_coordinator(market):
    problem = market.stage.problem("diagnosed")
    assert [
        [answer.call for answer in support_for_problem(viewer, problem.show_to(viewer))] for viewer in (market.stage.firm_user, market.stage.coordinator)
    ] == [[market.call]] * 2
    assert support_for_problem(market.stage.office, type(problem).objects.get().show_to(market.stage.office)) == []


def test_a_referral_keeps_the_verdict_of_its_day_and_against_a_no_it_takes_a_reason(market):
    problem = market.stage.problem("diagnosed")
    market.size.size = "mid"
    market.size.save()
    with pytest.raises(InvalidInputError) as refusal:
        actions.refer_to_support(actor=market.stage.coordinator, problem=problem, call=market.call)
    assert (refusal.value.field, "Size class: Mid-size firm" in refusal.value.message) == ("why", True)
    problem.refresh_from_db()
    assert (problem.state, problem.referrals.count()) == ("diagnosed", 0)
    actions.refer_to_support(actor=market.stage.coordinator, problem=problem, call=market.call, why="11월에 중소기업이 됩니다.")
    referral = problem.referrals.get()
    assert (problem.state, referral.verdict, {row["rule"]: row["verdict"] for row in referral.findings}["size_class"]) == ("referred", "no", "no")
    assert history_of(problem).last().why == "11월에 중소기업이 됩니다."


def test_applying_against_a_no_takes_a_reason(market):
    project = actions.plan_project(actor=market.stage.coordinator, introduction=market.stage.introduction("cooperating"), title="열변위 보정", call=market.call)
    for source, krw in (("state", 90_000_000), ("firm", 10_000_000)):
        actions.plan_budget(actor=market.stage.coordinator, project=project, source=source, planned_krw=krw)
    with pytest.raises(InvalidInputError, match="90%"):
        actions.take_project_step(actor=market.stage.coordinator, project=project, verb="apply_for_project")
    actions.plan_budget(actor=market.stage.coordinator, project=project, source="firm", planned_krw=40_000_000)
    actions.take_project_step(actor=market.stage.coordinator, project=project, verb="apply_for_project")
    assert project.state == "applied"


def test_a_call_is_registered_on_its_page(market, client):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, market.stage.programme))
    typed = {
        "opens_on": "2026-01-01", "closes_on": "2026-06-30", "minimum_partners": "1", "complexes": [market.stage.group.complex.pk], "sizes": ["sme"],
        "industry_codes": "27, 291,", "share_sme": "70", "no_double_funding": "on",
    }  # fmt: skip
    assert client.post(reverse("problems:support-programme-call", args=[market.support.pk]), typed).status_code == 302
    call = market.support.calls.latest("pk")
    assert (call.state_share_by_size, call.one_per_year, call.no_double_funding, call.conditions.industry_codes) == ({"sme": 0.7}, False, True, ["27", "291"])
