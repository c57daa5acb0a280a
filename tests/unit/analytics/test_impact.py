"""Estimators of an effect on small panels whose answer is known by hand, and on a simulated programme whose effect is known because it was put in."""

import os
import sys

import numpy as np
import polars as pl
import pytest
from simulated_programmes import programme, true_effect

from minicluster.analytics.impact import ImpactColumns, impact, read_cohorts
from minicluster.analytics.impact.aggregates import KINDS, aggregate
from minicluster.analytics.impact.estimates import error_of
from minicluster.analytics.impact.limits import decline_before_entry, pre_trend_test
from minicluster.analytics.impact.matching import matched_change
from minicluster.analytics.impact.naive import raw_change, two_way_fixed_effects, wrong_signs
from minicluster.analytics.impact.placebos import synthetic_impact
from minicluster.analytics.impact.sensitivity import EventStudy, breakdown, folded_quantile, largest_bend, smoothness_bound
from minicluster.analytics.impact.simplex import simplex_weights
from minicluster.analytics.impact.small_cells import kept_back
from minicluster.analytics.impact.staggered import group_times
from minicluster.analytics.impact.synthetic import synthetic_control, synthetic_did

COLUMNS = ImpactColumns("unit", "time", "joined", "outcome")
SIMULATED = ImpactColumns("firm", "year", "joined", "log_sales", ("decline",), "complex")
DRAWS = 500 if os.environ.get("MINICLUSTER_LONG") else 100
COVERED = (0.93, 0.97) if DRAWS == 500 else (0.89, 1.0)


def cohorts(outcomes, joined, columns=COLUMNS):
    """A panel from a list of outcomes for each unit, times counted from 1."""
    rows = [
        (f"u{unit}", time, since, float(value)) for unit, (row, since) in enumerate(zip(outcomes, joined, strict=True)) for time, value in enumerate(row, 1)
    ]
    return read_cohorts(pl.DataFrame(rows, schema=["unit", "time", "joined", "outcome"], orient="row"), columns)


def simulated(number, **how):
    return programme(np.random.default_rng([2007, number]), **how)


TWO_BY_TWO = cohorts([[1, 4], [3, 8], [2, 3], [4, 5]], [2, 2, None, None])
# One joins at 2, one at 3, two never; effects of 10 and 20 on a common course.
STAGGERED = cohorts([[0, 11, 12], [5, 6, 27], [1, 2, 3], [7, 8, 9]], [2, 3, None, None])


def test_with_two_times_every_estimator_is_the_difference_of_mean_changes():
    assert raw_change(TWO_BY_TWO).value == 4.0
    assert two_way_fixed_effects(TWO_BY_TWO).value == pytest.approx(3.0)
    for method in ("dr", "ipw", "reg"):
        assert aggregate(group_times(TWO_BY_TWO, method=method), "simple").overall == pytest.approx(3.0)


def test_an_error_by_hand():
    # Changes 3 and 5 of the treated, 1 and 1 of the controls: √(Σ (d − 4)² / 2²) = √(2 / 4).
    one = aggregate(group_times(TWO_BY_TWO), "simple")
    assert float(error_of(one.overall_influence, TWO_BY_TWO.cluster)) == pytest.approx(np.sqrt(0.5))


def test_effects_that_were_put_in_come_out_by_cohort_and_time_and_in_every_aggregate():
    found = group_times(STAGGERED)
    assert [(cell.entry, cell.time, round(value, 9)) for cell, value in zip(found.cells, found.effect, strict=True)] == [
        (1, 1, 10.0),
        (1, 2, 10.0),
        (2, 1, 0.0),
        (2, 2, 20.0),
    ]
    assert {by: aggregate(found, by).overall for by in KINDS} == pytest.approx({"simple": 40 / 3, "group": 15.0, "dynamic": 12.5, "calendar": 12.5})


def test_those_not_treated_yet_serve_as_controls_until_they_are():
    everybody = cohorts([[0, 11, 12], [1, 12, 13], [5, 6, 27], [6, 7, 28]], [2, 2, 3, 3])
    found = group_times(everybody, controls="not-yet")
    assert [(cell.entry, cell.time, round(value, 9)) for cell, value in zip(found.cells, found.effect, strict=True)] == [(1, 1, 10.0)]
    with pytest.raises(ValueError, match="Every unit is treated in the end"):
        group_times(everybody, controls="never")


def test_the_naive_figure_counts_some_cells_with_the_wrong_sign_once_effects_grow():
    # Weights 1 − mean of the unit − mean of the time + mean of all: of the early ones 0.2 at times 2 to 4, −0.3 at time 5; of the late ones 0.3.
    grown = cohorts([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1]], [2, 2, 5, 5])
    assert (wrong_signs(grown), wrong_signs(TWO_BY_TWO)) == (0.2, 0.0)


def test_pairs_are_compared_over_the_times_of_their_treated():
    found = matched_change(cohorts([[10, 11, 15], [20, 20, 21], [10, 10.5, 11], [20, 20, 20.5], [15, 15, 99]], [3, 3, None, None, None]))
    assert (found.estimate.value, found.estimate.inference, found.pairs) == (pytest.approx(2.0), "pairs", 2)
    assert found.balance["covariate"].to_list() == ["outcome before", "trend of outcome before"]


def test_without_a_way_back_to_the_probability_neighbours_are_the_closest():
    found = matched_change(cohorts([[10, 11, 15], [9, 9, 9], [1, 1, 1]], [3, None, None]))
    assert (found.estimate.value, found.pairs, "closest" in found.estimate.why) == (4.0, 1, True)


def test_a_mix_of_controls_that_is_the_treated_exactly_gives_the_effect_exactly():
    courses = np.random.default_rng(1).normal(size=(4, 8)).cumsum(axis=1)
    treated = courses[:2].mean(axis=0) + np.where(np.arange(8) >= 6, 5.0, 0.0)
    panel = cohorts([treated, *courses], [7, None, None, None, None])
    found = synthetic_impact(panel, synthetic_control)
    assert found.estimate.value == pytest.approx(5.0, abs=0.01)
    assert found.parts[0].units == pytest.approx([0.5, 0.5, 0, 0], abs=0.01)
    assert (found.estimate.inference, found.placebos, found.estimate.p) == ("placebo", 4, 0.2)


def test_another_level_does_not_disturb_synthetic_difference_in_differences():
    courses = np.random.default_rng(1).normal(size=(6, 8)).cumsum(axis=1)
    raised = [cohorts([courses[0] + level, *courses[1:]], [7, *[None] * 5]) for level in (0, 100)]
    one, other = (synthetic_impact(panel, synthetic_did).estimate for panel in raised)
    assert other.value == pytest.approx(one.value)


def test_placebos_are_drawn_by_cohort_where_controls_are_fewer_than_the_treated():
    generator = np.random.default_rng(4)
    panel = cohorts(generator.normal(size=(12, 6)), [4, 4, 4, 5, 5, 6, 6, *[None] * 5])
    found, again = (synthetic_impact(panel, synthetic_did, draws=30).estimate for _ in range(2))
    assert found == again
    assert (found.inference, found.treated, found.controls, found.error > 0) == ("placebo", 7, 5, True)


def test_the_jackknife_error_is_about_the_spread_over_panels():
    generator = np.random.default_rng(5)
    found = [synthetic_impact(cohorts(generator.normal(size=(30, 5)), [*[4] * 5, *[5] * 5, *[None] * 20]), synthetic_did).estimate for _ in range(15)]
    assert {one.inference for one in found} == {"jackknife"}
    assert np.mean([one.error for one in found]) == pytest.approx(np.std([one.value for one in found]), rel=0.4)


def test_a_mix_needs_two_controls_and_two_times_before():
    assert synthetic_impact(TWO_BY_TWO, synthetic_did).estimate.why == "A mix of controls needs at least two times before the first treatment."
    alone = cohorts([[1, 2, 3], [1, 2, 3]], [3, None])
    assert synthetic_impact(alone, synthetic_did).estimate.why == "A mix of controls needs at least two units that are never treated."


def test_weights_are_a_share_of_one_and_many_problems_are_solved_as_each_by_itself():
    generator = np.random.default_rng(2)
    columns, target = generator.normal(size=(5, 6, 4)), generator.normal(size=(5, 6))
    ridge, end = np.full(5, 0.1), np.full(5, 1e-6)
    together = simplex_weights(columns, target, ridge, end)
    alone = [simplex_weights(columns[each : each + 1], target[each : each + 1], ridge[:1], end[:1])[0] for each in range(5)]
    assert together == pytest.approx(np.array(alone))
    assert together.sum(axis=1) == pytest.approx(np.ones(5))
    assert together.min() >= 0


STUDY = EventStudy(np.array([-3, -2, 0, 1]), np.array([0.01, -0.02, 0.3, 0.4]), np.array([[4, 1, 1, 1], [1, 3, 1, 1], [1, 1, 5, 2], [1, 1, 2, 6]]) * 1e-3)


def test_without_bends_a_straight_difference_in_courses_is_taken_off():
    line = EventStudy(STUDY.steps, 0.05 * (STUDY.steps + 1), STUDY.covariance)
    found = smoothness_bound(line, np.array([0.5, 0.5]), 0.0)
    assert (found.value, found.bias) == (pytest.approx(0.0, abs=1e-9), 0.0)
    assert found.upper == pytest.approx(1.959964 * found.error)


def test_the_more_trends_may_bend_the_wider_the_interval_until_the_finding_is_gone():
    target = np.array([1.0, 0.0])
    widths = [(one := smoothness_bound(STUDY, target, bend)).upper - one.lower for bend in (0.0, 0.02, 0.1, 0.5)]
    assert widths == sorted(widths)
    gone = breakdown(STUDY, target)
    assert smoothness_bound(STUDY, target, gone * 0.99).lower > 0 > smoothness_bound(STUDY, target, gone * 1.01).lower


def test_no_other_loads_give_a_shorter_interval():
    target, bend = np.array([1.0, 0.0]), 0.05
    found = smoothness_bound(STUDY, target, bend)
    half = (found.upper - found.lower) / 2
    # Loads on −3 and −2 that take a straight line off: 2 l₁ + l₂ = 1. Bends at −2, −1 and 0.
    for load in np.linspace(-1, 1, 401):
        loads = np.array([load, 1 - 2 * load, 1.0, 0.0])
        error = np.sqrt(loads @ STUDY.covariance @ loads)
        bias = bend * (abs(load) + 1.0)
        assert half <= error * folded_quantile(bias / error, 0.05) + 1e-6


def test_the_interval_covers_whatever_bend_is_allowed():
    generator, root = np.random.default_rng(6), np.linalg.cholesky(STUDY.covariance)
    bend, target, covered = 0.05, np.array([0.0, 1.0]), []
    # The worst course: it bends at −1 and at 0.
    course = np.array([0.0, 0.0, bend, 3 * bend])
    for _ in range(400):
        drawn = EventStudy(STUDY.steps, np.array([0, 0, 0.3, 0.3]) + course + root @ generator.normal(size=4), STUDY.covariance)
        bound = smoothness_bound(drawn, target, bend)
        covered.append(bound.lower <= 0.3 <= bound.upper)
    assert 0.92 <= np.mean(covered) <= 1.0


def test_the_largest_bend_seen_takes_three_times():
    assert (largest_bend(STUDY), largest_bend(EventStudy(STUDY.steps[1:], STUDY.effect[1:], STUDY.covariance[1:, 1:]))) == (
        pytest.approx(0.05),
        pytest.approx(np.nan, nan_ok=True),
    )


def test_a_small_cohort_is_kept_back_and_whatever_would_give_it_away():
    generator = np.random.default_rng(7)
    panel = cohorts(generator.normal(size=(20, 5)), [*[3] * 2, *[4] * 6, *[5] * 5, *[None] * 7])
    found = group_times(panel)
    aggregates = [aggregate(found, by) for by in KINDS]
    hidden = kept_back(found, aggregates, 3)
    small = np.array([cell.entry == 2 for cell in found.cells])
    assert hidden.cells[small].all()
    # The simple figure is told, and for its sake the next smallest cohort is not; the largest is.
    assert hidden.overalls.tolist() == [False, True, True, True]
    assert {cell.entry for cell, hide in zip(found.cells, hidden.cells, strict=True) if not hide} == {3}
    # Nobody finds a figure of the small cohort: whatever is added to what is published, another cohort's unknown effect stays in it.
    published = [one.weight[~part] for one, part in zip(aggregates, hidden.parts, strict=True)] + [aggregates[0].overall_weight[None]]
    mixes = np.concatenate(published)
    unknown = mixes[(mixes[:, hidden.cells] != 0).any(axis=1)]
    assert len(unknown) == 1
    assert (unknown[:, hidden.cells & ~small] != 0).any()


def test_nothing_is_kept_back_where_all_cohorts_are_large_enough():
    found = group_times(cohorts(np.random.default_rng(7).normal(size=(20, 5)), [*[3] * 5, *[4] * 6, *[None] * 9]))
    hidden = kept_back(found, [aggregate(found, by) for by in KINDS], 3)
    assert (hidden.cells.sum(), hidden.overalls.sum(), [part.sum() for part in hidden.parts]) == (0, 0, [0, 0, 0, 0])


def few_firms():
    return pl.DataFrame(
        [(f"u{unit}", time, 3 if unit < 2 else None, unit + time * 1.0 + (unit * time) % 3) for unit in range(8) for time in (1, 2, 3, 4)],
        schema=["unit", "time", "joined", "outcome"],
        orient="row",
    )


def test_of_two_firms_no_figure_is_told_anywhere():
    found = impact(few_firms(), treated_from="joined")
    assert found.estimates.select(pl.col("estimate", "error", "lower", "upper", "p").is_nan().all()).row(0) == (True,) * 5
    assert found.balance["treated"].is_nan().all()
    assert (found.sensitivity.height, found.cannot_show[0].code) == (0, "kept_back")
    for table in (found.group_times, found.cohorts, found.event_study, found.calendar):
        assert table["estimate"].is_nan().all()


def test_a_case_study_of_a_public_unit_has_its_figures():
    found = impact(few_firms(), treated_from="joined", case_study=True)
    assert found.estimates["estimate"].is_nan().sum() == 0


def test_the_sensitivity_leaves_out_cohorts_that_are_kept_back():
    values = np.random.default_rng(10).normal(size=(40, 5))
    rows = [
        (unit, time, 3 if unit < 2 else 4 if unit < 12 else 5 if unit < 22 else None, values[unit, time - 1]) for unit in range(40) for time in (1, 2, 3, 4, 5)
    ]
    panel = pl.DataFrame(rows, schema=["unit", "time", "joined", "outcome"], orient="row")
    shown = impact(panel, treated_from="joined", placebos=2)
    left = shown.group_times.filter(pl.col("estimate").is_not_nan())["treated_from"].unique().to_list()
    assert left == [5]
    alone = impact(panel.filter(pl.col("joined").is_null() | (pl.col("joined") == 5)), treated_from="joined", placebos=2)
    assert shown.sensitivity.equals(alone.sensitivity)


def test_selection_on_decline_is_told_from_the_data():
    fallen = np.random.default_rng(9).normal(scale=0.1, size=(20, 4)) - np.where(np.arange(20)[:, None] < 10, 1.0, 0.0) * np.arange(4)
    rows = [(unit, time, 4 if unit < 10 else None, fallen[unit, time - 1]) for unit in range(20) for time in (1, 2, 3, 4)]
    found = impact(pl.DataFrame(rows, schema=["unit", "time", "joined", "outcome"], orient="row"), treated_from="joined", placebos=5)
    told = {limit.code: limit for limit in found.cannot_show}
    assert list(told)[-5:] == ["unseen_selection", "spillovers", "survivors", "anticipation", "these_only"]
    assert told["selection_on_decline"].text.startswith("Before they joined, the treated fell behind those who did not join by ")
    assert told["selection_on_decline"].figures["slope"] == pytest.approx(-1.0, abs=0.1)


def test_decline_before_entry_is_measured_against_those_not_treated_yet():
    falling = cohorts([[4, 2, 9], [5, 3, 9], [1, 1, 1], [2, 2.5, 2]], [3, 3, None, None])
    assert decline_before_entry(falling).value == pytest.approx(-2.25)
    assert decline_before_entry(TWO_BY_TWO).why == "There is one time before entry: it has no trend."


def test_courses_that_differ_before_entry_are_found_by_the_wald_test():
    generator = np.random.default_rng(8)
    level = generator.normal(scale=0.1, size=(60, 5))
    apart = level + np.where(np.arange(60)[:, None] < 30, 1.0, 0.0) * np.arange(5)
    joined = [*[4] * 30, *[None] * 30]
    assert pre_trend_test(group_times(cohorts(apart, joined)))[1:] == (2, pytest.approx(0.0, abs=1e-12))
    assert pre_trend_test(group_times(cohorts(level, joined)))[2] > 0.01


def test_the_naive_estimate_is_biased_and_the_staggered_one_covers_the_truth(capsys):
    """Seven complexes one after another, selection on decline: 100 draws, 500 when MINICLUSTER_LONG=1."""
    truth, naive, staggered, covered, naive_covered = true_effect(), [], [], [], []
    for number in range(DRAWS):
        panel = read_cohorts(simulated(number), ImpactColumns("firm", "year", "joined", "log_sales", ("decline",)))
        one, plain = aggregate(group_times(panel), "simple"), two_way_fixed_effects(panel)
        error = float(error_of(one.overall_influence, panel.cluster))
        staggered.append(one.overall)
        naive.append(plain.value)
        covered.append(abs(one.overall - truth) <= 1.959964 * error)
        naive_covered.append(plain.lower <= truth <= plain.upper)
    share, naive_share = np.mean(covered), np.mean(naive_covered)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{DRAWS} programmes, effect {truth:.4f}: staggered {np.mean(staggered):.4f}, covers {share:.1%}; naive {np.mean(naive):.4f}, covers {naive_share:.1%}\n"
        )
    assert COVERED[0] <= share <= COVERED[1]
    assert abs(np.mean(staggered) - truth) < 0.1 * truth
    assert np.mean(naive) < truth / 2
    assert naive_share < 0.5


def test_errors_by_complex_are_those_of_its_firms_together():
    panel = read_cohorts(simulated(1, shock=0.1), SIMULATED)
    one = aggregate(group_times(panel), "simple")
    by_complex = np.array([one.overall_influence[panel.cluster == place].sum() for place in range(12)])
    assert float(error_of(one.overall_influence, panel.cluster)) == pytest.approx(np.sqrt((by_complex**2).sum()) / 360)


def test_a_cohort_larger_than_the_controls_has_placebos_of_fewer_units_and_says_so():
    generator = np.random.default_rng(4)
    rows = [(unit, time, 3 if unit < 7 else None, unit + time + generator.normal()) for unit in range(12) for time in range(1, 6)]
    found = impact(pl.DataFrame(rows, schema=["unit", "time", "joined", "outcome"], orient="row"), treated_from="joined", placebos=20)
    told = found.estimates.filter(pl.col("estimator") == "synthetic difference-in-differences").row(0, named=True)
    assert (told["inference"], told["treated"], told["controls"], told["error"] > 0) == ("placebo", 7, 5, True)
    assert told["why"].startswith("Fewer units were never treated than treated at once")
