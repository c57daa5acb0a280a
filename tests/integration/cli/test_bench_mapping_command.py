"""The bench of the regional measures runs on little and says what it measured."""

import json
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from minicluster.cli.bench import command

PEERS = {"py-ecomplexity": "ecomplexity", "econcomplex": "econcomplex"}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    arguments = ["mapping", "--panel", "30x60x2", "--rows", "20000", "--rounds", "1", "--folder", str(tmp_path_factory.mktemp("bench")), "--json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_panel_is_compared_with_the_peers_that_are_installed_and_the_others_are_named(report):
    panel = report["panel"]
    there = [peer for peer, module in PEERS.items() if find_spec(module)]
    assert (panel["regions"], panel["industries"], panel["years"]) == (30, 60, 2)
    assert (sorted(panel["ratio"]), panel["absent"]) == (sorted(there), [peer for peer in PEERS if peer not in there])
    if there:
        assert panel["max_difference_in_double"] < 1e-9
        assert panel["max_difference"] < 2e-5
    assert panel["ratio_to_floor"] > 0
    assert panel["peak_mib"] is None or 50 < panel["peak_mib"] < 2048


def test_rows_are_compared_with_pandas_and_duckdb_by_hand_for_either_kind_of_codes(report):
    assert report["rows"]["rows"] == 20_000
    for codes in ("text", "numbers"):
        rows = report["rows"][codes]
        assert sorted(rows["ratio"]) == ["duckdb", "pandas"]
        assert rows["max_difference"] < 1e-12
        assert rows["ratio_to_floor"] > 1


def test_a_panel_of_no_such_shape_is_refused():
    result = CliRunner().invoke(command, ["mapping", "--panel", "250"])
    assert (result.exit_code, "250 is not of the form 250x1000" in result.output) == (2, True)
