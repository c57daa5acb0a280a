"""Concentration over distances: against plain sums over all pairs, against chance, and within memory."""

import math
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from minicluster.analytics.concentration import duranton_overman_kd, marcon_puech_m, sites
from minicluster.analytics.tables import TableError


def plants(number, seed=0, clustered=()):
    """Plants on a square of 100 km; those of a clustered industry stand within a few km of one place."""
    draws = np.random.default_rng(seed)
    industry = draws.choice(list("wxyz"), number)
    place = draws.uniform(0, 100, (number, 2))
    near = np.isin(industry, clustered)
    place[near] = 50 + draws.normal(0, 3, (near.sum(), 2))
    return pl.DataFrame({"industry": industry, "value": draws.integers(1, 50, number), "east": place[:, 0], "north": place[:, 1]})


def plain_m(table, radius, industry):
    kind, size, place = table["industry"].to_list(), table["value"].to_list(), table.select("east", "north").rows()
    near = expected = 0
    own_total = sum(weight for name, weight in zip(kind, size, strict=True) if name == industry)
    for i in range(len(kind)):
        if kind[i] != industry:
            continue
        neighbours = [j for j in range(len(kind)) if j != i and math.dist(place[i], place[j]) <= radius]
        if neighbours:
            near += sum(size[j] for j in neighbours if kind[j] == industry) / sum(size[j] for j in neighbours)
            expected += (own_total - size[i]) / (sum(size) - size[i])
    return near / expected


def plain_kd(table, distance, industry, width, weighted):
    mine = table.filter(industry=industry)
    place, size = mine.select("east", "north").rows(), mine["value"].to_list() if weighted else [1] * mine.height
    density = total = 0
    for i in range(mine.height):
        for j in range(i):
            apart = math.dist(place[i], place[j])
            bells = sum(math.exp(-(((distance + sign * apart) / width) ** 2) / 2) for sign in (1, -1))
            density += size[i] * size[j] * bells / (width * math.sqrt(2 * math.pi))
            total += size[i] * size[j]
    return density / total


def test_m_is_the_plain_sum_over_all_neighbourhoods_even_in_small_blocks(monkeypatch):
    table = plants(80)
    table = pl.concat([table, table[:3]])  # some plants share a place
    expected = [plain_m(table, radius, industry) for industry in "wxyz" for radius in (10, 40, 200)]
    for pairs in (sites.PAIRS_IN_MEMORY, 500):
        monkeypatch.setattr(sites, "PAIRS_IN_MEMORY", pairs)
        assert marcon_puech_m(table, radii=[10, 40, 200])["m"].to_list() == pytest.approx(expected)


def test_m_finds_the_industry_that_stands_together_and_its_bands_hold_the_others():
    found = marcon_puech_m(plants(400, clustered=("x",)), radii=[5, 20], simulations=99, seed=3)
    together = found.filter(industry="x")
    assert (together["m"] > together["upper"]).all()
    apart = marcon_puech_m(plants(400), radii=[5, 20], simulations=99, seed=3)
    assert ((apart["m"] >= apart["lower"]) & (apart["m"] <= apart["upper"])).all()
    assert apart.equals(marcon_puech_m(plants(400), radii=[5, 20], simulations=99, seed=3))


def test_m_is_not_known_for_plants_without_neighbours_and_for_a_single_plant():
    table = pl.DataFrame({"industry": ["x", "x", "y"], "value": [1, 1, 1], "east": [0, 100, 1], "north": [0, 0, 0]})
    found = marcon_puech_m(table, radii=[0.5, 2], simulations=9)
    assert [math.isnan(value) for value in found["m"]] == [True, False, True, True]


@pytest.mark.parametrize("weighted", [False, True])
def test_kd_is_the_plain_sum_over_all_pairs_even_in_small_blocks(monkeypatch, weighted):
    table = plants(60)
    expected = [plain_kd(table, distance, industry, 4.0, weighted) for industry in "wxyz" for distance in (0, 5, 30, 120)]
    for pairs in (sites.PAIRS_IN_MEMORY, 500):
        monkeypatch.setattr(sites, "PAIRS_IN_MEMORY", pairs)
        found = duranton_overman_kd(table, distances=[0, 5, 30, 120], bandwidth=4.0, weighted=weighted)
        assert found["kd"].to_list() == pytest.approx(expected, rel=2e-5, abs=1e-9)


def test_the_bandwidth_is_silvermans_and_the_density_has_an_area_of_one():
    table = plants(200)
    grid = np.linspace(0, 200, 401)
    found = duranton_overman_kd(table, distances=grid).filter(industry="x")
    mine = table.filter(industry="x").select("east", "north").to_numpy()
    apart = np.hypot(*(mine[:, None] - mine[None, :]).transpose(2, 0, 1))[np.triu_indices(len(mine), 1)]
    quartiles = np.subtract(*np.quantile(apart, [0.75, 0.25])) / 1.34
    assert found["bandwidth"][0] == pytest.approx(0.9 * min(apart.std(ddof=1), quartiles) * len(apart) ** -0.2, rel=0.005)
    assert np.trapezoid(found["kd"], grid) == pytest.approx(1, abs=1e-3)


def test_kd_finds_the_industry_that_stands_together_at_short_distances_and_no_other():
    table = plants(300, seed=1, clustered=("x",))
    found = duranton_overman_kd(table, distances=np.linspace(0, 60, 31), simulations=200, seed=5)
    localised = found.filter(pl.col("localised") > 0)
    assert localised["industry"].unique().to_list() == ["x"]
    assert localised["distance"].min() == 0
    assert localised["distance"].max() < 30
    assert found.filter((pl.col("industry") == "x") & (pl.col("dispersed") > 0)).rows() == []
    assert (found["global_lower"] <= found["lower"] + 1e-12).all()
    assert (found["global_upper"] >= found["upper"] - 1e-12).all()
    assert found.equals(duranton_overman_kd(table, distances=np.linspace(0, 60, 31), simulations=200, seed=5))


def test_the_global_bands_refuse_chance_no_more_often_than_they_say():
    """Each industry of a map is dealt out at random: about 5 in 100 are called localised at some distance."""
    draws = np.random.default_rng(9)
    table = plants(400, seed=2).with_columns(industry=pl.Series(draws.integers(0, 40, 400)))
    found = duranton_overman_kd(table, distances=np.linspace(0, 50, 11), simulations=100, seed=1)
    called = found.group_by("industry").agg((pl.col("localised") > 0).any())["localised"].mean()
    assert called <= 0.12


def test_kd_is_not_known_for_a_single_plant():
    table = pl.DataFrame({"industry": ["x", "x", "x", "y"], "value": [1, 1, 1, 1], "east": [0, 3, 4, 1], "north": [0, 0, 0, 0]})
    found = duranton_overman_kd(table, distances=[1, 2], simulations=20).filter(industry="y")
    assert found.drop("industry", "distance").fill_nan(None).null_count().row(0) == (2,) * 8


def test_twenty_thousand_plants_fit_into_a_gibibyte():
    program = """
import numpy as np, polars as pl
from minicluster.analytics.concentration import duranton_overman_kd, marcon_puech_m
draws = np.random.default_rng(0)
table = pl.DataFrame({"industry": draws.integers(0, 5, 20_000), "value": draws.integers(1, 50, 20_000), "east": draws.uniform(0, 100, 20_000), "north": draws.uniform(0, 100, 20_000)})
assert marcon_puech_m(table, radii=[1, 5]).height == 10
assert duranton_overman_kd(table, distances=[1, 5, 20]).height == 15
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2**20  # KiB


@pytest.mark.parametrize(
    ("call", "rule", "text"),
    [
        (lambda: marcon_puech_m(plants(9).with_columns(east=pl.lit(float("inf"))), radii=[1]), "finite", "Row 1, 2, 3: east is not finite."),
        (lambda: marcon_puech_m(plants(9), radii=[2, 1]), "radii", "radii do not rise from 0 or more."),
        (lambda: duranton_overman_kd(plants(9), distances=[]), "distances", "distances do not rise from 0 or more."),
        (lambda: duranton_overman_kd(plants(9).with_columns(east=0, north=0), distances=[1]), "place", "All plants stand on one point."),
    ],
)
def test_what_is_wrong_is_named_with_its_rule_and_its_cure(call, rule, text):
    with pytest.raises(TableError) as refused:
        call()
    assert refused.value.rule == rule
    assert str(refused.value) == f"{text} {refused.value.cure}"


def test_a_confidence_and_a_bandwidth_make_sense_or_are_refused():
    with pytest.raises(ValueError, match="confidence is 95"):
        marcon_puech_m(plants(9), radii=[1], confidence=95)
    with pytest.raises(ValueError, match="confidence is 0;"):
        duranton_overman_kd(plants(9), distances=[1], confidence=0)
    with pytest.raises(ValueError, match="bandwidth is -1"):
        duranton_overman_kd(plants(9), distances=[1], bandwidth=-1)
