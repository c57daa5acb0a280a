"""Variety and change: textbook figures, second formulas, and what is wrong."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from minicluster.analytics.change import (
    beta_convergence,
    dynamic_shift_share,
    entry_and_exit,
    homothetic_shift_share,
    related_variety,
    shift_share,
    sigma_convergence,
)
from minicluster.analytics.tables import TableError

# Farhauer, O. and Kröll, A. (2013), Standorttheorien: one region in its nation, at two times, and a third time as the documentation of REAT extends it.
REGION = [[90, 20, 10, 60], [100, 40, 10, 55], [105, 45, 15, 60]]
NATION = [[400, 150, 150, 400], [440, 210, 135, 480], [460, 230, 155, 500]]


def by_year(lines, region="A", years=(2000, 2001, 2002)):
    rows = [(region, industry, year, value) for year, line in zip(years, lines, strict=False) for industry, value in zip("wxyz", line, strict=True)]
    return pl.DataFrame(rows, schema={"region": pl.String, "industry": pl.String, "year": pl.Int64, "value": pl.Float64}, orient="row")


def random_regions(seed=6, years=4):
    draws = np.random.default_rng(seed)
    return pl.concat(by_year(draws.integers(1, 90, (years, 4)), region, range(2007, 2007 + years)) for region in "ABCDE")


def added(table, *names):
    return [table[name].sum() for name in names]


def test_the_textbook_example_of_shift_share_comes_out():
    found = shift_share(by_year(REGION[:2]), totals=by_year(NATION[:2], None))
    assert added(found, "change", "national", "mix", "regional") == pytest.approx([25, 27, 1, -3])
    assert found.columns == ["region", "industry", "change", "national", "mix", "regional"]


def test_effects_of_each_cell_are_those_of_the_plain_formulas():
    found = shift_share(by_year(REGION[:2]), totals=by_year(NATION[:2], None))
    growth = 1265 / 1100 - 1
    for row, before, after, nation_before, nation_after in zip(found.iter_rows(named=True), *REGION[:2], *NATION[:2], strict=True):
        here, there = after / before - 1, nation_after / nation_before - 1
        assert (row["national"], row["mix"], row["regional"]) == pytest.approx((before * growth, before * (there - growth), before * (here - there)))


def test_a_nation_is_all_regions_of_the_table_if_no_other_is_given():
    table = random_regions()
    nation = table.group_by("industry", "year").agg(pl.col("value").sum()).with_columns(region=pl.lit(None, pl.String))
    assert shift_share(table).equals(shift_share(table, totals=nation))
    assert added(shift_share(table), "mix", "regional") == pytest.approx([0, 0], abs=1e-9)


def test_dynamic_effects_are_those_of_each_step_added_up():
    found = dynamic_shift_share(by_year(REGION), totals=by_year(NATION, None))
    steps = [shift_share(by_year(REGION), totals=by_year(NATION, None), start=year, end=year + 1) for year in (2000, 2001)]
    for name in ("change", "national", "mix", "regional"):
        assert found[name].to_list() == pytest.approx([one + other for one, other in zip(steps[0][name], steps[1][name], strict=True)])
    assert added(found, "national", "mix", "regional") == pytest.approx([27 + 12.9644, 1 - 0.8363, -3 + 7.8718], abs=1e-4)


def test_homothetic_effects_part_what_is_done_better_from_what_the_region_is_specialised_in():
    found = homothetic_shift_share(by_year(REGION[:2]), totals=by_year(NATION[:2], None))
    static = shift_share(by_year(REGION[:2]), totals=by_year(NATION[:2], None))
    for row, before, after, nation_before, nation_after in zip(found.iter_rows(named=True), *REGION[:2], *NATION[:2], strict=True):
        homothetic, advantage = 180 * nation_before / 1100, after / before - nation_after / nation_before
        assert (row["competitive"], row["allocation"]) == pytest.approx((homothetic * advantage, (before - homothetic) * advantage))
    assert (found["competitive"] + found["allocation"]).to_list() == pytest.approx(static["regional"].to_list())


def test_an_industry_that_comes_in_has_only_a_regional_effect():
    table = pl.concat([by_year([[10, 0, 5, 5], [10, 8, 5, 5]]), by_year([[10, 10, 5, 5], [10, 10, 5, 5]], "B")])
    row = {"region": "A", "industry": "x"}
    assert shift_share(table).row(1, named=True) == row | {"change": 8, "national": 0, "mix": 0, "regional": 8}
    assert homothetic_shift_share(table).row(1, named=True) == row | {"change": 8, "national": 0, "mix": 0, "competitive": 8, "allocation": 0}


def test_variety_within_and_between_families_is_that_of_plain_sums():
    draws = np.random.default_rng(8)
    codes = ["2711", "2712", "2720", "3011", "3012", "3911"]
    rows = [(region, code, int(value)) for region in "ABC" for code, value in zip(codes, draws.integers(0, 50, 6), strict=True)]
    table = pl.DataFrame(rows, schema=["region", "industry", "value"], orient="row").with_columns(family=pl.col("industry").str.head(2))
    found = related_variety(table)
    assert found.equals(related_variety(table, family=2))
    for row in found.iter_rows(named=True):
        mine = table.filter(region=row["region"])
        families = mine.group_by("family").agg(pl.col("value"))
        unrelated = stats.entropy([sum(values) for values in families["value"]], base=2)
        related = sum(sum(values) * stats.entropy(values, base=2) for values in families["value"] if sum(values)) / mine["value"].sum()
        assert (row["entropy"], row["related"], row["unrelated"]) == pytest.approx((stats.entropy(mine["value"], base=2), related, unrelated))


def test_specialisations_come_go_stay_and_are_not_there():
    table = pl.concat([by_year([[9, 1, 5, 5], [9, 9, 1, 1], [9, 9, 1, 1]]), by_year([[1, 9, 5, 5], [1, 1, 9, 9], [9, 9, 1, 1]], "B")])
    found = entry_and_exit(table)
    assert found.filter(region="A").sort("year", "industry")["event"].to_list() == ["kept", "entry", "exit", "exit", "kept", "kept", "entry", "entry"]
    assert entry_and_exit(table, steps=2).filter(region="A")["event"].to_list() == ["kept", "entry", "kept", "kept"]
    assert entry_and_exit(table, threshold=1.5).filter(region="A").sort("year", "industry")["event"].to_list() == [
        "kept",
        "entry",
        *["none"] * 2,
        *["exit"] * 2,
        *["none"] * 2,
    ]


def incomes(speed=0.02, span=10, noise=0.0):
    """Regions that close a gap at the speed of Barro and Sala-i-Martin."""
    draws = np.random.default_rng(5)
    start = draws.normal(3, 0.5, 40)
    end = 5 + (start - 5) * math.exp(-speed * span) + draws.normal(0, noise, 40)
    rows = [(f"r{place:02}", year, value) for year, logs in ((2000, start), (2000 + span, end)) for place, value in enumerate(np.exp(logs))]
    return pl.DataFrame(rows, schema=["region", "year", "value"], orient="row")


@pytest.mark.parametrize("span", [1, 10, 35])
def test_a_gap_that_closes_by_two_per_cent_a_year_is_found_to_do_so_over_any_span(span):
    found = beta_convergence(incomes(span=span)).row(0, named=True)
    assert found["speed"] == pytest.approx(0.02)
    assert found["half_life"] == pytest.approx(math.log(2) / 0.02)
    assert found["r_squared"] == pytest.approx(1)
    assert found["regions"] == 40


def test_the_regression_is_that_of_scipy():
    table = incomes(noise=0.1)
    start, end = (np.log(table.filter(year=year)["value"].to_numpy()) for year in (2000, 2010))
    fit = stats.linregress(start, (end - start) / 10)
    found = beta_convergence(table).row(0, named=True)
    assert (found["slope"], found["error"], found["p"], found["intercept"], found["r_squared"]) == pytest.approx(
        (fit.slope, fit.stderr, fit.pvalue, fit.intercept, fit.rvalue**2)
    )


def test_regions_that_drift_apart_have_a_negative_speed_and_no_half_life_and_equal_ones_have_neither():
    apart = beta_convergence(incomes(speed=-0.02)).row(0, named=True)
    assert (apart["speed"], math.isnan(apart["half_life"])) == (pytest.approx(-0.02), True)
    alike = beta_convergence(incomes().with_columns(value=pl.when(pl.col("year") == 2000).then(20).otherwise("value"))).row(0, named=True)
    assert (math.isnan(alike["slope"]), math.isnan(alike["speed"])) == (True, True)


def test_sigma_is_the_deviation_of_logarithms_and_falls_as_gaps_close():
    table = incomes()
    found = sigma_convergence(table)
    values = [table.filter(year=year)["value"].to_numpy() for year in (2000, 2010)]
    assert found["deviation"].to_list() == pytest.approx([np.log(each).std(ddof=1) for each in values])
    assert found["variation"].to_list() == pytest.approx([stats.variation(each, ddof=1) for each in values])
    assert found["deviation"][1] == pytest.approx(found["deviation"][0] * math.exp(-0.2))


def test_convergence_may_be_measured_for_each_industry():
    slow, fast = incomes(0.01).with_columns(industry=pl.lit("slow")), incomes(0.03).with_columns(industry=pl.lit("fast"))
    assert dict(beta_convergence(pl.concat([slow, fast]), industry="industry").select("industry", pl.col("speed").round(6)).iter_rows()) == {
        "fast": 0.03,
        "slow": 0.01,
    }
    both = sigma_convergence(pl.concat([slow, fast]), industry="industry").filter(industry="slow")
    assert both["deviation"].to_list() == pytest.approx(sigma_convergence(incomes(0.01))["deviation"].to_list())


@pytest.mark.parametrize(
    ("call", "rule", "text"),
    [
        (lambda: shift_share(by_year(REGION).with_columns(value=-pl.col("value"))), "negative", "Row 1, 2, 3: value is negative."),
        (lambda: shift_share(by_year(REGION[:1])), "year", "A change needs two years."),
        (lambda: shift_share(by_year(REGION), start=1999), "year", "There is no year 1999."),
        (lambda: shift_share(by_year(REGION), start=2002, end=2000), "year", "A change needs two years."),
        (lambda: shift_share(by_year(REGION), totals=by_year([[9] * 4] * 3, None)), "total", "The total of w is 9, and its cells add up to 90."),
        (lambda: shift_share(by_year(REGION), totals=by_year(NATION[:2], None)), "total", "There is no total for 2002 w, 2002 x, 2002 y."),
        (lambda: related_variety(by_year(REGION), year="year", family=2), "family", "The code w has no 2 leading digits."),
        (
            lambda: related_variety(by_year(REGION[:1]).with_columns(family=pl.Series(["a", "a", None, "b"]))),
            "group",
            "Row 3: family is empty.",
        ),
        (lambda: entry_and_exit(by_year(REGION), steps=3), "year", "The table has 3 years."),
        (
            lambda: beta_convergence(incomes().with_columns(value=pl.when(pl.col("region") == "r03").then(0).otherwise("value"))),
            "empty region",
            "Row 4, 44: region has nothing in any row.",
        ),
        (lambda: beta_convergence(incomes()[:-1]), "positive", "r39 has nothing in 2010."),
        (lambda: beta_convergence(incomes().with_columns(pl.col("year").cast(pl.String))), "year", "2000 is not a number."),
        (lambda: beta_convergence(incomes().filter(pl.col("region") < "r02")), "regions", "There are 2 regions."),
        (lambda: sigma_convergence(incomes().filter(region="r01")), "regions", "There is one region."),
    ],
)
def test_what_is_wrong_is_named_with_its_rule_and_its_cure(call, rule, text):
    with pytest.raises(TableError) as refused:
        call()
    assert refused.value.rule == rule
    assert str(refused.value) == f"{text} {refused.value.cure}"


def test_an_earlier_year_is_at_least_a_step_back():
    with pytest.raises(ValueError, match="steps is 0; an earlier year is at least 1 step back"):
        entry_and_exit(by_year(REGION), steps=0)
