"""Networks whose figures are published come out again, roles and growth come out as by hand, and what is wrong with a table is named with its cure."""

import doctest
import importlib

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest

from minicluster.analytics import graph
from minicluster.analytics.graph import (
    attendance_projection,
    betweenness,
    betweenness_of,
    brokerage_roles,
    component_of,
    components,
    contacts_in_common,
    core_periphery,
    cross_sector_ties,
    degrees,
    density_over_time,
    ei_index,
    isolates,
    new_ties,
    read_network,
    structural_holes,
    transitivity,
    triple_helix,
    triple_helix_of,
    who_should_meet,
)
from minicluster.analytics.tables import TableError


def ties_of(peer, name=str):
    return pl.DataFrame({"from": [name(one) for one, _other in peer.edges], "to": [name(other) for _one, other in peer.edges]})


def of(table, node, column):
    return table.filter(node=node)[column].item()


# The Pucci have no tie, and stand in the table of families only.
FLORENCE = nx.florentine_families_graph()
MEDICI = read_network(ties_of(FLORENCE), sectors=pl.DataFrame({"node": [*FLORENCE, "Pucci"], "sector": ["family"] * 16}))
# Zachary numbers the members from 1, networkx from 0.
KARATE = read_network(ties_of(nx.karate_club_graph(), lambda node: f"v{node + 1}"))


def test_the_medici_stand_between_as_padgett_and_ansell_have_it():
    assert of(betweenness(MEDICI), "Medici", "betweenness") == 47.5
    assert of(structural_holes(MEDICI), "Medici", "constraint") == pytest.approx(0.20988, abs=5e-6)
    assert of(structural_holes(MEDICI), "Medici", "effective_size") == pytest.approx(6 - 2 / 6)
    assert isolates(MEDICI).rows() == [("Pucci", "family")]
    assert (MEDICI.size, MEDICI.number_of_ties) == (16, 20)


def test_the_karate_club_comes_out_as_zachary_and_others_have_it():
    assert of(betweenness(KARATE), "v34", "betweenness") == pytest.approx(160.55, abs=2e-3)
    assert of(betweenness(KARATE), "v1", "betweenness") == pytest.approx(231.07, abs=2e-3)
    assert transitivity(KARATE) == pytest.approx(0.255682, abs=5e-7)
    assert of(degrees(KARATE), "v34", "degree") == 17


@pytest.mark.parametrize(
    ("university", "industry", "government", "mbit"),
    [
        ([0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0], -1000.0),
        ([0, 1], [0, 1], [0, 1], 1000.0),
        ([1, 0, 0], [0, 1, 0], [0, 0, 1], -415.0375),
        ([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1, 0, 1], 0.0),
    ],
)
def test_the_triple_helix_is_minus_one_bit_for_an_exclusive_or_and_one_for_copies(university, industry, government, mbit):
    found = triple_helix_of(university, industry, government)
    assert found.t == pytest.approx(mbit, abs=5e-5)
    assert found.low <= found.high


def test_the_band_of_the_triple_helix_narrows_as_records_grow():
    def width(times):
        found = triple_helix_of([1, 0, 0, 1, 1, 1] * times, [0, 1, 0, 1, 1, 0] * times, [0, 0, 1, 1, 0, 0] * times)
        return found.high - found.low

    # A hundred times as many records, a tenth as wide.
    assert width(2_500) == pytest.approx(width(25) / 10, rel=0.15)


def test_the_triple_helix_counts_who_takes_part_in_each_record():
    rows = pl.DataFrame({"record": [1, 1, 2, 2, 2, 3], "sector": ["univ", "firm", "firm", "firm", "city", "club"]})
    found = triple_helix(rows, university={"univ"}, industry={"firm"}, government={"city"})
    assert (found.records, found.university, found.industry, found.government) == (3, 1, 2, 1)
    assert found.t == triple_helix_of([1, 0, 0], [1, 1, 0], [0, 1, 0]).t


SECTORS = pl.DataFrame({"node": ["a1", "a2", "a3", "b1", "b2", "c1"], "sector": list("AAABBC")})


@pytest.mark.parametrize(
    ("way", "broker", "role"),
    [
        (["a1", "a2", "a3"], "a2", "coordinator"),
        (["a1", "b1", "a2"], "b1", "consultant"),
        (["a1", "b1", "b2"], "b1", "gatekeeper"),
        (["a1", "a2", "b1"], "a2", "representative"),
        (["a1", "b1", "c1"], "b1", "liaison"),
    ],
)
def test_each_role_is_named_by_its_path(way, broker, role):
    ties = pl.DataFrame({"from": way[:2], "to": way[1:]})
    row = brokerage_roles(read_network(ties, sectors=SECTORS, directed=True)).filter(node=broker).row(0, named=True)
    assert {name: row[name] for name in graph.ROLES} == {name: float(name == role) for name in graph.ROLES}
    closed = pl.concat([ties, pl.DataFrame({"from": way[:1], "to": way[2:]})])
    assert of(brokerage_roles(read_network(closed, sectors=SECTORS, directed=True)), broker, "total") == 0


def test_without_directions_gatekeeper_and_representative_are_the_same_ways_and_count_once():
    row = brokerage_roles(read_network(pl.DataFrame({"from": ["a1", "b1"], "to": ["b1", "b2"]}), sectors=SECTORS)).filter(node="b1").row(0, named=True)
    assert (row["gatekeeper"], row["representative"], row["total"]) == (1.0, 1.0, 1.0)


def test_parts_are_numbered_from_the_largest():
    network = read_network(pl.DataFrame({"from": ["a", "c", "d"], "to": ["b", "d", "e"]}), directed=True)
    assert components(network)["component"].to_list() == [1, 1, 0, 0, 0]
    assert component_of(network)[1].tolist() == [3, 2]


def test_a_clique_with_hangers_on_is_a_core_with_a_periphery():
    clique = list(nx.complete_graph(5).edges)
    network = read_network(pl.DataFrame([*clique, (0, 10), (1, 11), (2, 12)], schema=["from", "to"], orient="row"))
    found = core_periphery(network)
    assert found.nodes.filter("core")["node"].to_list() == [0, 1, 2, 3, 4]
    assert (found.core_size, found.core_fit) == (5, pytest.approx(1.0))
    assert found.nodes["coreness"].max() == 1.0


def test_a_ring_has_no_core():
    found = core_periphery(read_network(ties_of(nx.cycle_graph(12))))
    assert found.fit == pytest.approx(0, abs=1e-9) or np.isnan(found.fit)
    assert found.nodes["coreness"].to_numpy() == pytest.approx(1)


def test_ties_within_and_across_sectors_are_counted_and_expected():
    network = read_network(pl.DataFrame({"from": ["a1", "a1", "b1"], "to": ["a2", "b1", "c1"]}), sectors=SECTORS)
    assert ei_index(network).drop("expected").rows() == [("A", 3, 1, 1, 0.0), ("B", 2, 0, 2, 1.0), ("C", 1, 0, 1, 1.0), (None, 6, 1, 2, pytest.approx(1 / 3))]
    assert ei_index(network)["expected"].to_list() == pytest.approx([(9 - 3) / 12, (8 - 1) / 9, 1.0, (11 - 4) / 15])
    assert cross_sector_ties(network).filter(sector_1="A", sector_2="B").row(0) == ("A", "B", 1, 1.0, pytest.approx(0.2 * 6), pytest.approx(1 / 1.2))


def test_a_network_that_keeps_its_mean_degree_keeps_its_corrected_density():
    first, later = nx.cycle_graph(10), nx.relabel_nodes(nx.cycle_graph(30), lambda node: node + 100)
    table = pl.concat([ties_of(first, int).with_columns(year=2003), ties_of(later, int).with_columns(year=2004)])
    found = density_over_time(read_network(table, time="year"))
    assert found["density"].to_list() == pytest.approx([2 / 9, 2 / 39])
    assert found["corrected"].to_list() == pytest.approx([1.0, 1.0])


def test_growth_may_be_told_of_all_members_and_by_month():
    table = pl.DataFrame({"from": ["a1", "a1"], "to": ["a2", "b1"], "day": ["2007-03-14", "2007. 4. 2."]})
    network = read_network(table, time="day", period="month", sectors=SECTORS)
    found = density_over_time(network, members={"2007-03": 4, "2007-04": 6})
    assert found.select("period", "nodes", "new_ties", "ties", "mean_degree", "cross_sector").rows() == [
        ("2007-03", 4, 1, 1, 0.5, 0.0),
        ("2007-04", 6, 1, 2, pytest.approx(2 / 3), 1.0),
    ]
    with pytest.raises(TableError, match="There is no number of members for 2007-04"):
        density_over_time(network, members={"2007-03": 4})
    with pytest.raises(TableError, match="2 members in 2007-04, and 3 have been tied"):
        density_over_time(network, members={"2007-03": 4, "2007-04": 2})


def test_a_pair_that_first_meets_at_two_activities_of_a_day_is_shared_between_them():
    met = pl.DataFrame({"from": ["a", "b", "a"], "to": ["b", "a", "b"], "time": [2, 2, 3], "activity": ["forum", "talk", "visit"]})
    assert new_ties(met).rows() == [("forum", 1, 0.5), ("talk", 1, 0.5), ("visit", 1, 0.0)]


def test_attendance_says_when_two_first_and_last_met():
    there = pl.DataFrame({"person": ["a", "b", "a", "b", "c"], "activity": [1, 1, 2, 2, 2], "day": ["2007-03-14"] * 2 + ["2007-05-02"] * 3})
    assert attendance_projection(there, time="day").rows()[0] == ("a", "b", 1.5, 2, "2007-03-14", "2007-05-02")


def test_matching_expertise_decides_who_should_meet():
    ties = pl.DataFrame({"from": ["hub", "hub", "hub"], "to": ["x", "y", "z"]})
    network, alike = read_network(ties), pl.DataFrame({"from": ["x", "z"], "to": ["y", "x"], "similarity": [0.5, 0.9]})
    found = who_should_meet(network, each=1, similarity=alike)
    assert found.select("node", "other").rows() == [("x", "z"), ("y", "x"), ("z", "x")]
    assert found["score"].to_list() == pytest.approx([0.9 / np.log(3), 0.5 / np.log(3), 0.9 / np.log(3)])
    assert contacts_in_common(network, "x", "z") == ["hub"]


def test_results_come_back_as_the_kind_of_table_that_was_given():
    network = read_network(pd.DataFrame({"from": ["a"], "to": ["b"]}))
    assert [type(measure(network)) for measure in (degrees, betweenness, structural_holes, who_should_meet)] == [pd.DataFrame] * 4


def test_a_sampled_betweenness_is_right_on_average_and_so_is_its_error():
    network = read_network(ties_of(nx.barabasi_albert_graph(300, 3, seed=2), int))
    exact, nothing = betweenness_of(network)
    assert nothing.tolist() == [0.0] * 300
    first, samples = np.argsort(-exact)[:50], [betweenness_of(network, exact_to=0, samples=60, seed=seed) for seed in range(30)]
    found, errors = (np.array(part)[:, first] for part in zip(*samples, strict=True))
    assert np.mean(found / exact[first]) == pytest.approx(1, abs=0.03)
    assert np.mean(np.sqrt((errors**2).mean(axis=0)) / found.std(axis=0, ddof=1)) == pytest.approx(1, abs=0.15)


def test_the_same_seed_draws_the_same_sample():
    again = [betweenness_of(KARATE, exact_to=0, samples=10, seed=1) for _time in range(2)]
    assert again[0][0] == pytest.approx(again[1][0])
    assert again[0][1] == pytest.approx(again[1][1])


def test_the_error_of_a_sample_halves_with_four_times_the_draws():
    network = read_network(ties_of(nx.barabasi_albert_graph(300, 3, seed=2), int))
    errors = [betweenness_of(network, exact_to=0, samples=samples, seed=3)[1].mean() for samples in (100, 400)]
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.2)


A_TIE = {"from": ["a", "b"], "to": ["b", "c"]}


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        ({"from": [], "to": []}, {}, "The table has no rows. Give a table with at least one row."),
        ({"from": ["a", None], "to": ["b", "c"]}, {}, "Row 2: from is empty. Name it, or leave the row out."),
        ({"from": ["a", "b"], "to": ["b", "b"]}, {}, "Row 2: from and to are the same. Leave the row out: nobody is tied to themselves."),
        (
            {"from": ["a", "b"], "to": ["b", "a"]},
            {},
            "Row 2: The same from, to (in either order) stood before. Take the row out, or have repeated ties added up (--add-up).",
        ),
        (
            {"from": ["a", "a"], "to": ["b", "b"]},
            {"directed": True},
            "Row 2: The same from, to stood before. Take the row out, or have repeated ties added up (--add-up).",
        ),
        (
            {"from": ["a", "b"], "to": ["b", "a"], "day": ["2007-3-1", "2007.03.01"]},
            {"time": "day"},
            "Row 2: The same from, to (in either order) stood before at the same day. Take the row out, or have repeated ties added up (--add-up).",
        ),
        (A_TIE | {"w": [1, "x"]}, {"weight": "w"}, "Row 2: w is not a number. Write digits, without units."),
        (
            A_TIE | {"w": [1, float("inf")]},
            {"weight": "w"},
            "Row 2: w is not finite. Write the number, or leave the cell empty where it is suppressed.",
        ),
        (A_TIE | {"w": [-1, 2]}, {"weight": "w"}, "Row 1: w is not above 0. Give the strength as a number above 0; leave the row out where there is no tie."),
        (A_TIE | {"w": [1, 0]}, {"weight": "w"}, "Row 2: w is not above 0. Give the strength as a number above 0; leave the row out where there is no tie."),
        (A_TIE | {"w": [1e200, 1]}, {"weight": "w"}, "Row 1: w is too small or too large to be added up. Give it in another unit."),
        (A_TIE, {"weight": "strength"}, "There is no column strength. The table has from, to: say which of them it is."),
        (A_TIE, {"source": "to"}, "Both ends are to. Name two columns."),
        (A_TIE | {"day": ["2007-03-14", "soon"]}, {"time": "day"}, "Row 2: day is not a day, month or year. Write 2007-03-14, 2007-03 or 2007."),
        (A_TIE | {"day": ["2007-02-30", "2007"]}, {"time": "day"}, "Row 1: day is not a day, month or year. Write 2007-03-14, 2007-03 or 2007."),
        (A_TIE | {"day": ["2007", None]}, {"time": "day"}, "Row 2: day is empty. Write 2007-03-14, 2007-03 or 2007."),
        (
            A_TIE | {"day": [2007.1, 2007.0]},
            {"time": "day"},
            "Row 1: day has decimals. Write 2007-03-14, 2007-03 or 2007. A month as 2007.10 must be a text: as a number it is 2007.1.",
        ),
        (
            A_TIE | {"day": ["2007-03", "2007"]},
            {"time": "day", "period": "month"},
            "Row 2: day does not say which month. Write the month too, or sum up to years.",
        ),
        (
            A_TIE | {"day": [2006, 2007]},
            {"time": "day", "period": "month"},
            "day holds whole numbers, which have no month. Give days or months, or sum up to years.",
        ),
        (
            A_TIE,
            {"sectors": pl.DataFrame({"node": ["a", "b"], "sector": ["A", "B"]})},
            "Row 2: to has no sector. Add its row to the table of sectors.",
        ),
        (
            A_TIE,
            {"sectors": pl.DataFrame({"node": ["a", "b", "c"], "sector": ["A", None, "B"]})},
            "Row 2: sector is empty. Every node needs a sector: name it.",
        ),
        (
            A_TIE,
            {"sectors": pl.DataFrame({"node": ["a", "b", "b"], "sector": ["A", "A", "B"]})},
            "Row 3: The same node stood before. Leave one of the rows: a node has one sector.",
        ),
        (
            A_TIE,
            {"sectors": pl.DataFrame({"node": ["a"], "kind": ["A"], "size": [1]})},
            "There is no column sector. The table of sectors has node, kind, size: say which of them it is.",
        ),
    ],
)
def test_what_is_wrong_with_a_table_of_ties_is_named_with_its_row_and_its_cure(table, options, message):
    with pytest.raises(TableError) as told:
        read_network(pl.DataFrame(table, strict=False) if "x" not in table.get("w", []) else pl.DataFrame({**table, "w": ["1", "x"]}), **options)
    assert str(told.value) == message


def test_repeated_ties_may_be_added_up_and_stand_in_several_times():
    table = pl.DataFrame({"from": ["a", "b", "a"], "to": ["b", "a", "b"], "w": [1, 2, 4], "year": [2006, 2006, 2007]})
    assert read_network(table, weight="w", repeated="add").ties.toarray().tolist() == [[0.0, 7.0], [7.0, 0.0]]
    assert read_network(table[1:], weight="w", time="year").ties.toarray().tolist() == [[0.0, 6.0], [6.0, 0.0]]


def test_numbers_and_texts_name_the_same_node():
    network = read_network(pl.DataFrame({"from": [1, 2], "to": ["2", "x"]}), sectors=pl.DataFrame({"node": ["1", "2", "x"], "sector": ["A", "A", "B"]}))
    assert network.names == ("1", "2", "x")


@pytest.mark.parametrize(
    ("run", "message"),
    [
        (lambda: brokerage_roles(KARATE), "The network knows no sectors. Give a table with a sector for each node."),
        (lambda: density_over_time(KARATE), "The network knows no times. Name the column that says when each tie was made."),
        (lambda: who_should_meet(KARATE, each=0), "0 others for each node are none. Ask for at least 1."),
        (lambda: contacts_in_common(KARATE, "v1", "v35"), "The network does not know v35. Name nodes as the table of ties does."),
        (lambda: betweenness(KARATE, samples=3), "3 draws say nothing of their error. Draw at least 4."),
        (
            lambda: attendance_projection(pl.DataFrame({"person": ["a", "a"], "activity": [1, 1]})),
            "Row 2: The same person, activity stood before. Leave one of the rows: somebody is at an activity once.",
        ),
        (
            lambda: new_ties(pl.DataFrame({"from": ["a", "a"], "to": ["b", "c"], "time": [1, 2], "activity": ["x", "x"]})),
            "Row 2: The same activity had another time before. Give it one.",
        ),
        (
            lambda: triple_helix(pl.DataFrame({"record": [1], "sector": ["a"]}), university={"a"}, industry={"a"}, government={"b"}),
            "a is both university and industry. Put each sector into one helix.",
        ),
        (
            lambda: triple_helix(pl.DataFrame({"record": [1], "sector": ["a"]}), university={"u"}, industry={"a"}, government={"b"}),
            "university is u, of which the table has none. The table has a.",
        ),
        (lambda: triple_helix_of([], [], []), "The three columns are not of one length of at least 1. Give a yes or no for each record in each."),
        (
            lambda: triple_helix_of([1], [1], [1], draws=0),
            "A confidence of 0.95 and 0 draws give no band. Give a confidence between 0 and 1 and at least 1 draw.",
        ),
        (
            lambda: who_should_meet(KARATE, similarity=pl.DataFrame({"from": ["v1"], "to": ["v9"], "similarity": [-1.0]})),
            "Row 1: similarity is negative. Give 0 where nothing matches.",
        ),
    ],
)
def test_a_measure_that_cannot_be_taken_says_why(run, message):
    with pytest.raises(TableError) as told:
        run()
    assert str(told.value) == message


@pytest.mark.parametrize(
    "module",
    [
        "attendance",
        "betweenness",
        "brokerage",
        "closure",
        "core",
        "growth",
        "helix",
        "holes",
        "meeting",
        "network",
        "positions",
        "products",
        "sectors",
        "times",
    ],
)
def test_the_examples_in_the_docstrings_are_true(module):
    found = doctest.testmod(importlib.import_module(f"minicluster.analytics.graph.{module}"))
    assert (found.failed, found.attempted > 0) == (0, True)
