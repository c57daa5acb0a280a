"""How concentrated an industry is over regions and among plants: textbook figures, second formulas, and what is wrong."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from minicluster.analytics.concentration import (
    coagglomeration,
    coagglomeration_of_pairs,
    ellison_glaeser,
    entropy_index,
    gini_coefficient,
    herfindahl_index,
    hoover_index,
    litzenberger_sternberg,
    locational_gini,
    locational_gini_of,
    theil_decomposition,
    theil_index,
)
from minicluster.analytics.tables import TableError

# Farhauer, O. and Kröll, A. (2014), Standorttheorien: the plants of one industry, and the employment of three towns.
TEXTBOOK = pl.DataFrame(
    {
        "region": ["Wien"] * 5 + ["Linz"] * 4 + ["Graz"],
        "industry": ["x"] * 10,
        "value": [200, 650, 12_000, 100, 50, 16_000, 13_000, 1_500, 1_500, 25_000],
    }
)
TOWNS = pl.DataFrame(
    {"region": ["Wien", "Linz", "Graz"], "industry": [None] * 3, "value": [500_000, 400_000, 100_000]}, {"region": str, "industry": str, "value": int}
)


def spread(values, base):
    """One industry over five regions, and what it is compared with."""
    regions = list("ABCDE")
    table = pl.DataFrame({"region": regions, "industry": ["x"] * 5, "value": values})
    return table, pl.DataFrame({"region": regions, "industry": [None] * 5, "value": base}, {"region": str, "industry": str, "value": float})


def random_jobs(seed=5):
    draws = np.random.default_rng(seed)
    regions, industries = [f"r{i}" for i in range(8)], [f"i{i}" for i in range(5)]
    cells = [(region, industry, int(draws.integers(0, 90))) for region in regions for industry in industries]
    return pl.DataFrame(cells, schema=["region", "industry", "value"], orient="row").with_columns(group=pl.col("region").str.tail(1).cast(pl.Int64) // 3)


def random_plants(seed, number=400):
    draws = np.random.default_rng(seed)
    sizes = draws.integers(1, 300, number)
    return pl.DataFrame({"region": draws.choice(list("ABCDEF"), number), "industry": draws.choice(list("uvwxy"), number), "value": sizes})


def test_a_published_example_of_hoover_gini_and_hoover_gini_comes_out():
    """(0, 10, 10, 30, 50) against (10, 15, 20, 25, 30), with a second industry that keeps the first region in the table."""
    cells, base = spread([0, 10, 10, 30, 50], [10, 15, 20, 25, 30])
    table = pl.concat([cells, cells.with_columns(industry=pl.lit("y"), value=pl.lit(1, pl.Int64))])
    x = pl.col("industry") == "x"
    assert hoover_index(table, totals=base).filter(x)["hoover"].item() == pytest.approx(0.25)
    assert gini_coefficient(table).filter(x)["gini"].item() == pytest.approx(0.48)
    assert locational_gini(table, totals=base).filter(x)["locational_gini"].item() == pytest.approx(0.31)


def test_what_all_stands_in_one_of_n_regions_and_what_stands_everywhere_alike():
    one, alike = (
        pl.DataFrame({"region": list("ABCD") * 2, "industry": ["x"] * 4 + ["y"] * 4, "value": [*cells, 5, 5, 5, 5]}) for cells in ([9, 0, 0, 0], [9, 9, 9, 9])
    )
    named = {"herfindahl": herfindahl_index, "entropy": entropy_index, "gini": gini_coefficient}
    assert [measure(one)[name][0] for name, measure in named.items()] == pytest.approx([1, 0, 0.75])
    assert [measure(alike)[name][0] for name, measure in named.items()] == pytest.approx([0.25, 2, 0])
    assert [
        measure(alike)[name][0] for name, measure in (("hoover", hoover_index), ("theil", theil_index), ("locational_gini", locational_gini))
    ] == pytest.approx([0, 0, 0])
    assert theil_index(one, against="equal")["theil"][0] == pytest.approx(math.log(4))
    assert hoover_index(one, against="equal")["hoover"][0] == pytest.approx(0.75)


def test_measures_agree_with_plain_formulas_for_industries_and_for_regions():
    table = random_jobs()
    for of, other in (("industry", "region"), ("region", "industry")):
        total = table.group_by(other, maintain_order=True).agg(pl.col("value").sum())["value"].to_numpy()
        base = total / total.sum()
        parts = [part["value"].to_numpy() for _name, part in table.sort(of, other).group_by(of, maintain_order=True)]
        shares = [part / part.sum() for part in parts]
        assert herfindahl_index(table, of=of)["herfindahl"].to_list() == pytest.approx([sum(share**2) for share in shares])
        assert entropy_index(table, of=of)["entropy"].to_list() == pytest.approx([stats.entropy(share, base=2) for share in shares])
        assert theil_index(table, of=of)["theil"].to_list() == pytest.approx([stats.entropy(share, base) for share in shares])
        assert hoover_index(table, of=of)["hoover"].to_list() == pytest.approx([abs(share - base).sum() / 2 for share in shares])
        mean_difference = [abs(part[:, None] - part[None, :]).mean() / (2 * part.mean()) for part in parts]
        assert gini_coefficient(table, of=of)["gini"].to_list() == pytest.approx(mean_difference)
        quotients = [share / base for share in shares]
        weighted = [(abs(lq[:, None] - lq[None, :]) * base[:, None] * base[None, :]).sum() / 2 for lq in quotients]
        assert locational_gini(table, of=of)["locational_gini"].to_list() == pytest.approx(weighted)


def test_an_industry_where_nothing_else_is_lies_at_the_end_of_the_curve():
    assert locational_gini_of(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(1)


def test_a_year_without_the_industry_has_no_concentration():
    table = pl.DataFrame({"region": ["A", "B", "A"], "industry": ["x", "x", "y"], "year": [1, 1, 2], "value": [3, 1, 5]})
    for name, measure in (
        ("gini", gini_coefficient),
        ("theil", theil_index),
        ("herfindahl", herfindahl_index),
        ("entropy", entropy_index),
        ("hoover", hoover_index),
    ):
        found = measure(table, year="year").sort("year", "industry")[name].to_list()
        assert [math.isnan(value) for value in found] == [False, True, True, False]


def test_theil_is_between_the_groups_and_within_each_of_them():
    table = random_jobs()
    found = theil_decomposition(table)
    assert found["theil"].to_list() == pytest.approx(theil_index(table)["theil"].to_list())
    everything = table.group_by("region", "group").agg(base=pl.col("value").sum()).with_columns(pl.col("base") / pl.col("base").sum())
    for row in found.iter_rows(named=True):
        mine = table.filter(industry=row["industry"]).with_columns(share=pl.col("value") / pl.col("value").sum()).join(everything, on=["region", "group"])
        within = sum(part["share"].sum() * stats.entropy(part["share"], part["base"]) for _group, part in mine.group_by("group"))
        groups = mine.group_by("group").agg(pl.col("share", "base").sum())
        assert (row["between"], row["within"]) == pytest.approx((stats.entropy(groups["share"], groups["base"]), within))
        assert row["between_share"] == pytest.approx(row["between"] / row["theil"])


def test_the_textbook_example_of_agglomeration_comes_out():
    found = ellison_glaeser(TEXTBOOK, totals=TOWNS)
    assert (found["gamma"].item(), found["z"].item()) == pytest.approx((0.05990628412, 0.1959001970), abs=5e-11)
    assert (found["plants"].item(), found["herfindahl"].item()) == (10, pytest.approx(sum(value**2 for value in TEXTBOOK["value"]) / 70_000**2))


def test_the_variance_of_the_raw_concentration_is_that_of_thrown_plants():
    """The second, independent road: throw the plants and look at G."""
    draws = np.random.default_rng(2)
    weights, base = TEXTBOOK["value"].to_numpy() / 70_000, np.array([0.1, 0.4, 0.5])
    thrown = draws.choice(3, (200_000, 10), p=base)
    shares = np.stack([(weights * (thrown == region)).sum(axis=1) for region in range(3)], axis=1)
    raw = ((shares - base) ** 2).sum(axis=1)
    found = ellison_glaeser(TEXTBOOK, totals=TOWNS)
    assert (found["raw"].item() - raw.mean()) / raw.std() == pytest.approx(found["z"].item(), abs=0.01)


def test_an_industry_of_one_plant_or_of_nothing_has_no_agglomeration():
    plants = pl.DataFrame({"region": ["A", "A", "B", "B"], "industry": ["one", "two", "two", "none"], "value": [5, 5, 5, 0]})
    found = ellison_glaeser(plants)
    assert found.select("industry", pl.col("gamma").is_nan()).rows() == [("none", True), ("one", True), ("two", False)]


@pytest.mark.parametrize("seed", range(5))
def test_coagglomeration_is_the_weighted_mean_of_its_pairs(seed):
    plants = random_plants(seed)
    pairs = coagglomeration_of_pairs(plants)
    wanted = ["u", "w", "x"]
    size = dict(plants.group_by("industry").agg(pl.col("value").sum()).iter_rows())
    chosen = [row for row in pairs.iter_rows() if row[0] != row[1] and row[0] in wanted and row[1] in wanted]
    products = [size[one] * size[other] for one, other, _measure in chosen]
    expected = sum(product * measure for product, (_one, _other, measure) in zip(products, chosen, strict=True)) / sum(products)
    assert coagglomeration(plants, industries=wanted).row(0) == (pytest.approx(expected), 3)


def test_a_cluster_index_asks_for_density_stock_and_many_firms():
    table = pl.DataFrame(
        {"region": ["A", "B", "A"], "industry": ["x", "x", "y"], "value": [60, 40, 7], "plants": [12, 4, 1], "area": [10, 30, 10], "population": [50, 150, 50]}
    )
    found = litzenberger_sternberg(table)
    assert found.select("cluster_index").to_series().to_list() == pytest.approx([2.4 * 2.4 / 0.8, 4 * 4 / (7 / 7), (40 / 75) * (40 / 75) / 1.6, 0])


@pytest.mark.parametrize(
    ("call", "rule", "text"),
    [
        (lambda: ellison_glaeser(TEXTBOOK.with_columns(value=-pl.col("value"))), "negative", "Row 1, 2, 3: value is negative."),
        (lambda: ellison_glaeser(TEXTBOOK, totals=TOWNS[:2]), "total", "There is no total for Graz."),
        (lambda: coagglomeration(TEXTBOOK), "one industry", "The group has fewer than two industries with any size."),
        (lambda: coagglomeration(TEXTBOOK, industries=["x", "Wolle"]), "industry", "There is no industry Wolle."),
        (lambda: coagglomeration(random_plants(1).with_columns(region=pl.lit("A"))), "one region", "Everything is in one region."),
        (
            lambda: theil_decomposition(random_jobs().with_columns(group=pl.int_range(pl.len()))),
            "group",
            "Row 2, 3, 4: The same region had another group before.",
        ),
        (lambda: theil_decomposition(random_jobs().with_columns(group=pl.lit(None))), "group", "Row 1, 2, 3: group is empty."),
        (
            lambda: litzenberger_sternberg(TEXTBOOK[4:6].with_columns(plants=1, area=pl.Series([2, 0]), population=9)),
            "area",
            "area of Linz is not above 0.",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_rule_and_its_cure(call, rule, text):
    with pytest.raises(TableError) as refused:
        call()
    assert refused.value.rule == rule
    assert str(refused.value) == f"{text} {refused.value.cure}"


@pytest.mark.parametrize(("argument", "text"), [({"of": "regions"}, "of is 'regions'"), ({"against": "area"}, "against is 'area'")])
def test_a_word_that_is_not_known_is_refused(argument, text):
    with pytest.raises(ValueError, match=text):
        hoover_index(random_jobs(), **argument)


def test_theils_t_of_the_example_for_which_another_package_prints_theils_l():
    table, _base = spread([10, 10, 10, 20, 50], [1.0] * 5)
    assert theil_index(table, against="equal")["theil"].item() == pytest.approx(0.2502012, abs=5e-8)
