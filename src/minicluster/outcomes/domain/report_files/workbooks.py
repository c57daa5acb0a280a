"""A report as a workbook: the first sheet says what it is, each section has a sheet of its own, and numbers are numbers."""

import io
import re
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from minicluster.outcomes.rules import Cell, Report, Section

_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# What a sheet's name cannot hold, and how long it may be.
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_WIDEST: Final = 60
_NARROWEST: Final = 10
# The table begins under the heading, the sentence and an empty line.
_HEAD_ROW: Final = 3


def as_xlsx(report: Report) -> bytes:
    """The report as a workbook. Everything that was typed is text, never a formula."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        names = _sheet_names(report)
        _write_front(book, report, names)
        for section, name in zip(report.sections, names, strict=True):
            _write_section(book, section, name, report.invented_mark)
    return content.getvalue()


def _sheet_names(report: Report) -> list[str]:
    """A name for each sheet: its number and heading, so that no two are the same and all fit."""
    return [_NOT_IN_A_NAME.sub(" ", f"{number} {section.heading}")[:_LONGEST_NAME].strip() for number, section in enumerate(report.sections, start=1)]


def _write_front(book: Any, report: Report, names: list[str]) -> None:
    sheet = book.add_worksheet(_("About this report"))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, _WIDEST)
    for place, (name, value) in enumerate(report.facts):
        sheet.write_string(place, 0, name, bold)
        sheet.write_string(place, 1, value)
    below = len(report.facts) + 1
    for place, (name, section) in enumerate(zip(names, report.sections, strict=True), start=below):
        sheet.write_string(place, 0, name)
        sheet.write_string(place, 1, section.reading)


def _write_section(book: Any, section: Section, name: str, invented: str) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, str(section.heading), bold)
    sheet.write_string(1, 0, " ".join(filter(None, [section.reading, invented])))
    for column, heading in enumerate(section.headings):
        sheet.write_string(_HEAD_ROW, column, heading, bold)
    for line, row in enumerate(section.rows, start=_HEAD_ROW + 1):
        sheet.write_string(line, 0, str(row.label))
        for column, cell in enumerate(row.cells, start=1):
            _write_cell(sheet, line, column, cell)
    for place, note in enumerate(section.notes, start=_HEAD_ROW + len(section.rows) + 2):
        sheet.write_string(place, 0, str(note))
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    widths = zip(*[[len(text) for text in line] for line in [section.headings, *section.lines]], strict=True)
    for column, lengths in enumerate(widths):
        sheet.set_column(column, column, min(max(*lengths, _NARROWEST), _WIDEST))


def _write_cell(sheet: Any, line: int, column: int, cell: Cell) -> None:
    if cell.is_number and not cell.is_kept_back:
        sheet.write_number(line, column, cell.plain)
    else:
        sheet.write_string(line, column, cell.text)
