"""Published figures come out again. These tests need ../shared/data/mapping (relative to the repository root) and pass by where it is absent."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from minicluster.analytics.change import dynamic_shift_share, homothetic_shift_share, shift_share
from minicluster.analytics.concentration import coagglomeration, coagglomeration_of_pairs, ellison_glaeser
from minicluster.analytics.specialisation import location_quotient, specialisations, strength_flags

MAPPING = Path(__file__).resolve().parents[4] / "shared" / "data" / "mapping"
pytestmark = pytest.mark.skipif(not MAPPING.exists(), reason="needs ../shared/data/mapping")


FLAGS = ["qualifying", "significant", "strong"]


def traded_clusters():
    """The clusters of the states, and the totals that were published by way of shares: those of the clusters hold more than the states add up to, or less."""
    read = pl.read_csv(MAPPING / "us_state_clusters_2016.csv", infer_schema_length=None, null_values=["NA"]).filter("traded_b")
    cells = read.select(
        *(pl.col(f"{name}_b").alias(f"published_{name}") for name in FLAGS),
        region="region_name_t",
        industry="cluster_name_t",
        value="emp_tl",
        plants="est_tl",
        published="lq_tf",
    )
    whole = pl.col("emp_tl") / pl.col("cluster_emp_per_tf")
    present = read.filter(pl.col("emp_tl") > 0)
    clusters = present.group_by(industry="cluster_name_t").agg(value=whole.sort_by("emp_tl").last().round()).with_columns(region=pl.lit(None, pl.String))
    everything = present.select(pl.col("lq_tf") / pl.col("region_emp_per_tf") * whole).to_series().median()
    nation = pl.DataFrame({"region": [None], "industry": [None], "value": [everything]}, {"region": pl.String, "industry": pl.String, "value": pl.Float64})
    return cells, pl.concat([clusters.select(nation.columns), nation])


def test_quotients_of_us_clusters_equal_the_published_ones_to_a_millionth():
    cells, totals = traded_clusters()
    both = location_quotient(cells, totals=totals).join(cells, on=["region", "industry"])
    assert both.height == 2550
    assert np.allclose(both["lq"], both["published"], rtol=1e-6, atol=0)


def test_every_flag_of_us_clusters_equals_the_published_one():
    cells, totals = traded_clusters()
    both = strength_flags(cells, totals=totals).join(cells, on=["region", "industry"])
    assert both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"published_{name}") for name in FLAGS)).rows() == []
    assert both.select(FLAGS).sum().row(0) == both.select(f"published_{name}" for name in FLAGS).sum().row(0)


def test_the_matrix_of_specialisations_in_trade_has_no_mismatch():
    names = {"region": "country", "industry": "product"}
    trade = pl.read_csv(MAPPING / "trade_226x785.csv.gz", schema_overrides={"product": pl.String, "value": pl.Float64})
    reference = pl.read_csv(MAPPING / "trade_rca_reference.csv.gz").rename({"": "country"}).unpivot(index="country", variable_name="product")
    both = specialisations(trade, **names).join(reference, on=["country", "product"], how="full")
    assert both.height == 226 * 785
    assert both.filter(pl.col("specialised").cast(pl.Int64).ne_missing(pl.col("value"))).rows() == []


def test_quotients_of_german_states_equal_the_published_table():
    states = pl.read_csv(MAPPING / "german_states_industries_2015.csv")
    reference = pl.read_csv(MAPPING / "german_lq_reference.csv").rename({"": "ind_code"}).unpivot(index="ind_code", variable_name="region_code")
    found = location_quotient(states, region="region_code", industry="ind_code", value="emp_all")
    both = found.join(reference, on=["region_code", "ind_code"], how="full")
    assert both.height == 16 * 17
    assert np.allclose(both["lq"], both["value"], rtol=1e-12, atol=0)


def firms():
    read = pl.read_csv(MAPPING / "ellison_glaeser_firms.csv")
    totals = read.unique("region").select("region", industry=pl.lit(None, pl.String), emp_firm="emp_region")
    return read, totals


@pytest.mark.parametrize(
    ("given", "expected"),
    [(False, [-0.09379384456, 0.16838003343, -0.08012539445, -0.13040134055]), (True, [0.05438176956, 0.04296356, 0.13776003, 0.01424906])],
)
def test_agglomeration_of_four_industries_by_the_firms_regions_or_by_the_regions_employment(given, expected):
    read, totals = firms()
    found = ellison_glaeser(read, value="emp_firm", totals=totals if given else None)
    assert found["industry"].to_list() == ["Clothing trade", "Forestry", "Textiles dyeing", "Textiles trade"]
    assert found["gamma"].to_list() == pytest.approx(expected, abs=5e-9)


def test_coagglomeration_of_42_firms_is_the_same_by_the_formulas_of_1997_and_2010():
    read, totals = firms()
    together = coagglomeration(read, value="emp_firm", totals=totals)
    assert together.row(0) == (pytest.approx(0.08903665, abs=5e-9), 4)
    weight = read.group_by("industry").agg(weight=pl.col("emp_firm").sum() / read["emp_firm"].sum())
    pairs = coagglomeration_of_pairs(read, value="emp_firm", totals=totals).filter(pl.col("industry_1") != pl.col("industry_2"))
    for side in (1, 2):
        pairs = pairs.join(weight.rename({"industry": f"industry_{side}", "weight": f"weight_{side}"}), on=f"industry_{side}")
    product = pairs["weight_1"] * pairs["weight_2"]
    assert together.item(0, 0) == pytest.approx((pairs["coagglomeration"] * product).sum() / product.sum(), abs=1e-12)


def goettingen():
    wide = pl.read_csv(MAPPING / "goettingen_2008_2017.csv").filter(pl.col("WZ2008_Code") != "A-R")
    long = (
        wide.drop("WZ2008_Name")
        .unpivot(index="WZ2008_Code")
        .with_columns(
            region=pl.col("variable").str.slice(0, pl.col("variable").str.len_chars() - 4),
            year=pl.col("variable").str.tail(4).cast(pl.Int64),
            industry="WZ2008_Code",
        )
    )
    town = long.filter(region="Goettingen").select("region", "industry", "year", "value")
    return town, long.filter(region="BRD").select(pl.lit(None, pl.String).alias("region"), "industry", "year", "value")


def test_the_growth_of_goettingen_is_the_sum_of_its_effects_by_every_kind_of_analysis():
    town, nation = goettingen()
    static, dynamic, homothetic = (share(town, totals=nation) for share in (shift_share, dynamic_shift_share, homothetic_shift_share))
    grown = town.filter(year=2017)["value"].sum() - town.filter(year=2008)["value"].sum()
    assert [table["change"].sum() for table in (static, dynamic, homothetic)] == [grown] * 3
    for table in (static, dynamic):
        assert np.allclose(table["change"], table["national"] + table["mix"] + table["regional"])
    assert np.allclose(static["regional"], homothetic["competitive"] + homothetic["allocation"])
    before, after = (nation.filter(year=year)["value"].sum() for year in (2008, 2017))
    assert static["national"].sum() == pytest.approx(town.filter(year=2008)["value"].sum() * (after / before - 1))
    each_year = [shift_share(town, totals=nation, start=year, end=year + 1) for year in range(2008, 2017)]
    assert dynamic["mix"].to_numpy() == pytest.approx(np.sum([table["mix"].to_numpy() for table in each_year], axis=0))
