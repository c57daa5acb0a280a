"""What is said of a figure is decided once, for every form of a report."""

from datetime import date
from decimal import Decimal

import pytest

from minicluster.outcomes.rules import KEPT_BACK, Cell, Column, Report, Row, Section, as_data, formats_of, percent_of
from minicluster.outcomes.rules.open_data import Dataflow, Status, observation


@pytest.mark.parametrize(
    ("cell", "text", "plain"),
    [
        (Cell(30_000_000_000), "30,000,000,000", 30_000_000_000),
        (Cell(Decimal("12.5000")), "12.5", 12.5),
        (Cell(Decimal("3000.0000")), "3,000", 3000),
        (Cell(0.1 + 0.2), "0.3", 0.1 + 0.2),
        (Cell(0), "0", 0),
        (Cell(-1234.5), "-1,234.5", -1234.5),
        (Cell(), "–", None),
        (KEPT_BACK, "kept back", None),
        (Cell("=1+1"), "=1+1", "=1+1"),
    ],
)
def test_a_value_is_printed_in_one_way_and_a_machine_gets_the_number(cell, text, plain):
    assert (cell.text, cell.plain) == (text, plain)


def test_a_figure_that_is_kept_back_has_no_value_for_a_machine_and_says_so():
    section = Section("s", "S", "Two figures.", "Row", [Column("a", "A", "KRW"), Column("b", "B")], [Row("r", "R", [KEPT_BACK, Cell(2)])])
    report = Report("ledger", "Ledger", "P", "P", date(2007, 10, 22), "2007", invented=True, sections=[section], name="ledger-p")
    data = as_data(report)
    assert data["sections"][0]["rows"] == [{"key": "r", "label": "R", "values": {"a": None, "b": 2}, "kept_back": ["a"]}]
    assert (section.headings, section.lines) == (["Row", "A (KRW)", "B"], [["R", "kept back", "2"]])
    assert report.facts[-1] == ("Records", report.invented_mark)


def test_a_share_is_in_per_cent_and_of_nothing_there_is_none():
    assert [percent_of(1, 3), percent_of(Decimal(1), 8), percent_of(1, 0), percent_of(None, 3)] == [33.3, 12.5, None, None]


def test_open_data_are_written_as_a_long_table_alone():
    assert (formats_of("open-data"), formats_of("balance")) == (("csv", "json"), ("json", "pdf", "xlsx", "hwpx"))


def test_an_observation_says_its_unit_its_decimals_and_that_it_is_public():
    one = observation(
        flow=Dataflow.FORECAST, area="_T", indicator="defect_rate", unit="%", year=2008, value=Decimal("1.2500"), status=Status.FORECAST, perimeter="seven",
        source="s", invented=True,
    )  # fmt: skip
    assert ("PC", 2, Decimal("1.25"), "F", "F", "true") == (one.UNIT_MEASURE, one.DECIMALS, one.OBS_VALUE, one.OBS_STATUS, one.CONF_STATUS, one.INVENTED)
