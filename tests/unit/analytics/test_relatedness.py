"""Relatedness and density, by hand on a table of three regions and by a second formula on larger ones."""

import doctest
import importlib

import numpy as np
import pandas as pd
import polars as pl
import pytest

from minicluster.analytics.relatedness import (
    MEASURES,
    ComplexityWarning,
    co_occurrence_of,
    density,
    density_of,
    knn_density_of,
    probability_of,
    proximity,
    proximity_of,
    relatedness,
    relatedness_density,
)
from minicluster.analytics.relatedness.presence import rca
from minicluster.analytics.tables import TableError

# A has x and y, B has x and z, C has x.
SMALL = pl.DataFrame({"region": list("AABBC"), "industry": list("xyxzx"), "value": [1] * 5})


def pairs_of(table, name="relatedness"):
    return {(one, other): round(value, 6) for one, other, value in table.rows() if one < other and name in table.columns}


@pytest.mark.parametrize(
    ("measure", "xy", "yz"),
    [
        ("co-occurrence", 1, 0),
        ("proximity", 1 / 3, 0),
        ("cosine", 1 / 3**0.5, 0),
        ("jaccard", 1 / 3, 0),
        # Two co-occurrences, counted from both sides: S = 2, 1, 1 of T = 4.
        ("association", 1 * 4 / (2 * 1), 0),
        ("probability", 1 / (2 * (2 / 4 * 1 / 3 + 1 / 4 * 2 / 2)), 0),
    ],
)
def test_each_measure_of_relatedness_is_what_its_formula_says_by_hand(measure, xy, yz):
    found = pairs_of(relatedness(SMALL, measure=measure, present_by="value"))
    assert found == {("x", "y"): round(xy, 6), ("x", "z"): round(xy, 6), ("y", "z"): yz}


def test_regions_are_related_by_the_industries_that_they_share():
    assert pairs_of(proximity(SMALL, of="region", present_by="value"), "proximity") == {("A", "B"): 0.5, ("A", "C"): 0.5, ("B", "C"): 0.5}


def test_pairs_drawn_without_putting_back_are_expected_as_often_as_there_are_any():
    present = np.random.default_rng(4).random((3, 30, 12)) < 0.3
    probability = probability_of(present)
    together = co_occurrence_of(present)
    places = np.arange(12)
    together[:, places, places] = 0
    sums = together.sum(axis=2)
    total = sums.sum(axis=1)
    expected = np.array(
        [
            [[0 if i == j else s[i] * s[j] / (t - s[i]) / 2 + s[i] * s[j] / (t - s[j]) / 2 for j in places] for i in places]
            for s, t in zip(sums, total, strict=True)
        ]
    )
    assert expected.sum(axis=(1, 2)) == pytest.approx(total)
    assert probability * expected == pytest.approx(together)


def test_density_counts_an_industry_among_its_neighbours_and_relatedness_density_does_not():
    found = density(SMALL, present_by="value").filter(pl.col("region") == "C").rows()
    assert [(*row[:3], round(row[3], 6)) for row in found] == [("C", "x", True, 0.6), ("C", "y", False, 0.25), ("C", "z", False, 0.25)]
    per_cent = relatedness_density(SMALL, measure="cosine", present_by="value").filter(pl.col("region") == "C").fill_nan(None).rows()
    assert per_cent == [("C", "x", True, 0.0, 0.0, None), ("C", "y", False, 100.0, None, 100.0), ("C", "z", False, 100.0, None, 100.0)]


def test_density_over_the_nearest_neighbours_is_the_plain_sum_over_them():
    random = np.random.default_rng(5)
    present = random.random((2, 20, 9)) < 0.4
    related = proximity_of(present)
    found = knn_density_of(present, related, 3)
    for year in range(2):
        for industry in range(9):
            nearest = sorted((other for other in range(9) if other != industry), key=lambda other: (-related[year, industry, other], other))[:3]
            weights = related[year, industry, nearest]
            assert found[year, :, industry] == pytest.approx(present[year][:, nearest] @ weights / weights.sum())


@pytest.mark.parametrize("neighbours", [0, 3])
def test_more_neighbours_than_there_are_others_are_refused_with_their_number(neighbours):
    with pytest.raises(TableError, match="Ask for 1 to 2"):
        density(SMALL, neighbours=neighbours, present_by="value")


def test_density_over_all_others_is_density_without_itself():
    per_cent = relatedness_density(SMALL, measure="proximity", present_by="value")["relatedness_density"].to_numpy()
    assert density(SMALL, neighbours=2, present_by="value")["density"].to_numpy() * 100 == pytest.approx(per_cent)


def test_years_are_measured_by_themselves_and_what_is_absent_in_one_is_named_there():
    table = pd.DataFrame({"region": list("ABAB"), "industry": list("xxxy"), "value": [1, 1, 2, 2], "year": [2007, 2007, 2008, 2008]})
    with pytest.warns(ComplexityWarning, match=r"^2007: industry y is present nowhere: what is measured of it is empty\.$"):
        found = density(table, year="year")
    assert type(found) is pd.DataFrame
    assert np.isnan(found["density"]).tolist() == [False, True, False, True, False, False, False, False]


def test_an_industry_that_is_nowhere_and_a_threshold_of_nothing_are_refused():
    nowhere = pl.concat([SMALL, pl.DataFrame({"region": ["A"], "industry": ["steel"], "value": [0]})])
    with pytest.raises(TableError, match=r"industry steel has nothing in any region\. Leave it out") as refused:
        relatedness(nowhere, measure="jaccard")
    assert refused.value.rule == "empty industry"
    with pytest.raises(TableError, match=r"The threshold 0 is not positive"):
        proximity(SMALL, threshold=0)


def test_a_related_to_nothing_industry_has_no_density():
    assert np.isnan(density_of(np.array([[[True, False]]]), np.array([[[1.0, 0.0], [0.0, 0.0]]]))).tolist() == [[[False, True]]]


def test_advantage_is_a_share_over_a_share_and_nothing_where_there_is_nothing():
    assert rca(np.array([[[1.0, 3.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])).tolist() == [[[0.625, 1.25, 0], [2.5, 0, 0], [0, 0, 0]]]


def test_every_measure_is_named_in_the_register():
    assert list(MEASURES) == ["proximity", "co-occurrence", "association", "cosine", "jaccard", "probability"]


@pytest.mark.parametrize("module", ["presence", "pairs", "densities"])
def test_the_examples_are_true(module):
    assert doctest.testmod(importlib.import_module(f"minicluster.analytics.relatedness.{module}")).failed == 0
