"""What a panel must be before an effect is told of it: each fault is named with its row, its column and its cure."""

import polars as pl
import pytest

from minicluster.analytics.impact import ImpactColumns, impact, matched_difference, read_cohorts
from minicluster.analytics.tables import TableError

# Firms a and b join in 2005, c later, d never.
JOINED = {"a": 2005, "b": 2005, "c": 2006, "d": None}


def panel(**changed):
    rows = [(firm, year, joined, float(ord(firm) + year % 7), ord(firm) % 3) for firm, joined in JOINED.items() for year in (2003, 2004, 2005, 2006)]
    frame = pl.DataFrame(rows, schema=["firm", "year", "joined", "sales", "size"], orient="row")
    return frame.with_columns(**changed)


def at(firm, year, value, column):
    return pl.when((pl.col("firm") == firm) & (pl.col("year") == year)).then(value).otherwise(pl.col(column))


COLUMNS = ImpactColumns("firm", "year", "joined", "sales", ("size",))


def refusal(frame, columns=COLUMNS):
    with pytest.raises(TableError) as refused:
        read_cohorts(frame, columns)
    return refused.value.rule, refused.value.rows, str(refused.value)


def test_a_panel_is_read_by_units_and_times_whatever_the_order_of_its_rows():
    read = read_cohorts(panel().sample(fraction=1, shuffle=True, seed=3), COLUMNS)
    assert (read.units, read.times, read.entry.tolist()) == (("a", "b", "c", "d"), (2003, 2004, 2005, 2006), [2, 2, 3, 4])
    assert read.outcome[0].tolist() == [98.0, 99.0, 100.0, 101.0]
    assert read.covariates.tolist() == [[1], [2], [0], [1]]


def test_never_is_written_as_empty_or_as_0_and_later_than_the_table_counts_as_not_treated():
    read = read_cohorts(panel(joined=pl.col("joined").fill_null(0)), COLUMNS)
    assert read.entry.tolist() == [2, 2, 3, 4]
    later = read_cohorts(panel(joined=pl.col("joined").fill_null(2010)), COLUMNS)
    assert (later.entry.tolist(), later.later) == ([2, 2, 3, 4], 1)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            panel().filter(pl.col("year") != 2004),
            ("gap", (2, 5, 8), "Row 2, 5, 8: "),
        ),
        (
            panel().filter((pl.col("firm") != "b") | (pl.col("year") != 2005)),
            ("gap", (7,), "Row 7: firm b has no row for year 2005: a gap in time. Add the row, or leave the unit out: every unit needs every time."),
        ),
        (
            panel(joined=pl.when(pl.col("firm") == "c").then(2003).otherwise(pl.col("joined"))),
            ("no pre-period", (9, 10, 11), "Row 9, 10, 11: joined: firm is treated from year 2003 or before: it has no time before its treatment."),
        ),
        (
            pl.concat([panel(), panel().slice(4, 1)]),
            ("duplicate", (17,), "Row 17: The same firm, year stood before. A unit has one row for each time:"),
        ),
        (
            panel(currency=pl.lit("KRW")).with_columns(currency=at("b", 2004, pl.lit("USD"), "currency")),
            ("unit", (6,), "Row 6: currency is not “KRW”, as in the first row. Convert the outcome to one, with the rate and the price year said"),
        ),
        (panel(sales=at("b", 2004, float("inf"), "sales")), ("finite", (6,), "Row 6: sales is not finite.")),
        (panel(sales=at("b", 2004, None, "sales")), ("missing", (6,), "Row 6: sales is empty.")),
        (
            panel(sales=pl.col("sales").cast(pl.String)).with_columns(sales=at("b", 2004, pl.lit("many"), "sales")),
            ("number", (6,), "Row 6: sales is not a number."),
        ),
        (
            panel(joined=at("a", 2006, 2006, "joined")),
            ("changes", (4,), "Row 4: joined changes within the same firm. Write the first treated time in all rows"),
        ),
        (panel(joined=at("a", 2003, None, "joined")), ("changes", (2, 3, 4), "joined changes within the same firm.")),
        (panel(size=at("d", 2005, 7, "size")), ("changes", (15,), "Row 15: size changes within the same firm. A covariate is from before the treatment")),
        (panel(joined=pl.when(pl.col("firm") == "c").then(2005.5).otherwise(pl.col("joined"))), ("treated from", (9, 10, 11), "joined is none of the times")),
        (panel(year=at("b", 2004, None, "year")), ("key", (6,), "Row 6: year is empty.")),
        (panel(joined=pl.lit(None, pl.Int64)), ("nobody treated", (), "joined is empty in every row. Write for each treated unit")),
        (panel(joined=pl.lit(2005)), ("nobody untreated", (), "joined is the same for every unit: there is nobody to compare with.")),
        (panel().filter(pl.col("year") == 2003), ("time", (), "year is 2003 in every row. An effect needs a time before and a time after")),
    ],
)
def test_what_is_wrong_is_named_with_row_column_and_cure(frame, expected):
    rule, rows, text = refusal(frame)
    assert (rule, rows, expected[2] in text) == (expected[0], expected[1], True), text


def test_a_unit_has_one_cluster():
    columns = ImpactColumns("firm", "year", "joined", "sales", (), "complex")
    frame = panel(complex=pl.lit("Ulsan"))
    assert refusal(frame.with_columns(complex=at("a", 2005, pl.lit("Gumi"), "complex")), columns)[:2] == ("changes", (3,))
    assert refusal(frame.with_columns(complex=at("a", 2005, None, "complex")), columns)[:2] == ("cluster", (3,))


def test_a_covariate_that_repeats_another_is_refused():
    with pytest.raises(TableError) as refused:
        impact(panel(twice=pl.col("size") * 2 + 1), unit="firm", time="year", treated_from="joined", outcome="sales", covariates=["size", "twice"])
    assert str(refused.value) == "twice says nothing that the other covariates (or a constant) do not say. Leave it out."


def test_confidence_is_a_share():
    with pytest.raises(ValueError, match=r"confidence is 95; it is a share between 0 and 1, such as 0\.95\."):
        impact(panel(), unit="firm", time="year", treated_from="joined", outcome="sales", confidence=95)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"member": [2, 0, 0, 0]}, "Row 1: member is neither 0 nor 1."),
        ({"member": [1, 1, 1, 1]}, "member is the same in every row."),
        ({"age": [9, 9, 1, 2]}, "The covariates tell treated and untreated rows apart without error: age."),
        ({"age": [5, 5, 5, 5]}, "age says nothing that the other covariates (or a constant) do not say."),
    ],
)
def test_matching_refuses_what_it_cannot_match(changed, text):
    rows = {"member": [1, 1, 0, 0], "age": [3, 6, 4, 5], "pay": [1, 2, 3, 4]} | changed
    with pytest.raises(TableError, match=text[:30]) as refused:
        matched_difference(pl.DataFrame(rows), treated="member", outcome="pay", covariates=["age"])
    assert text in str(refused.value)
