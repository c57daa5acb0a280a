"""Millions of establishments give what the same measures give in memory, on every engine."""

import shutil
from importlib.util import find_spec

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal

from minicluster.analytics.bulk import cells_from, measure_establishments
from minicluster.analytics.tables import TableError


def establishments(rows, years=(2020,), seed=4):
    rng = np.random.default_rng(seed)
    region = (25 * rng.random(rows) ** 2).astype(int)
    industry = np.where(rng.random(rows) < 0.5, region * 3 + rng.integers(0, 9, rows), rng.integers(0, 60, rows)) % 60
    return pl.DataFrame(
        {
            "place": [f"R{one:02d}" for one in region],
            "line": [f"C{one:02d}" for one in industry],
            "jobs": np.minimum(rng.pareto(1.1, rows) * 2 + 1, 60_000).astype(int),
            "year": rng.choice(years, rows),
        }
    )


COLUMNS = {"region": "place", "industry": "line", "value": "jobs"}


def written(tmp_path, frame, name="plants.parquet"):
    frame.write_parquet(tmp_path / name)
    return tmp_path / name


def test_quotients_and_concentration_are_what_the_formulas_say(tmp_path):
    frame = establishments(3000)
    found = measure_establishments(written(tmp_path, frame), **COLUMNS)
    for row in found.cells.sample(50, seed=1).rows(named=True):
        here, this = frame["place"] == row["place"], frame["line"] == row["line"]
        for measure, sizes in (("lq", frame["jobs"].to_numpy()), ("lq_establishments", np.ones(3000))):
            in_both, in_region, in_industry = (sizes[mask.to_numpy()].sum() for mask in (here & this, here, this))
            assert row[measure] == pytest.approx(in_both / in_region / (in_industry / sizes.sum()), rel=1e-12)
    base = frame.group_by("place").agg(pl.col("jobs").sum()).with_columns(pl.col("jobs") / frame["jobs"].sum())
    for row in found.industries.rows(named=True):
        plants = frame.filter(pl.col("line") == row["line"])
        share = {place: jobs / plants["jobs"].sum() for place, jobs in plants.group_by("place").agg(pl.col("jobs").sum()).rows()}
        herfindahl = float(((plants["jobs"] / plants["jobs"].sum()) ** 2).sum())
        spread, room = sum((share.get(place, 0) - x) ** 2 for place, x in base.rows()), 1 - float((base["jobs"] ** 2).sum())
        assert (row["establishments"], row["regions"], row["value"]) == (plants.height, len(share), plants["jobs"].sum())
        assert (row["plant_herfindahl"], row["raw_concentration"]) == pytest.approx((herfindahl, spread), rel=1e-9)
        assert row["gamma"] == pytest.approx((spread - room * herfindahl) / room / (1 - herfindahl), rel=1e-9)


def test_years_are_measured_by_themselves_and_many_files_are_one_table(tmp_path):
    frame = establishments(4000, years=(2019, 2020))
    for year in (2019, 2020):
        written(tmp_path, frame.filter(pl.col("year") == year), f"plants-{year}.parquet")
    together = measure_establishments(tmp_path / "plants-*.parquet", year="year", **COLUMNS)
    alone = measure_establishments(tmp_path / "plants-2020.parquet", **COLUMNS)
    assert_frame_equal(together.cells.filter(pl.col("year") == 2020).drop("year"), alone.cells)
    assert_frame_equal(together.industries.filter(pl.col("year") == 2020).drop("year"), alone.industries)
    assert_frame_equal(cells_from(tmp_path / "plants-2020.parquet", **COLUMNS), alone.cells)


def test_codes_as_texts_and_as_numbers_give_the_same(tmp_path):
    frame = establishments(4000, years=(2019, 2020))
    numbers = frame.with_columns(pl.col("place", "line").str.slice(1).cast(pl.Int32))
    texts, whole = (
        measure_establishments(written(tmp_path, table, f"{name}.parquet"), year="year", **COLUMNS) for name, table in (("texts", frame), ("numbers", numbers))
    )
    for one, other in ((texts.cells, whole.cells), (texts.industries, whole.industries)):
        keys = [key for key in ("place", "line") if key in one.columns]
        assert_frame_equal(one.with_columns(pl.col(keys).str.slice(1).cast(pl.Int32)), other)


@pytest.mark.parametrize(
    ("change", "rule", "text"),
    [
        ({"jobs": [-1, 2]}, "negative", "jobs is negative: {'place': 'A', 'line': 'x', 'jobs': -1}."),
        ({"jobs": [None, 2]}, "missing", "jobs is empty in 1 rows."),
        ({"jobs": [float("nan"), 2.0]}, "finite", "jobs is not finite in A, x."),
        ({"place": [None, "B"]}, "key", "place is empty in some rows."),
        ({"place": [], "line": [], "jobs": []}, "empty", "The table has no rows."),
    ],
)
def test_what_is_wrong_is_named(tmp_path, change, rule, text):
    frame = pl.DataFrame({"place": ["A", "B"], "line": ["x", "x"], "jobs": [1, 2]} | change)
    with pytest.raises(TableError) as refused:
        cells_from(written(tmp_path, frame), **COLUMNS)
    assert (refused.value.rule, refused.value.what) == (rule, text)


def test_a_file_or_a_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TableError, match="There is no file"):
        cells_from(tmp_path / "none-*.parquet")
    with pytest.raises(TableError, match=r"There is no column region, industry, value\. The table has place"):
        cells_from(written(tmp_path, establishments(10)))


def test_an_industry_of_nothing_has_an_empty_quotient(tmp_path):
    frame = pl.DataFrame({"place": ["A", "A"], "line": ["x", "y"], "jobs": [0, 2]})
    found = measure_establishments(written(tmp_path, frame), **COLUMNS)
    assert found.cells["lq"].to_list() == [None, 1.0]
    assert found.industries.select("plant_herfindahl", "gamma").rows() == [(None, None), (1.0, None)]


@pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None, reason="needs Java and pip install minicluster[spark]")
def test_spark_and_duckdb_give_the_same_of_a_million_rows(tmp_path):
    path = tmp_path / "plants.parquet"
    pq.write_table(pa.Table.from_batches(establishments(1_000_000, years=(2019, 2020)).to_arrow().to_batches()), path)
    duckdb, spark = (measure_establishments(path, year="year", engine=engine, **COLUMNS) for engine in ("duckdb", "spark"))
    assert_frame_equal(duckdb.cells, spark.cells, rel_tol=1e-12)
    assert_frame_equal(duckdb.industries, spark.industries, rel_tol=1e-9)
