from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from factories import make_group, make_indicator, make_problem, make_programme, make_user, make_viewer
from threads import make_thread

from minicluster.outcomes.domain.actions import (
    attach_evidence,
    confirm_outcome,
    correct_outcome,
    define_indicator,
    record_claim,
    record_forecast,
    report_outcome,
    set_baseline,
    set_target,
    verify_outcome,
)
from minicluster.outcomes.models import Outcome
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
PERIOD = {"period_from": date(2007, 1, 1), "period_to": date(2007, 6, 30)}


@pytest.fixture
def thread():
    return make_thread()


def report(thread, **facts):
    facts = {"project": thread.project, "realisation": "realised", "value": 3000, **PERIOD, **facts}
    return report_outcome(actor=facts.pop("actor", thread.viewers.coordinator), indicator=facts.pop("indicator", thread.indicator), **facts)


def test_an_outcome_is_reported_evidenced_verified_and_confirmed(thread):
    outcome = report(thread)
    assert (outcome.organisation, outcome.group, outcome.problem) == (thread.firm, thread.group, thread.problem)
    attach_evidence(actor=thread.viewers.firm, outcome=outcome, title="수출 계약서", where_kept="원주 2007-31, 추진단")
    verify_outcome(actor=thread.viewers.office, outcome=outcome)
    confirm_outcome(actor=thread.viewers.office, outcome=outcome)
    assert Outcome.objects.get(pk=outcome.pk).state == "confirmed"
    assert [entry.action for entry in history_of(outcome)] == ["report_outcome", "attach_evidence", "verify_outcome", "confirm_outcome"]


def test_whoever_reported_it_does_not_verify_it(thread):
    user = make_user(Role.PROGRAMME_OFFICE, thread.group.programme)
    reporter = replace(thread.viewers.office, user_id=user.pk)
    outcome = report(thread, actor=reporter)
    attach_evidence(actor=reporter, outcome=outcome, title="계약서", where_kept="보관함")
    with pytest.raises(NotAllowedError, match="somebody else has to verify it"):
        verify_outcome(actor=reporter, outcome=outcome)
    assert Outcome.objects.get(pk=outcome.pk).state == "evidenced"
    verify_outcome(actor=replace(reporter, user_id=make_user(Role.PROGRAMME_OFFICE, thread.group.programme).pk), outcome=outcome)
    assert Outcome.objects.get(pk=outcome.pk).state == "verified"


def test_nothing_is_verified_without_evidence(thread):
    with pytest.raises(IllegalStepError):
        verify_outcome(actor=thread.viewers.office, outcome=report(thread))


def test_evidence_is_a_file_or_a_place(thread):
    outcome = report(thread)
    with pytest.raises(InvalidInputError, match="choose a file"):
        attach_evidence(actor=thread.viewers.firm, outcome=outcome, title="계약서", where_kept=" ")
    assert (outcome.evidence.count(), Outcome.objects.get(pk=outcome.pk).state) == (0, "reported")


def test_a_correction_is_a_new_entry_and_the_old_one_stays(thread):
    wrong = report(thread, value=30000)
    right = correct_outcome(actor=thread.viewers.coordinator, outcome=wrong, why="a nought too many", value=3000)
    wrong.refresh_from_db()
    assert (wrong.value, wrong.state, right.value, right.state, right.corrects) == (30000, "corrected", 3000, "reported", wrong)
    assert (right.indicator, right.period_from, right.project) == (wrong.indicator, wrong.period_from, wrong.project)
    with pytest.raises(IllegalStepError):
        correct_outcome(actor=thread.viewers.coordinator, outcome=wrong, why="again", value=1)


def test_a_correction_needs_its_reason_and_a_possible_value(thread):
    outcome = report(thread)
    with pytest.raises(InvalidInputError, match="say why"):
        correct_outcome(actor=thread.viewers.coordinator, outcome=outcome, why="", value=1)
    with pytest.raises(InvalidInputError, match="between 0 and 1"):
        correct_outcome(actor=thread.viewers.coordinator, outcome=outcome, why="wrong", contribution_share=Decimal(2))
    assert Outcome.objects.get(pk=outcome.pk).state == "reported"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"contribution_share": 1.01}, "contribution_share"),
        ({"period_to": date(2006, 12, 31)}, "period_from"),
        ({"period_from": date(2990, 1, 1), "period_to": date(2990, 1, 2)}, "period_from"),
        ({"project": None}, ""),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(thread, facts, field):
    before = Outcome.objects.count()
    with pytest.raises(InvalidInputError) as refusal:
        report(thread, **facts)
    assert (refusal.value.field, Outcome.objects.count()) == (field, before)


def test_another_programmes_indicator_or_problem_is_not_there(thread):
    with pytest.raises(NotVisibleError):
        report(thread, indicator=make_indicator(make_programme()))
    with pytest.raises(NotVisibleError):
        report(thread, project=None, problem=make_problem())


def test_a_firm_reports_its_own_outcomes_only(thread):
    other = make_problem(thread.group)
    with pytest.raises(NotAllowedError):
        report(thread, project=None, problem=other, actor=thread.viewers.firm)
    assert report(thread, actor=thread.viewers.firm).state == "reported"


def test_figures_are_set_for_the_programme_a_complex_or_a_group():
    group = make_group()
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    manager = make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex])
    indicator = make_indicator(group.programme)
    figures = [
        set_baseline(actor=office, indicator=indicator, year=2003, value=Decimal(67)),
        set_baseline(actor=office, indicator=indicator, year=2003, value=Decimal(7), complex=group.complex),
        set_target(actor=manager, indicator=indicator, year=2008, value=Decimal(139), complex=group.complex),
        record_forecast(actor=manager, indicator=indicator, year=2008, value=Decimal(130), low=Decimal(120), high=Decimal(140), method="추세", group=group),
    ]
    assert [str(figure) for figure in figures] == ["Exports 2003: 67", "Exports 2003: 7", "Exports 2008: 139", "Exports 2008: 130"]
    with pytest.raises(NotAllowedError):
        set_target(actor=manager, indicator=indicator, year=2008, value=Decimal(1))
    with pytest.raises(InvalidInputError, match="between its lower and its upper bound"):
        record_forecast(actor=office, indicator=indicator, year=2008, value=Decimal(1), low=Decimal(2), high=Decimal(3), method="추세")


def test_an_indicator_and_a_claim_are_recorded_once():
    programme = make_programme()
    office = make_viewer(Role.PROGRAMME_OFFICE, programme)
    indicator = {"slug": "jobs", "level": "impact", "name_ko": "고용", "name_en": "Jobs", "unit": "persons"}
    define_indicator(actor=office, **indicator)
    with pytest.raises(InvalidInputError, match="exists already"):
        define_indicator(actor=office, **indicator)
    claim = {"code": "a-1", "topic": "exports", "scope": "programme", "kind": "forecast", "statement_ko": "전망", "statement_en": "forecast"}
    first = record_claim(actor=office, **claim, source="paper")
    second = record_claim(actor=office, **{**claim, "code": "a-2"}, source="paper", conflicts_with=[first])
    assert list(first.conflicts_with.all()) == [second]
    with pytest.raises(InvalidInputError, match="recorded already"):
        record_claim(actor=office, **claim, source="other")
    with pytest.raises(InvalidInputError, match="needs its source"):
        record_claim(actor=office, **{**claim, "code": "a-3"}, source=" ")
