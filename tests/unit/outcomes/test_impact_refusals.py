"""What is wrong with the rows is said with the firm, the year and the cure. No database."""

import math

import polars as pl
import pytest

from minicluster.analytics.tables import TableError
from minicluster.outcomes.domain.firm_panel import PanelFirm, panel_of
from minicluster.outcomes.domain.impact.comparing import compared_firms
from minicluster.outcomes.domain.impact.refusing import refusal_of
from minicluster.outcomes.rules import ImpactMeasure


def panel():
    firms = [
        PanelFirm(2005 if number < 4 else None, 1, None, "29", "sme", {year: (100 + number * year % 7, 100) for year in range(2003, 2008)})
        for number in range(9)
    ]
    return panel_of(firms, ImpactMeasure.SALES)


def refused(rows):
    made = panel()
    with pytest.raises(TableError) as caught:
        compared_firms(type(made)(rows(made.rows), made.measure, made.years, made.members, made.others, made.left_out))
    return str(refusal_of(caught.value, rows(made.rows)))


def test_a_gap_names_the_row_after_it_and_its_cure():
    text = refused(lambda rows: rows.filter((pl.col("unit") != "firm-2") | (pl.col("year") != 2005)))
    assert text == (
        "Row 8 (firm-2, 2006, joined 2005): a year is missing. Record its figure, or leave the firm out: every firm needs every year. Nothing was changed."
    )


def test_an_infinite_figure_names_its_row():
    text = refused(lambda rows: rows.with_columns(pl.when(pl.int_range(pl.len()) == 12).then(math.inf).otherwise(pl.col("log_value")).alias("log_value")))
    assert text.startswith("Row 13 (firm-3, 2005, joined 2005): the figure is infinite or no number.")


def test_a_member_without_a_year_before_names_its_row():
    text = refused(lambda rows: rows.with_columns(pl.when(pl.col("unit") == "firm-1").then(2003).otherwise(pl.col("treated_from")).alias("treated_from")))
    assert text.startswith("Row 1 (firm-1, 2003, joined 2003): the firm has no year before it joined.")


def test_where_everybody_joined_at_once_the_table_is_refused_as_a_whole():
    text = refused(lambda rows: rows.with_columns(pl.lit(2005).alias("treated_from")))
    assert text.startswith("The whole table: everybody joined in the same year. Record figures of firms that are no members.")


def test_a_rule_without_words_of_its_own_says_what_the_library_says():
    assert "(odd: An odd thing.)" in str(refusal_of(TableError("odd", "An odd thing.", "Mend it."), panel().rows))
