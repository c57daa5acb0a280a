"""The truth that is built into the demonstration's firms, and whether estimates find it. No database."""

import math

import pytest
from planned_panels import SHARED, built_in_effect, planned_panel

from minicluster.analytics.impact import ImpactColumns, impact, read_cohorts
from minicluster.analytics.impact.limits import decline_before_entry
from minicluster.demonstration.comparison_firms import OUTSIDE, plan_comparison
from minicluster.demonstration.firm_courses import BOOM, EFFECTS, HEAD_START, PERSISTENCE, effect_of, yearly_figures
from minicluster.demonstration.quotas import seeded
from minicluster.demonstration.yearly_sums import Sum, added_up, rounded, sums_of, targets_of, with_past
from minicluster.members.rules import FirmSize
from minicluster.outcomes.domain.firm_panel import COVARIATES, OUTCOME, TREATED_FROM, UNIT, YEAR
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, OutsideComplex
from minicluster.outcomes.rules import ImpactMeasure

SCALE = 0.3
# Joins after the last year: it has the head start, and no effect yet.
LATER = 2008


def course(treated_from, seed=1, begins=1990):
    """A large firm's figures by year: rounding is nothing to it."""
    found = yearly_figures(seeded(seed, "a firm"), FirmSize.LARGE, (0.3,), begins=begins, treated_from=treated_from)
    return {figures["year"]: figures for figures in found}


@pytest.mark.parametrize("figure", EFFECTS)
def test_membership_adds_what_is_said_from_the_year_of_joining_on(figure):
    with_it, without_it = course(2006), course(LATER)
    gained = [math.log(with_it[year][figure] / without_it[year][figure]) for year in range(2003, 2008)]
    assert gained == pytest.approx([0, 0, 0, *EFFECTS[figure]], abs=2e-3)
    assert [effect_of(figure, year, 2006) for year in range(2003, 2008)] == [0, 0, 0, *EFFECTS[figure]]


def test_those_who_will_join_run_ahead_before_they_do_and_go_on_running_ahead():
    ahead = [math.log(course(LATER)[year]["sales_krw"] / course(None)[year]["sales_krw"]) for year in range(2003, 2008)]
    assert ahead == pytest.approx([0, *(HEAD_START * (1 + PERSISTENCE * years) for years in range(4))], abs=1e-3)


def test_all_firms_share_the_boom():
    growth = [
        math.log(two[year]["sales_krw"] / two[year - 1]["sales_krw"]) - BOOM[year] for seed in range(400) for two in [course(None, seed)] for year in BOOM
    ]
    assert sum(growth) / len(growth) == pytest.approx(0, abs=0.01)


def test_a_firm_founded_during_the_boom_has_no_lead_of_a_year_it_did_not_have():
    assert list(course(2007, begins=2005)) == [2005, 2006, 2007]
    assert course(LATER, begins=2005)[2006] == course(None, begins=2005)[2006]


@pytest.mark.parametrize("measure", [ImpactMeasure.SALES, ImpactMeasure.EMPLOYEES])
def test_the_naive_figure_overshoots_and_like_set_against_like_finds_the_truth(measure):
    panel = planned_panel(SCALE, 2007, measure)
    found = impact(panel.rows, unit=UNIT, time=YEAR, treated_from=TREATED_FROM, outcome=OUTCOME, covariates=COVARIATES, placebos=20)
    truth = built_in_effect(panel)
    rows = {(row["estimator"], row["aggregate"], row["method"], row["compared_with"]): row for row in found.estimates.iter_rows(named=True)}
    raw, naive, matched = (next(row for key, row in rows.items() if key[0] == name) for name in ("raw change", "naive difference-in-differences", "matched"))
    staggered = next(row for key, row in rows.items() if key[:3] == ("staggered", "simple", "dr") and key[3].startswith("never"))
    assert naive["estimate"] - truth > 3 * naive["error"]
    assert raw["estimate"] > naive["estimate"]
    assert staggered["lower"] <= truth <= staggered["upper"]
    assert matched["lower"] <= truth <= matched["upper"]
    assert "selection_on_growth" in {limit.code for limit in found.cannot_show}


def test_the_selection_can_be_seen_before_entry():
    panel = planned_panel(SCALE, 2007, ImpactMeasure.SALES)
    slope = decline_before_entry(read_cohorts(panel.rows, ImpactColumns(UNIT, YEAR, TREATED_FROM, OUTCOME)))
    assert slope.lower > 0


def test_comparison_firms_stand_in_all_complexes_and_in_five_that_say_they_are_invented():
    plan = plan_comparison(SHARED.complexes, scale=1, seed=2007)
    firms = plan.rows[ComparisonFirm]
    inside = [row for row in firms if "complex_id" in row]
    assert (len(inside), len(firms) - len(inside)) == (pytest.approx(1.2 * 1800, abs=4), 5 * 160)
    assert {row["complex_id"] for row in inside} == set(SHARED.complexes.values())
    assert all("가상" in row["name_ko"] and "Invented" in row["name_en"] and row["invented"] for row in plan.rows[OutsideComplex])
    assert len(plan.rows[OutsideComplex]) == len(OUTSIDE) == 5
    assert len({row["code"] for row in firms}) == len(firms)
    assert all(row["invented"] for row in firms)
    assert {row["source"] for row in plan.rows[ComparisonYear]} == {"시연을 위한 가상 수치"}


def test_at_any_scale_there_are_firms_to_compare_with():
    plan = plan_comparison(SHARED.complexes, scale=0.001, seed=2007)
    assert len(plan.rows[ComparisonFirm]) == 12 * 6
    assert plan.digest() == plan_comparison(SHARED.complexes, scale=0.001, seed=2007).digest()


def figures(sales, exports=0):
    return {"sales_krw": sales, "exports_usd": exports, "production_krw": sales, "employees": 5}


def test_a_firm_without_exports_is_not_behind_a_sum_of_exports():
    sums = sums_of([(1, 2003, figures(10, 4)), (1, 2003, figures(20))])
    assert (sums[1, "sales", 2003], sums[1, "exports", 2003]) == (Sum(30, 2), Sum(4, 1))


def test_the_past_leads_up_to_the_first_year_with_fewer_firms_and_does_not_depend_on_keys():
    sums = sums_of([(1, year, figures(10**9, 10**5)) for year in (2003, 2004) for _firm in range(20)])
    past = with_past(sums, {1: "wonju/led"}, 2007)
    assert {year for _group, _indicator, year in past} == set(range(1999, 2005))
    assert past[1, "sales", 1999].value < past[1, "sales", 2003].value
    assert [past[1, "sales", year].firms for year in (1999, 2001, 2003)] == [17, 18, 20]
    moved = with_past({(9, *rest): own for (_group, *rest), own in sums.items()}, {9: "wonju/led"}, 2007)
    assert moved[9, "exports", 1999] == past[1, "exports", 1999]
    assert added_up({**past, **moved}, {1: 7, 9: 7})[7, "sales", 2004] == Sum(2 * 20 * 10**9, 40)


def test_targets_lie_above_the_baseline_and_are_round():
    sums = sums_of([(1, 2004, figures(123_456_789))])
    aims = targets_of(sums, {1: "wonju/led"}, 2007)
    assert aims[1, "sales"] > 123_456_789
    assert aims[1, "sales"] == rounded(aims[1, "sales"])
    assert aims[1, "exports"] == 0
