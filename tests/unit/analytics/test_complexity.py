"""Complexity: against a plain dense solve, against the definitions, and where it has no answer."""

import doctest
import importlib

import numpy as np
import polars as pl
import pytest

from minicluster.analytics.complexity import (
    ATLAS,
    ECONCOMPLEX,
    ComplexityWarning,
    cog_of,
    coi_of,
    complexity_arrays,
    complexity_outlook,
    complexity_panel,
    economic_complexity,
    eigenvectors_of,
    fitness_complexity,
    fitness_of,
    method_of_reflections,
    net_gain_of,
    productivity,
    reflections_of,
    standardised,
)
from minicluster.analytics.relatedness import density_of, proximity_of, without_itself
from minicluster.analytics.tables import TableError

NESTED = pl.DataFrame({"region": list("AAAABBBCC"), "industry": list("wxyzxyzyz"), "value": [1] * 9})


def nested(years=2, regions=18, industries=30, seed=11):
    """Presence as it is found: who can do much does what few can and what many can; and everybody does the first thing."""
    random = np.random.default_rng(seed)
    able, asked = np.sort(random.random(regions)), np.sort(random.random(industries))
    present = random.random((years, regions, industries)) < 1 / (1 + np.exp(8 * (asked - able[:, None])))
    present[:, :, 0] = present[:, -1, :] = True
    return present


def table_of(cells):
    regions, industries = cells.shape
    return pl.DataFrame(
        {
            "region": np.repeat([f"R{place}" for place in range(regions)], industries),
            "industry": np.tile([f"I{place}" for place in range(industries)], regions),
            "value": cells.reshape(-1).astype(float),
        }
    ).filter(pl.col("value") > 0)


@pytest.mark.parametrize("shape", [(18, 30), (30, 18)])
def test_eci_and_pci_are_the_second_eigenvectors_of_the_plain_matrices_of_either_side(shape):
    present = nested(2, *shape)
    eci, pci = standardised(eigenvectors_of(present))
    for year, matrix in enumerate(present.astype(float)):
        by_region, by_industry = matrix / matrix.sum(axis=1)[:, None], matrix / matrix.sum(axis=0)
        for measure, plain in ((eci[year], by_region @ by_industry.T), (pci[year], by_industry.T @ by_region)):
            values, vectors = np.linalg.eig(plain)
            second = vectors[:, values.real.argsort()[-2]].real
            assert abs(np.corrcoef(measure, second)[0, 1]) == pytest.approx(1, abs=1e-12)
        assert eci[year] == pytest.approx(by_region @ pci[year])
        assert np.corrcoef(eci[year], matrix.sum(axis=1))[0, 1] > 0
    assert (eci.mean(axis=1), eci.std(axis=1)) == (pytest.approx(0), pytest.approx(1))


def test_second_eigenvalue_and_gap_are_those_of_the_plain_matrix():
    present = nested(1)
    matrix = present[0].astype(float)
    values = np.sort(np.linalg.eigvals(matrix / matrix.sum(axis=1)[:, None] @ (matrix / matrix.sum(axis=0)).T).real)
    found = eigenvectors_of(present)
    assert (found.second[0], found.gap[0], found.components[0]) == (pytest.approx(values[-2]), pytest.approx(values[-2] - values[-3]), 1)


def test_where_all_are_equally_diverse_complex_is_what_few_can_do():
    present = np.array([[[1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 1, 0, 1]]], dtype=bool)
    found = eigenvectors_of(present)
    assert np.corrcoef(found.pci[0], present[0].sum(axis=0))[0, 1] < 0


def test_a_graph_in_pieces_is_measured_in_its_largest_and_the_rest_is_named_rather_than_labelled():
    lonely = pl.concat([NESTED, pl.DataFrame({"region": list("DEE"), "industry": list("qqr"), "value": [1] * 3})])
    with pytest.warns(ComplexityWarning, match=r"nothing connects the 2 components of the graph.*outside it are D, E\.$"):
        found = economic_complexity(lonely, present_by="value")
    alone = economic_complexity(NESTED, present_by="value")
    assert found.years["components"].to_list() == [2]
    assert found.regions["eci"].fill_nan(None).to_list() == [*alone.regions["eci"].to_list(), None, None]
    assert found.industries.filter(~pl.col("pci").is_nan()).equals(alone.industries)
    with pytest.warns(ComplexityWarning):
        outlook = complexity_outlook(lonely, present_by="value")
    assert outlook.regions["coi"].is_nan().to_list() == [False, False, False, True, True]


def test_regions_that_nothing_tells_apart_have_no_index():
    same = pl.DataFrame({"region": list("AABB"), "industry": list("xyxy"), "value": [1] * 4})
    with pytest.warns(ComplexityWarning, match="nothing tells one region from another"):
        found = economic_complexity(same, present_by="value")
    assert found.regions["eci"].is_nan().all()
    assert found.industries["pci"].is_nan().all()


def test_a_single_region_has_no_index():
    with pytest.warns(ComplexityWarning, match="nothing tells one region from another"):
        assert economic_complexity(NESTED.filter(pl.col("region") == "A"), present_by="value").regions["eci"].is_nan().all()


def test_two_eigenvalues_that_are_one_leave_the_index_arbitrary_and_it_says_so():
    ring = pl.DataFrame({"region": list("AABBCC"), "industry": list("xyyzzx"), "value": [1] * 6})
    with pytest.warns(ComplexityWarning, match="as arbitrary as the choice between them"):
        found = economic_complexity(ring, present_by="value")
    assert found.years["spectral_gap"].to_list() == pytest.approx([0])


def test_a_region_that_is_present_in_nothing_is_named_and_left_empty():
    with pytest.warns(ComplexityWarning, match=r"region C is present nowhere"):
        found = economic_complexity(NESTED.with_columns(value=pl.when(pl.col("region") == "C").then(0.5).otherwise(1)), present_by="value")
    assert found.regions.fill_nan(None).rows()[2] == ("C", 0, None)


def test_the_panel_is_what_its_parts_are_for_either_convention():
    present = nested()
    cells = present.astype(float)
    for convention in (ATLAS, ECONCOMPLEX):
        found = complexity_arrays(cells, convention, present_by="value", keep_proximity=True)
        related = proximity_of(present) if convention.itself else without_itself(proximity_of(present))
        density = density_of(present, related)
        eigen = eigenvectors_of(present)
        eci, pci = standardised(eigen, convention)
        weight = eigen.pci if convention.outlook_on == "eigenvector" else pci
        coi = coi_of(present, density, weight)
        coi = (coi - coi.mean(axis=1, keepdims=True)) / coi.std(axis=1, keepdims=True) if convention.coi_standardised else coi
        assert found.proximity == pytest.approx(related)
        for name, value in {"density": density, "eci": eci, "pci": pci, "coi": coi, "cog": cog_of(present, related, weight, convention)}.items():
            assert getattr(found, name) == pytest.approx(value, abs=1e-12), (convention, name)


@pytest.mark.parametrize("precision", ["single", "double"])
def test_any_number_of_threads_gives_the_same(precision):
    cells = nested(3, 19, 70).astype(float)
    one, *more = (complexity_arrays(cells, present_by="value", precision=precision, threads=threads) for threads in (1, 2, 3, 25))
    for name in ("density", "cog", "coi", "eci", "pci"):
        for other in more:
            assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-6 if precision == "single" else 1e-12), name


def test_proximity_that_is_kept_is_whole_in_either_precision():
    cells = nested().astype(float)
    double, single = (complexity_arrays(cells, present_by="value", precision=precision, keep_proximity=True) for precision in ("double", "single"))
    assert double.proximity == pytest.approx(proximity_of(nested()))
    assert single.proximity == pytest.approx(double.proximity, abs=1e-7)


def test_single_precision_is_right_to_two_millionths_where_many_terms_cancel():
    present = nested(1, 60, 800)
    for convention in (ATLAS, ECONCOMPLEX):
        double, single = (complexity_arrays(present.astype(float), convention, present_by="value", precision=precision) for precision in ("double", "single"))
        for name in ("density", "cog", "coi"):
            exact = getattr(double, name)
            assert np.abs((getattr(single, name) - exact) / np.maximum(1, np.abs(exact))).max() < 2e-6, name


def test_single_precision_is_right_on_a_small_table():
    present = nested()
    double, single = (complexity_arrays(present.astype(float), present_by="value", precision=precision) for precision in ("double", "single"))
    assert single.eci == pytest.approx(double.eci)
    for name in ("density", "cog", "coi"):
        assert getattr(single, name) == pytest.approx(getattr(double, name), abs=2e-6), name


def test_the_panel_of_a_table_joins_what_the_single_calls_give():
    table = table_of(nested(1)[0])
    panel, parts, outlook = (
        complexity_panel(table, present_by="value"),
        economic_complexity(table, present_by="value"),
        complexity_outlook(table, present_by="value"),
    )
    assert panel.regions.drop("coi").equals(parts.regions)
    assert panel.regions["coi"].to_list() == pytest.approx(outlook.regions["coi"].to_list())
    assert panel.industries.equals(parts.industries)
    assert panel.years.equals(parts.years)
    assert panel.cells["cog"].to_list() == pytest.approx(outlook.cells["cog"].to_list())


def test_net_gain_is_by_how_much_the_outlook_changes_when_a_region_enters():
    present = nested(1, 8, 12)
    related, pci = proximity_of(present), eigenvectors_of(present).pci
    before, gain = coi_of(present, density_of(present, related), pci), net_gain_of(present, related, pci)
    assert (gain[present] == 0).all()
    for region, industry in np.argwhere(~present[0]):
        entered = present.copy()
        entered[0, region, industry] = True
        after = coi_of(entered, density_of(entered, related), pci)
        assert gain[0, region, industry] == pytest.approx(after[0, region] - before[0, region])


def test_the_gain_of_the_atlas_is_the_plain_sum():
    present = nested(1, 6, 9)
    related, pci = proximity_of(present), eigenvectors_of(present).pci
    found = cog_of(present, related, pci)
    for region in range(6):
        for industry in range(9):
            absent = ~present[0, region]
            plain = sum(related[0, industry, j] * pci[0, j] / related[0, :, j].sum() for j in range(9) if absent[j]) if absent[industry] else 0
            assert found[0, region, industry] == pytest.approx(plain)


def test_fitness_is_the_plain_recurrence_and_says_how_much_it_still_changes():
    present = nested(1, 6, 9)
    matrix, fitness, complexity = present[0].astype(float), np.ones(6), np.ones(9)
    for _ in range(7):
        before = fitness
        fitness, complexity = matrix @ complexity, 1 / (matrix.T @ (1 / fitness))
        fitness, complexity = fitness / fitness.mean(), complexity / complexity.mean()
    found = fitness_of(present, 7)
    assert [part[0] for part in found] == [pytest.approx(fitness), pytest.approx(complexity), pytest.approx(abs(fitness - before).max())]
    with pytest.raises(TableError, match="0 updates are asked for"):
        fitness_complexity(NESTED, updates=0)


def test_what_is_absent_has_no_fitness_and_does_not_disturb_the_others():
    present = nested(1, 6, 9)
    more = np.zeros((1, 7, 10), dtype=bool)
    more[:, :6, :9] = present
    for small, large in zip(fitness_of(present, 5)[:2], fitness_of(more, 5)[:2], strict=True):
        assert large[0, :-1] == pytest.approx(small[0])
        assert np.isnan(large[0, -1])


def test_reflections_are_the_plain_recurrence_and_tend_to_eci_even_after_the_differences_have_drowned_in_rounding():
    present = nested(1)
    matrix = present[0].astype(float)
    diversity, ubiquity = matrix.sum(axis=1), matrix.sum(axis=0)
    regions, industries = diversity, ubiquity
    for _ in range(4):
        regions, industries = matrix @ industries / diversity, matrix.T @ regions / ubiquity
    (found, unit), (of_industries, _) = reflections_of(present, 4)
    assert (found[0], of_industries[0]) == (pytest.approx(regions), pytest.approx(industries))
    assert unit[0] == pytest.approx((regions - regions.mean()) / regions.std())
    eci = standardised(eigenvectors_of(present))[0][0]
    assert reflections_of(present, 200)[0][1][0] == pytest.approx(eci)
    with pytest.raises(TableError, match="-1 steps are asked for"):
        method_of_reflections(NESTED, steps=-1)


def test_productivity_asks_for_an_income_of_every_region_and_year():
    table = pl.DataFrame({"region": list("ABA"), "industry": list("xxx"), "value": [1, 1, 1], "year": [1, 1, 2]})
    income = pl.DataFrame({"region": list("ABAB"), "year": [1, 1, 2, 2], "gdp": [10.0, 20, 30, 40]})
    found = productivity(table, income, year="year", income_column="gdp")
    assert found.industries.rows() == [(1, "x", 15), (2, "x", 30)]
    assert found.regions.fill_nan(None).rows() == [(1, "A", 15), (1, "B", 15), (2, "A", 30), (2, "B", None)]
    with pytest.raises(TableError, match="There is no gdp for 2 B"):
        productivity(table, income[:3], year="year", income_column="gdp")


@pytest.mark.parametrize("module", ["conventions", "eigenvectors", "index", "outlook", "fitness", "reflections", "productivity", "panel"])
def test_the_examples_are_true(module):
    assert doctest.testmod(importlib.import_module(f"minicluster.analytics.complexity.{module}")).failed == 0
