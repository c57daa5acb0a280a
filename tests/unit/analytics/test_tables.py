"""Tables of every kind come in as one dense panel and go out as the kind they were; what is wrong is named with its row and its cure."""

from datetime import date

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from minicluster.analytics.tables import Columns, TableError, read_enclosing_totals, read_groups, read_panel, read_plants, read_table, read_totals

CELLS = {"region": ["A", "A", "B"], "industry": ["x", "y", "x"], "value": [1, 2, 3]}


def kinds():
    return {
        "polars": pl.DataFrame(CELLS),
        "lazy": pl.LazyFrame(CELLS),
        "pandas": pd.DataFrame(CELLS),
        "pyarrow": pa.table(CELLS),
        "duckdb": duckdb.from_arrow(pa.table(CELLS)),
        "ibis": ibis.memtable(pa.table(CELLS)),
    }


@pytest.mark.parametrize(
    ("name", "back"),
    [("polars", pl.DataFrame), ("lazy", pl.DataFrame), ("pandas", pd.DataFrame), ("pyarrow", pa.Table), ("duckdb", pl.DataFrame), ("ibis", pl.DataFrame)],
)
def test_any_kind_of_table_is_read_and_results_come_back_as_that_kind(name, back):
    panel = read_panel(kinds()[name], Columns())
    assert panel.cells.tolist() == [[[1.0, 2.0], [3.0, 0.0]]]
    given = panel.by_cell(lq=panel.cells)
    assert type(given) is back
    assert pl.DataFrame(given).rows() == [("A", "x", 1.0), ("A", "y", 2.0), ("B", "x", 3.0), ("B", "y", 0.0)]


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".tsv", ".csv.gz"])
def test_a_file_is_read_by_its_path(tmp_path, ending):
    path = tmp_path / f"table{ending}"
    frame = pl.DataFrame(CELLS)
    frame.write_parquet(path) if ending == ".parquet" else frame.to_pandas().to_csv(path, sep="\t" if ending == ".tsv" else ",", index=False)
    assert read_panel(path, Columns()).cells.tolist() == [[[1.0, 2.0], [3.0, 0.0]]]


def test_an_order_that_the_table_itself_gives_is_kept():
    panel = read_panel(pl.DataFrame(CELLS).with_columns(pl.col("industry").cast(pl.Enum(["y", "x"]))), Columns())
    assert (panel.industries, panel.cells.tolist()) == (("y", "x"), [[[2.0, 1.0], [0.0, 3.0]]])


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Categorical(pl.Categories.random())])
def test_names_that_are_numbered_already_are_read_by_name_all_the_same(kind):
    pl.Series(["q", "B", "y"]).cast(kind)
    panel = read_panel(pl.DataFrame(CELLS).with_columns(pl.col("region", "industry").cast(kind)), Columns())
    assert (panel.regions, panel.industries, panel.cells.tolist()) == (("A", "B"), ("x", "y"), [[[1.0, 2.0], [3.0, 0.0]]])


@pytest.mark.parametrize(
    "years",
    [
        [2008.5, 2007.0, 2008.5],
        [2**40, -5, 2**40],
        [True, False, True],
        [date(2008, 1, 1), date(2007, 1, 1), date(2008, 1, 1)],
        pl.Series([100, -100, 100], dtype=pl.Int8),
        ["나", "가", "나"],
    ],
)
def test_keys_of_any_kind_are_put_in_their_order_from_memory_and_from_a_file(tmp_path, years):
    frame = pl.DataFrame({**CELLS, "year": years})
    frame.write_parquet(tmp_path / "table.parquet")
    for table in (frame, tmp_path / "table.parquet"):
        panel = read_panel(table, Columns(year="year"))
        assert (panel.years, panel.cells.tolist()) == ((frame["year"][1], frame["year"][0]), [[[0, 2], [0, 0]], [[1, 0], [3, 0]]])


def test_a_file_in_parts_that_name_other_things_in_another_order_is_one_table(tmp_path):
    pl.DataFrame({"region": ["B", "A", "C"], "industry": ["y", "x", "z"], "value": [1, 2, 3]}).write_parquet(tmp_path / "table.parquet", row_group_size=1)
    panel = read_panel(tmp_path / "table.parquet", Columns())
    assert (panel.regions, panel.industries, panel.cells.tolist()) == (("A", "B", "C"), ("x", "y", "z"), [[[2, 0, 0], [0, 1, 0], [0, 0, 3]]])


def test_what_is_wrong_in_a_file_is_named_as_in_memory(tmp_path):
    pl.DataFrame({**CELLS, "region": ["A", None, "B"]}).write_parquet(tmp_path / "table.parquet")
    with pytest.raises(TableError, match=r"Row 2: region is empty\."):
        read_panel(tmp_path / "table.parquet", Columns())
    with pytest.raises(TableError, match=r"There is no column gebiet\. The table has region, industry, value"):
        read_panel(tmp_path / "table.parquet", Columns(region="gebiet"))


def test_days_are_years_too():
    panel = read_panel(pl.DataFrame({**CELLS, "year": [date(2008, 1, 1), date(2007, 1, 1), date(2008, 1, 1)]}), Columns(year="year"))
    assert (panel.years, panel.cells.tolist()) == ((date(2007, 1, 1), date(2008, 1, 1)), [[[0, 2], [0, 0]], [[1, 0], [3, 0]]])


def test_years_are_kept_apart_and_rows_may_stand_in_any_order():
    table = pl.DataFrame({**CELLS, "year": [2008, 2007, 2007]})[::-1]
    panel = read_panel(table, Columns(year="year"))
    assert panel.years == (2007, 2008)
    assert panel.cells.tolist() == [[[0, 2], [3, 0]], [[1, 0], [0, 0]]]
    assert panel.by_region(size=panel.cells.sum(axis=2)).rows() == [(2007, "A", 2), (2007, "B", 3), (2008, "A", 1), (2008, "B", 0)]
    assert panel.by_pair_of_industries(one=panel.cells[:, :, :]).rows()[:2] == [(2007, "x", "x", 0), (2007, "x", "y", 2)]


@pytest.mark.parametrize(
    ("change", "rule", "text"),
    [
        ({"region": ["A", "A", "A"], "industry": ["x", "y", "y"]}, "duplicate", "Row 3: The same region, industry stood before."),
        ({"value": [1, -2, 3]}, "negative", "Row 2: value is negative."),
        ({"value": [1.0, float("nan"), 3.0]}, "finite", "Row 2: value is not finite."),
        ({"value": [1, None, 3]}, "missing", "Row 2: value is empty."),
        ({"value": ["1", "2", "many"]}, "number", "Row 3: value is not a number."),
        ({"region": ["A", None, "B"]}, "key", "Row 2: region is empty."),
        ({"value": [1, 2, 0]}, "empty region", "Row 3: region has nothing in any row."),
    ],
)
def test_what_is_wrong_is_named_with_its_row_its_rule_and_its_cure(change, rule, text):
    with pytest.raises(TableError) as refused:
        read_panel(pl.DataFrame({**CELLS, **change}), Columns())
    assert refused.value.rule == rule
    assert str(refused.value) == f"{text} {refused.value.cure}"


def test_a_column_that_is_not_there_a_file_that_is_not_there_and_an_empty_table_say_so(tmp_path):
    with pytest.raises(TableError, match=r"There is no column gebiet. The table has region, industry, value"):
        read_panel(pl.DataFrame(CELLS), Columns(region="gebiet"))
    with pytest.raises(TableError, match="There is no file"):
        read_panel(tmp_path / "none.csv", Columns())
    with pytest.raises(TableError, match="no rows"):
        read_panel(pl.DataFrame(CELLS)[:0], Columns())


def test_published_totals_take_the_place_of_sums_margin_by_margin():
    panel = read_panel(pl.DataFrame(CELLS), Columns())
    published = pl.DataFrame({"region": ["B", "A", None], "industry": [None, None, None], "value": [20, 10, 40]}, schema_overrides={"industry": pl.String})
    totals = read_totals(panel, published)
    assert (totals.regions.tolist(), totals.industries.tolist(), totals.everything.tolist()) == ([[10, 20]], [[4, 2]], [40])
    with pytest.raises(TableError, match="There is no total for A"):
        read_totals(panel, published.filter(pl.col("region") != "A"))


def test_plants_may_share_region_and_industry():
    plants = read_plants(pl.DataFrame({"region": ["B", "A", "A"], "industry": ["x", "x", "x"], "value": [5, 1, 2], "east": [1.5, -1, 0]}), Columns(), ("east",))
    assert (plants.regions, plants.region.tolist(), plants.size.tolist(), plants.extra["east"].tolist()) == (("A", "B"), [1, 0, 0], [5, 1, 2], [1.5, -1, 0])
    assert plants.summed().cells.tolist() == [[[3], [5]]]
    assert plants.counted().tolist() == [[2], [1]]
    assert plants.size_shares().tolist() == [5 / 8, 1 / 8, 2 / 8]


def published(**rows):
    return pl.DataFrame(rows, schema_overrides={"region": pl.String, "industry": pl.String})


@pytest.mark.parametrize(
    ("rows", "everything"),
    [
        ({"region": ["A", "B"], "industry": [None, None], "value": [10, 20]}, 30),
        ({"region": [None, None], "industry": ["x", "y"], "value": [40, 9]}, 49),
        ({"region": ["A", "B", None, None], "industry": [None, None, "x", "y"], "value": [10, 20, 40, 9]}, 49),
    ],
)
def test_the_total_of_everything_is_the_larger_sum_of_the_margins_where_it_is_not_published(rows, everything):
    assert read_totals(read_panel(pl.DataFrame(CELLS), Columns()), published(**rows)).everything.tolist() == [everything]


def test_totals_that_enclose_may_fall_short_by_a_tenth_and_no_more():
    panel = read_panel(pl.DataFrame(CELLS), Columns())
    assert read_enclosing_totals(panel, published(region=["A", "B"], industry=[None, None], value=[2.8, 3])).regions.tolist() == [[2.8, 3]]
    with pytest.raises(TableError, match=r"The total of A is 2\.6, and its cells add up to 3"):
        read_enclosing_totals(panel, published(region=["A", "B"], industry=[None, None], value=[2.6, 3]))
    with pytest.raises(TableError, match="The total of B is 20, and that of everything 9"):
        read_enclosing_totals(panel, published(region=["A", "B", None], industry=[None] * 3, value=[3, 20, 9]))


def test_a_span_of_years_keeps_what_lies_between_and_can_be_said_in_one_row_for_each_cell():
    panel = read_panel(
        pl.DataFrame({"region": ["A"] * 4, "industry": ["x"] * 4, "year": [2009, 2007, 2010, 2008], "value": [3, 1, 4, 2]}), Columns(year="year")
    )
    assert panel.between(2008, 2009).cells.tolist() == [[[2]], [[3]]]
    assert panel.between(2008).years == (2008, 2009, 2010)
    assert panel.without_years().by_cell(value=panel.without_years().cells).rows() == [("A", "x", 4)]
    with pytest.raises(TableError, match=r"There is no year 2011\. The table has 2007, 2008, 2009, 2010"):
        panel.between(end=2011)


def test_each_member_has_one_group():
    assert read_groups(pl.DataFrame({"region": ["B", "A", "B"], "group": ["N", "S", "N"]}), "region", "group") == {"A": "S", "B": "N"}
    with pytest.raises(TableError, match="Row 3: The same region had another group before"):
        read_groups(pl.DataFrame({"region": ["B", "A", "B"], "group": ["N", "S", "S"]}), "region", "group")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nothing.csv", b"", "empty CSV"),
        ("ragged.csv", b"region,industry,value\nA,x,1\nA,y,2,3\n", "found more fields than defined in 'Schema'"),
        ("cut.parquet", b"PAR1 and then nothing", None),
        ("korean.csv", "region,industry,value\n울산,x,1\n".encode("cp949"), None),
    ],
)
@pytest.mark.parametrize("read", [lambda path: read_panel(path, Columns()), lambda path: read_table(path, ["region", "industry", "value"])])
def test_a_file_that_is_no_table_is_refused_with_its_reason(tmp_path, name, content, reason, read):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError) as told:
        read(tmp_path / name)
    assert (told.value.rule, told.value.cure) == ("file", "Save it anew, as Parquet or as CSV in UTF-8 with a heading and as many cells in each row.")
    assert told.value.what.startswith(f"{name} cannot be read as a table ({reason or ''}")
