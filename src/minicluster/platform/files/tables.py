"""Writing rows as csv, xlsx or jsonl, safe to open in a spreadsheet program."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils import timezone

FORMATS: Final = ("csv", "xlsx", "jsonl")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
# A telephone number or a signed number cannot call a function; everything else that starts like a formula is made harmless.
_NUMBER_LIKE: Final = re.compile(r"[+-][0-9][0-9 ().,\-]*")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet program would take it for a formula; `+82-10-…` and `-3.5` stay as they are."""
    if text.startswith(_FORMULA_STARTS) and not _NUMBER_LIKE.fullmatch(text):
        return f"'{text}"
    return text


def written(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str) -> bytes:
    """The table in one of `FORMATS`."""
    writers = {"csv": _as_csv, "xlsx": _as_xlsx, "jsonl": _as_jsonl}
    return writers[form](columns, rows)


def _as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """With a byte order mark: without it Excel takes Korean for something else."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([guarded(str(_plain(cell))) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, [_plain(cell) for cell in row])
    return content.getvalue()


def _as_jsonl(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    lines = (json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(cell: Any) -> str | int | float | bool:
    """A value as a table holds it: days and instants (in Korea) in ISO form, whole amounts as numbers, nothing as an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell if isinstance(cell, bool | int | float) else str(cell)
