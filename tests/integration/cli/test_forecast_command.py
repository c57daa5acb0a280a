"""Forecasts from the command line: as JSON, for a person, in a file; what is wrong is one line and exit status 2."""

import json
import sys

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from minicluster.analytics.forecast import forecast
from minicluster.cli.bench import command as bench
from minicluster.cli.forecast import command
from minicluster.cli.main import main

OPTIONS = ["--id", "group", "--time", "year", "--value", "exports", "--horizon", "2"]
NAMES = {"id": "group", "time": "year", "value": "exports"}


@pytest.fixture
def table(tmp_path):
    """Ten groups of twelve years, invented."""
    rng = np.random.default_rng(0)
    rows = [(f"g{group}", 1996 + year, round(float(value), 3)) for group in range(10) for year, value in enumerate(50 + np.cumsum(rng.normal(2, 3, 12)))]
    path = tmp_path / "exports.csv"
    pl.DataFrame(rows, schema=["group", "year", "exports"], orient="row").write_csv(path)
    return path


def run(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_is_what_the_library_says(table, tmp_path):
    targets, tree = tmp_path / "targets.csv", tmp_path / "tree.csv"
    pl.DataFrame({"group": ["g1"], "year": [2009], "exports": [90.0], "baseline": [50.0]}).write_csv(targets)
    pl.DataFrame({"child": [f"g{group}" for group in range(10)], "parent": ["programme"] * 10}).write_csv(tree)
    printed = json.loads(run(table, *OPTIONS, "--levels", "50,80", "--target", targets, "--hierarchy", tree, "--non-negative", "--json"))
    found = forecast(table, horizon=2, levels=[50, 80], targets=targets, hierarchy=tree, non_negative=True, **NAMES)
    assert printed == {name: getattr(found, name).to_dicts() for name in ("forecasts", "bands", "pools", "targets", "refused")}
    assert [len(printed[name]) for name in ("forecasts", "bands", "targets", "refused")] == [22, 44, 1, 0]


def test_a_person_reads_tables_and_none_that_is_empty(table):
    text = run(table, *OPTIONS)
    assert [name in text for name in ("forecasts\n", "bands\n", "pools\n", "targets\n", "refused\n")] == [True, True, True, False, False]


def test_the_whole_answer_goes_into_files(table, tmp_path):
    run(table, *OPTIONS, "--levels", "80", "--out", tmp_path / "answer.csv")
    assert pl.read_csv(tmp_path / "answer-bands.csv").height == 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--horizon", "0"], "The horizon is 0. Ask for at least 1 period ahead."),
        (["--levels", "80,101"], "The level 101 is not between 0 and 100. Write levels in per cent, such as 80,95."),
        (["--value", "sales"], "There is no column sales. The table has group, year, exports: say which of them it is."),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_status_2(table, arguments, message, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["minicluster", "forecast", str(table), *OPTIONS, *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err.strip()) == (2, message)


def test_levels_that_are_no_numbers_are_refused(table):
    result = CliRunner().invoke(command, [str(table), *OPTIONS, "--levels", "high"])
    assert (result.exit_code, result.output.strip().splitlines()[-1]) == (2, "Error: --levels high is not of the form 80,95.")


def test_the_bench_scores_what_was_kept_back(table, tmp_path):
    rows = pl.read_csv(table).select(
        series="group", t="year", value="exports", part=pl.when(pl.col("year") < 2006).then(pl.lit("train")).otherwise(pl.lit("test"))
    )
    rows.write_csv(tmp_path / "kept.csv")
    result = CliRunner().invoke(bench, ["forecast", str(tmp_path / "kept.csv"), "--json"], catch_exceptions=False)
    report = json.loads(result.stdout)
    found = forecast(rows.filter(part="train"), horizon=2, id="series", time="t").bands.join(rows, on=["series", "t"])
    inside = dict(found.group_by("level").agg(pl.col("value").is_between("low", "high").mean()).rows())
    assert {band["level"]: band["coverage"] for band in report["bands"]} == pytest.approx(inside)
    assert (report["series"], report["refused"], report["horizon"]) == (10, 0, 2)


def test_the_bench_refuses_a_file_without_anything_kept_back(table, tmp_path, monkeypatch, capsys):
    pl.read_csv(table).select(series="group", t="year", value="exports", part=pl.lit("train")).write_csv(tmp_path / "all.csv")
    monkeypatch.setattr(sys, "argv", ["minicluster", "bench", "forecast", str(tmp_path / "all.csv")])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.strip().startswith("There is no row of a test part. Write test in the column part")
