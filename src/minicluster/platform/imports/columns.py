"""Which column holds what: the header is found, its names are recognised, and nothing is dropped in silence. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from minicluster.platform.imports.amounts import unit_of_head
from minicluster.platform.imports.days import year
from minicluster.platform.imports.fields import Field, Kind
from minicluster.platform.imports.tables import Table
from minicluster.platform.imports.tidying import is_blank, key, plain
from minicluster.platform.refusals import InvalidInputError

HEADER_SEARCH_ROWS = 15
# The column that `--refused` puts first. It is read over when the mended file comes back.
REASON_COLUMN = "반려 사유 (Refused because)"
IGNORE = "-"
_BRACKETS = re.compile(r"[(\[<]([^()\[\]<>]*)[)\]>]")
_ENUMERATION = re.compile(r"^(?:\d{1,2}[.)]|[①-⑳]|[*※□■○●-])\s*")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:년도?|fy)?(?!\d)|['’](\d{2})\s*년?도?", re.IGNORECASE)
_TOTALS = frozenset({"합계", "소계", "총계", "총합계", "누계", "계", "total", "subtotal", "grandtotal", "sum"})


@dataclass(frozen=True)
class Column:
    """A column: its place, its name, and what it holds. Without a field it is not taken in, and `why_not` says why."""

    place: int
    name: str
    field: Field | None = None
    unit: Decimal = Decimal(1)
    year: int | None = None
    why_not: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table whose columns are known. `body` is where its rows begin."""

    table: Table
    columns: tuple[Column, ...]
    body: int
    score: int
    # The layout is a known one, in which nothing that is needed is missing.
    layout: str = ""

    @property
    def taken(self) -> tuple[Column, ...]:
        """The columns that hold a field."""
        return tuple(column for column in self.columns if column.field)

    def column_of(self, field: str) -> Column | None:
        """The column that holds a field."""
        return next((column for column in self.taken if column.field and column.field.name == field), None)


def choose_sheet(tables: Sequence[Table], kind: Kind, *, name: str = "", mapping: Mapping[str, str] | None = None) -> Sheet:
    """The sheet to import: the named one, else the one whose columns are best known.

    Raises:
        InvalidInputError: there is no such sheet, no row of column names, a required column is missing, or the mapping names what is not there.
    """
    filled = [table for table in tables if not table.is_empty]
    if name and name not in [table.name for table in filled]:
        raise InvalidInputError(
            _("There is no sheet “%(name)s” with rows. Nothing was changed; the sheets are: %(sheets)s.")
            % {"name": name, "sheets": ", ".join(table.name for table in filled) or "–"}
        )
    if not filled:
        raise InvalidInputError(_("The file holds no rows. Nothing was changed; save the table again and name that file."))
    sheets = [_sheet(table, kind) for table in filled if table.name == name or not name]
    best = max(sheets, key=lambda sheet: sheet.score)
    mapped = _mapped(best, kind, mapping or {})
    _require(mapped, kind)
    return mapped


def is_total(row: Sequence[Any]) -> bool:
    """Whether a row sums up others (합계, 소계) instead of being one."""
    first = next((cell for cell in row if not is_blank(cell)), "")
    return isinstance(first, str) and key(first) in _TOTALS


def is_header_again(row: Sequence[Any], sheet: Sheet) -> bool:
    """Whether a row repeats the column names, as printed tables do on each page."""
    said = [(key(cell), key(column.name)) for cell, column in zip(row, sheet.columns, strict=False) if not is_blank(cell)]
    return bool(said) and all(cell == name for cell, name in said)


def _sheet(table: Table, kind: Kind) -> Sheet:
    if table.named:
        return _in_layout(table, table.rows[0], kind, 1) or _scored(table, _recognised([[plain(name)] for name in table.rows[0]], kind), 1)
    found = [
        (_recognised(_candidates(table.rows, row, lines, kind), kind), row + lines)
        for row in range(min(HEADER_SEARCH_ROWS, len(table.rows)))
        for lines in (1, 2)
        if row + lines <= len(table.rows)
    ]
    columns, body = max(found, key=lambda entry: _score(entry[0]))
    return _in_layout(table, [column.name for column in columns], kind, body) or _scored(table, columns, body)


def _candidates(rows: Sequence[Sequence[Any]], row: int, lines: int, kind: Kind) -> list[list[str]]:
    """For each column its possible names, the most telling first: of two header lines the joined one, else the lower; the upper where the lower is blank."""
    if lines == 1:
        return [[plain(cell)] for cell in rows[row]]
    width = max(len(rows[row]), len(rows[row + 1]))
    lower = [plain(cell) for cell in rows[row + 1]] + [""] * (width - len(rows[row + 1]))
    upper = _spread([plain(cell) for cell in rows[row]] + [""] * (width - len(rows[row])), lower)
    return [list(dict.fromkeys(filter(None, (_joined(over, under, kind), under or over)))) for over, under in zip(upper, lower, strict=True)]


def _joined(over: str, under: str, kind: Kind) -> str:
    """A group's name before a column's, where the lower line is a header too and no row: a known name by itself, or known with the upper one."""
    joined = f"{over} {under}".strip()
    known = _column(0, under, kind) or (key(under) and any(key(joined) in field.keys for field in kind.fields))
    if over == under or not known:
        return ""
    return joined


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """A text file has no merged cells: the group's name stands over its first column only, and holds for those beside it."""
    spread: list[str] = []
    for over, under in zip(upper, lower, strict=True):
        spread.append(over or (spread[-1] if spread and under else ""))
    return spread


def _recognised(candidates: Sequence[Sequence[str]], kind: Kind) -> tuple[Column, ...]:
    columns: list[Column] = []
    taken: set[tuple[str, int | None]] = set()
    for place, names in enumerate(candidates):
        column = next((known for name in names if (known := _column(place, name, kind))), None)
        held = (column.field.name, column.year) if column and column.field else None
        if column is None:
            columns.append(Column(place, names[0] if names else ""))
        elif held in taken:
            columns.append(Column(place, column.name, why_not=_("another column holds the same")))
        else:
            columns.append(column)
            taken |= {held} if held else set()
    return tuple(columns)


def _column(place: int, name: str, kind: Kind) -> Column | None:
    if key(name) == key(REASON_COLUMN):
        return Column(place, name, why_not=_("the reasons of an earlier import"))
    words, unit, found_year = _qualifiers(name)
    for reading in (name, words):
        field = next((field for field in kind.fields if key(reading) and key(reading) in field.keys), None)
        if field:
            return Column(place, name, field, Decimal(1) if unit is None else unit, found_year if field.yearly else None)
    return None


def _qualifiers(name: str) -> tuple[str, Decimal | None, int | None]:
    """A column's name without its unit, year and numbering; the unit; the year."""
    units = [unit_of_head(inside) for inside in _BRACKETS.findall(name)]
    text = _ENUMERATION.sub("", _BRACKETS.sub(" ", name))
    found = _YEAR.search(name)
    words = _YEAR.sub(" ", text).strip(" _-,")
    return words, next((unit for unit in units if unit is not None), None), year(found.group(1) or found.group(2)) if found else None


def _in_layout(table: Table, names: Sequence[Any], kind: Kind, body: int) -> Sheet | None:
    """The table as one of the kind's known layouts, if it is one."""
    said = {str(name) for name in names}
    layout = next((layout for layout in kind.layouts if layout.columns <= said), None)
    if layout is None:
        return None
    held = [(place, str(name), layout.meaning.get(str(name))) for place, name in enumerate(names)]
    columns = tuple(Column(place, name, kind.field(meaning) if meaning else None) for place, name, meaning in held)
    return Sheet(table, columns, body, _score(columns), layout.name)


def _scored(table: Table, columns: tuple[Column, ...], body: int) -> Sheet:
    return Sheet(table, columns, body, _score(columns))


def _score(columns: Sequence[Column]) -> int:
    fields = {column.field.name for column in columns if column.field}
    telling = sum(column.field is not None and (column.year is not None or " " in column.name) for column in columns)
    return 10 * len(fields) + telling


def _mapped(sheet: Sheet, kind: Kind, mapping: Mapping[str, str]) -> Sheet:
    chosen = {_place_of(sheet, column): _field_of(kind, field) for column, field in mapping.items()}
    taken = {field.name for field in chosen.values() if field}
    columns = []
    for column in sheet.columns:
        if column.place in chosen:
            _words, unit, found_year = _qualifiers(column.name)
            field = chosen[column.place]
            why_not = "" if field else _("left out on request")
            columns.append(Column(column.place, column.name, field, unit or Decimal(1), found_year if field and field.yearly else None, why_not))
        elif column.field and column.field.name in taken and not column.field.yearly:
            columns.append(Column(column.place, column.name, why_not=_("another column holds the same")))
        else:
            columns.append(column)
    return Sheet(sheet.table, tuple(columns), sheet.body, sheet.score, sheet.layout)


def _place_of(sheet: Sheet, name: str) -> int:
    for column in sheet.columns:
        if key(name) == key(column.name) or name == letters(sheet.table.first_column + column.place):
            return column.place
    raise InvalidInputError(
        _("There is no column “%(column)s”. Nothing was changed; the columns are: %(columns)s.")
        % {"column": name, "columns": ", ".join(column.name for column in sheet.columns if column.name)}
    )


def _field_of(kind: Kind, name: str) -> Field | None:
    if name == IGNORE:
        return None
    field = next((field for field in kind.fields if name == field.name or key(name) in field.keys), None)
    if field is None:
        raise InvalidInputError(
            _("%(kind)s have no field “%(field)s”. Nothing was changed; the fields are: %(fields)s.")
            % {"kind": kind.name, "field": name, "fields": ", ".join(field.name for field in kind.fields)}
        )
    return field


def _require(sheet: Sheet, kind: Kind) -> None:
    held = Counter(column.field.name for column in sheet.taken if column.field)
    missing = [field for field in kind.fields if field.required and not held[field.name]]
    if missing and not sheet.layout:
        raise InvalidInputError(
            _(
                "No column was found for: %(missing)s. The columns of the sheet “%(sheet)s” are: %(columns)s. Nothing was changed; "
                "say which column it is with --map COLUMN=%(field)s."
            )
            % {
                "missing": ", ".join(field.label for field in missing),
                "sheet": sheet.table.name,
                "columns": ", ".join(column.name for column in sheet.columns if column.name) or "–",
                "field": missing[0].name,
            }
        )


def letters(place: int) -> str:
    """A column's letters in a spreadsheet: 0 → A, 27 → AB."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
