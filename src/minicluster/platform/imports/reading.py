"""From the rows of a sheet to what they say, or to what stands in the way. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports.columns import Column, Sheet, is_header_again, is_total, letters
from minicluster.platform.imports.fields import Field, Row
from minicluster.platform.imports.refusing import LazyText, Refusal, UnreadableError
from minicluster.platform.imports.tidying import as_text, is_blank, says_nothing
from minicluster.platform.personal_numbers import contains_resident_registration_number, without_resident_registration_numbers

YEAR_FIELD = "year"
_LONGEST_VALUE = 120


def read_rows(sheet: Sheet) -> Iterator[tuple[int, Row | list[Refusal]]]:
    """Each row that is not blank, by its number: what it says, or every cell of it that stands in the way."""
    for place in range(sheet.body, len(sheet.table.rows)):
        cells = sheet.table.rows[place]
        number = sheet.table.first_row + place
        if number in sheet.table.unreadable:
            yield number, [_whole_row(sheet, number, sheet.table.unreadable[number], _("This line is no JSON record."), _("Mend or remove the line."))]
        elif not all(is_blank(cell) for cell in cells):
            refusals = _never_taken(sheet, number, cells)
            yield number, refusals or _read(sheet, number, cells)


def refusal_at(sheet: Sheet, number: int, field: str, reason: LazyText, cure: LazyText) -> Refusal:
    """A refusal of a row at the cell that holds a field; of the whole row where no column does."""
    column = sheet.column_of(field)
    if column is None:
        return _whole_row(sheet, number, "", reason, cure)
    cells = sheet.table.rows[number - sheet.table.first_row]
    return _at(sheet, number, column, cells[column.place] if column.place < len(cells) else "", reason, cure)


def _never_taken(sheet: Sheet, number: int, cells: Sequence[Any]) -> list[Refusal]:
    if is_total(cells):
        first = next(as_text(cell) for cell in cells if not is_blank(cell))
        return [_whole_row(sheet, number, first, _("This row sums up others."), _("Nothing needs to be done; leave the row out if you like."))]
    if is_header_again(cells, sheet):
        return [_whole_row(sheet, number, "", _("This row repeats the column names."), _("Nothing needs to be done; leave the row out if you like."))]
    return [
        _at(
            sheet,
            number,
            _column_at(sheet, place),
            cell,
            _("This reads as a resident registration number, which is never stored here."),
            _("Remove the number from the cell, and from every other place where it is not needed."),
        )
        for place, cell in enumerate(cells)
        if contains_resident_registration_number(as_text(cell))
    ]


def _column_at(sheet: Sheet, place: int) -> Column:
    return sheet.columns[place] if place < len(sheet.columns) else Column(place, "")


def _read(sheet: Sheet, number: int, cells: Sequence[Any]) -> Row | list[Refusal]:
    values: dict[str, Any] = {}
    by_year: dict[tuple[str, int | None], Any] = {}
    refusals: list[Refusal] = []
    for column in sheet.taken:
        cell = cells[column.place] if column.place < len(cells) else None
        field = column.field
        if field is None or is_blank(cell) or (not field.is_text and says_nothing(cell)):
            continue
        try:
            value = field.read(cell, column.unit)
        except UnreadableError as error:
            refusals.append(_at(sheet, number, column, cell, error.reason, error.cure))
            continue
        if field.yearly:
            by_year[field.name, column.year] = value
        else:
            values[field.name] = value
    refusals += [_missing(sheet, number, column.field) for column in sheet.taken if column.field and _is_missing(column.field, values, refusals, column)]
    dated = {(name, year or values.get(YEAR_FIELD)): value for (name, year), value in by_year.items()}
    refusals += [
        refusal_at(
            sheet, number, name, _("It is not said for which year this figure is."), _("Add a column 연도 (year), or name the year in the column's head.")
        )
        for name, year in dated
        if year is None
    ]
    return refusals or Row(number, values, {(name, year): value for (name, year), value in dated.items() if year is not None})


def _is_missing(field: Field, values: dict[str, Any], refusals: list[Refusal], column: Column) -> bool:
    return field.required and field.name not in values and not any(refusal.column == column.name for refusal in refusals)


def _missing(sheet: Sheet, number: int, field: Field) -> Refusal:
    return refusal_at(sheet, number, field.name, _("The cell is empty, and the row cannot be understood without it."), _("Fill the cell."))


def _whole_row(sheet: Sheet, number: int, value: str, reason: LazyText, cure: LazyText) -> Refusal:
    return Refusal(sheet.table.name, number, "", "", shown(value), reason, cure)


def _at(sheet: Sheet, number: int, column: Column, cell: Any, *why: LazyText) -> Refusal:
    """`why` is the reason and the cure."""
    reason, cure = why
    place = letters(sheet.table.first_column + column.place)
    return Refusal(sheet.table.name, number, column.name, f"{place}{number}", shown(cell), reason, cure)


def shown(cell: Any) -> str:
    """A cell's value as a verdict repeats it: shortened, and never a resident registration number."""
    text = without_resident_registration_numbers(as_text(cell))
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
