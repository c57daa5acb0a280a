"""Cluster definition: similarities by hand, planted groups found again, marginal industries sent home."""

import doctest
import importlib
from itertools import combinations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from minicluster.analytics.cluster_definition import (
    candidate_clusterings,
    composite,
    input_output_links,
    k_means_of,
    locational_correlation,
    occupational_similarity,
    points_of,
    read_similarity,
    reassign_marginal,
    score_of,
    traded_or_local,
    validation_scores,
)
from minicluster.analytics.relatedness.presence import rca
from minicluster.analytics.tables import TableError

GROUPS = [0] * 6 + [1] * 5 + [2] * 7 + [3] * 4


def planted(seed=3, regions=60, groups=GROUPS):
    """Employment of 22 industries in four groups: those of a group are large where its own resource is."""
    random = np.random.default_rng(seed)
    resource = random.lognormal(0, 1, (regions, max(groups) + 1))
    cells = resource[:, groups] * random.lognormal(0, 0.3, (regions, len(groups)))
    return pl.DataFrame(
        {
            "region": np.repeat(np.arange(regions), len(groups)),
            "industry": np.tile([f"I{place:02d}" for place in range(len(groups))], regions),
            "value": cells.reshape(-1),
        }
    )


def pairs_of(matrix):
    names = [f"I{place:02d}" for place in range(len(matrix))]
    rows = [(names[i], names[j], matrix[i][j]) for i, j in combinations(range(len(matrix)), 2)]
    return pl.DataFrame(rows, schema=["industry_1", "industry_2", "similarity"], orient="row")


def test_locational_correlation_is_that_of_numpy_and_nothing_where_an_industry_is_the_same_everywhere():
    table = planted()
    wide = table["value"].to_numpy().reshape(60, 22)
    found = locational_correlation(table)["similarity"].to_numpy().reshape(22, 22)
    assert found == pytest.approx(np.corrcoef(wide.T))
    flat = pl.concat([table, pl.DataFrame({"region": range(60), "industry": ["same"] * 60, "value": [0.1] * 60})])
    assert locational_correlation(flat).filter(pl.col("industry_1") == "same")["similarity"].unique().to_list() == [0]


def test_occupations_are_compared_by_their_shares():
    table = pl.DataFrame({"industry": list("xxxyyyz"), "occupation": list("abcabcc"), "value": [1, 2, 3, 20, 40, 60, 9]})
    found = occupational_similarity(table).filter(pl.col("industry_1") == "x")["similarity"].to_list()
    assert found == pytest.approx([1, 1, np.corrcoef([1 / 6, 2 / 6, 3 / 6], [0, 0, 1])[0, 1]])


def test_the_largest_share_in_sales_or_purchases_links_two_industries_in_both_orders():
    flows = np.array([[5.0, 10, 0], [20, 0, 30], [0, 10, 40]])
    table = pl.DataFrame({"seller": np.repeat(list("abc"), 3), "buyer": list("abc") * 3, "value": flows.reshape(-1)})
    found = {(one, other): value for one, other, value in input_output_links(table).rows()}
    for i, one in enumerate("abc"):
        for j, other in enumerate("abc"):
            shares = [flows[p, q] / margin for p, q in ((i, j), (j, i)) for margin in (flows[p].sum(), flows[:, q].sum())]
            assert found[one, other] == pytest.approx(max(shares))


def test_a_composite_weighs_every_similarity_alike_whatever_its_unit():
    one, other = (pairs_of(np.corrcoef(np.random.default_rng(seed).random((8, 20)))) for seed in (1, 2))
    scaled = other.with_columns(pl.col("similarity") * 1000 - 7)
    found = composite(one, other)
    assert composite(one, scaled)["similarity"].to_list() == pytest.approx(found["similarity"].to_list())
    upper = found.filter(pl.col("industry_1") < pl.col("industry_2"))["similarity"]
    plain = [(table["similarity"] - table["similarity"].mean()) / table["similarity"].std(ddof=0) for table in (one, other)]
    assert upper.to_list() == pytest.approx(((plain[0] + plain[1]) / 2).to_list())


@pytest.mark.parametrize(
    ("rows", "rule", "text"),
    [
        ([("a", "b", 1.0), ("a", "c", 1.0)], "pair", "There is no similarity of b and c."),
        ([("a", "b", 1.0), ("b", "a", 2.0)], "symmetric", "Row 1, 2: The pair stands in its other order with another value."),
        ([("a", "b", 1.0), ("a", "b", 1.0)], "duplicate", "Row 2: The same industry_1, industry_2 stood before."),
        ([("a", "a", None), ("a", "b", float("inf"))], "finite", "Row 2: similarity is not finite."),
        ([("a", None, 1.0)], "key", "Row 1: industry_2 is empty."),
    ],
)
def test_a_similarity_that_cannot_be_read_names_its_row_and_its_cure(rows, rule, text):
    with pytest.raises(TableError) as refused:
        read_similarity(pl.DataFrame(rows, schema={"industry_1": pl.String, "industry_2": pl.String, "similarity": pl.Float64}, orient="row"))
    assert refused.value.rule == rule
    assert str(refused.value).startswith(text)


@pytest.mark.parametrize("method", ["ward", "k-means"])
def test_planted_groups_are_found_and_score_highest_at_their_own_number(method):
    similarity = locational_correlation(planted())
    found = candidate_clusterings(similarity, numbers=range(2, 9), methods=[method], seed=1)
    at_four = found.filter(pl.col("clusters") == 4)["cluster"].to_numpy() - 1
    assert at_four.tolist() == GROUPS
    ranking = validation_scores(found, {"LC": similarity}).ranking
    assert ranking["clusters"][0] == 4
    assert ranking["vs"][0] == ranking["vs"].max() == 1


def test_scores_are_the_plain_means_over_pairs():
    random = np.random.default_rng(8)
    matrix = np.corrcoef(random.random((9, 4)))
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2, 3])
    industries, clusters = [], []
    for i in range(9):
        own = [matrix[i, j] for j in range(9) if j != i and labels[j] == labels[i]]
        others = [np.mean(matrix[i, labels == k]) for k in range(4) if k != labels[i]]
        industries.append([bool(own) and np.mean(own) > bound for bound in (np.mean(others), np.percentile(others, 95))])
    for c in range(4):
        own = [matrix[i, j] for i in range(9) for j in range(9) if i != j and labels[i] == labels[j] == c]
        others = [np.mean(matrix[np.ix_(labels == c, labels == k)]) for k in range(4) if k != c]
        clusters.append([bool(own) and np.mean(own) > bound for bound in (np.mean(others), np.percentile(others, 95))])
    found = score_of(matrix, labels)
    assert (found.vs_cluster, found.vs_industry) == (pytest.approx(np.mean(clusters)), pytest.approx(np.mean(industries)))


def test_among_many_clusters_too_the_planted_number_is_first():
    similarity = locational_correlation(planted(regions=200, groups=[group for group in range(30) for _ in range(4)]))
    found = candidate_clusterings(similarity, numbers=range(26, 40, 2), methods=["ward"])
    ranking = validation_scores(found, {"LC": similarity}).ranking
    assert ranking["clusters"][0] == 30


def test_scores_average_over_measures_and_come_back_as_the_kind_given():
    similarity = locational_correlation(planted())
    clusters = pd.DataFrame({"industry": [f"I{place:02d}" for place in range(22)], "cluster": GROUPS})
    found = validation_scores(clusters, {"one": similarity, "noise": pairs_of(np.corrcoef(np.random.default_rng(1).random((22, 40))))})
    assert type(found.scores) is pd.DataFrame
    assert found.scores["measure"].tolist() == ["one", "noise"]
    assert found.ranking["vs"].tolist() == pytest.approx([found.scores["vs"].mean()])


def test_marginal_industries_go_to_the_cluster_that_they_belong_to_and_those_that_stand_right_stay():
    similarity = locational_correlation(planted())
    was = GROUPS.copy()
    was[0], was[8], was[20] = 2, 3, 0
    clusters = pl.DataFrame({"industry": [f"I{place:02d}" for place in range(22)], "cluster": was})
    found = reassign_marginal(clusters, similarity)
    assert found["cluster"].to_list() == GROUPS
    assert found["was"].to_list() == was
    assert (found["within"] > found["between"]).all()
    again = reassign_marginal(found.select("industry", "cluster"), similarity)
    assert again["cluster"].equals(again["was"])


def test_a_cluster_of_one_is_dissolved_where_it_is_related_to_another():
    similarity = locational_correlation(planted())
    was = GROUPS.copy()
    was[5] = 9
    found = reassign_marginal(pl.DataFrame({"industry": [f"I{place:02d}" for place in range(22)], "cluster": was}), similarity)
    assert found["cluster"].to_list() == GROUPS


def test_k_means_is_the_same_for_a_seed_and_leaves_no_cluster_empty_even_where_points_are_the_same():
    points = points_of(np.corrcoef(np.random.default_rng(2).random((30, 6))))
    assert k_means_of(points, 7, seed=5, restarts=3).tolist() == k_means_of(points, 7, seed=5, restarts=3).tolist()
    assert sorted(set(k_means_of(np.zeros((6, 2)), 4, seed=0, restarts=1).tolist())) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"numbers": [1, 30]}, "1, 30 clusters are asked for. Ask for 2 to 21 of 22 industries."),
        ({"numbers": []}, "No clusters are asked for."),
        ({"numbers": [2], "restarts": 0}, "0 restarts are asked for."),
        ({"numbers": [2], "methods": ["magic"]}, "There is no method magic. Use ward or k-means."),
    ],
)
def test_what_cannot_be_grouped_is_refused_with_its_cure(change, text):
    with pytest.raises(TableError) as refused:
        candidate_clusterings(locational_correlation(planted()), **change)
    assert str(refused.value).startswith(text)


def test_sets_that_cannot_be_scored_or_reassigned_are_refused_with_their_cure():
    similarity = locational_correlation(planted())
    one = pl.DataFrame({"industry": ["I00", "I01"], "cluster": [1, 1]})
    with pytest.raises(TableError, match="A set has just one cluster"):
        validation_scores(one, {"LC": similarity})
    with pytest.raises(TableError, match="There is just one cluster"):
        reassign_marginal(one, similarity)
    with pytest.raises(TableError, match="There is no similarity of steel"):
        validation_scores(pl.DataFrame({"industry": ["I00", "steel"], "cluster": [1, 2]}), {"LC": similarity})
    with pytest.raises(TableError, match="There is no similarity of steel"):
        reassign_marginal(pl.DataFrame({"industry": ["I00", "steel"], "cluster": [1, 2]}), similarity)
    with pytest.raises(TableError, match="The table holds 2 sets"):
        reassign_marginal(candidate_clusterings(similarity, numbers=[2, 3], methods=["ward"]), similarity)
    with pytest.raises(TableError, match="There is no column cluster"):
        validation_scores(one.drop("cluster"), {"LC": similarity})
    with pytest.raises(TableError, match="There is no similarity"):
        validation_scores(one, {})
    with pytest.raises(TableError, match="There is no similarity"):
        composite()
    with pytest.raises(TableError, match="Table 2 and the first differ in I22"):
        composite(similarity, locational_correlation(planted(groups=[*GROUPS, 0])))
    with pytest.raises(TableError, match="the same for every pair"):
        composite(pairs_of(np.ones((4, 4))))


def test_an_industry_in_proportion_to_people_is_local_and_one_that_is_in_few_places_is_traded():
    random = np.random.default_rng(6)
    people = random.integers(50, 200, 20)
    cells = np.column_stack([people, np.where(np.arange(20) < 5, 300, 0), people * 3])
    table = pl.DataFrame({"region": np.repeat(np.arange(20), 3), "industry": ["hair", "ships", "shops"] * 20, "value": cells.reshape(-1)})
    found = traded_or_local(table)
    assert found.select("industry", "traded").rows() == [("hair", False), ("ships", True), ("shops", False)]
    with pytest.raises(TableError, match="industry ships has nothing in any region"):
        traded_or_local(table.with_columns(value=pl.when(pl.col("industry") == "ships").then(0).otherwise("value")))


def test_the_locational_gini_is_half_the_mean_difference_of_quotients():
    cells = np.random.default_rng(9).random((1, 7, 4))
    table = pl.DataFrame({"region": np.repeat(np.arange(7), 4), "industry": list("abcd") * 7, "value": cells.reshape(-1)})
    quotients = rca(cells)
    weight = cells[0].sum(axis=1) / cells.sum()
    plain = [sum(weight[r] * weight[s] * abs(lq[r] - lq[s]) for r in range(7) for s in range(7)) / 2 for lq in quotients[0].T]
    assert traded_or_local(table)["locational_gini"].to_list() == pytest.approx(plain)


@pytest.mark.parametrize("module", ["similarity", "candidates", "validation", "reassignment", "traded"])
def test_the_examples_are_true(module):
    assert doctest.testmod(importlib.import_module(f"minicluster.analytics.cluster_definition.{module}")).failed == 0
