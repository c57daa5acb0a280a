"""`minicluster network` prints what the library says, as JSON or for a person, and a table that cannot be read is a message."""

import json
import subprocess
import sys

import networkx as nx
import polars as pl
import pytest
from click.testing import CliRunner

from minicluster.cli.bench import command as bench
from minicluster.cli.network import command

TIES = [("a", "b", 1, 2003), ("b", "c", 2, 2003), ("c", "d", 1, 2004), ("d", "e", 1, 2004), ("a", "c", 1, 2005), ("e", "f", 1, 2005)]
SECTORS = {"a": "university", "b": "industry", "c": "industry", "d": "government", "e": "university", "f": "industry", "g": "industry"}


@pytest.fixture
def files(tmp_path):
    pl.DataFrame(TIES, schema=["who", "whom", "weight", "year"], orient="row").write_csv(tmp_path / "ties.csv")
    pl.DataFrame({"name": list(SECTORS), "sector": list(SECTORS.values())}).write_parquet(tmp_path / "sectors.parquet")
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(files, *options):
    return json.loads(run(files / "ties.csv", "--from", "who", "--to", "whom", *options, "--json"))


def test_a_table_of_ties_is_measured_in_full(files):
    report = told(files, "--sector", files / "sectors.parquet", "--time", "year")
    assert {
        name: report["network"][name] for name in ("nodes", "ties", "directed", "isolates", "components", "largest_component", "betweenness", "core_size")
    } == {
        "nodes": 7,
        "ties": 6,
        "directed": False,
        "isolates": 1,
        "components": 2,
        "largest_component": 6,
        "betweenness": "exact",
        "core_size": 3,
    }
    assert report["isolates"] == ["g"]
    peer = nx.Graph([tie[:2] for tie in TIES])
    peer.add_node("g")
    assert {row["node"]: row["betweenness"] for row in report["nodes"]} == pytest.approx(nx.betweenness_centrality(peer, normalized=False))
    assert report["nodes"][-1]["constraint"] is None
    assert [(row["period"], row["new_ties"]) for row in report["periods"]] == [(2003, 2), (2004, 2), (2005, 2)]
    assert sum(row["ties"] for row in report["cross_sector_ties"]) == 6
    assert report["triple_helix"]["records"] == 6
    assert {(row["node"], row["other"]) for row in report["should_meet"]} >= {("e", "c"), ("c", "e"), ("d", "f")}


def test_a_person_reads_a_summary(files):
    text = run(files / "ties.csv", "--from", "who", "--to", "whom", "--sector", files / "sectors.parquet", "--time", "year")
    lines = text.splitlines()
    assert lines[0] == "7 nodes, 6 ties; density 0.2857, mean degree 1.714"
    assert "  c: betweenness 6, degree 3, constraint 0.6111, effective size 2.333, gatekeeper 1, representative 1, liaison 1" in lines
    assert "Tied to nobody: g" in lines
    assert "  2004: 2 new ties, 4 by then among 5; density 0.4, corrected for size 1.2" in lines


def test_without_sectors_and_times_the_rest_is_told(files):
    report = told(files, "--weight", "weight")
    assert (report["sectors"], report["cross_sector_ties"], report["periods"], report["triple_helix"]) == ([], [], [], None)
    assert {row["node"]: row["strength"] for row in report["nodes"]} == {"a": 2.0, "b": 3.0, "c": 4.0, "d": 2.0, "e": 2.0, "f": 1.0}


def test_attendance_is_made_into_ties(tmp_path):
    there = pl.DataFrame({"person": ["a", "b", "c", "a", "b", "d"], "forum": [1, 1, 1, 2, 2, 3], "on": ["2007-03-01"] * 3 + ["2007-04-01"] * 3})
    there.write_csv(tmp_path / "there.csv")
    pl.DataFrame({"node": list("abcd"), "sector": ["uni", "firm", "city", "firm"]}).write_csv(tmp_path / "sectors.csv")
    options = ["--from", "person", "--to", "forum", "--two-mode", "--time", "on", "--period", "month", "--sector", tmp_path / "sectors.csv"]
    helices = ["--university", "uni", "--industry", "firm", "--government", "city"]
    report = json.loads(run(tmp_path / "there.csv", *options, *helices, "--json"))
    assert {row["node"]: row["strength"] for row in report["nodes"]} == {"a": 2.0, "b": 2.0, "c": 1.0, "d": 0.0}
    assert [(row["period"], row["new_ties"]) for row in report["periods"]] == [("2007-03", 3)]
    assert report["triple_helix"]["records"] == 3


def test_what_cannot_be_read_is_a_message_with_row_and_cure_and_no_traceback(files):
    (files / "bad.csv").write_text("who,whom,weight\na,b,1\nb,c,-3\n")
    options = ["--from", "who", "--to", "whom", "--weight", "weight"]
    told = subprocess.run([sys.executable, "-m", "minicluster", "network", str(files / "bad.csv"), *options], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "Row 2: weight is not above 0. Give the strength as a number above 0; leave the row out where there is no tie.\n"


def test_attendance_has_no_weights(files):
    result = CliRunner().invoke(command, [str(files / "ties.csv"), "--from", "who", "--to", "whom", "--two-mode", "--weight", "weight"])
    assert result.exit_code == 2
    assert "Attendance has neither weights nor directions: leave --weight and --directed out." in result.stderr


def test_the_bench_says_how_long_each_measure_takes():
    result = CliRunner().invoke(bench, ["network", "--nodes", "6000", "--ties", "12000", "--json"], catch_exceptions=False)
    report = json.loads(result.stdout)
    assert (report["nodes"], report["ties"], report["betweenness"]) == (6000, 12000, "sampled")
    assert set(report["seconds"]) == {
        "reading", "isolates", "components", "degree and strength", "constraint and effective size", "brokerage", "core and periphery", "E-I index",
        "cross-sector ties", "density over time", "new ties by activity", "transitivity", "who should meet", "attendance projection", "triple helix",
        "betweenness",
    }  # fmt: skip
    assert 0 < report["betweenness_error_of_the_busiest"] < 1
    assert report["total_processor"] == pytest.approx(sum(taken["processor"] for taken in report["seconds"].values()), abs=0.02)
