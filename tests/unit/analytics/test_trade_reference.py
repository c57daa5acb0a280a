"""Exports of 226 countries in 785 products against a published reference. These tests need ../shared/data/mapping beside the checkout and are skipped where it is
absent; small tables of the same kind are in test_relatedness.py and test_complexity.py.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from minicluster.analytics.complexity import economic_complexity, fitness_complexity
from minicluster.analytics.relatedness import present_in, proximity
from minicluster.analytics.tables import Columns, read_panel

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "mapping"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/mapping is not here")
NAMES = {"region": "country", "industry": "product"}


@pytest.fixture(scope="module")
def trade():
    return pl.read_csv(DATA / "trade_226x785.csv.gz", schema_overrides={"product": pl.String, "value": pl.Float64})


def square(name):
    """A wide reference with its rows and columns sorted by name."""
    table = pl.read_csv(DATA / name, infer_schema=False)
    rows, columns = table[""].to_list(), table.columns[1:]
    values = table.select(pl.col(columns).cast(pl.Float64)).to_numpy()
    return values[np.argsort(rows)][:, np.argsort(columns)]


def test_the_same_countries_are_present_in_the_same_products(trade):
    panel = read_panel(trade, Columns("country", "product", "value"))
    assert int((present_in(panel.cells)[0] != square("trade_rca_reference.csv.gz")).sum()) == 0


@pytest.mark.parametrize(("side", "name"), [("industry", "product"), ("region", "country")])
def test_proximities_agree_to_a_trillionth(trade, side, name):
    reference = square(f"trade_{name}_proximity_reference.csv.gz")
    found = proximity(trade, of=side, **NAMES)["proximity"].to_numpy().reshape(reference.shape)
    assert np.abs(found - reference).max() < 1e-12


def test_fitness_agrees_to_a_trillionth_after_19_updates_which_the_reference_calls_20(trade):
    found = fitness_complexity(trade, updates=19, **NAMES)
    for table, side, column in ((found.regions, "country", "fitness"), (found.industries, "product", "complexity")):
        reference = pl.read_csv(DATA / f"trade_fitness_reference_{side}.csv", schema_overrides={"k": pl.String}).sort("k")
        assert table[side].to_list() == reference["k"].to_list()
        assert np.abs(table[column].to_numpy() / reference["v"].to_numpy() - 1).max() < 1e-12
    assert fitness_complexity(trade, updates=20, **NAMES).regions["fitness"].to_numpy() != pytest.approx(found.regions["fitness"].to_numpy(), rel=1e-3)


def test_rich_exporters_are_complex_and_the_graph_is_in_one_piece(trade):
    found = economic_complexity(trade, **NAMES)
    assert found.years["components"].to_list() == [1]
    eci = dict(found.regions.select("country", "eci").rows())
    assert min(eci[name] for name in ("deu", "jpn", "che", "swe")) > 1
    assert max(eci[name] for name in ("bgd", "khm", "ken", "hti")) < 0
