"""Whatever the network, everybody has a place of their own within the frame, and names do not lie on each other."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.analytics.graph import labels, layout, read_network
from minicluster.analytics.graph.layout import pushed_apart

NODES = st.integers(0, 40)
ROUNDING = 1e-6


@st.composite
def networks(draw):
    """Up to 41 nodes: some tied, some alone."""
    pairs = draw(st.sets(st.tuples(NODES, NODES).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=80))
    alone = draw(st.sets(NODES))
    nodes = sorted({node for pair in pairs for node in pair} | alone)
    table = pl.DataFrame({"from": [one for one, _ in pairs], "to": [other for _, other in pairs]})
    return read_network(table, sectors=pl.DataFrame({"node": nodes, "sector": "firm"}))


def gaps(at, radius):
    one, other = np.triu_indices(len(at), 1)
    return np.linalg.norm(at[one] - at[other], axis=1) - radius[one] - radius[other]


@given(networks())
@settings(max_examples=60)
def test_everybody_has_a_place_of_their_own_within_the_frame(network):
    places = layout(network)
    assert (gaps(places.at, places.radius) > 0).all()
    assert (places.at - places.radius[:, None] >= 0).all()
    assert (places.at + places.radius[:, None] <= [places.width, places.height]).all()


@given(networks())
@settings(max_examples=30)
def test_whoever_is_alone_stands_below_all_others(network):
    places = layout(network)
    alone = np.diff(network.neighbours.indptr) == 0
    assert (places.alone_from is None) == (not alone.any())
    if places.alone_from is not None:
        assert (places.at[alone, 1] > places.alone_from).all()
        assert (places.at[~alone, 1] + places.radius[~alone] <= places.alone_from).all()


@given(networks())
@settings(max_examples=20)
def test_the_same_network_lies_the_same_way(network):
    assert layout(network).at.tobytes() == layout(network).at.tobytes()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=40, unique=True), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_pushing_apart_ends_without_overlaps(spots, seed):
    at = np.array(spots, dtype=float) / 10
    radius = np.random.default_rng(seed).uniform(0.5, 3, len(at))
    assert (gaps(pushed_apart(at, radius), radius) > -2e-3).all()


@given(networks(), st.integers(1, 30), st.integers(0, 30))
@settings(max_examples=40)
def test_names_lie_on_no_other_name_and_on_no_node_that_has_one(network, most, covers):
    places = layout(network)
    sizes = np.tile([12.0, 2.0], (network.size, 1))
    found = labels(places.at, places.radius, sizes, range(network.size), frame=(places.width, places.height), most=most, covers=covers)
    assert len(found) <= most
    for label in found:
        for other in found:
            if other is not label:
                assert label.right <= other.left or other.right <= label.left or label.bottom <= other.top or other.bottom <= label.top
                nearest = np.clip(places.at[other.node], [label.left, label.top], [label.right, label.bottom])
                assert np.linalg.norm(nearest - places.at[other.node]) >= places.radius[other.node] - ROUNDING


def test_no_name_stands_where_something_else_is_written():
    at, radius, sizes = np.array([[30.0, 30.0]]), np.ones(1), np.array([[10.0, 4.0]])
    free, moved = (labels(at, radius, sizes, [0], frame=(60, 60), most=1, covers=0, taken=taken) for taken in ((), [(31.0, 20.0, 60.0, 40.0)]))
    assert (free[0].left > 31, moved[0].right < 29) == (True, True)


def test_a_node_that_a_name_covers_gets_none_itself():
    at, radius, sizes = np.array([[1.0, 2.1], [12.0, 3.9]]), np.full(2, 0.5), np.tile([12.0, 4.0], (2, 1))
    placed = [[label.node for label in labels(at, radius, sizes, range(2), frame=(20, 20), most=2, covers=covers)] for covers in (1, 0)]
    assert placed == [[0], [1]]
