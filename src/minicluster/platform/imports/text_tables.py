"""Text files as tables: csv and tsv of any encoding and delimiter, jsonl."""

import csv
import io
import json
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from minicluster.platform.imports.tables import Table
from minicluster.platform.refusals import InvalidInputError

_DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 50
_MAXIMUM_CELL = 4 * 1024 * 1024


def read_text(content: bytes, name: str) -> Table:
    """The table in a text file.

    Raises:
        InvalidInputError: the encoding is unknown, or quotes are left open.
    """
    text = decoded(content)
    if text.lstrip().startswith("{"):
        return _read_json_lines(text, name)
    return _read_delimited(text, name)


def decoded(content: bytes) -> str:
    """The text, by its byte order mark, else as UTF-8, else as what Korean Windows writes (CP949, which contains EUC-KR).

    Raises:
        InvalidInputError: none of them fits.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:1000]:
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp949"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            position = error.start
    raise InvalidInputError(
        _("The file is no text that can be read (byte %(byte)s fits neither UTF-8 nor CP949). Nothing was changed; save it as “CSV UTF-8” or as .xlsx.")
        % {"byte": position + 1}
    )


def _read_delimited(text: str, name: str) -> Table:
    delimiter, body = _delimiter(text)
    csv.field_size_limit(_MAXIMUM_CELL)
    try:
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise InvalidInputError(
            _("The rows of the file cannot be told apart (%(why)s). Nothing was changed; open it in a spreadsheet and save it again.") % {"why": error}
        ) from error
    return Table(name, rows, first_row=2 if body is not text else 1)


def _delimiter(text: str) -> tuple[str, str]:
    first, _newline, rest = text.partition("\n")
    # Excel's own note on its first line.
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=,"):
        return first.strip()[-1], rest
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter)), text


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How evenly a delimiter divides the first rows: the share of rows with the commonest number of cells above one, and that number."""
    sample = io.StringIO("\n".join(text.split("\n", _SAMPLE_ROWS)[:_SAMPLE_ROWS]), newline="")
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 0
    width, times = several.most_common(1)[0]
    return times / len(widths), width


def _read_json_lines(text: str, name: str) -> Table:
    records: dict[int, dict[str, Any]] = {}
    unreadable: dict[int, str] = {}
    # Not splitlines: U+2028 and the like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            record = _record(line)
            if record is None:
                unreadable[number] = line[:200]
            else:
                records[number] = record
    columns = list(dict.fromkeys(column for record in records.values() for column in record))
    last = max([*records, *unreadable])
    rows = [[records.get(number, {}).get(column) for column in columns] for number in range(1, last + 1)]
    # The names stand before the first line, so to say on line 0.
    return Table(name, [columns, *rows], first_row=0, named=True, unreadable=unreadable)


def _record(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
