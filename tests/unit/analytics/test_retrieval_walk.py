import numpy as np
import pytest

from minicluster.analytics.retrieval.walk import by_owner, walk_to_owners


def personalised_pagerank(scores, owners, restart):
    """The same walk by another hand: two steps of it are one step of ours, and it may start anew only among documents."""
    documents = len(scores)
    names = sorted({name for of_document in owners for name in of_document})
    table = np.array([[name in of_document for name in names] for of_document in owners], dtype=float)
    out = table / table.sum(axis=1, keepdims=True)
    back = (table / table.sum(axis=0)).T
    start = np.array(scores) / sum(scores)
    still = np.linalg.solve(np.eye(documents) - (1 - restart) * (out @ back).T, restart * start)
    return dict(zip(names, still @ out, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_walk_comes_to_where_the_linear_system_says(seed):
    random = np.random.default_rng(seed)
    owners = [random.choice(list("abcdefg"), size=random.integers(1, 4), replace=False).tolist() for _document in range(9)]
    scores = random.random(9).tolist()
    assert walk_to_owners(scores, owners, restart=0.2) == pytest.approx(personalised_pagerank(scores, owners, 0.2), abs=1e-6)


def test_all_is_reached_and_nothing_is_lost():
    assert sum(walk_to_owners([0.5, 0.2, 0.0], [["a"], ["a", "b"], ["c"]]).values()) == pytest.approx(1)


def test_an_owner_through_a_colleague_only_is_reached_last():
    reached = walk_to_owners([1.0, 0.0], [["a", "b"], ["b", "c"]])
    assert reached["b"] > reached["a"] > reached["c"] > 0
    assert by_owner([1.0, 0.0], [["a", "b"], ["b", "c"]]) == {"a": 1.0, "b": 1.0, "c": 0.0}


@pytest.mark.parametrize(("scores", "owners", "restart"), [([1.0], [], 0.3), ([-1.0], [["a"]], 0.3), ([1.0], [["a"]], 0.0), ([1.0], [["a"]], 1.5)])
def test_what_is_no_walk_is_refused(scores, owners, restart):
    with pytest.raises(ValueError, match="must be"):
        walk_to_owners(scores, owners, restart=restart)


def test_without_a_score_or_an_owner_nobody_is_reached():
    assert walk_to_owners([], []) == {}
    assert walk_to_owners([0.0], [["a"]]) == {}
    assert walk_to_owners([1.0], [[]]) == {}
