"""Published effects come out again. These tests need ../shared/data/measure beside the checkout and are skipped where it is absent."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from minicluster.analytics.impact import impact, matched_difference, read_cohorts, searched_importance, weights_on_predictors
from minicluster.analytics.impact.cohorts import ImpactColumns

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "measure"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/measure is not here")

COUNTIES = {"unit": "countyreal", "time": "year", "treated_from": "first.treat", "outcome": "lemp"}
SCENARIOS = {
    "mpdta_nev_dr": {"method": "dr", "controls": "never"},
    "mpdta_nyt_dr": {"method": "dr", "controls": "not-yet"},
    "mpdta_nev_reg_cov": {"method": "reg", "controls": "never", "covariates": ["lpop"]},
    "mpdta_nev_ipw": {"method": "ipw", "controls": "never"},
}
EXACT = 1e-8
PARTS = {"group": "cohorts", "dynamic": "event_study", "calendar": "calendar"}
LALONDE = ["age", "educ", "black", "hispan", "married", "nodegree", "re74", "re75"]


@pytest.fixture(scope="module")
def counties():
    return {name: impact(DATA / "mpdta.csv", **COUNTIES, **asked, placebos=5) for name, asked in SCENARIOS.items()}


@pytest.fixture(scope="module")
def california():
    packs = pl.read_csv(DATA / "california_prop99.csv", separator=";").with_columns(since=pl.when(pl.col("State") == "California").then(1989))
    return impact(packs, unit="State", time="Year", treated_from="since", outcome="PacksPerCapita", case_study=True)


def expected(name, scenario):
    return pl.read_csv(DATA / f"mpdta_reference_{name}.csv", null_values="NA").filter(pl.col("scenario") == scenario)


def row(found, **which):
    return found.estimates.row(by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in which.items()), named=True)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_group_time_effects_and_errors_are_those_of_the_reference(counties, scenario):
    found, told = counties[scenario].group_times, expected("group_time", scenario)
    assert found.select("treated_from", "time").rows() == told.select("group", "t").rows()
    assert found["estimate"].to_numpy() == pytest.approx(told["att"].to_numpy(), abs=EXACT)
    assert found["error"].to_numpy() == pytest.approx(told["se"].to_numpy(), abs=EXACT)


@pytest.mark.parametrize("by", PARTS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_parts_of_aggregates_are_those_of_the_reference(counties, scenario, by):
    found, told = getattr(counties[scenario], PARTS[by]), expected("aggregates", scenario).filter(pl.col("type") == by)
    assert found.to_series(0).to_list() == told["egt"].to_list()
    assert found["estimate"].to_numpy() == pytest.approx(told["att_egt"].to_numpy(), abs=EXACT)
    assert found["error"].to_numpy() == pytest.approx(told["se_egt"].to_numpy(), abs=EXACT)


@pytest.mark.parametrize("by", ["simple", "group", "dynamic", "calendar"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_overall_figures_are_those_of_the_reference(counties, scenario, by):
    asked = SCENARIOS[scenario]
    found = row(counties[scenario], estimator="staggered", aggregate=by, method=asked["method"], compared_with=asked["controls"])
    told = expected("aggregates", scenario).filter(pl.col("type") == by)
    assert (found["estimate"], found["error"]) == pytest.approx((told["overall_att"][0], told["overall_se"][0]), abs=EXACT)


def test_the_published_minimum_wage_figures_to_the_last_digit_printed(counties):
    found = {
        by: round(row(counties["mpdta_nev_dr"], estimator="staggered", aggregate=by, method="dr", compared_with="never")["estimate"], 6)
        for by in ("simple", "group", "dynamic", "calendar")
    }
    assert found == {"simple": -0.039951, "group": -0.031018, "dynamic": -0.07724, "calendar": -0.0417}
    simple = row(counties["mpdta_nyt_dr"], estimator="staggered", aggregate="simple", method="dr", compared_with="not-yet")
    assert round(simple["estimate"], 7) == -0.0397636


def test_naive_figures_stand_beside_the_others(counties):
    naive = row(counties["mpdta_nev_dr"], estimator="naive difference-in-differences")
    assert (round(naive["estimate"], 5), naive["inference"]) == (-0.03655, "clustered")
    assert counties["mpdta_nev_dr"].estimates["estimator"].unique(maintain_order=True).to_list() == [
        "raw change",
        "naive difference-in-differences",
        "matched",
        "staggered",
        "synthetic difference-in-differences",
        "synthetic control",
    ]


def test_california_by_three_estimators_with_placebos(california):
    found = {name: row(california, estimator=name) for name in ("synthetic difference-in-differences", "synthetic control", "naive difference-in-differences")}
    assert [round(told["estimate"], 4) for told in found.values()] == [-15.6038, -19.6197, -27.3491]
    assert [told["inference"] for told in found.values()] == ["placebo", "placebo", "clustered"]
    # Of 39 states none has so large a ratio of misfits by synthetic difference-in-differences.
    assert found["synthetic difference-in-differences"]["p"] == pytest.approx(1 / 39)
    assert all(told["lower"] < told["estimate"] < told["upper"] for told in found.values())


def test_california_is_told_to_have_been_on_another_course_before(california):
    assert [limit.code for limit in california.cannot_show][:4] == ["no_sensitivity", "selection_on_decline", "trends_differ", "few_treated"]


def german_figures(years, schooling, investment, outcome):
    """Predictors, and outcomes by year, with West Germany last."""
    table = pl.read_csv(DATA / "germany.csv", infer_schema_length=None)
    countries = [name for name in table["country"].unique(maintain_order=True) if name != "West Germany"]
    spans = [("gdp", years), ("trade", years), ("infrate", years), ("industry", years), ("schooling", schooling), investment]
    spans += [("gdp", [year]) for year in outcome]
    figures = np.array(
        [
            [table.filter((pl.col("country") == name) & pl.col("year").is_in(list(span)))[column].mean() for name in [*countries, "West Germany"]]
            for column, span in spans
        ]
    )
    return countries, figures[:6], figures[6:]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_west_germany_is_the_published_mix_from_whatever_starts(seed):
    countries, predictors, outcomes = german_figures(range(1971, 1981), [1970, 1975], ("invest70", [1980]), range(1981, 1991))
    found = searched_importance(predictors[:, -1], predictors[:, :-1], outcomes[:, -1], outcomes[:, :-1], seed=seed)
    _, later, _ = german_figures(range(1981, 1991), [1980, 1985], ("invest80", [1980]), [])
    weights = dict(zip(countries, weights_on_predictors(later[:, -1], later[:, :-1], found.importance), strict=True))
    mix = {"USA": 0.216, "Austria": 0.415, "Netherlands": 0.098, "Switzerland": 0.108, "Japan": 0.163}
    assert weights == pytest.approx({name: mix.get(name, 0.0) for name in countries}, abs=0.01)
    # Some starts end far from the best: one start alone would have been luck.
    assert found.spread[1] > 100 * found.spread[0]


def test_trainees_naive_and_matched():
    people = pl.read_csv(DATA / "lalonde.csv")
    pay = people.group_by("treat").agg(pl.col("re78").mean()).sort("treat")["re78"]
    found = matched_difference(people, treated="treat", outcome="re78", covariates=LALONDE)
    assert (round(pay[1] - pay[0], 2), round(found.estimate.value, 2), found.pairs) == (-635.03, 894.37, 185)
    black = found.balance.row(by_predicate=pl.col("covariate") == "black", named=True)
    assert (round(black["difference_before"], 3), round(black["difference_after"], 3)) == (1.757, 1.023)


def test_all_counties_are_read():
    read = read_cohorts(DATA / "mpdta.csv", ImpactColumns(*COUNTIES.values()))
    assert (read.outcome.shape, read.entries, int(read.treated.sum())) == ((500, 5), (1, 3, 4), 191)
