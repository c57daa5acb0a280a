"""Scores of kept forecasts, by hand and against the library's own scoring of a table."""

import polars as pl
import pytest

from minicluster.analytics.forecast import forecast
from minicluster.analytics.forecast import score as score_table
from minicluster.outcomes.rules.forecast_scores import Band, Kept, Maker, Score, records_of


def kept(value=110.0, bands=((100.0, 120.0, 0.8), (90.0, 130.0, 0.95)), before=(80.0, 90.0, 100.0), maker=Maker.RUN, method="drift"):
    return Kept(maker, method, value, tuple(Band(*band) for band in bands), before)


def test_one_forecast_by_hand():
    score = Score(kept(), 125.0)
    assert (score.error, score.percentage_error, score.naive_error, score.scale) == (-15.0, -12.0, -25.0, 10.0)
    inner, outer = score.kept.bands
    assert (inner.holds(125.0), outer.holds(125.0)) == (False, True)
    assert (inner.score(125.0), outer.score(125.0)) == (pytest.approx(20 + 5 * 2 / 0.2), 40.0)


def test_a_record_by_hand():
    (record,) = records_of([Score(kept(), 125.0), Score(kept(), 105.0)])
    assert (record.number, record.mase, record.naive_mase) == (2, pytest.approx(1.0), pytest.approx(1.5))
    assert record.ratio == pytest.approx(2 / 3)
    assert record.percentage_error == pytest.approx((12 + 100 * 5 / 105) / 2)
    assert [(hits.coverage, hits.held, hits.of) for hits in record.hits] == [(0.8, 1, 2), (0.95, 2, 2)]
    assert [hits.score for hits in record.hits] == [pytest.approx((7 + 2) / 2), pytest.approx(4.0)]


def test_records_agree_with_the_librarys_score_of_the_same_table():
    rows = [(f"s{number}", 2000 + year, 10.0 * number + year * number + (year * number) % 4) for number in range(1, 9) for year in range(11)]
    table = pl.DataFrame(rows, schema=["id", "time", "value"], orient="row")
    known, came = table.filter(pl.col("time") < 2009), table.filter(pl.col("time") >= 2009)
    found = forecast(known, horizon=2, levels=[80])
    by_series, by_level = score_table(found.forecasts, found.bands, came)
    ends = {(name, year): (low, high) for name, year, low, high in found.bands.select("id", "time", "low", "high").iter_rows()}
    truth = {(name, year): value for name, year, value in came.iter_rows()}
    scores = [
        Score(kept(value, ((*ends[name, year], 0.8),), tuple(known.filter(id=name)["value"]), method="all"), truth[name, year])
        for name, year, value in found.forecasts.select("id", "time", "forecast").iter_rows()
    ]
    (record,) = records_of(scores)
    assert record.mase == pytest.approx(by_series["mase"].mean())
    (hits,) = record.hits
    assert (hits.share, hits.score) == (pytest.approx(by_level["coverage"][0]), pytest.approx(by_level["interval_score"][0]))


def test_makers_and_methods_are_told_apart():
    scores = [Score(kept(), 100.0), Score(kept(method="median"), 100.0), Score(kept(maker=Maker.CLAIM, method="", bands=(), before=(67.0,)), 100.0)]
    assert [(record.maker, record.method, record.number) for record in records_of(scores)] == [
        (Maker.RUN, "drift", 1),
        (Maker.RUN, "median", 1),
        (Maker.CLAIM, "", 1),
    ]


def test_what_is_not_known_is_not_told():
    nothing = Score(kept(bands=(), before=()), 0.0)
    assert (nothing.percentage_error, nothing.naive_error, nothing.scale) == (None, None, None)
    (record,) = records_of([nothing])
    assert (record.percentage_error, record.mase, record.ratio, record.hits) == (None, None, None, ())
    assert Score(kept(before=(5.0, 5.0)), 5.0).scale is None
