"""The refused rows as a workbook that can be mended and imported again."""

import io
import json
import os
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from minicluster.platform.imports.columns import REASON_COLUMN, letters
from minicluster.platform.imports.refusing import in_each_language
from minicluster.platform.imports.tidying import as_text
from minicluster.platform.imports.verdicts import Report, Verdict
from minicluster.platform.personal_numbers import contains_resident_registration_number, without_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError

_WIDE = 60
_LONGEST_CELL = 32_767


def check_target(path: Path) -> None:
    """Refuse before anything is imported if the workbook can certainly not be written.

    Raises:
        InvalidInputError: the folder is not there, or the name is a folder's.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InvalidInputError(
            _("The refused rows cannot be written to %(file)s: there is no such folder, or it is a folder itself. Nothing was changed.") % {"file": path}
        )


def write_refused(report: Report, path: Path) -> None:
    """Write the refused rows, reason first, the cells in the way coloured: the same columns as the table they came from.

    Raises:
        InvalidInputError: the disk is full, say. What was imported is in.
    """
    part = path.with_name(path.name + ".part")
    try:
        content = _workbook(report)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InvalidInputError(
            _(
                "The refused rows could not be written to %(file)s (%(why)s). The other rows are in and nothing of them is lost; "
                "make room and start the same import again: what is in stays unchanged and the refused rows are written then."
            )
            % {"file": path, "why": error.strerror}
        ) from error


def _workbook(report: Report) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": True}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        sheet = workbook.add_worksheet()
        head = workbook.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, [REASON_COLUMN, *(column.name for column in report.sheet.columns)], head)
        sheet.set_column(0, 0, _WIDE)
        sheet.freeze_panes(1, 1)
        pen = _Pen(workbook, sheet)
        for line, verdict in enumerate(report.refused, start=1):
            pen.write_row(line, verdict, report)
    return buffer.getvalue()


class _Pen:
    """Writes rows in their formats."""

    def __init__(self, workbook: Any, sheet: Any) -> None:
        self._sheet = sheet
        colour = {"bg_color": "#FFD9CC"}
        dates = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
        self._reason = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._plain = {kind: workbook.add_format({"num_format": shape}) for kind, shape in dates.items()}
        self._bad = {kind: workbook.add_format({**colour, "num_format": shape}) for kind, shape in dates.items()} | {str: workbook.add_format(colour)}

    def write_row(self, line: int, verdict: Verdict, report: Report) -> None:
        table = report.sheet.table
        cells = table.rows[verdict.row - table.first_row]
        bad = {refusal.cell for refusal in verdict.refusals}
        self._sheet.write_string(line, 0, _reasons(verdict)[:_LONGEST_CELL], self._reason)
        for place, cell in enumerate(cells):
            where = f"{letters(table.first_column + place)}{verdict.row}"
            self._write(line, place + 1, cell, is_bad=where in bad)

    def _write(self, line: int, column: int, cell: Any, *, is_bad: bool) -> None:
        cell = _writable(cell)
        kind = type(cell)
        chosen = self._bad.get(kind, self._bad[str]) if is_bad else self._plain.get(kind)
        if cell in (None, ""):
            self._sheet.write_blank(line, column, None, chosen)
        else:
            self._sheet.write(line, column, cell, chosen)


def _writable(cell: Any) -> Any:
    """A cell that a workbook can hold, and never a resident registration number."""
    if isinstance(cell, (list, dict)):
        cell = json.dumps(cell, ensure_ascii=False)
    if contains_resident_registration_number(as_text(cell)):
        cell = without_resident_registration_numbers(as_text(cell))
    return cell[:_LONGEST_CELL] if isinstance(cell, str) else cell


def _reasons(verdict: Verdict) -> str:
    """The reasons in both languages: who mends the table may read another one than who imported it."""
    lines = []
    for refusal in verdict.refusals:
        reason, cure = in_each_language(refusal.reason), in_each_language(refusal.cure)
        lines += [f"{refusal.column or verdict.row}: {reason[language]} {cure[language]}" for language in reason]
    return "\n".join(lines)
