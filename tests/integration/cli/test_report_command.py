import json

import pytest
from click.testing import CliRunner
from threads import CANARY, make_thread

from minicluster.cli.report import command
from minicluster.outcomes.domain.claims import load_claims

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
