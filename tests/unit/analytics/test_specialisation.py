"""In what a region is strong, and how sure one may be: by hand, by a second formula, and with what is wrong."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import stats

from minicluster.analytics.concentration import ellison_glaeser
from minicluster.analytics.specialisation import (
    benjamini_hochberg,
    growth_portfolio,
    hachman_index,
    krugman_index,
    krugman_index_of_pairs,
    location_quotient,
    location_quotient_significance,
    plant_significance,
    shrunken_location_quotient,
    specialisation_coefficient,
    specialisations,
    standardised_location_quotient,
    strength_flags,
)
from minicluster.analytics.tables import TableError


def jobs(values, regions="ABC", industries="xyz", **more):
    """A table from one list of values per region."""
    rows = [(region, industry, value) for region, line in zip(regions, values, strict=True) for industry, value in zip(industries, line, strict=True)]
    return pl.DataFrame(rows, schema=["region", "industry", "value"], orient="row").with_columns(**more)


def totals(regions=None, industries=None, everything=None):
    rows = [*((name, None, value) for name, value in (regions or {}).items()), *((None, name, value) for name, value in (industries or {}).items())]
    rows += [] if everything is None else [(None, None, everything)]
    return pl.DataFrame(rows, schema={"region": pl.String, "industry": pl.String, "value": pl.Float64}, orient="row")


def random_jobs(seed=4, regions=12, industries=9):
    draws = np.random.default_rng(seed)
    plants = draws.poisson(6, (regions, industries))
    table = jobs(plants * 10, [f"r{i:02}" for i in range(regions)], [f"i{i:02}" for i in range(industries)])
    return table.with_columns(plants=pl.Series(plants.reshape(-1)))


def test_a_quotient_says_how_many_times_as_large_a_share_is_as_everywhere():
    assert location_quotient(jobs([[30, 10], [20, 40]], "AB", "xy"))["lq"].to_list() == pytest.approx([1.5, 0.5, 2 / 3, 4 / 3])


@pytest.mark.parametrize(("make", "back"), [(pl.DataFrame.to_pandas, pd.DataFrame), (pl.DataFrame.to_arrow, pa.Table), (pl.DataFrame.lazy, pl.DataFrame)])
def test_quotients_come_back_as_the_kind_of_table_that_was_given(make, back):
    assert type(location_quotient(make(jobs([[30, 10], [20, 40]], "AB", "xy")))) is back


def test_published_totals_hold_what_the_table_leaves_out():
    found = location_quotient(jobs([[30, 10], [20, 40]], "AB", "xy"), totals=totals({"A": 100, "B": 100}, {"x": 60, "y": 60}, 300))
    assert found["lq"].to_list() == pytest.approx([30 * 300 / (100 * 60), 10 * 300 / (100 * 60), 20 * 300 / (100 * 60), 40 * 300 / (100 * 60)])


def test_each_year_is_measured_by_itself_and_a_year_without_a_region_is_unknown():
    both = pl.concat([jobs([[30, 10], [20, 40]], "AB", "xy", year=2007), jobs([[5, 5]], "A", "xy", year=2008)])
    found = location_quotient(both, year="year").sort("year", "region", "industry")["lq"].to_list()
    assert found[:6] == pytest.approx([1.5, 0.5, 2 / 3, 4 / 3, 1, 1])
    assert [math.isnan(value) for value in found[6:]] == [True, True]


def test_specialised_is_a_quotient_that_reaches_the_threshold():
    table = jobs([[10, 10], [10, 10]], "AB", "xy")
    assert specialisations(table)["specialised"].to_list() == [True] * 4
    assert specialisations(table, threshold=1.01)["specialised"].to_list() == [False] * 4


def test_standardised_quotients_are_those_of_their_industry_and_logarithms_leave_out_what_is_nothing():
    table = jobs([[9, 3, 0], [2, 8, 5], [7, 1, 4], [3, 3, 3]], "ABCD")
    found = standardised_location_quotient(table)
    lq = location_quotient(table)["lq"].to_numpy().reshape(4, 3)
    assert found["standardised"].to_numpy().reshape(4, 3) == pytest.approx(stats.zscore(lq, ddof=1))
    logs = np.log(lq, where=lq > 0, out=np.full_like(lq, np.nan))
    assert found["standardised_log"].to_numpy().reshape(4, 3) == pytest.approx(stats.zscore(logs, ddof=1, nan_policy="omit"), nan_ok=True)
    assert math.isnan(found["log"][2])


def test_an_industry_that_is_everywhere_alike_or_in_one_region_has_no_standardised_quotient():
    everywhere = jobs([[0.1 * size, 0.7 * size, 0.3 * size] for size in (1, 3, 7)])
    one = jobs([[5, 5, 0], [5, 5, 0], [0, 5, 5]]).filter((pl.col("industry") != "x") | (pl.col("region") == "A"))
    assert standardised_location_quotient(everywhere)["standardised"].fill_nan(None).to_list() == [None] * 9
    assert standardised_location_quotient(one).filter(industry="x")["standardised_log"].fill_nan(None).to_list() == [None] * 3


def test_z_is_the_deviation_in_units_of_a_thousand_dartboards():
    """The second, independent road: throw the plants."""
    draws = np.random.default_rng(7)
    sizes = draws.pareto(2.5, 60) * 20 + 1
    weights = sizes / sizes.sum()
    base = np.array([0.5, 0.3, 0.2])
    thrown = draws.choice(3, (20_000, 60), p=base)
    shares = np.stack([(weights * (thrown == region)).sum(axis=1) for region in range(3)], axis=1)
    plants = pl.DataFrame({"region": [*np.array(list("ABC"))[thrown[0]], *"ABC"], "industry": ["x"] * 60 + ["y"] * 3, "value": [*sizes, 1, 1, 1]})
    everything = totals({"A": 5e5, "B": 3e5, "C": 2e5}, None, 1e6)
    found = plant_significance(plants, totals=everything, few=0).filter(industry="x")
    assert found["z"].to_numpy() == pytest.approx((shares[0] - base) / shares.std(axis=0), rel=0.03)


def test_an_interval_holds_exactly_the_quotients_that_the_test_does_not_refuse():
    found = location_quotient_significance(random_jobs(), confidence=0.9)
    inside = (found["lower"] <= 1) & (found["upper"] >= 1)
    assert found["test"].unique().sort().to_list() == ["binomial", "dartboard"]
    assert (inside == (found["p"] >= 0.1)).all()


def test_few_plants_are_tested_exactly():
    table = random_jobs()
    rows = location_quotient_significance(table).with_columns(table["plants"]).filter(test="binomial")
    assert rows.height > 10
    sums = table.group_by("region").agg(pl.col("value").sum())
    for row in rows.iter_rows(named=True):
        chance = sums.filter(region=row["region"])["value"].item() / table["value"].sum()
        trials = table.filter(industry=row["industry"])["plants"].sum()
        tails = stats.binom.cdf(row["plants"], trials, chance), stats.binom.sf(row["plants"] - 1, trials, chance)
        assert row["p"] == pytest.approx(min(1, 2 * min(tails)))
        interval = stats.binomtest(row["plants"], trials).proportion_ci(0.95, method="exact")
        assert (row["lower"], row["upper"]) == pytest.approx((interval.low / chance, interval.high / chance))


def test_plants_and_their_counts_give_the_same_when_the_herfindahl_of_the_plants_is_given():
    draws = np.random.default_rng(3)
    plants = pl.DataFrame({"region": draws.choice(list("ABCD"), 300), "industry": draws.choice(list("xyz"), 300), "value": draws.integers(1, 200, 300)})
    cells = plants.group_by("region", "industry").agg(pl.col("value").sum(), plants=pl.len())
    by_counts = location_quotient_significance(cells, herfindahl=ellison_glaeser(plants))
    by_plants = plant_significance(plants)
    assert by_counts["test"].to_list() == by_plants["test"].to_list()
    assert by_counts.drop("test", "region", "industry").to_numpy() == pytest.approx(by_plants.drop("test", "region", "industry").to_numpy())


def test_large_plants_make_chance_look_like_strength_unless_their_herfindahl_is_known():
    table = jobs([[400, 600], [100, 900]], "AB", "xy", plants=pl.Series([40, 60, 10, 90]))
    uneven = pl.DataFrame({"industry": ["x", "y"], "herfindahl": [0.3, 0.01]})
    equal, known = location_quotient_significance(table), location_quotient_significance(table, herfindahl=uneven, few=0)
    assert equal["p"][0] < 0.001
    assert known["p"][0] > 0.2


def test_benjamini_hochberg_is_that_of_scipy_and_leaves_out_what_was_not_tested():
    p = np.random.default_rng(1).uniform(0, 1, 50) ** 3
    with_holes = np.insert(p, [10, 20], np.nan)
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))
    assert benjamini_hochberg(with_holes)[~np.isnan(with_holes)] == pytest.approx(stats.false_discovery_control(p))
    assert benjamini_hochberg([]).tolist() == []


def test_shrinkage_is_that_of_a_plain_loop_and_moves_small_regions_most():
    table = jobs([[2, 10], [30, 500], [90, 800], [12, 40], [400, 3000]], "ABCDE", "xy").with_columns(plants=pl.col("value"))
    found = shrunken_location_quotient(table).filter(industry="x")
    observed, regions = (
        table.filter(industry="x")["value"].to_numpy(),
        table.group_by("region", maintain_order=True).agg(pl.col("value").sum())["value"].to_numpy(),
    )
    expected = observed.sum() * regions / regions.sum()
    rate = observed / expected
    mean = observed.sum() / expected.sum()
    real = max(sum(e * (r - mean) ** 2 for e, r in zip(expected, rate, strict=True)) / expected.sum() - mean / expected.mean(), 0)
    assert found["shrunken"].to_list() == pytest.approx([mean + real / (real + mean / e) * (r - mean) for e, r in zip(expected, rate, strict=True)])
    assert found["weight"].arg_min() == int(np.argmin(regions))


def test_shrinkage_brings_quotients_nearer_to_the_truth():
    draws = np.random.default_rng(11)
    truth = draws.gamma(8, 1 / 8, (300, 1))
    expected = draws.uniform(1, 12, (300, 1))
    plants = np.hstack([draws.poisson(truth * expected), np.round(expected * 100)])
    table = jobs(plants, range(300), "xy").with_columns(plants=pl.col("value"))
    found = shrunken_location_quotient(table).filter(industry="x").sort("region")
    off = [((found[name].to_numpy() - truth[:, 0]) ** 2).mean() for name in ("lq", "shrunken")]
    assert off[1] < 0.5 * off[0]


def test_flags_ask_for_size_as_well_as_for_a_quotient():
    table = jobs([[40, 60], [30, 70], [20, 80], [10, 90], [3, 1]], "ABCDE", "xy").with_columns(plants=pl.col("value"))
    found = strength_flags(table).filter(industry="x")
    assert found.select("region", "qualifying", "significant", "strong").rows() == [
        ("A", True, True, True),
        ("B", True, False, False),
        ("C", False, False, False),
        ("D", False, False, False),
        ("E", False, False, False),
    ]


def test_flags_are_those_of_plain_quartiles_over_the_regions_that_have_any():
    table = random_jobs(seed=8)
    found = strength_flags(table).join(table, on=["region", "industry"])
    for _industry, part in found.group_by("industry"):
        present = part.filter(pl.col("value") > 0)
        lq, value, plants = (present[name].to_numpy() for name in ("lq", "value", "plants"))
        for row in part.iter_rows(named=True):
            large = row["value"] > np.quantile(value, 0.25) and row["plants"] > np.quantile(plants, 0.25)
            assert row["qualifying"] == (large and row["lq"] > np.quantile(lq, 0.25))
            assert row["significant"] == (large and row["lq"] > np.quantile(lq, 0.5))
            assert row["strong"] == (large and row["lq"] >= max(np.quantile(lq, 0.75), 1))
    assert 0 < found["strong"].sum() < found["significant"].sum() < found["qualifying"].sum() < found.height


def test_a_mix_is_compared_with_that_of_all_and_with_that_of_another_region():
    table = jobs([[30, 10], [20, 40]], "AB", "xy")
    assert hachman_index(table)["hachman"].to_list() == pytest.approx([1 / (0.75**2 / 0.5 + 0.25**2 / 0.5), 1 / (1 / 9 / 0.5 + 4 / 9 / 0.5)])
    assert krugman_index(table)["krugman"].to_list() == pytest.approx([0.5, 1 / 3])
    assert specialisation_coefficient(table)["coefficient"].to_list() == pytest.approx([0.25, 1 / 6])
    assert krugman_index_of_pairs(table)["krugman"].to_list() == pytest.approx([0, 5 / 6, 5 / 6, 0])


def test_hachman_is_the_reciprocal_of_the_mean_quotient_of_a_region_weighted_by_its_shares():
    table = random_jobs()
    quotients = location_quotient(table).with_columns(share=table["value"] / table.select(pl.col("value").sum().over("region")).to_series())
    mean = quotients.group_by("region", maintain_order=True).agg((pl.col("lq") * pl.col("share")).sum())["lq"]
    assert hachman_index(table)["hachman"].to_numpy() == pytest.approx(1 / mean.to_numpy())


def test_a_portfolio_has_four_quadrants_and_names_what_comes_in_and_what_is_not_there():
    before = jobs([[60, 40, 0, 0], [40, 60, 0, 50]], "AB", "vxyz", year=2007)
    after = jobs([[80, 20, 9, 0], [40, 90, 0, 50]], "AB", "vxyz", year=2017)
    found = growth_portfolio(pl.concat([before, after]))
    assert found["quadrant"].to_list() == ["star", "declining", "star", "absent", "declining", "star", "absent", "mature"]
    assert found.select("size", "growth", "growth_everywhere").row(0) == pytest.approx((80, 80 / 60 - 1, 120 / 100 - 1))
    assert math.isnan(found["growth"][2])


def wrong(change):
    return jobs([[30, 10], [20, 40]], "AB", "xy").with_columns(**change)


@pytest.mark.parametrize(
    ("call", "rule", "text"),
    [
        (lambda: location_quotient(wrong({"value": pl.Series([30, -10, 20, 40])})), "negative", "Row 2: value is negative."),
        (lambda: location_quotient(wrong({"region": pl.lit("A")})), "duplicate", "Row 3, 4: The same region, industry stood before."),
        (lambda: location_quotient(wrong({}), totals=totals({"A": 40, "B": 4})), "total", "The total of B is 4, and its cells add up to 60."),
        (lambda: location_quotient(wrong({}), totals=totals(None, None, 70)), "total", "The total of everything is 70, and its cells add up to 100."),
        (lambda: location_quotient_significance(wrong({"plants": pl.Series([3, 0, 2, 4])})), "plants", "A, y has a value and no plants."),
        (
            lambda: location_quotient_significance(wrong({"plants": pl.lit(3)}), herfindahl=pl.DataFrame({"industry": ["x", "y"], "herfindahl": [0.5, 1.5]})),
            "herfindahl",
            "Row 2: herfindahl is not above 0 and at most 1.",
        ),
        (
            lambda: location_quotient_significance(wrong({"plants": pl.lit(3)}), herfindahl=pl.DataFrame({"industry": ["x"], "herfindahl": [0.5]})),
            "herfindahl",
            "There is no herfindahl for y.",
        ),
        (
            lambda: plant_significance(wrong({}).filter(region="A"), totals=totals(None, {"x": 28, "y": 10})),
            "total",
            "The total of x is smaller than its value in A.",
        ),
        (lambda: growth_portfolio(wrong({"year": pl.lit(2007)})), "year", "A change needs two years."),
        (lambda: growth_portfolio(wrong({"year": pl.lit(2007)}), end=2010), "year", "There is no year 2010."),
    ],
)
def test_what_is_wrong_is_named_with_its_rule_and_its_cure(call, rule, text):
    with pytest.raises(TableError) as refused:
        call()
    assert refused.value.rule == rule
    assert str(refused.value) == f"{text} {refused.value.cure}"


def test_a_confidence_is_a_share():
    with pytest.raises(ValueError, match=r"confidence is 95; it is a share between 0 and 1, such as 0\.95"):
        plant_significance(wrong({}), confidence=95)
