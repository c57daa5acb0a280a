"""Excel workbooks as tables, guarded against files that are small on the disk and enormous in memory."""

import io
import re
import struct
import zipfile
import zlib
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from minicluster.platform.imports.tables import MAXIMUM_CELLS, Table
from minicluster.platform.refusals import InvalidInputError

_MAXIMUM_UNPACKED = 1024 * 1024 * 1024
_CHUNK = 1024 * 1024
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_LONGEST_REFERENCE = 16


def read_workbook(content: bytes) -> list[Table]:
    """Every sheet with cells, in the workbook's order; merged ranges hold their value in each cell.

    Raises:
        InvalidInputError: the workbook is damaged, locked by a password or unreasonably large inside.
    """
    if content.startswith(b"PK"):
        _guard(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [_table(workbook.get_sheet_by_name(sheet.name)) for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    except PasswordError as error:
        raise InvalidInputError(_("The workbook is locked by a password. Nothing was changed; save it without one and import that file.")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    return tables


def _table(sheet: CalamineSheet) -> Table:
    row, column = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=True)
    _fill_merged(rows, sheet.merged_cell_ranges or [], row, column)
    return Table(sheet.name, rows, first_row=row + 1, first_column=column)


def _fill_merged(rows: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]], first_row: int, first_column: int) -> None:
    for (top, left), (bottom, right) in ranges:
        lines = range(max(top - first_row, 0), min(bottom - first_row + 1, len(rows)))
        for line in lines:
            cells = range(max(left - first_column, 0), min(right - first_column + 1, len(rows[line])))
            for cell in cells:
                rows[line][cell] = rows[lines[0]][cells[0]]


def _guard(content: bytes) -> None:
    """Count what the file unpacks to, and how far its cells lie apart, before anything is built from it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAXIMUM_UNPACKED:
                raise _too_large_inside()
            cells = sum(_area(archive, entry) for entry in archive.infolist() if _SHEET.fullmatch(entry.filename))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error, struct.error) as error:
        raise _damaged() from error
    if cells > MAXIMUM_CELLS:
        raise _too_large_inside()


def _area(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many cells the rectangle around a sheet's cells has."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    with archive.open(entry) as sheet:
        tail = b""
        while chunk := sheet.read(_CHUNK):
            for column, row in _REFERENCE.findall(tail + chunk):
                rows.add(int(row))
                columns.add(column)
            tail = chunk[-_LONGEST_REFERENCE:]
    if not rows:
        return 0
    numbers = [_column_number(column) for column in columns]
    return (max(rows) - min(rows) + 1) * (max(numbers) - min(numbers) + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged() -> InvalidInputError:
    return InvalidInputError(_("The workbook is damaged or is no Excel workbook. Nothing was changed; open it in Excel and save it again as .xlsx."))


def _too_large_inside() -> InvalidInputError:
    return InvalidInputError(
        _("The workbook is unreasonably large once unpacked. Nothing was changed; copy the table into a new workbook, or save it as “CSV UTF-8”.")
    )
