"""Forecasts of parts and wholes that add up: against the closed form, against a second way of computing, and on a table."""

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from minicluster.analytics.forecast import forecast, reconciled, reconciled_without_negatives, shrunken_covariance
from minicluster.analytics.forecast.hierarchy import read_hierarchy
from minicluster.analytics.tables import TableError

TREE = pl.DataFrame({"child": ["g1", "g2", "g3", "g4", "c1", "c2"], "parent": ["c1", "c1", "c2", "c2", "programme", "programme"]})


def example(seed=0, vectors=12):
    rng = np.random.default_rng(seed)
    tree = read_hierarchy(TREE)
    return rng.normal(10, 5, (7, 3)), tree.summing, rng.normal(size=(vectors, 7)) @ rng.normal(size=(7, 7))


def groups(points=12, **changes):
    rng = np.random.default_rng(5)
    rows = [(f"g{group}", 2000 + year, float(value)) for group in range(1, 5) for year, value in enumerate(20 * group + np.cumsum(rng.normal(1, 2, points)))]
    return pl.DataFrame(rows, schema=["id", "time", "value"], orient="row").with_columns(**changes)


def test_the_summing_matrix_has_the_wholes_first():
    tree = read_hierarchy(TREE)
    assert tree.nodes == ("programme", "c1", "c2", "g1", "g2", "g3", "g4")
    assert tree.summing.tolist() == [[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], *np.eye(4).tolist()]


def test_mint_agrees_with_the_closed_form():
    base, summing, errors = example()
    inverse = np.linalg.inv(covariance := shrunken_covariance(errors)[0])
    closed = summing @ np.linalg.inv(summing.T @ inverse @ summing) @ summing.T @ inverse @ base
    assert reconciled(base, summing, covariance) == pytest.approx(closed, rel=1e-9)


def test_mint_agrees_with_the_projection_onto_the_constraints():
    base, summing, errors = example(1)
    covariance = shrunken_covariance(errors)[0]
    constraints = np.hstack([np.eye(3), -summing[:3]])
    moved = covariance @ constraints.T @ np.linalg.solve(constraints @ covariance @ constraints.T, constraints @ base)
    assert reconciled(base, summing, covariance) == pytest.approx(base - moved, rel=1e-9)


def test_mint_is_the_least_of_the_weighted_squares():
    base, summing, errors = example(2)
    covariance = shrunken_covariance(errors)[0]
    inverse = np.linalg.inv(covariance)

    def loss(bottoms):
        left = base[:, 0] - summing @ bottoms
        return left @ inverse @ left

    found = minimize(loss, base[3:, 0], method="BFGS", options={"gtol": 1e-10}).x
    assert reconciled(base, summing, covariance)[3:, 0] == pytest.approx(found, rel=1e-4)


def test_what_adds_up_already_is_not_moved():
    _base, summing, errors = example(3)
    coherent = summing @ np.array([[1.0], [2], [3], [4]])
    assert reconciled(coherent, summing, shrunken_covariance(errors)[0]) == pytest.approx(coherent, rel=1e-10)


def test_the_intensity_of_shrinkage_is_that_of_schaefer_and_strimmer_summed_by_hand():
    errors = example(4)[2]
    number, series = errors.shape
    standard = errors / np.sqrt((errors**2).mean(axis=0))
    above = below = 0.0
    for i in range(series):
        for j in range(series):
            if i != j:
                products = standard[:, i] * standard[:, j]
                above += ((products - products.mean()) ** 2).sum() / (number * (number - 1))
                below += products.mean() ** 2
    covariance, intensity = shrunken_covariance(errors)
    plain = errors.T @ errors / number
    assert intensity == pytest.approx(min(1, above / below))
    assert 0 < intensity < 1
    assert covariance == pytest.approx(intensity * np.diag(np.diag(plain)) + (1 - intensity) * plain)


def test_a_series_that_was_never_wrong_is_hardly_moved():
    base, summing, errors = example(5)
    errors[:, 3] = 0
    found = reconciled(base, summing, shrunken_covariance(errors)[0])
    assert found[3] == pytest.approx(base[3], abs=1e-4)
    assert found[0] == pytest.approx(found[3:].sum(axis=0))


def test_reconciled_forecasts_are_better_on_the_whole_where_base_forecasts_err_independently():
    rng = np.random.default_rng(6)
    summing = read_hierarchy(TREE).summing
    truth = summing @ rng.normal(10, 3, (4, 1))
    spread = np.array([4.0, 2, 2, 1, 1, 1, 1])
    draws = truth + rng.normal(size=(7, 4000)) * spread[:, None]
    covariance = np.diag(spread**2)
    before, after = ((one - truth) ** 2 for one in (draws, reconciled(draws, summing, covariance)))
    assert (after.mean(axis=1) <= before.mean(axis=1)).all()


def test_without_negatives_all_still_add_up_and_what_was_below_is_nothing():
    base = np.array([[10.0], [4], [6], [-3], [5], [2], [3]])
    summing = read_hierarchy(TREE).summing
    assert reconciled(base, summing, np.eye(7))[3, 0] < 0
    found = reconciled_without_negatives(base, summing, np.eye(7))
    assert found[3, 0] == 0
    assert (found >= 0).all()
    assert found[:3] == pytest.approx(summing[:3] @ found[3:])
    kept = [1, 2, 3]
    assert found[4:] == pytest.approx(np.linalg.lstsq(summing[:, kept], base, rcond=None)[0])
    assert (reconciled_without_negatives(-np.abs(base), summing, np.eye(7)) == 0).all()


def test_the_forecasts_of_groups_add_up_exactly_to_their_complexes_and_the_programme():
    found = forecast(groups(), horizon=3, levels=[80], hierarchy=TREE).forecasts.pivot(on="id", index="time", values="forecast")
    assert found["programme"].to_list() == pytest.approx((found["c1"] + found["c2"]).to_list(), rel=1e-12)
    assert found["c2"].to_list() == pytest.approx((found["g3"] + found["g4"]).to_list(), rel=1e-12)
    assert found["programme"].to_list() == pytest.approx(found.select(pl.sum_horizontal("g1", "g2", "g3", "g4")).to_series().to_list(), rel=1e-12)


def test_a_whole_that_is_in_the_table_changes_nothing_where_it_is_the_sum():
    whole = groups().group_by("time").agg(pl.col("value").sum()).select(id=pl.lit("programme"), time="time", value="value")
    with_whole, without = (forecast(table, horizon=2, levels=[80], hierarchy=TREE).bands for table in (pl.concat([groups(), whole]), groups()))
    assert with_whole.sort("id", "time")["low"].to_list() == pytest.approx(without.sort("id", "time")["low"].to_list())


def test_short_parts_are_reconciled_by_how_many_they_are_and_their_bands_move_with_them():
    plain, found = (forecast(groups(6), horizon=1, levels=[50], hierarchy=tree) for tree in (None, TREE))
    assert set(found.forecasts["method"]) == {"drift"}
    points = dict(found.forecasts.select("id", "forecast").rows())
    assert points["programme"] == pytest.approx(sum(points[f"g{group}"] for group in range(1, 5)))
    middles = dict(found.bands.select("id", (pl.col("low") + pl.col("high")) / 2).rows())
    assert middles == pytest.approx(points)
    assert plain.forecasts.height == 4


def test_nothing_below_zero_is_told_where_nothing_can_be():
    falling = groups().with_columns(value=pl.when(pl.col("id") == "g1").then(24.0 - 2 * (pl.col("time") - 2000)).otherwise("value"))
    found = forecast(falling, horizon=4, levels=[80], hierarchy=TREE, non_negative=True)
    assert found.forecasts.filter(id="g1")["forecast"][-1] == 0
    assert found.bands["low"].min() == 0
    wide = found.forecasts.pivot(on="id", index="time", values="forecast")
    assert wide["c1"].to_list() == pytest.approx((wide["g1"] + wide["g2"]).to_list())


def test_a_hierarchy_is_as_wrong_as_its_parts_are_short_of_a_series():
    with pytest.raises(TableError, match=r"^g4 of the hierarchy has no series\. Add its rows, or leave it out of the hierarchy\.$"):
        forecast(groups().filter(pl.col("id") != "g4"), horizon=1, hierarchy=TREE)


@pytest.mark.parametrize(
    ("child", "parent", "message"),
    [
        (["g1", "g1"], ["c1", "c2"], "Row 2: The same child stood before. Give it one parent: with two it would be counted twice."),
        (["g1", "c1"], ["c1", "g1"], "Row 1, 2: child is its own ancestor. Correct parent."),
        (["g1", "g1"], ["c1", None], "Row 2: parent is empty. Name it, or leave the row out."),
    ],
)
def test_a_hierarchy_that_is_no_tree_is_refused(child, parent, message):
    with pytest.raises(TableError) as caught:
        read_hierarchy(pl.DataFrame({"child": child, "parent": parent}))
    assert str(caught.value) == message


def test_parts_in_two_units_or_of_different_years_and_wholes_that_are_no_sum_are_refused():
    units = groups(unit=pl.when(pl.col("id") == "g2").then(pl.lit("USD")).otherwise(pl.lit("KRW")))
    late = groups().filter((pl.col("id") != "g3") | (pl.col("time") > 2001))
    whole = pl.concat([groups(), pl.DataFrame({"id": ["c1"] * 12, "time": range(2000, 2012), "value": [1.0] * 12})])
    messages = []
    for table in (units, late, whole):
        with pytest.raises(TableError) as caught:
            forecast(table, horizon=1, levels=[80], hierarchy=TREE)
        messages.append(str(caught.value))
    assert messages[0].startswith("g1 is in “KRW” and g2 in “USD”. Convert one of them")
    assert messages[1].startswith("time differs within the hierarchy: g1 2000-2011, g3 2002-2011. Give all parts")
    assert messages[2].startswith("c1 is 1 in 2000, and its parts add up to ")


def test_what_does_not_hang_together_may_differ_in_unit_and_years_and_is_reconciled_as_if_it_stood_alone():
    persons = groups(10, unit=pl.lit("persons")).with_columns(pl.col("id").str.replace("g", "p"))
    tree = pl.DataFrame({"child": ["p1", "p2", "p3", "p4"], "parent": ["people"] * 4})
    money = groups(unit=pl.lit("KRW"))
    found = forecast(pl.concat([money, persons]), horizon=1, levels=[50], hierarchy=pl.concat([TREE.select("child", "parent"), tree]))
    points = dict(found.forecasts.select("id", "forecast").rows())
    assert points["people"] == pytest.approx(sum(points[f"p{group}"] for group in range(1, 5)))
    alone = dict(forecast(money, horizon=1, levels=[50], hierarchy=TREE).forecasts.select("id", "forecast").rows())
    assert {name: points[name] for name in alone} == pytest.approx(alone)
