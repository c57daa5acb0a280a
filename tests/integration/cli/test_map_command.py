"""The measures of a table from the command line: readable, as JSON, or in a file; what is wrong is one line and exit status 2."""

import json
import sys

import polars as pl
import pytest
from click.testing import CliRunner

from minicluster.analytics.change import shift_share
from minicluster.analytics.complexity import complexity_panel
from minicluster.analytics.concentration import herfindahl_index
from minicluster.analytics.relatedness import density
from minicluster.analytics.specialisation import location_quotient
from minicluster.cli.main import main
from minicluster.cli.map import command

COLUMNS = {"region": "area", "industry": "line", "value": "jobs"}
OPTIONS = ["--region", "area", "--industry", "line", "--value", "jobs"]


@pytest.fixture
def table(tmp_path):
    """Two years of eight regions that each have the industries near their own place and those that all have."""
    rows = [
        (year, f"R{region}", f"C{industry:02d}", 10 + 7 * ((region * 5 + industry * 3 + year) % 11))
        for year in (2010, 2020)
        for region in range(8)
        for industry in range(12)
        if abs(region * 1.5 - industry) < 4 or industry % 5 == 0
    ]
    path = tmp_path / "jobs.csv"
    pl.DataFrame(rows, schema=["y", "area", "line", "jobs"], orient="row").write_csv(path)
    return path


def run(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result


def printed(*arguments):
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in json.loads(run(*arguments, "--json").stdout).items()}


def without_nan(frame):
    return frame.fill_nan(None).to_dicts()


def test_lq_prints_what_the_library_says(table):
    assert printed("lq", table, *OPTIONS, "--year", "y")["lq"].to_dicts() == without_nan(location_quotient(table, year="y", **COLUMNS))


def test_published_totals_change_the_quotient(table, tmp_path):
    jobs = pl.read_csv(table).filter(pl.col("y") == 2020).drop("y")
    jobs.write_csv(tmp_path / "one.csv")
    total = pl.DataFrame({"area": [None], "line": [None], "jobs": [2 * jobs["jobs"].sum()]}, schema_overrides={"area": pl.String, "line": pl.String})
    total.write_csv(tmp_path / "totals.csv")
    doubled, plain = (printed("lq", tmp_path / "one.csv", *OPTIONS, *more)["lq"]["lq"] for more in (["--totals", tmp_path / "totals.csv"], []))
    assert doubled.to_list() == pytest.approx((2 * plain).to_list())


def test_establishments_are_added_up_first(table, tmp_path):
    jobs = pl.read_csv(table).drop("y")
    jobs.write_parquet(tmp_path / "plants.parquet")
    found = printed("lq", tmp_path / "plants.parquet", *OPTIONS, "--establishments")["lq"]
    cells = jobs.group_by("area", "line").agg(pl.col("jobs").sum())
    expected = location_quotient(cells, **COLUMNS).filter(pl.col("lq") > 0)
    assert found["lq"].to_list() == pytest.approx(expected["lq"].to_list())


def test_each_measure_prints_its_tables(table):
    related = printed("relatedness", table, *OPTIONS, "--year", "y", "--measure", "cosine")
    assert related["relatedness"].height == 2 * 12 * 11 // 2
    assert related["density"].to_dicts() == without_nan(density(table, measure="cosine", year="y", **COLUMNS))
    complexity = printed("complexity", table, *OPTIONS, "--year", "y")
    expected = complexity_panel(table, year="y", **COLUMNS)
    assert {name: frame.to_dicts() for name, frame in complexity.items()} == {
        name: without_nan(getattr(expected, name)) for name in ("regions", "industries", "cells", "years")
    }
    concentration = printed("concentration", table, *OPTIONS, "--year", "y", "--of", "region")["concentration"]
    assert concentration.columns == ["y", "area", "herfindahl", "entropy", "gini", "locational_gini", "hoover", "theil"]
    assert concentration["herfindahl"].to_list() == herfindahl_index(table, year="y", of="region", **COLUMNS)["herfindahl"].to_list()
    change = printed("shift-share", table, *OPTIONS, "--year", "y")["shift_share"]
    assert change.to_dicts() == without_nan(shift_share(table, year="y", **COLUMNS))


def test_clusters_are_the_best_of_several_sets_and_the_same_each_time(table):
    first, again = (printed("clusters", table, *OPTIONS, "--year", "y", "--numbers", "2:4") for _ in range(2))
    assert first["clusters"].equals(again["clusters"])
    assert (first["clusters"].height, first["ranking"]["clusters"].n_unique()) == (12, 3)
    assert first["clusters"]["cluster"].n_unique() == first["ranking"]["clusters"][0]


def test_a_person_reads_the_strongest_rows_and_how_many_there_are(table):
    lines = run("lq", table, *OPTIONS, "--year", "y").stdout.splitlines()
    strongest = location_quotient(table, year="y", **COLUMNS).sort("lq", descending=True, nulls_last=True)
    assert lines[0] == "lq"
    assert lines[4].split("┆")[1].strip() == strongest["area"][0]
    assert lines[-1] == f"{strongest.height - 20} more rows: --json prints them all, --out writes them."


def test_answers_go_to_files_by_their_ending(table, tmp_path):
    told = json.loads(run("complexity", table, *OPTIONS, "--year", "y", "--out", tmp_path / "found.csv", "--json").stdout)
    assert {name: one["file"] for name, one in told.items()} == {
        "regions": str(tmp_path / "found.csv"),
        "industries": str(tmp_path / "found-industries.csv"),
        "cells": str(tmp_path / "found-cells.csv"),
        "years": str(tmp_path / "found-years.csv"),
    }
    assert pl.read_csv(tmp_path / "found-cells.csv").height == told["cells"]["rows"]
    run("lq", table, *OPTIONS, "--year", "y", "--out", tmp_path / "lq.parquet")
    assert pl.read_parquet(tmp_path / "lq.parquet").equals(location_quotient(table, year="y", **COLUMNS))


def test_what_the_library_warns_of_is_a_line_on_stderr(tmp_path):
    path = tmp_path / "apart.csv"
    pl.DataFrame({"area": list("ABCD"), "line": list("xxyy"), "jobs": [1] * 4}).write_csv(path)
    result = run("complexity", path, *OPTIONS)
    assert "nothing connects the 2 components of the graph" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["lq", "none.csv", *OPTIONS], "There is no file none.csv. Check the path.\n"),
        (["lq", "jobs.csv", "--region", "gebiet", *OPTIONS[2:]], "There is no column gebiet. The table has y, area, line, jobs: say which of them it is.\n"),
        (["lq", "jobs.csv", *OPTIONS], "Row 65, 66, 67: The same area, line stood before. Add the rows up first, or take the wrong one out.\n"),
        (["shift-share", "jobs.csv", *OPTIONS], "Error: A change needs years: name their column by --year.\n"),
        (["clusters", "jobs.csv", *OPTIONS, "--year", "y", "--numbers", "few"], "Error: few is not of the form 5:15.\n"),
        (["lq", "jobs.csv", *OPTIONS, "--year", "y", "--out", "found.txt"], "Error: found.txt ends in neither .csv nor .parquet.\n"),
        (["lq", "jobs.csv", *OPTIONS, "--establishments", "--totals", "t.csv"], "Error: Rows of establishments are measured by their own totals"),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_status_2(table, monkeypatch, capsys, arguments, text):
    monkeypatch.chdir(table.parent)
    monkeypatch.setattr(sys, "argv", ["minicluster", "map", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out, text in told.err) == (2, "", True), told.err
