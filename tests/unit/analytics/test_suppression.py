"""What an office keeps back stays an interval, and the interval holds the truth."""

import doctest

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.analytics.suppression import location_quotient_bounds, quotients, read_suppressed, tightened
from minicluster.analytics.tables import Columns, TableError

CLASSES = {"D": (0, 1000), "a": (1, 19), "b": (20, 99)}


def table(rows):
    return pl.DataFrame(rows, schema={"region": pl.String, "industry": pl.String, "value": pl.String}, orient="row")


def test_the_examples_of_the_functions_are_right():
    result = doctest.testmod(quotients)
    assert (result.failed, result.attempted > 0) == (0, True)


def test_cells_are_numbers_marks_or_empty_and_pairs_that_are_not_named_are_nothing():
    found = read_suppressed(table([("A", "x", "5"), ("A", "y", "b"), ("B", "x", None)]), Columns(), marks=CLASSES)
    assert found.cells.lower.tolist() == [[[5, 20], [0, 0]]]
    assert found.cells.upper.tolist() == [[[5, 99], [np.inf, 0]]]
    assert (found.regions.lower.tolist(), found.industries.upper.tolist(), found.everything.lower.tolist()) == ([[25, 0]], [[np.inf, 99]], [25])


def test_bounds_may_stand_in_columns_and_numbers_may_be_numbers():
    rows = pl.DataFrame({"region": ["A", "B"], "industry": ["x", "x"], "value": [5.5, None], "least": [None, 2], "most": [None, 7]})
    found = read_suppressed(rows, Columns(), lower="least", upper="most")
    assert (found.cells.lower.tolist(), found.cells.upper.tolist()) == ([[[5.5], [2]]], [[[5.5], [7]]])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("many", "Row 2: value is not a number."),
        ("-1", "Row 2: value is negative."),
        ("z", "Row 2: value is at least more than it is at most."),
        ("0", "region B has nothing in any row."),
    ],
)
def test_what_is_wrong_is_named(value, text):
    with pytest.raises(TableError, match=text):
        read_suppressed(table([("A", "x", "5"), ("B", "x", value)]), Columns(), marks={"z": (2, 1)})


def test_totals_leave_one_fill_where_only_one_is_possible():
    cells = table([("A", "x", "D"), ("A", "y", "30"), ("B", "x", "10"), ("B", "y", "D")])
    totals = table([("A", None, "40"), ("B", None, "60"), (None, "x", "20"), (None, "y", "80"), (None, None, "100")])
    found = location_quotient_bounds(cells, marks=CLASSES, totals=totals)
    assert found["value_lower"].to_list() == found["value_upper"].to_list() == [10, 30, 10, 50]
    assert found["lq_lower"].to_list() == pytest.approx([10 * 100 / 40 / 20, 30 * 100 / 40 / 80, 10 * 100 / 60 / 20, 50 * 100 / 60 / 80])
    assert found["lq_upper"].to_list() == pytest.approx(found["lq_lower"].to_list())


def test_years_have_their_own_totals_and_totals_may_be_suppressed_or_lacking():
    cells = pl.DataFrame({"region": ["A", "B"] * 2, "industry": ["x"] * 4, "year": [1, 1, 2, 2], "value": ["D", "4", "D", "4"]})
    totals = pl.DataFrame({"region": [None, None], "industry": ["x", "x"], "year": [1, 2], "value": ["9", "b"]}, schema_overrides={"region": pl.String})
    found = tightened(read_suppressed(cells, Columns(year="year"), marks=CLASSES, totals=totals))
    assert (found.cells.lower[:, 0, 0].tolist(), found.cells.upper[:, 0, 0].tolist()) == ([5, 16], [5, 95])
    assert found.industries.upper.tolist() == [[9], [99]]


def test_totals_that_hold_more_than_the_table_bound_from_above_only():
    cells = table([("A", "x", "D"), ("A", "y", "30")])
    totals = table([("A", None, "40")])
    more = tightened(read_suppressed(cells, Columns(), marks=CLASSES, totals=totals, totals_hold_more=True))
    assert (more.cells.lower[0, 0, :2].tolist(), more.cells.upper[0, 0, :2].tolist()) == ([0, 30], [10, 30])
    found = location_quotient_bounds(cells, marks=CLASSES, totals=totals, totals_hold_more=True)
    assert (found.height, found["lq_upper"].to_list()) == (2, [np.inf, np.inf])


def test_totals_that_nothing_satisfies_are_refused_by_name():
    with pytest.raises(TableError, match="A: no figures satisfy the totals"):
        tightened(read_suppressed(table([("A", "x", "a"), ("A", "y", "30")]), Columns(), marks=CLASSES, totals=table([("A", None, "90")])))


def test_linear_programmes_find_what_single_sums_do_not():
    # Each sum alone leaves every cell open; all together, A x + A y = 10 and B x + B y = 10 leave C x + C y = 0 of the 20 in x and y.
    cells = table([(region, industry, "D") for region in "ABC" for industry in "xyz"])
    totals = table([("A", None, "10"), ("B", None, "10"), ("C", None, "5"), (None, "x", "10"), (None, "y", "10"), (None, "z", "5")])
    cells = cells.with_columns(value=pl.when(pl.col("region").is_in(["A", "B"]) & (pl.col("industry") == "z")).then(pl.lit("0")).otherwise("value"))
    loose, exact = (tightened(read_suppressed(cells, Columns(), marks=CLASSES, totals=totals), exactly=exactly) for exactly in (False, True))
    assert exact.cells.upper[0, 2].tolist() == pytest.approx([0, 0, 5], abs=1e-4)
    assert (loose.cells.upper - exact.cells.upper).min() >= -1e-9
    assert (exact.cells.lower - loose.cells.lower).min() >= -1e-9


def test_quotient_bounds_are_the_very_ends_where_only_the_cell_is_open():
    rng = np.random.default_rng(4)
    for _ in range(20):
        filled = rng.integers(1, 60, (4, 5)).astype(float)
        rows = [(str(i), str(j), "D" if (i, j) == (1, 2) else str(filled[i, j])) for i in range(4) for j in range(5)]
        found = location_quotient_bounds(table(rows), marks={"D": (0, 300)}).filter((pl.col("region") == "1") & (pl.col("industry") == "2"))
        fills = np.linspace(0, 300, 6001)
        rest, region, industry = filled.sum() - filled[1, 2], filled[1].sum() - filled[1, 2], filled[:, 2].sum() - filled[1, 2]
        possible = fills * (fills + rest) / (fills + region) / (fills + industry)
        assert found.select("lq_lower", "lq_upper").row(0) == pytest.approx((possible.min(), possible.max()), rel=1e-4)


@st.composite
def suppressed_panels(draw):
    """A table with cells kept back, its totals (some kept back too), and fills that satisfy what was published."""
    shape = draw(st.tuples(st.integers(2, 5), st.integers(2, 5)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    truth = np.where(rng.random(shape) < 0.2, 0, rng.integers(0, 80, shape))
    truth[:, 0] += 1
    hidden = rng.random(shape) < draw(st.sampled_from([0.2, 0.5, 0.9]))
    classes = np.where(truth == 0, "D", np.where(truth < 20, "a", "b"))
    known_totals = draw(st.sampled_from(["all", "regions", "none"]))
    fills = [truth]
    for _ in range(30):
        fill = fills[-1].copy()
        for _ in range(10):
            (i, k), (j, m) = rng.choice(shape[0], 2, replace=False), rng.choice(shape[1], 2, replace=False)
            corners = ([i, k, i, k], [j, m, m, j])
            step = np.array([1, 1, -1, -1]) * rng.integers(1, 15) if known_totals != "none" else rng.integers(-15, 15, 4)
            moved = fill[corners] + step
            ends = np.array([CLASSES[mark] for mark in classes[corners]])
            if hidden[corners].all() and (moved >= ends[:, 0]).all() and (moved <= ends[:, 1]).all():
                fill[corners] = moved
        fills.append(fill)
    names = [str(place) for place in range(5)]
    cells = [(names[i], names[j], classes[i, j] if hidden[i, j] else str(truth[i, j])) for i in range(shape[0]) for j in range(shape[1])]
    totals = [(names[i], None, str(total)) for i, total in enumerate(truth.sum(1))]
    totals += [(None, names[j], str(total)) for j, total in enumerate(truth.sum(0))] if known_totals == "all" else []
    return table(cells), None if known_totals == "none" else table(totals), fills


@given(case=suppressed_panels(), exactly=st.booleans(), more=st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_fill_that_satisfies_the_totals_lies_within_the_bounds(case, exactly, more):
    cells, totals, fills = case
    found = location_quotient_bounds(cells, marks=CLASSES, totals=totals, exactly=exactly, totals_hold_more=more)
    for fill in fills:
        value = fill.reshape(-1)
        with np.errstate(invalid="ignore"):
            quotient = (fill / fill.sum(1, keepdims=True) / (fill.sum(0) / fill.sum())).reshape(-1)
        exists = np.isfinite(quotient)
        for name, figure in (("value", value), ("lq", quotient)):
            least, most = found[f"{name}_lower"].to_numpy(), found[f"{name}_upper"].to_numpy()
            assert (least <= figure * (1 + 1e-9) + 1e-9)[exists].all()
            assert (most >= figure * (1 - 1e-9) - 1e-9)[exists].all()
