"""A table said in other codes loses nothing and invents nothing, and says which codes nobody knows."""

import doctest
import importlib

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.analytics.crosswalks import converted, harmonised, merged, read_crosswalk
from minicluster.analytics.crosswalks.revisions import Revision
from minicluster.analytics.tables import TableError

OLD = {"old": ["261", "261", "262"], "new": ["261", "264", "264"], "part": [0.75, 0.25, 1.0]}
TABLE = {"region": ["A", "A", "B"], "industry": ["261", "262", "261"], "value": [8, 2, 4]}


@pytest.mark.parametrize("module", ["crosswalk", "conversion", "revisions"])
def test_the_examples_of_the_functions_are_right(module):
    result = doctest.testmod(importlib.import_module(f"minicluster.analytics.crosswalks.{module}"))
    assert (result.failed, result.attempted > 0) == (0, True)


def crosswalk(table=None, share="part"):
    return read_crosswalk(pl.DataFrame(OLD if table is None else table), source="old", target="new", share=share)


def test_values_go_to_new_codes_by_shares_and_come_back_as_the_kind_that_was_given():
    found = converted(pd.DataFrame(TABLE), crosswalk())
    assert type(found.table) is pd.DataFrame
    assert pl.DataFrame(found.table).rows() == [("A", "261", 6.0), ("A", "264", 4.0), ("B", "261", 3.0), ("B", "264", 1.0)]
    assert found.unmatched.is_empty()


def test_regions_and_years_are_converted_alike():
    table = pl.DataFrame({"area": ["261", "262"], "line": ["x", "x"], "jobs": [4, 6], "year": [2015, 2016]})
    found = converted(table, crosswalk(), region="area", industry="line", value="jobs", year="year", part="region")
    assert found.table.rows() == [("261", "x", 2015, 3.0), ("264", "x", 2015, 1.0), ("264", "x", 2016, 6.0)]


def test_without_shares_a_code_is_divided_equally_or_by_the_sizes_of_its_targets():
    equal = crosswalk({"old": ["1", "1", "1", "2"], "new": ["a", "b", "b", "c"]}, share=None)
    assert equal.shares.rows() == [("1", "a", 0.5), ("1", "b", 0.5), ("2", "c", 1.0)]
    assert equal.weighed(pl.DataFrame({"code": ["a", "b"], "jobs": [30, 10]}), code="code", size="jobs").shares.rows() == [
        ("1", "a", 0.75),
        ("1", "b", 0.25),
        ("2", "c", 1.0),
    ]


def test_shares_that_are_rounded_are_made_whole_and_others_are_refused_with_their_row():
    thirds = crosswalk({"old": ["1"] * 3, "new": ["a", "b", "c"], "part": [0.3333] * 3})
    assert thirds.shares["share"].sum() == pytest.approx(1, abs=1e-15)
    with pytest.raises(TableError, match=r"Row 1, 2: The shares of its old do not sum to 1"):
        crosswalk({**OLD, "part": [0.75, 0.5, 1.0]})
    with pytest.raises(TableError, match=r"Row 2: The same source, target stood before"):
        crosswalk({**OLD, "new": ["261", "261", "264"]})


def test_two_crosswalks_become_one():
    following = crosswalk({"old": ["261", "264", "264"], "new": ["C26", "C26", "C27"], "part": [1.0, 0.5, 0.5]})
    assert crosswalk().then(following).shares.rows() == [("261", "C26", 0.875), ("261", "C27", 0.125), ("262", "C26", 0.5), ("262", "C27", 0.5)]


def test_codes_that_nobody_knows_are_refused_with_their_rows_or_kept_and_reported():
    table = pl.DataFrame({"region": ["A", "A", "B"], "industry": ["261", "999", "999"], "value": [4, 1, 2]})
    with pytest.raises(TableError, match=r"Row 2, 3: industry 999 is not in the crosswalk\. Correct the code"):
        converted(table, crosswalk())
    found = converted(table, crosswalk(), keep_unmatched=True)
    assert found.table.rows() == [("A", "261", 3.0), ("A", "264", 1.0), ("A", "999", 1.0), ("B", "999", 2.0)]
    assert found.unmatched.rows() == [("999", 2, 2, 3.0)]


def test_leading_zeros_live_in_files_and_their_loss_elsewhere_is_told(tmp_path):
    pl.DataFrame({"old": ["0111", "0112"], "new": ["011", "012"]}).write_csv(tmp_path / "codes.csv")
    pl.DataFrame({"region": ["A"], "industry": ["0111"], "value": ["5"]}).write_csv(tmp_path / "table.tsv", separator="\t")
    codes = read_crosswalk(tmp_path / "codes.csv", source="old", target="new")
    pl.DataFrame({"code": ["011", "012"], "jobs": [3, 1]}).write_csv(tmp_path / "sizes.csv")
    divided = crosswalk({"old": ["1", "1"], "new": ["011", "012"]}, share=None).weighed(tmp_path / "sizes.csv", code="code", size="jobs")
    assert divided.shares["share"].to_list() == [0.75, 0.25]
    assert converted(tmp_path / "table.tsv", codes).table.rows() == [("A", "011", 5.0)]
    with pytest.raises(TableError, match="its leading zeros were lost"):
        converted(pl.DataFrame({"region": ["A"], "industry": [111], "value": [5]}), codes)
    with pytest.raises(TableError, match="There is no column KSIC"):
        read_crosswalk(tmp_path / "codes.csv", source="KSIC", target="new")


def test_regions_that_were_merged_twice_and_renamed_are_followed_to_the_last_name():
    table = pl.DataFrame({"year": [2008, 2012, 2012, 2015], "region": ["A", "C", "D", "E"], "industry": "x", "value": [1, 2, 4, 8]})
    found = harmonised(table, [merged(2014, ["C", "D"], "E"), merged(2010, ["A", "B"], "C")])
    assert found.rows() == [("E", "x", 2008, 1.0), ("E", "x", 2012, 6.0), ("E", "x", 2015, 8.0)]


def test_a_revision_of_industries_names_every_code_of_before():
    revision = Revision(2017, crosswalk(), complete=True)
    table = pl.DataFrame({"year": [2016, 2017], "region": "A", "industry": ["261", "264"], "value": [4, 3]})
    assert harmonised(table, [revision], part="industry").rows() == [("A", "261", 2016, 3.0), ("A", "264", 2016, 1.0), ("A", "264", 2017, 3.0)]
    with pytest.raises(TableError, match=r"Row 1: industry 999 of before 2017 is not in the crosswalk"):
        harmonised(table.with_columns(industry=pl.Series(["999", "264"])), [revision], part="industry")


def test_a_region_that_was_ended_may_not_live_on_unless_a_later_revision_brings_it_back():
    table = pl.DataFrame({"year": [2009, 2012, 2016], "region": ["B", "C", "B"], "industry": "x", "value": [1, 2, 4]})
    with pytest.raises(TableError, match=r"Row 3: region B stands in a year from 2010 on, when it was C"):
        harmonised(table, [merged(2010, ["A", "B"], "C")])
    assert harmonised(table, [merged(2010, ["A", "B"], "C"), merged(2015, ["C"], "B")])["region"].to_list() == ["B", "B", "B"]


@given(data=st.data())
@settings(deadline=None)
def test_no_total_changes_whatever_the_shares_and_the_values(data):
    weights = data.draw(st.dictionaries(st.sampled_from("abcd"), st.lists(st.floats(0.01, 1), min_size=1, max_size=4), min_size=1))
    rows = [(old, str(new), weight / sum(row)) for old, row in weights.items() for new, weight in enumerate(row)]
    codes = read_crosswalk(pl.DataFrame(rows, schema=["old", "new", "part"], orient="row"), source="old", target="new", share="part")
    cells = data.draw(st.lists(st.tuples(st.sampled_from("RS"), st.sampled_from("abcd"), st.floats(0, 1e9), st.integers(2010, 2012)), min_size=1))
    table = pl.DataFrame(cells, schema=["region", "industry", "value", "year"], orient="row")
    found = converted(table, codes, year="year", keep_unmatched=True)
    for keys in ([], ["region"], ["year"], ["region", "year"]):
        before, after = (
            {tuple(row[:-1]): row[-1] for row in frame.group_by(keys or [pl.lit(0)]).agg(pl.col("value").sum()).rows()} for frame in (table, found.table)
        )
        assert after == pytest.approx(before, rel=1e-12)
