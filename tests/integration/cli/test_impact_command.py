"""`minicluster impact`: every estimator with its number, error and interval; what is wrong is one line and exit status 2."""

import json
import sys

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from simulated_programmes import programme

from minicluster.analytics.impact import impact
from minicluster.cli.impact import command
from minicluster.cli.main import main

OPTIONS = ["--unit", "firm", "--time", "year", "--treated-from", "joined", "--outcome", "log_sales"]
TABLES = ["estimates", "cohorts", "event_study", "calendar", "group_times", "balance", "weights", "sensitivity", "breakdown"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("impact") / "firms.csv"
    programme(np.random.default_rng(1)).filter(pl.col("firm") % 3 == 0).write_csv(path)
    return path


def run(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_every_estimator_with_number_error_and_interval(table):
    told = json.loads(run(table, *OPTIONS, "--covariates", "decline", "--cluster", "complex", "--placebos", "5", "--json"))
    assert list(told) == [*TABLES, "cannot_show", "kept_back"]
    estimates = told["estimates"]
    assert {row["estimator"] for row in estimates} == {
        "raw change",
        "naive difference-in-differences",
        "matched",
        "staggered",
        "synthetic difference-in-differences",
        "synthetic control",
    }
    assert all(row["lower"] < row["estimate"] < row["upper"] and row["error"] > 0 for row in estimates)
    expected = impact(
        table, unit="firm", time="year", treated_from="joined", outcome="log_sales", covariates=["decline"], cluster="complex", placebos=5, case_study=True
    )
    assert [row["estimate"] for row in estimates] == expected.estimates["estimate"].to_list()
    assert [limit["code"] for limit in told["cannot_show"]] == [limit.code for limit in expected.cannot_show]


def test_a_person_reads_the_estimates_and_what_they_cannot_show(table):
    told = run(table, *OPTIONS, "--placebos", "5", "--bends", "0,0.01")
    assert [line for line in told.splitlines() if line in {"estimates", "event_study", "balance", "sensitivity", "breakdown", "what this cannot show"}] == [
        "estimates",
        "event_study",
        "balance",
        "sensitivity",
        "breakdown",
        "what this cannot show",
    ]
    assert "- Who joined was not drawn by lot" in told


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["none.csv", *OPTIONS], "There is no file none.csv. Check the path.\n"),
        (["firms.csv", *OPTIONS[:-1], "exports"], "There is no column exports. The table has firm, complex, year, joined, decline, log_sales"),
        (["firms.csv", *OPTIONS, "--covariates", "log_sales"], "log_sales is named for two things. Unit, time, treated-from, outcome and each covariate"),
        (["firms.csv", *OPTIONS[:-1], "decline", "--covariates", "log_sales"], "Row 2, 3, 4: log_sales changes within the same firm. A covariate is"),
        (["firms.csv", *OPTIONS, "--bends", "some"], "some is not of the form 0,0.5,1."),
        (["gap.csv", *OPTIONS], "year has a gap between 2005 and 2007. Add the rows between"),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_status_2(table, monkeypatch, capsys, arguments, text):
    pl.read_csv(table).filter(pl.col("year") != 2006).write_csv(table.parent / "gap.csv")
    # A firm's rows beside each other.
    pl.read_csv(table).sort("firm", "year").write_csv(table)
    monkeypatch.chdir(table.parent)
    monkeypatch.setattr(sys, "argv", ["minicluster", "impact", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out, text in told.err) == (2, "", True), told.err
