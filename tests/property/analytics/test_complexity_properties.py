"""What holds of relatedness and complexity for every table, whatever is in it."""

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.analytics.cluster_definition import candidate_clusterings, locational_correlation, validation_scores
from minicluster.analytics.complexity import ComplexityWarning, complexity_panel, eigenvectors_of, fitness_of
from minicluster.analytics.relatedness import association_of, cosine_of, density_of, jaccard_of, present_in, proximity_of

CLEAR = 1e-3


@st.composite
def tables(draw):
    """Employment of 3–9 regions in 3–12 industries; nothing is empty."""
    regions, industries = draw(st.integers(3, 9)), draw(st.integers(3, 12))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cells = random.integers(0, 5, (regions, industries)) * random.integers(1, 30, (regions, industries))
    cells[:, 0] += 1
    cells[-1] += 1
    return cells.astype(float)


def long(cells, rows=None, columns=None, scale=1.0):
    regions, industries = cells.shape
    frame = pl.DataFrame(
        {
            "region": np.repeat(np.arange(regions) if rows is None else rows, industries),
            "industry": np.tile(np.arange(industries) if columns is None else columns, regions),
            "value": cells.reshape(-1) * scale,
        }
    )
    return frame.sample(fraction=1, shuffle=True, seed=1)


def measured(table):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ComplexityWarning)
        return complexity_panel(table)


@settings(deadline=None, max_examples=60)
@given(tables())
def test_similarities_are_symmetric_and_lie_between_nothing_and_one(cells):
    present = present_in(cells[None])
    for measure in (proximity_of, cosine_of, jaccard_of):
        found = measure(present)
        assert np.array_equal(found, found.transpose(0, 2, 1))
        assert ((found >= 0) & (found <= 1 + 1e-12)).all()
        assert np.diagonal(found[0])[present[0].any(axis=0)] == pytest.approx(1)
    assert (association_of(present) >= 0).all()
    density = density_of(present, proximity_of(present))
    assert ((density >= 0) & (density <= 1 + 1e-12))[:, :, present[0].any(axis=0)].all()


@settings(deadline=None, max_examples=60)
@given(tables())
def test_complex_regions_have_complex_industries_and_eci_is_their_mean(cells):
    present = present_in(cells[None])
    found = eigenvectors_of(present)
    if np.isnan(found.second[0]) or found.second[0] < CLEAR or found.gap[0] < CLEAR:
        return
    inside = found.inside[0]
    known = np.nan_to_num(found.pci[0])
    mean = (present[0] * known).sum(axis=1)[inside] / present[0].sum(axis=1)[inside]
    assert found.eci[0, inside] == pytest.approx(mean, abs=1e-9)
    assert np.corrcoef(found.eci[0, inside], mean)[0, 1] > 0
    assert (found.eci[0, inside] * present[0, inside].sum(axis=1)).sum() == pytest.approx(0, abs=1e-8)
    assert (known * present[0, inside].sum(axis=0)).sum() == pytest.approx(0, abs=1e-8)


@settings(deadline=None, max_examples=60)
@given(tables(), st.randoms(use_true_random=False), st.sampled_from([2.0**-7, 4.0, 1024.0]))
def test_other_names_another_order_and_another_unit_change_nothing(cells, random, scale):
    first = measured(long(cells))
    if not first.years["spectral_gap"][0] > CLEAR or not first.years["second_eigenvalue"][0] > CLEAR or first.years["components"][0] > 1:
        return
    diversity, eci = (first.regions[name].to_numpy() for name in ("diversity", "eci"))
    if abs(np.nan_to_num(eci) @ (diversity - diversity.mean())) < CLEAR:
        return
    rows, columns = list(range(cells.shape[0])), list(range(cells.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    second = measured(long(cells, rows=rows, columns=columns, scale=scale))
    for one, other, names in ((first.regions, second.regions, rows), (first.industries, second.industries, columns)):
        for name in one.columns[1:]:
            assert other[name].to_numpy()[names] == pytest.approx(one[name].to_numpy(), abs=1e-7, nan_ok=True), name


@settings(deadline=None, max_examples=60)
@given(tables(), st.integers(1, 12))
def test_fitness_has_mean_one_and_does_not_go_by_names(cells, updates):
    present = present_in(cells[None])
    fitness, complexity, _ = fitness_of(present, updates)
    assert (np.nanmean(fitness), np.nanmean(complexity)) == (pytest.approx(1), pytest.approx(1))
    assert fitness_of(present[:, ::-1, ::-1], updates)[0][:, ::-1] == pytest.approx(fitness, nan_ok=True)


@settings(deadline=None, max_examples=12)
@given(st.lists(st.integers(3, 5), min_size=2, max_size=5), st.integers(0, 2**32 - 1))
def test_planted_blocks_are_found_again_and_score_highest_at_their_number(sizes, seed):
    random = np.random.default_rng(seed)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    # Each region is strong in one block, so that no two blocks are alike by chance.
    strong_in = random.permutation(80) % len(sizes)
    cells = (1 + 3 * (strong_in[:, None] == groups)) * random.uniform(0.98, 1.02, (80, len(groups)))
    similarity = locational_correlation(long(cells))
    found = candidate_clusterings(similarity, numbers=range(2, min(8, len(groups))), seed=seed % 1000)
    best = validation_scores(found, {"LC": similarity}).ranking.row(0, named=True)
    assert best["clusters"] == len(sizes)
    chosen = found.filter((pl.col("method") == best["method"]) & (pl.col("clusters") == best["clusters"]))
    assert (chosen["cluster"] - 1).to_list() == groups.tolist()
