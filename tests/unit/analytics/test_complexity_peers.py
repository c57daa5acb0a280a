"""Agreement with the released Python packages, and the faults that the page tells of. These tests need the [bench] extra and are skipped without it; the same
measures are tested against second formulas in test_complexity.py.
"""

import doctest
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from minicluster.analytics.complexity import ECONCOMPLEX, complexity_panel

theirs = pytest.importorskip("ecomplexity", reason="the [bench] extra is not installed: ecomplexity")
econcomplex = pytest.importorskip("econcomplex", reason="the [bench] extra is not installed: econcomplex")
# Their warnings are theirs.
pytestmark = pytest.mark.filterwarnings("ignore")
KEYS = ["year", "region", "industry"]
PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "relatedness-and-complexity.md"


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(7)
    years, regions, industries = 2, 30, 70
    able, asked = np.sort(random.random(regions)), np.sort(random.random(industries))
    present = random.random((years, regions, industries)) < 1 / (1 + np.exp(9 * (asked - able[:, None])))
    cells = present * random.lognormal(3, 1, present.shape)
    return pd.DataFrame(
        {
            "year": np.repeat([2006, 2007], regions * industries),
            "region": np.tile(np.repeat([f"R{place:02d}" for place in range(regions)], industries), years),
            "industry": np.tile([f"I{place:02d}" for place in range(industries)], years * regions),
            "value": cells.reshape(-1),
        }
    )


def assert_agree(ours, peer, scale):
    joined = ours.cells.merge(ours.regions, on=["year", "region"]).merge(ours.industries, on=["year", "industry"]).merge(peer, on=KEYS, suffixes=("", "_peer"))
    for name in ("rca", "density", "eci", "pci", "coi", "cog"):
        assert joined[name].to_numpy() == pytest.approx(joined[f"{name}_peer"].to_numpy() / scale.get(name, 1), abs=1e-11), name


def test_the_panel_agrees_with_py_ecomplexity(table, capsys):
    names = {"time": "year", "loc": "region", "prod": "industry", "val": "value"}
    peer = theirs.ecomplexity(table, names, check_logsupermodularity=False, verbose=False)
    assert_agree(complexity_panel(table, year="year"), peer, {})
    assert capsys.readouterr().out == ""


def test_the_panel_agrees_with_econcomplex_by_its_convention(table):
    peer = econcomplex.compute_complexity(table, {"loc": "region", "act": "industry", "val": "value", "time": "year"})
    assert_agree(complexity_panel(table, year="year", convention=ECONCOMPLEX), peer, {"density": 100})


def test_the_faults_that_the_page_tells_of_are_there():
    assert doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
