"""Whatever the table, the identities of the regional measures hold, and neither the order of rows nor the unit of values matters."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from minicluster.analytics.change import dynamic_shift_share, homothetic_shift_share, related_variety, shift_share
from minicluster.analytics.concentration import (
    coagglomeration,
    coagglomeration_of_pairs,
    duranton_overman_kd,
    ellison_glaeser,
    ellison_glaeser_of,
    entropy_index,
    gini_coefficient,
    herfindahl_index,
    hoover_index,
    locational_gini,
    marcon_puech_m,
    theil_decomposition,
    theil_index,
)
from minicluster.analytics.specialisation import (
    hachman_index,
    krugman_index,
    location_quotient,
    location_quotient_significance,
    shrunken_location_quotient,
    specialisation_coefficient,
    standardised_location_quotient,
    strength_flags,
)

SHAPES = st.tuples(st.integers(1, 3), st.integers(2, 6), st.integers(2, 6))


@st.composite
def activity(draw):
    """Employment of every year, region and industry; no region and no industry is empty in any year."""
    cells = draw(arrays(np.int64, draw(SHAPES), elements=st.integers(0, 10_000)))
    assume((cells.sum(axis=1) > 0).all() and (cells.sum(axis=2) > 0).all())
    years, regions, industries = np.indices(cells.shape).reshape(3, -1)
    return pl.DataFrame(
        {"year": 2007 + years, "region": regions, "industry": industries, "family": industries // 2, "group": regions // 2, "value": cells.reshape(-1)}
    ).with_columns(plants=(pl.col("value") / 7).ceil())


def over(table, name, *keys):
    return table.group_by(keys, maintain_order=True).agg(pl.col(name).sum())[name].to_numpy()


@settings(deadline=None)
@given(activity())
def test_the_mean_quotient_of_an_industry_weighted_by_the_regions_is_one(table):
    found = location_quotient(table, year="year").join(table, on=["year", "region", "industry"])
    found = found.with_columns(weight=pl.col("value").sum().over("year", "region") / pl.col("value").sum().over("year"))
    assert over(found.with_columns(pl.col("lq") * pl.col("weight")), "lq", "year", "industry") == pytest.approx(1)


@settings(deadline=None)
@given(activity())
def test_national_mix_and_regional_effects_add_up_to_the_change_by_every_kind_of_analysis(table):
    assume(table["year"].n_unique() > 1)
    for analysis, names in (
        (shift_share, ("national", "mix", "regional")),
        (dynamic_shift_share, ("national", "mix", "regional")),
        (homothetic_shift_share, ("national", "mix", "competitive", "allocation")),
    ):
        found = analysis(table)
        assert found.select(pl.sum_horizontal(names)).to_series().to_numpy() == pytest.approx(found["change"].to_numpy(), abs=1e-6)


@settings(deadline=None)
@given(activity())
def test_related_and_unrelated_variety_add_up_to_the_entropy(table):
    found = related_variety(table, year="year")
    assert (found["related"] + found["unrelated"]).to_numpy() == pytest.approx(found["entropy"].to_numpy(), abs=1e-9)
    assert found["entropy"].to_numpy() == pytest.approx(entropy_index(table, year="year", of="region")["entropy"].to_numpy(), abs=1e-9)
    assert found.select(pl.col("related", "unrelated").min() > -1e-9).row(0) == (True, True)


@settings(deadline=None)
@given(activity())
def test_measures_keep_within_their_limits_and_halves_are_halves(table):
    number = table["region"].n_unique()
    limits = [
        (herfindahl_index(table, year="year")["herfindahl"], 1 / number, 1),
        (entropy_index(table, year="year")["entropy"], 0, np.log2(number)),
        (gini_coefficient(table, year="year")["gini"], 0, 1 - 1 / number),
        (locational_gini(table, year="year")["locational_gini"], 0, 1),
        (hoover_index(table, year="year")["hoover"], 0, 1),
        (theil_index(table, year="year")["theil"], 0, np.inf),
        (hachman_index(table, year="year")["hachman"], 0, 1),
        (krugman_index(table, year="year")["krugman"], 0, 2),
    ]
    assert [measure.name for measure, lowest, highest in limits if measure.min() < lowest - 1e-9 or measure.max() > highest + 1e-9] == []
    half = specialisation_coefficient(table, year="year")["coefficient"].to_numpy()
    assert half == pytest.approx(krugman_index(table, year="year")["krugman"].to_numpy() / 2)
    assert half == pytest.approx(hoover_index(table, year="year", of="region")["hoover"].to_numpy())


@settings(deadline=None)
@given(activity())
def test_theil_between_and_within_add_up_and_neither_is_negative(table):
    found = theil_decomposition(table, year="year")
    assert (found["between"] + found["within"]).to_numpy() == pytest.approx(theil_index(table, year="year")["theil"].to_numpy(), abs=1e-9)
    assert found.select(pl.col("between", "within").min() > -1e-9).row(0) == (True, True)


MEASURES = [
    location_quotient,
    standardised_location_quotient,
    location_quotient_significance,
    shrunken_location_quotient,
    strength_flags,
    hachman_index,
    krugman_index,
    herfindahl_index,
    gini_coefficient,
    locational_gini,
    hoover_index,
    theil_index,
    related_variety,
]


@settings(max_examples=25, deadline=None)
@given(activity(), st.integers(0, 2**32 - 1), st.sampled_from([2**-10, 2**10]))
def test_neither_the_order_of_rows_nor_the_unit_of_values_matters(table, seed, unit):
    shuffled = table.sample(fraction=1, shuffle=True, seed=seed).with_columns(pl.col("value") * unit)
    for measure in MEASURES:
        one, other = (measure(given, year="year") for given in (table, shuffled))
        assert one.columns == other.columns
        for name in one.columns:
            expected = one[name].to_list() if one[name].dtype in (pl.String, pl.Boolean) else pytest.approx(one[name].to_numpy(), abs=1e-9, nan_ok=True)
            assert (other[name].to_list() if one[name].dtype in (pl.String, pl.Boolean) else other[name].to_numpy()) == expected, (measure.__name__, name)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(0, 2 * np.pi))
def test_turning_moving_and_shuffling_the_map_changes_no_curve(seed, scale, angle):
    draws = np.random.default_rng(seed)
    place = draws.uniform(0, 100, (40, 2))
    table = pl.DataFrame({"industry": draws.choice(list("xy"), 40), "value": draws.integers(1, 9, 40), "east": place[:, 0], "north": place[:, 1]})
    turned = place @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale + 1000
    moved = table.with_columns(east=turned[:, 0], north=turned[:, 1]).sample(fraction=1, shuffle=True, seed=seed % 1000)
    one, other = marcon_puech_m(table, radii=[10, 50]), marcon_puech_m(moved, radii=[10 * scale, 50 * scale])
    assert other["m"].to_numpy() == pytest.approx(one["m"].to_numpy(), rel=1e-6)
    near, far = (duranton_overman_kd(given, distances=[10 * s, 50 * s], bandwidth=8 * s)["kd"].to_numpy() * s for given, s in ((table, 1), (moved, scale)))
    assert far == pytest.approx(near, rel=1e-4)


def test_the_agglomeration_of_plants_thrown_at_random_is_nothing_on_average():
    draws = np.random.default_rng(20)
    base, sizes = np.array([0.4, 0.3, 0.2, 0.1]), draws.pareto(2, (2_000, 30)) + 0.1
    weights = sizes / sizes.sum(axis=1, keepdims=True)
    thrown = draws.choice(4, weights.shape, p=base)
    share = np.stack([(weights * (thrown == region)).sum(axis=1) for region in range(4)])
    _raw, gamma, z = ellison_glaeser_of(share, base, (weights**2).sum(axis=1), (weights**4).sum(axis=1))
    assert gamma.mean() == pytest.approx(0, abs=4 * gamma.std() / np.sqrt(2_000))
    assert (z.mean(), z.std()) == pytest.approx((0, 1), abs=0.1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 5), st.integers(2, 4))
def test_plants_give_the_same_agglomeration_in_any_order_and_unit_and_pairs_make_up_the_group(seed, regions, industries):
    draws = np.random.default_rng(seed)
    plants = pl.DataFrame({"region": draws.integers(0, regions, 60), "industry": draws.integers(0, industries, 60), "value": draws.integers(1, 500, 60)})
    assume(plants["region"].n_unique() > 1 and plants["industry"].n_unique() > 1)
    other = plants.sample(fraction=1, shuffle=True, seed=seed % 1000).with_columns(pl.col("value") * 1024)
    for one, two in ((ellison_glaeser(plants), ellison_glaeser(other)), (coagglomeration(plants), coagglomeration(other))):
        assert two.to_numpy() == pytest.approx(one.to_numpy(), abs=1e-9, nan_ok=True)
    size = dict(plants.group_by("industry").agg(pl.col("value").sum()).iter_rows())
    pairs = [(size[one] * size[two], measure) for one, two, measure in coagglomeration_of_pairs(plants).iter_rows() if one != two]
    mean = sum(product * measure for product, measure in pairs) / sum(product for product, _measure in pairs)
    assert coagglomeration(plants)["coagglomeration"].item() == pytest.approx(mean, abs=1e-9)
