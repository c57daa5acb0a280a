"""The yearly series of the M3 competition, whose last six values are kept from the forecast. A sample; all 645 when MINICLUSTER_LONG=1. These tests need
../shared/data/measure beside the checkout and are skipped where it is absent.
"""

import os
from pathlib import Path

import polars as pl
import pytest

from minicluster.analytics.forecast import forecast
from minicluster.analytics.forecast.bench import measured

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "measure" / "m3_yearly.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="../shared/data/measure is not here")
SAMPLE = None if os.environ.get("MINICLUSTER_LONG") else 120


@pytest.fixture(scope="module")
def found():
    report = measured(FILE, sample=SAMPLE)
    print(report)  # noqa: T201 - the figures are what one wants to see
    return report


def test_the_points_are_as_good_as_the_best_of_the_competition(found):
    assert (found["series"], found["refused"], found["horizon"]) == (SAMPLE or 645, 0, 6)
    assert found["smape"] <= 15.9
    assert found["mase"] <= 2.60


def test_the_bands_cover_what_they_promise_and_those_of_the_library_do_not(found):
    coverage = {band["level"]: band["coverage"] for band in found["bands"]}
    assert 0.78 <= coverage[80] <= 0.90
    assert 0.93 <= coverage[95] <= 0.98
    assert found["coverage_of_autoets"]["95"] < 0.9


def test_the_pool_never_sees_what_is_kept_back():
    rows = pl.read_csv(FILE).filter(pl.col("series") < "N0040")
    train = rows.filter(part="train")
    found = forecast(train, horizon=6, id="series", time="t")
    counted = train.group_by("series").len().with_columns(pl.col("len") - 7)
    assert found.pools.filter(level=80)["errors"].to_list() == [counted.select((pl.col("len") - ahead).clip(0, 20 - ahead).sum()).item() for ahead in range(6)]
