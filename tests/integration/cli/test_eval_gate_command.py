import json

import pytest
from click.testing import CliRunner
from factories import make_programme

from minicluster.cli.eval import MEASUREMENTS, command
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.models import GateVerdict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _role_is_put_back(monkeypatch):
    monkeypatch.setenv("MINICLUSTER_DATABASE_ROLE", "owner")


def test_the_gate_prints_its_figures_and_stores_the_verdict():
    make_programme(slug="first")
    result = CliRunner().invoke(command, ["gate", "--json"], catch_exceptions=False)
    found = json.loads(result.output)
    assert list(found) == ["n_problems", "fixed", "learned", "difference", "interval", "verdict", "why"]
    assert (found["n_problems"], found["fixed"], found["interval"], found["verdict"]) == (0, None, None, "keep fixed weights")
    assert GateVerdict.objects.get().programme.slug == "first"


def test_a_person_reads_it_in_lines():
    make_programme()
    lines = CliRunner().invoke(command, ["gate"], catch_exceptions=False).output.splitlines()
    assert lines == [
        "0 problems",
        "keep fixed weights: Too little data: 0 problems with an expert who accepted, and 40 are needed before a figure means anything.",
    ]


def test_a_programme_that_is_not_there_is_refused():
    with pytest.raises(NotVisibleError, match="no programme of this name"):
        CliRunner().invoke(command, ["gate", "--programme", "nowhere"], catch_exceptions=False)


def test_every_measurement_loads_and_is_listed():
    listed = CliRunner().invoke(command, ["--help"]).output
    for name in MEASUREMENTS:
        assert name in listed
        assert CliRunner().invoke(command, [name, "--help"]).exit_code == 0
