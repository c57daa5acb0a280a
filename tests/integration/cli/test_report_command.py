import json

import pytest
from click.testing import CliRunner
from factories import make_group
from python_calamine import CalamineWorkbook
from threads import CANARY, make_thread

from minicluster.cli.report import FORMATS, KINDS, command
from minicluster.outcomes.domain.claims import load_claims
from minicluster.outcomes.rules import ReportKind, formats_of
from minicluster.platform.refusals import InvalidInputError, NotVisibleError

pytestmark = pytest.mark.django_db


def test_the_report_prints_the_programmes_figures():
    thread = make_thread()
    load_claims(thread.group.programme)
    printed = CliRunner().invoke(command, ["programme", "--json"], catch_exceptions=False).output
    report = json.loads(printed)
    assert {name: report[name] for name in ("groups", "firms", "activities", "problems", "funnel")} == {
        "groups": 1,
        "firms": 1,
        "activities": 2,
        "problems": {"confirmed": 1},
        "funnel": dict.fromkeys(("found", "diagnosed", "worked_on", "solved", "confirmed"), 1),
    }
    assert report["outcomes"] == {"realised": {thread.indicator.slug: 0.0}, "expected": {thread.indicator.slug: 30_000_000_000.0}}
    assert {claim["value"] for claim in report["claims"] if claim["topic"] == "exports" and claim["year"] == 2008 and claim["kind"] == "forecast"} == {
        139e9,
        130e9,
    }
    assert CANARY not in printed


def test_a_person_reads_the_same_in_lines():
    make_thread()
    lines = CliRunner().invoke(command, ["programme"], catch_exceptions=False).output.splitlines()
    assert {"groups: 1", "firms: 1", "funnel:", "  confirmed: 1"} <= set(lines)


def run(*arguments):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False).output


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_printed_for_a_person_and_for_a_machine(kind):
    make_thread()
    data = json.loads(run(kind, "--json"))
    assert (data["kind"], bool(data.get("sections", data.get("observations")) is not None), CANARY in json.dumps(data, ensure_ascii=False)) == (
        kind,
        True,
        False,
    )
    assert run(kind).strip()


def test_the_kinds_and_forms_of_the_command_are_those_that_there_are():
    assert list(KINDS) == ReportKind.values
    assert set(FORMATS) == {form for kind in KINDS for form in formats_of(kind)}


def test_a_file_is_written_in_the_form_that_its_name_ends_in_or_under_a_name_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    thread = make_thread()
    run("ledger", "--complex", thread.group.complex.slug, "--out", "sums.xlsx")
    book = CalamineWorkbook.from_path("sums.xlsx")
    assert (book.get_sheet_by_index(0).to_python()[0], len(book.sheet_names)) == (["Kind of report", "Outcome ledger"], 4)
    told = json.loads(run("open-data", "--format", "csv", "--json"))
    assert told["file"] == f"open-data-{thread.group.programme.slug}.csv"
    assert (tmp_path / told["file"]).read_text(encoding="utf-8").startswith("DATAFLOW,FREQ,REF_AREA,")


def test_what_cannot_be_reported_is_refused_and_writes_nothing(tmp_path):
    make_thread()
    elsewhere = make_group()
    out = tmp_path / "x.pdf"
    for arguments, refusal in (
        (("complex", "--complex", elsewhere.complex.slug), NotVisibleError),
        (("balance", "--group", "1"), InvalidInputError),
        (("balance", "--format", "csv"), InvalidInputError),
    ):
        with pytest.raises(refusal):
            run(*arguments, "--out", str(out))
    assert not out.exists()
    assert "a month is written 2007-09" in CliRunner().invoke(command, ["funnel", "--month", "2007-13"]).output
