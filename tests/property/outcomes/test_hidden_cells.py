"""What is kept back of a table of counts cannot be worked out from what is told."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from minicluster.outcomes.rules import TOTAL, hidden_cells, with_totals

LEAST = 3
TABLES = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwx")), st.integers(1, 9), min_size=1)


def equations(full, hidden):
    """The sums that everybody knows, over the cells kept back: a row of coefficients for each line of the table."""
    rows, columns = {row for row, _column in full}, {column for _row, column in full}
    lines = [({cell for cell in full if cell[0] == row}, (row, TOTAL)) for row in rows] + [
        ({cell for cell in full if cell[1] == column}, (TOTAL, column)) for column in columns
    ]
    return np.array([[(-1.0 if cell == total else 1.0) if cell in line else 0.0 for cell in hidden] for line, total in lines])


@given(TABLES)
def test_no_small_cell_can_be_worked_out_from_the_others_and_the_totals(counts):
    full = with_totals(counts)
    hidden = sorted(hidden_cells(counts, least=LEAST))
    assert {cell for cell, count in full.items() if count < LEAST} <= set(hidden)
    if hidden:
        known = equations(full, hidden)
        for place, cell in enumerate(hidden):
            if full[cell] < LEAST:
                unit = np.eye(len(hidden))[place]
                assert np.linalg.matrix_rank(np.vstack([known, unit])) > np.linalg.matrix_rank(known)


@given(TABLES)
def test_what_is_kept_back_under_a_total_that_is_told_stands_on_three_firms(counts):
    full, hidden = with_totals(counts), hidden_cells(counts, least=LEAST)
    for line, name in ((0, "rows"), (1, "columns")):
        for key in {cell[line] for cell in full}:
            total = (key, TOTAL) if name == "rows" else (TOTAL, key)
            inside = sum(full[cell] for cell in hidden if cell[line] == key and cell != total)
            assert total in hidden or inside == 0 or inside >= LEAST


@given(TABLES)
def test_nothing_is_kept_back_where_every_cell_is_large(counts):
    assert hidden_cells({cell: count + LEAST for cell, count in counts.items()}, least=LEAST) == frozenset()
