"""Office documents in .hwpx, the format of the Korean public sector: an office's own form is filled, and nothing in it is moved.

A placeholder is written `{{제목}}`. One with a dot, such as `{{출석.성명}}`, belongs to a list: the table row in which it stands is repeated for each entry.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from django.utils.translation import gettext as _
from hwpx import HwpxDocument, HwpxError
from hwpx.opc.package import HwpxPackageError
from hwpx.oxml.namespaces import HP

from minicluster.platform.documents.placeholders import LARGEST_UNPACKED, MOST_PARTS, PLACEHOLDER, UNPRINTABLE
from minicluster.platform.files.sniffing import HWPX, content_type_of
from minicluster.platform.refusals import InvalidInputError

# What the library and the parsers below it say of a file that is damaged or made to harm.
_BROKEN: Final = (
    HwpxError,
    HwpxPackageError,
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    SyntaxError,
    EOFError,
)

Entry = Mapping[str, str]


def fill_hwpx(template: bytes, fields: Entry, lists: Mapping[str, Sequence[Entry]]) -> bytes:
    """The form, filled. What people typed is text and never a placeholder; a value of several lines becomes several paragraphs.

    Raises:
        InvalidInputError: the template is no .hwpx that can be read, or has a list's placeholder outside a table row.
    """
    document = _opened(template)
    entries = _repeat_rows(document, lists)
    for section in document.sections:
        for paragraph in list(section.element.iter(f"{HP}p")):
            _fill(paragraph, {**fields, **entries.get(paragraph, {})})
        section.mark_dirty()
    filled: bytes = _told(document.to_bytes)
    return filled


def placeholders_in(template: bytes) -> set[str]:
    """The names that a form asks for, wherever they stand and however their letters are formatted.

    Raises:
        InvalidInputError: it is no .hwpx that can be read.
    """
    document = _opened(template)
    return {name for section in document.sections for paragraph in section.element.iter(f"{HP}p") for name in PLACEHOLDER.findall(_text_of(paragraph))}


def _opened(template: bytes) -> HwpxDocument:
    _refuse_what_swells(template)
    if content_type_of(template) != HWPX:
        raise InvalidInputError(
            _("This is no .hwpx file. Nothing was stored; please save the form in Hangul as “HWPX document” and choose it again."), field="file"
        )
    document: HwpxDocument = _told(lambda: HwpxDocument.open(template))
    return document


def _refuse_what_swells(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        return
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise InvalidInputError(
            _("This file unpacks to far more than a form needs, so it was not opened. Nothing was stored; please choose another."), field="file"
        )


def _told(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except _BROKEN as error:
        message = _("This .hwpx file cannot be read, perhaps because it is damaged or protected by a password. Nothing was stored; please save it anew.")
        raise InvalidInputError(message, field="file") from error


def _repeat_rows(document: HwpxDocument, lists: Mapping[str, Sequence[Entry]]) -> dict[Any, Entry]:
    """Make a row for each entry of a list; what comes back says for each paragraph of such a row which entry fills it. An empty list leaves one empty row."""
    filled_by: dict[Any, Entry] = {}
    for table in document.tables:
        named = [(index, name) for index, row in enumerate(table.rows) if (name := _list_named_in(row.element, lists))]
        for index, name in reversed(named):
            if len(lists[name]) > 1:
                _insert_rows(document, table, index, len(lists[name]) - 1)
        # The library makes the rows of the table anew at each insertion, so that they are looked at once all are there.
        rows, before = [row.element for row in table.rows], 0
        for index, name in named:
            entries = lists[name] or [{}]
            for row, entry in zip(rows[index + before :], entries, strict=False):
                filled_by |= dict.fromkeys(row.iter(f"{HP}p"), _named_entry(name, entry, row))
            before += len(entries) - 1
    return filled_by


def _named_entry(name: str, entry: Entry, row: Any) -> Entry:
    """The entry under the names that the row asks for; what it has not is empty."""
    asked = {found.removeprefix(f"{name}.") for found in _names_in(row) if found.startswith(f"{name}.")}
    return {f"{name}.{column}": entry.get(column, "") for column in asked}


def _list_named_in(row: Any, lists: Mapping[str, Sequence[Entry]]) -> str:
    named = {name.partition(".")[0] for name in _names_in(row) if "." in name} & set(lists)
    if len(named) > 1:
        raise InvalidInputError(
            _("One table row names two lists (%(lists)s). Please give each list a row of its own; nothing was stored.") % {"lists": ", ".join(sorted(named))},
            field="file",
        )
    return next(iter(named), "")


def _insert_rows(document: HwpxDocument, table: Any, index: int, more: int) -> None:
    try:
        document.tables.insert_rows(table, index, more)
    except HwpxError as error:
        message = _("The table row of a list cannot be repeated in this form, perhaps because it holds another table. Please make it simpler.")
        raise InvalidInputError(message, field="file") from error


def _names_in(row: Any) -> Iterator[str]:
    for paragraph in row.iter(f"{HP}p"):
        yield from PLACEHOLDER.findall(_text_of(paragraph))


def _pieces(paragraph: Any) -> list[tuple[Any, str]]:
    """Where the letters of a paragraph stand, in order: what is inside a text element, and what follows each mark in it."""
    found = []
    for text in (text for run in paragraph.findall(f"{HP}run") for text in run.findall(f"{HP}t")):
        found.append((text, "text"))
        found += [(child, "tail") for child in text]
    return found


def _text_of(paragraph: Any) -> str:
    return "".join(getattr(element, place) or "" for element, place in _pieces(paragraph))


def _fill(paragraph: Any, values: Entry) -> None:
    """Put the values where their names stand; names that are not known stay, so that a person sees them."""
    named = [match for match in PLACEHOLDER.finditer(_text_of(paragraph)) if match[1] in values]
    whole = len(named) == 1 and named[0].group() == _text_of(paragraph).strip()
    for match in reversed(named):
        lines = UNPRINTABLE.sub("", values[match[1]]).replace("\t", " ").splitlines() or [""]
        if whole:
            for line in reversed(lines[1:]):
                copy = _text_alone(paragraph)
                _replace(copy, match.span(), line)
                paragraph.addnext(copy)
            lines = lines[:1]
        _replace(paragraph, match.span(), " ".join(lines))


def _text_alone(paragraph: Any) -> Any:
    """A copy of the paragraph without what may stand once only, such as the settings of the section that hang on its first paragraph."""
    copy = deepcopy(paragraph)
    for run in copy.findall(f"{HP}run"):
        for child in [child for child in run if child.tag != f"{HP}t"]:
            run.remove(child)
    copy.set("id", "0")
    return copy


def _replace(paragraph: Any, span: tuple[int, int], value: str) -> None:
    """Write the value where the span begins, in the format of its first letter, and take the rest of the span out of the pieces it reaches into."""
    start, end = span
    offset = 0
    for element, place in _pieces(paragraph):
        text = getattr(element, place) or ""
        first, last = max(start - offset, 0), min(end - offset, len(text))
        if first < last:
            setattr(element, place, text[:first] + (value if offset + first == start else "") + text[last:])
        offset += len(text)
