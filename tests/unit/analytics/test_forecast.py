"""Forecasts of short series: what is foretold, what is refused, and what a table must be like."""

import doctest
import importlib

import numpy as np
import polars as pl
import pytest

from minicluster.analytics.forecast import forecast, interval_score, mase, pinball_loss, score, smape
from minicluster.analytics.forecast.histories import Names, read_histories
from minicluster.analytics.forecast.models import drift_forecast, median_forecast, movement
from minicluster.analytics.forecast.targets import BASELINE
from minicluster.analytics.tables import TableError


def walks(number, points, *, seed=0, start=2000):
    """Random walks with drift, invented."""
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(number):
        values = 100 + np.cumsum(rng.normal(2, 3, points))
        rows += [(f"group {at}", start + year, float(value)) for year, value in enumerate(values)]
    return pl.DataFrame(rows, schema=["id", "time", "value"], orient="row")


def refused(call):
    with pytest.raises(TableError) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    "module",
    ["bench", "calibration", "conformal", "forecasting", "hierarchy", "histories", "models", "periods", "reconciliation", "rolling", "scoring", "targets"],
)
def test_what_the_docstrings_show_is_so(module):
    assert doctest.testmod(importlib.import_module(f"minicluster.analytics.forecast.{module}")).failed == 0


def test_the_point_is_the_median_of_three_models():
    from statsforecast.models import AutoETS, DynamicOptimizedTheta, RandomWalkWithDrift

    values = np.array([10.0, 12, 11, 15, 18, 17, 21, 25, 24, 30, 31, 38])
    three = [model.forecast(y=values, h=3)["mean"] for model in (AutoETS(season_length=1), DynamicOptimizedTheta(season_length=1), RandomWalkWithDrift())]
    assert median_forecast(values, 3).tolist() == np.median(three, axis=0).tolist()


def test_the_drift_is_that_of_the_library():
    from statsforecast.models import RandomWalkWithDrift

    values = np.array([3.0, 8, 4, 9, 1])
    assert drift_forecast(values, 4) == pytest.approx(RandomWalkWithDrift().forecast(y=values, h=4)["mean"])


def test_quarters_keep_their_season():
    quarters = [f"{2000 + at // 4}Q{at % 4 + 1}" for at in range(20)]
    rng = np.random.default_rng(1)
    tables = [pl.DataFrame({"id": f"s{s}", "time": quarters, "value": 100 + np.tile([20.0, -5, 10, -25], 5) + rng.normal(0, 1, 20)}) for s in range(6)]
    found = forecast(pl.concat(tables), horizon=4, levels=[80]).forecasts
    first = found.filter(id="s0")
    assert first["time"].to_list() == ["2005Q1", "2005Q2", "2005Q3", "2005Q4"]
    assert first["forecast"].to_numpy() == pytest.approx([120, 95, 110, 75], abs=3)
    assert movement(np.array([1.0, 5, 1, 5, 2]), season=4) == 1.0


@pytest.mark.parametrize("points", range(7, 20))
@pytest.mark.parametrize("season", [1, 4])
def test_any_length_from_seven_on_gives_finite_numbers(points, season):
    values = np.random.default_rng(points).normal(0, 5, points)
    assert np.isfinite(median_forecast(values, 5, season)).all()


@pytest.mark.parametrize("values", [[5.0] * 8, [0.0] * 7 + [9.0], [1e15 + at for at in range(8)], [1e-9 * at for at in range(9)], [1.0] * 8 + [1e9]])
def test_strange_series_give_finite_numbers(values):
    assert np.isfinite(median_forecast(np.array(values), 3)).all()


def test_a_short_series_is_forecast_by_its_drift_and_marked_and_one_point_is_refused():
    table = pl.concat(
        [walks(20, 12), walks(1, 3, seed=9, start=2009).with_columns(id=pl.lit("young")), walks(1, 1, start=2011).with_columns(id=pl.lit("newborn"))]
    )
    found = forecast(table, horizon=2, levels=[80])
    young = table.filter(id="young")["value"].to_numpy()
    rows = found.forecasts.filter(id="young")
    assert rows["forecast"].to_list() == pytest.approx(drift_forecast(young, 2).tolist())
    assert rows.select("method", "short", "pool", "points").unique().rows() == [("drift", True, "drift from 3 points", 3)]
    assert found.forecasts.filter(id="group 0").select("method", "short", "pool").unique().rows() == [("median", False, "median")]
    assert found.refused.rows() == [("newborn", 1, "points", None, None, "It has 1 point, and a direction needs 2. Add earlier periods, or wait for the next.")]


def test_the_band_of_a_short_series_is_that_of_as_short_pieces_of_the_others():
    table = pl.concat([walks(20, 12), walks(1, 2, seed=9, start=2010).with_columns(id=pl.lit("young"))])
    found = forecast(table, horizon=1, levels=[80])
    errors = []
    for _name, values in table.filter(pl.col("id") != "young").group_by("id").agg("value").rows():
        errors += [abs(values[at + 2] - 2 * values[at + 1] + values[at]) / abs(values[at + 1] - values[at]) for at in range(10)]
    expected = np.sort(errors)[int(np.ceil(201 * 0.8)) - 1]
    pool = found.pools.filter(pool="drift from 2 points").row(0, named=True)
    assert (pool["errors"], pool["half_width"]) == (200, pytest.approx(expected))
    low, high = found.bands.filter(id="young").select("low", "high").row(0)
    assert (high - low) / 2 == pytest.approx(expected * found.forecasts.filter(id="young")["scale"][0])


def test_without_a_pool_every_series_is_refused_with_the_reason():
    found = forecast(walks(2, 5), horizon=3)
    assert found.forecasts.height == found.bands.height == found.pools.height == 0
    assert found.refused.select("code", "needed", "there").unique().rows() == [("errors", 4, 2)]
    assert set(found.refused["reason"]) == {
        "A band of 80 % at 3 ahead needs 4 errors of earlier forecasts, and there are 2. Add series or earlier periods, ask for a lower level, or for a shorter horizon."
    }


def test_a_series_of_nothing_is_refused_and_one_that_stood_still_gets_the_movement_of_its_like():
    still = pl.DataFrame({"id": ["still"] * 12 + ["nothing"] * 12, "time": [*range(2000, 2012)] * 2, "value": [50.0] * 12 + [0.0] * 12})
    found = forecast(pl.concat([walks(10, 12), still]), horizon=1, levels=[80])
    assert found.refused["id"].to_list() == ["nothing"]
    low, high = found.bands.filter(id="still").select("low", "high").row(0)
    assert low < 50 < high


def test_bands_enclose_the_narrower_level_and_never_narrow_with_the_horizon():
    found = forecast(walks(6, 14), horizon=5, levels=[50, 80, 90])
    wide = found.bands.with_columns(width=pl.col("high") - pl.col("low")).pivot(on="level", index=["id", "time"], values="width")
    assert (wide["50.0"] <= wide["80.0"]).all()
    assert (wide["80.0"] <= wide["90.0"]).all()
    for part in found.bands.with_columns(width=pl.col("high") - pl.col("low")).partition_by("id", "level"):
        assert (part["width"].diff().drop_nulls() >= -1e-9).all()
    assert found.pools["widened"].dtype == pl.Boolean


def test_what_comes_after_a_series_changes_nothing_that_was_forecast_before():
    table = walks(20, 14)
    before = table.filter(pl.col("time") < 2012)
    changed = table.with_columns(value=pl.when(pl.col("time") >= 2012).then(1e6).otherwise("value"))
    assert forecast(before, horizon=2).bands.equals(forecast(changed.filter(pl.col("time") < 2012), horizon=2).bands)


def test_results_come_back_as_the_kind_that_was_given_and_do_not_depend_on_the_order_of_rows():
    table = walks(20, 10)
    plain = forecast(table, horizon=1)
    assert type(forecast(table.to_pandas(), horizon=1).bands).__module__.startswith("pandas")
    shuffled = forecast(table.sample(fraction=1, shuffle=True, seed=3), horizon=1)
    assert shuffled.bands.sort("id", "level").equals(plain.bands.sort("id", "level"))


def test_a_target_is_met_with_half_the_chance_that_lies_beyond_the_band():
    table = walks(20, 12)
    plain = forecast(table, horizon=2, levels=[80])
    point, high = plain.forecasts.row(1, named=True)["forecast"], plain.bands.row(1, named=True)["high"]
    targets = pl.DataFrame({"id": ["group 0"] * 3, "time": [2013] * 3, "value": [point, high, point - (high - point)], "baseline": [100.0, 100.0, 300.0]})
    found = forecast(table, horizon=2, levels=[80], targets=targets).targets
    assert found["met"].to_list() == ["at least", "at least", "at most"]
    assert found["probability"].to_list() == pytest.approx([0.5, 0.1, 0.1], abs=0.01)
    assert found["way_covered"][0] == pytest.approx(1)


def test_a_far_target_is_neither_impossible_nor_certain():
    targets = pl.DataFrame({"id": ["group 0"] * 2, "time": [2012] * 2, "value": [1e9, 101.0], "baseline": [100.0, 100.0]})
    found = forecast(walks(20, 12), horizon=1, levels=[80], targets=targets).targets["probability"].to_list()
    assert 0 < found[0] < 0.01
    assert found[1] < 1


ROWS = [("A", "2005", "1"), ("A", "2006", "2"), ("A", "2007", "3"), ("A", "2008", "5")]


@pytest.mark.parametrize(
    ("at", "row", "message"),
    [
        (2, ("A", "2009", "3"), "Row 4: time jumps from 2006 to 2008 in id A: 2007 is missing. Add the missing row, or leave out the rows before the gap."),
        (2, ("A", "2006", "3"), "Row 3: The same id, time stood before. Keep one of the rows, or add them up first."),
        (1, ("A", "2006", "inf"), "Row 2: value is infinite. Somewhere before it was divided by nothing: write the number itself."),
        (1, ("A", "2006", ""), "Row 2: value is empty. Write the number; a year that is not known cannot be taken for 0: begin the series after it."),
        (1, ("A", "2006", "nan"), "Row 2: value is empty. Write the number; a year that is not known cannot be taken for 0: begin the series after it."),
        (1, ("A", "2006", "2 USD"), "Row 2: value is not a number. Write digits, without units; the unit has a column of its own."),
        (3, ("A", "May", "2"), "Row 4: time is neither a year nor a quarter. Write a year such as 2007, or a quarter such as 2007Q3."),
        (3, ("A", "2008Q1", "2"), "Row 1, 2, 3: time is a year among quarters. Forecast years and quarters one after the other, from a table each."),
        (0, (None, "2005", "2"), "Row 1: id is empty. Name it, or leave the row out."),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_row_column_and_cure(at, row, message):
    rows = [*ROWS[:at], row, *ROWS[at + 1 :]]
    assert refused(lambda: forecast(pl.DataFrame(rows, schema=["id", "time", "value"], orient="row"), horizon=1)) == message


def test_years_that_are_not_whole_are_refused():
    table = pl.DataFrame({"id": ["A", "A"], "time": [2005.0, 2005.5], "value": [1.0, 2.0]})
    assert refused(lambda: read_histories(table, Names())) == "Row 2: time is no whole year. Write a year such as 2007, or a quarter such as 2007Q3."


@pytest.mark.parametrize("column", ["unit", "Currency", "통화"])
def test_two_units_of_money_in_a_series_are_refused_whatever_their_column_is_called(column):
    table = walks(2, 4).with_columns(pl.Series(column, ["KRW", "KRW", "USD", "KRW", *["USD"] * 4]))
    assert refused(lambda: forecast(table, horizon=1)) == (
        f"Row 3: {column} is “USD” and was “KRW” before in the same series (group 0). Convert one of them, with the rate and the price year said, "
        "or give the series two names."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"horizon": 0}, "The horizon is 0. Ask for at least 1 period ahead."),
        ({"horizon": 1, "levels": [80, 100]}, "The level 100 is not between 0 and 100. Write levels in per cent, such as 80,95."),
        ({"horizon": 1, "levels": [-5]}, "The level -5 is not between 0 and 100. Write levels in per cent, such as 80,95."),
        ({"horizon": 1, "levels": [float("nan")]}, "The level nan is not between 0 and 100. Write levels in per cent, such as 80,95."),
        ({"horizon": 1, "levels": []}, "There is no level. Write levels in per cent, such as 80,95."),
    ],
)
def test_a_horizon_or_a_level_out_of_range_is_refused(options, message):
    assert refused(lambda: forecast(walks(2, 12), **options)) == message


TARGET = {"id": "group 0", "time": 2013, "value": 150.0, "baseline": 100.0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"baseline": None}, f"Row 1: baseline is empty. {BASELINE}"),
        ({"id": "group 99"}, "Row 1: There is no series of this id. Correct the name, or add the rows of the series."),
        ({"time": 2020}, "Row 1: time is not among the 2 periods that are forecast. Ask for another horizon."),
        ({"time": 2005}, "Row 1: time is not among the 2 periods that are forecast. Ask for another horizon."),
        ({"time": "2013Q1"}, "time has quarters here and years in the series. Write both in the same way."),
        ({"value": float("inf")}, "Row 1: value is infinite. Somewhere before it was divided by nothing: write the number itself."),
        ({"value": 100.0}, "Row 1: value is the same as baseline. Write the least change that would count as met."),
        ({"unit": "KRW"}, "Row 1: unit is not that of the series. Convert the target, with the rate and the price year said."),
    ],
)
def test_a_target_that_cannot_be_judged_is_refused_with_row_column_and_cure(change, message):
    targets = pl.DataFrame([TARGET | change], schema_overrides={"baseline": pl.Float64})
    table = walks(20, 12).with_columns(unit=pl.lit("USD"))
    assert refused(lambda: forecast(table, horizon=2, levels=[80], targets=targets)) == message


def test_targets_without_a_baseline_column_are_refused():
    targets = pl.DataFrame([TARGET]).drop("baseline")
    assert refused(lambda: forecast(walks(20, 12), horizon=2, levels=[80], targets=targets)) == f"The targets have no column baseline. {BASELINE}"


def test_a_target_of_a_series_without_a_forecast_is_refused():
    table = pl.concat([walks(20, 12), walks(1, 1, start=2012).with_columns(id=pl.lit("newborn"))])
    targets = pl.DataFrame([TARGET | {"id": "newborn"}])
    assert refused(lambda: forecast(table, horizon=2, levels=[80], targets=targets)).startswith("newborn has a target and no forecast. It has 1 point")


def test_forecasts_are_scored_when_the_year_comes():
    whole = walks(25, 14)
    found = forecast(whole.filter(pl.col("time") < 2012), horizon=2)
    series, levels = score(found.forecasts, found.bands, whole.filter(pl.col("time") == 2012))
    assert series.height == 25
    assert series["periods"].unique().to_list() == [1]
    one = whole.filter(id="group 0", time=2012)["value"][0]
    point = found.forecasts.filter(id="group 0", time=2012).row(0, named=True)
    assert series.row(0)[2:] == pytest.approx((smape([one], [point["forecast"]]), mase([one], [point["forecast"]], point["scale"])))
    band = found.bands.filter(time=2012, level=80).join(whole, on=["id", "time"])
    assert levels["coverage"][0] == band.select((pl.col("value").is_between("low", "high")).mean()).item()


def test_the_interval_score_is_twice_the_pinball_losses_of_both_ends_by_the_tail():
    rng = np.random.default_rng(0)
    actual, low, high = rng.normal(size=50), rng.normal(-1, 0.1, 50), rng.normal(1, 0.1, 50)
    losses = pinball_loss(actual, low, 0.1) + pinball_loss(actual, high, 0.9)
    assert interval_score(actual, low, high, level=80) == pytest.approx(losses / 0.1)


def test_a_score_of_nothing_is_refused():
    found = forecast(walks(20, 12), horizon=1)
    assert refused(lambda: score(found.forecasts, found.bands, walks(1, 3))) == "Nothing of what was forecast has come. Compare id and time of both tables."


def test_where_the_median_cannot_have_errors_enough_none_are_reckoned_and_else_progress_is_told():
    told = []
    forecast(walks(30, 8), horizon=2, progress=lambda done, of: told.append((done, of)))
    assert told == []
    forecast(walks(30, 8), horizon=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 30) for done in range(30)]
    with pytest.raises(InterruptedError):
        forecast(walks(30, 8), horizon=1, progress=_stop)


def _stop(done, of):
    raise InterruptedError(done, of)
