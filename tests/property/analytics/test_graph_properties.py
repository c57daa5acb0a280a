"""Whatever the network, our measures agree with networkx and with plain counting, and do not depend on the order of rows."""

import itertools
import math

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from minicluster.analytics.graph import (
    ROLES,
    adamic_adar_of,
    attendance_projection,
    betweenness_of,
    component_of,
    constraint_of,
    core_periphery,
    cross_sector_ties,
    density_over_time,
    effective_size_of,
    ei_index,
    expected_roles_of,
    new_ties,
    read_network,
    roles_of,
    transitivity,
    triple_helix_of,
    who_should_meet,
)
from minicluster.analytics.graph.core import coreness_of

NODES = st.integers(0, 8)


@st.composite
def ties(draw):
    """A table of distinct ties with weights, times and directions, and a sector for each of nine nodes."""
    directed = draw(st.booleans())
    pairs = draw(st.sets(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=25))
    kept = sorted(pairs if directed else {(min(pair), max(pair)) for pair in pairs})
    weights = draw(st.lists(st.integers(1, 5), min_size=len(kept), max_size=len(kept)))
    years = draw(st.lists(st.integers(2003, 2007), min_size=len(kept), max_size=len(kept)))
    table = pl.DataFrame({"from": [one for one, _ in kept], "to": [other for _, other in kept], "weight": weights, "year": years})
    return table, pl.DataFrame({"node": range(9), "sector": draw(st.lists(st.sampled_from("ABC"), min_size=9, max_size=9))}), directed


def read(drawn, *, weighted=False):
    table, sectors, directed = drawn
    return read_network(table, weight="weight" if weighted else None, time="year", sectors=sectors, directed=directed)


def peer_of(drawn):
    table, _sectors, directed = drawn
    peer = nx.DiGraph() if directed else nx.Graph()
    peer.add_nodes_from(range(9))
    peer.add_weighted_edges_from(table.select("from", "to", "weight").rows())
    return peer


def in_order(values):
    return [values[node] for node in range(9)]


@settings(deadline=None, max_examples=40)
@given(ties())
def test_betweenness_and_components_agree_with_networkx(drawn):
    network, peer = read(drawn), peer_of(drawn)
    assert betweenness_of(network)[0] == pytest.approx(in_order(nx.betweenness_centrality(peer, normalized=False)))
    parts = component_of(network)[0]
    assert {frozenset(np.flatnonzero(parts == part).tolist()) for part in parts} == set(map(frozenset, nx.connected_components(peer.to_undirected())))


@settings(deadline=None, max_examples=40)
@given(ties())
def test_constraint_and_effective_size_agree_with_networkx_with_and_without_weights(drawn):
    for weighted in (False, True):
        network, both = read(drawn, weighted=weighted), nx.Graph()
        both.add_nodes_from(range(9))
        # Burt reads a tie and its return as one; networkx loses sight of those whom only others name.
        for one, other, weight in peer_of(drawn).edges.data("weight"):
            before = both.edges[one, other]["weight"] if both.has_edge(one, other) else 0
            both.add_edge(one, other, weight=before + (weight if weighted else 1))
        assert constraint_of(network) == pytest.approx(in_order(nx.constraint(both, range(9), weight="weight")), nan_ok=True)
        assert effective_size_of(network) == pytest.approx(in_order(nx.effective_size(both, range(9), weight="weight")), nan_ok=True)


@settings(deadline=None, max_examples=40)
@given(ties())
def test_transitivity_agrees_with_networkx(drawn):
    assert transitivity(read(drawn)) == pytest.approx(nx.transitivity(peer_of(drawn).to_undirected()) or 0.0) or math.isnan(transitivity(read(drawn)))


def role_of(one, broker, other):
    if one == broker == other:
        return "coordinator"
    if one == other:
        return "consultant"
    if broker == other:
        return "gatekeeper"
    return "representative" if one == broker else "liaison"


@settings(deadline=None, max_examples=40)
@given(ties())
def test_roles_are_what_walking_every_way_counts(drawn):
    network, peer = read(drawn), peer_of(drawn)
    sector = drawn[1]["sector"].to_list()
    counts = {role: [0] * 9 for role in ROLES}
    for one, broker, other in itertools.permutations(range(9), 3):
        if peer.has_edge(one, broker) and peer.has_edge(broker, other) and not peer.has_edge(one, other) and (drawn[2] or one < other):
            role = role_of(sector[one], sector[broker], sector[other])
            both = not drawn[2] and role in ("gatekeeper", "representative")
            for name in ("gatekeeper", "representative") if both else (role,):
                counts[name][broker] += 1
    assert {role: found.tolist() for role, found in roles_of(network).items()} == counts


@pytest.mark.parametrize("sectors", ["AABC", "AAAB", "AABB", "ABBB", "AAAA"])
@pytest.mark.parametrize("directed", [True, False])
def test_what_chance_gives_is_the_mean_and_the_spread_over_every_network_there_is(sectors, directed):
    nodes = len(sectors)
    places = list(itertools.permutations(range(nodes), 2) if directed else itertools.combinations(range(nodes), 2))
    table = pl.DataFrame({"from": [places[0][0], places[-1][0]], "to": [places[0][1], places[-1][1]]})
    network = read_network(table, sectors=pl.DataFrame({"node": range(nodes), "sector": list(sectors)}), directed=directed)
    every = np.array(list(itertools.product([0, 1], repeat=len(places))))
    chance = network.density ** every.sum(axis=1) * (1 - network.density) ** (1 - every).sum(axis=1)
    tied = np.zeros((len(every), nodes, nodes))
    for number, (one, other) in enumerate(places):
        tied[:, one, other] = every[:, number]
        if not directed:
            tied[:, other, one] = every[:, number]
    mean, deviation = expected_roles_of(network)
    for broker, role in itertools.product(range(nodes), ROLES):
        ways = np.zeros(len(every))
        for one, other in itertools.permutations([node for node in range(nodes) if node != broker], 2):
            if role_of(sectors[one], sectors[broker], sectors[other]) == role:
                halved = 1 if directed or role in ("gatekeeper", "representative") else 1 / 2
                ways += halved * tied[:, one, broker] * tied[:, broker, other] * (1 - tied[:, one, other])
        expected = chance @ ways
        assert mean[role][broker] == pytest.approx(expected)
        assert deviation[role][broker] == pytest.approx(np.sqrt(chance @ (ways - expected) ** 2), abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(ties())
def test_coreness_leaves_no_larger_error_than_a_general_optimiser_and_its_fit_is_the_correlation(drawn):
    network = read(drawn)
    tied, off = network.neighbours.toarray(), ~np.eye(9, dtype=bool)
    found = coreness_of(network.neighbours)

    def error(coreness):
        return ((tied - np.outer(coreness, coreness))[off] ** 2).sum()

    # From where we stand, so that both look at the same valley.
    best = minimize(error, np.clip(found + 0.01, 0, 1), bounds=[(0, 1)] * 9)
    assert error(found) <= best.fun + 1e-3
    products = np.outer(found, found)[off]
    if np.ptp(products) > 1e-6 and np.ptp(tied[off]):
        assert core_periphery(network).fit == pytest.approx(np.corrcoef(tied[off], products)[0, 1], abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(ties())
def test_the_fit_of_the_core_is_the_correlation_with_the_ideal_one_and_no_other_cut_of_that_order_is_better(drawn):
    network = read(drawn)
    found = core_periphery(network)
    tied, core, coreness = network.neighbours.toarray() > 0, found.nodes["core"].to_numpy(), found.nodes["coreness"].to_numpy()

    def fit(inside):
        ideal = np.outer(inside, inside)
        said = (ideal | np.outer(~inside, ~inside)) & ~np.eye(9, dtype=bool)
        varies = 0 < tied[said].sum() < said.sum() and 0 < ideal[said].sum() < said.sum()
        return np.corrcoef(tied[said], ideal[said])[0, 1] if varies else -2.0

    cuts = [fit(coreness >= height) for height in np.unique(coreness)]
    if found.core_size:
        assert (found.core_size, found.core_fit) == (core.sum(), pytest.approx(fit(core)))
        assert found.core_fit >= max(cuts) - 1e-9
    else:
        assert max(cuts) == -2.0


@settings(deadline=None, max_examples=40)
@given(ties())
def test_ties_between_sectors_add_up_to_all_ties_and_so_do_those_expected(drawn):
    network = read(drawn)
    table, whole = cross_sector_ties(network), ei_index(network).row(-1, named=True)
    assert table["ties"].sum() == whole["internal"] + whole["external"] == network.number_of_ties == drawn[0].height
    assert table["expected"].sum() == pytest.approx(network.number_of_ties)
    within = (
        drawn[0]
        .join(drawn[1], left_on="from", right_on="node")
        .join(drawn[1], left_on="to", right_on="node")
        .filter(pl.col("sector") == pl.col("sector_right"))
    )
    assert whole["internal"] == within.height


@settings(deadline=None, max_examples=40)
@given(ties(), st.randoms())
def test_growth_ends_at_the_network_as_it_is_whatever_the_order_of_rows(drawn, random):
    table, sectors, directed = drawn
    found = density_over_time(read(drawn))
    order = list(range(table.height))
    random.shuffle(order)
    assert density_over_time(read((table[order], sectors, directed))).equals(found)
    last = found.row(-1, named=True)
    assert (found["new_ties"].sum(), last["ties"]) == (table.height, table.height)
    assert last["density"] == pytest.approx(read_network(table, directed=directed).density)


MEETINGS = st.lists(st.sets(st.integers(0, 6), min_size=1), min_size=1, max_size=6)


@settings(deadline=None, max_examples=40)
@given(MEETINGS)
def test_attendance_is_projected_as_networkx_does_and_keeps_the_number_of_meetings(meetings):
    rows = [(person, f"meeting {number}") for number, people in enumerate(meetings) for person in sorted(people)]
    found = attendance_projection(pl.DataFrame(rows, schema=["person", "activity"], orient="row"))
    peer = nx.bipartite.collaboration_weighted_projected_graph(nx.Graph(rows), {person for person, _meeting in rows})
    assert {(one, other): weight for one, other, weight in found.select("from", "to", "weight").rows()} == pytest.approx(
        {(min(one, other), max(one, other)): weight for one, other, weight in peer.edges.data("weight")}
    )
    for person in peer:
        own = found.filter((pl.col("from") == person) | (pl.col("to") == person))["weight"].sum()
        assert own == pytest.approx(sum(person in people and len(people) > 1 for people in meetings))


@settings(deadline=None, max_examples=40)
@given(MEETINGS)
def test_new_ties_of_all_activities_add_up_to_the_pairs_that_ever_met(meetings):
    rows = [(one, other, number // 2, number) for number, people in enumerate(meetings) for one, other in itertools.combinations(sorted(people), 2)]
    if rows:
        found = new_ties(pl.DataFrame(rows, schema=["from", "to", "time", "activity"], orient="row"))
        assert found["new_ties"].sum() == pytest.approx(len({pair[:2] for pair in rows}))


@settings(deadline=None, max_examples=40)
@given(ties())
def test_who_should_meet_agrees_with_networkx(drawn):
    network, peer = read(drawn), peer_of(drawn).to_undirected()
    expected = {pair: score for *pair, score in nx.adamic_adar_index(peer) for pair in (tuple(pair), tuple(pair[::-1])) if score}
    assert {(one, other): score for one, other, score in who_should_meet(network, each=9).rows()} == pytest.approx(expected)
    best = {node: max((score for (one, _other), score in expected.items() if one == node), default=None) for node in range(9)}
    assert dict(who_should_meet(network, each=1).select("node", "score").rows()) == pytest.approx({node: score for node, score in best.items() if score})


@settings(deadline=None, max_examples=40)
@given(ties(), st.data())
def test_adamic_and_adar_between_some_is_what_who_should_meet_says_of_pairs_without_a_tie(drawn, data):
    network = read(drawn)
    some = data.draw(st.permutations(network.names))[: data.draw(st.integers(1, network.size))]
    between = adamic_adar_of(network, some)
    expected = {(one, other): score for one, other, score in who_should_meet(network, each=9).rows()}
    tied = {(network.names[row], network.names[column]) for row, column in zip(*network.neighbours.nonzero(), strict=True)}
    for (row, one), (column, other) in itertools.product(enumerate(some), repeat=2):
        if (one, other) not in tied:
            assert between[row, column] == pytest.approx(expected.get((one, other), 0.0))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_the_triple_helix_is_the_sum_of_plain_entropies_within_a_bit_and_treats_the_three_alike(records):
    def entropy(*columns):
        kinds = list(zip(*columns, strict=True))
        return -sum(kinds.count(kind) / len(kinds) * math.log2(kinds.count(kind) / len(kinds)) for kind in set(kinds))

    columns = list(zip(*records, strict=True))
    pairs = sum(entropy(*pair) for pair in itertools.combinations(columns, 2))
    t = triple_helix_of(*columns, draws=10).t
    assert t == pytest.approx(1000 * (sum(map(entropy, columns)) - pairs + entropy(*columns)), abs=1e-6)
    assert -1000 <= t <= 1000
    assert [triple_helix_of(*order, draws=10).t for order in itertools.permutations(columns)] == pytest.approx([t] * 6, abs=1e-6)
