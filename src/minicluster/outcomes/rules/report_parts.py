"""A report as a document: one content, which page, PDF, workbook, .hwpx and JSON write each in its way. Pure.

What is said of a figure is decided here once, so that no two forms of a report can differ: its value, its unit, whether it is kept back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Value = int | float | Decimal | str | None
Text = str | Promise
NOTHING: Final = "–"
# Wider than any figure that is reported; beyond them a float would say what was not counted.
_DECIMALS: Final = 4


@dataclass(frozen=True)
class Cell:
    """One value of a table with the address of the rows behind it, where the reader can open all of them."""

    value: Value = None
    address: str = ""
    is_kept_back: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is a figure."""
        return isinstance(self.value, int | float | Decimal)

    @property
    def text(self) -> str:
        """The value as every form of the report prints it: thousands apart, no needless decimals."""
        if self.is_kept_back:
            return _("kept back")
        if self.value is None:
            return NOTHING
        if isinstance(self.value, str):
            return self.value
        printed = f"{Decimal(str(self.value)):,.{_DECIMALS}f}"
        return printed.rstrip("0").rstrip(".")

    @property
    def plain(self) -> int | float | str | None:
        """The value for a machine: a number as a number, nothing where there is none or it is kept back."""
        if self.is_kept_back:
            return None
        if isinstance(self.value, Decimal):
            return int(self.value) if self.value == self.value.to_integral_value() else float(self.value)
        return self.value


KEPT_BACK: Final = Cell(is_kept_back=True)


@dataclass(frozen=True)
class Column:
    """A column of a table: its key for a machine, its name, and the unit of its figures."""

    key: str
    label: Text
    unit: Text = ""
    is_number: bool = True

    @property
    def heading(self) -> str:
        """The name with the unit."""
        return f"{self.label} ({self.unit})" if self.unit else str(self.label)


@dataclass(frozen=True)
class Row:
    """A row of a table: its key for a machine, its name, its values in the order of the columns, and where its page is."""

    key: str
    label: Text
    cells: Sequence[Cell]
    address: str = ""
    invented: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a report: a heading, one sentence that says what the table shows, the table, notes and sources."""

    key: str
    heading: Text
    reading: str
    head: Text
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[Text] = ()
    subject: str = ""
    """The part of the report's perimeter of which it tells; empty where it tells of all of it."""

    @property
    def headings(self) -> list[str]:
        """The line above the table."""
        return [str(self.head), *(column.heading for column in self.columns)]

    @property
    def lines(self) -> list[list[str]]:
        """The table as it is printed."""
        return [[str(row.label), *(cell.text for cell in row.cells)] for row in self.rows]

    @property
    def labelled(self) -> Iterator[tuple[Row, list[tuple[Column, Cell]]]]:
        """Each row with its values beside their columns."""
        return ((row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows)


@dataclass(frozen=True)
class Report:
    """A report: of what kind, about what, of which time, as of which day, and whether its records are invented."""

    kind: str
    title: Text
    programme: str
    perimeter: str
    as_of: date
    period: str
    invented: bool
    sections: Sequence[Section]
    name: str
    """What its files are called, without the ending: the same for the same question."""
    machine: Mapping[str, Any] = field(default_factory=dict)
    """What its JSON holds beside the document: figures under plain names."""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What, about what, of when, as of which day, and that it is invented: the head of every form of the report."""
        found = [
            (_("Kind of report"), str(self.title)),
            (_("Name of the programme"), self.programme),
            (_("About"), self.perimeter),
            (_("Time"), self.period),
            (_("As of"), self.as_of.isoformat()),
        ]
        return [*found, (_("Records"), self.invented_mark)] if self.invented else found

    @property
    def invented_mark(self) -> str:
        """The sentence that marks what is invented; empty where nothing is."""
        return _("The records of this demonstration are invented; only published figures with their source are real.") if self.invented else ""


def as_data(report: Report) -> dict[str, Any]:
    """The report for a machine. Numbers are numbers; a figure that is kept back has no value and says so."""
    return {
        "kind": report.kind,
        "title": str(report.title),
        "programme": report.programme,
        "perimeter": report.perimeter,
        "period": report.period,
        "as_of": report.as_of.isoformat(),
        "invented": report.invented,
        **report.machine,
        "sections": [_section_data(section) for section in report.sections],
    }


def _section_data(section: Section) -> dict[str, Any]:
    columns = [{"key": column.key, "label": str(column.label), "unit": str(column.unit)} for column in section.columns]
    return {
        "key": section.key,
        "heading": str(section.heading),
        "reading": section.reading,
        "columns": columns,
        "rows": [_row_data(row, section.columns) for row in section.rows],
        "notes": [str(note) for note in section.notes],
    }


def _row_data(row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    values = {column.key: cell.plain for column, cell in zip(columns, row.cells, strict=True)}
    kept_back = [column.key for column, cell in zip(columns, row.cells, strict=True) if cell.is_kept_back]
    marks: dict[str, Any] = {"kept_back": kept_back} if kept_back else {}
    return {"key": row.key, "label": str(row.label), "values": values, **marks, **({"invented": True} if row.invented else {})}


def percent_of(part: Value, whole: Value) -> float | None:
    """A part in per cent of its whole, to one decimal; None where there is nothing to divide by."""
    if not isinstance(part, int | float | Decimal) or not isinstance(whole, int | float | Decimal) or not whole:
        return None
    return round(100 * float(part) / float(whole), 1)
