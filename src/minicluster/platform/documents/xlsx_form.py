"""An office's own workbook is filled: figures go where their names stand, and nothing else in it is moved.

Only the sheets in which a name stands are written anew, and in them only the cells that hold one: formulas, formats, widths, charts, print settings and all other
parts are taken over as they are. A cell that holds nothing but the name of a figure becomes a number in the format that the office gave it. What is filled in
as text is marked as text, so that no spreadsheet program takes it for a formula.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _
from lxml import etree

from minicluster.platform.documents.placeholders import LARGEST_UNPACKED, MOST_PARTS, PLACEHOLDER, UNPRINTABLE
from minicluster.platform.files.sniffing import XLSX, content_type_of
from minicluster.platform.refusals import InvalidInputError

Value = int | float | Decimal | str
Told = TypeVar("Told")
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS: Final = "xl/sharedStrings.xml"
_WORKBOOK: Final = "xl/workbook.xml"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
# What an archive and a parser say of a file that is damaged or made to harm.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, etree.XMLSyntaxError, ValueError, KeyError, IndexError, EOFError, OSError, RuntimeError, NotImplementedError,
)  # fmt: skip


def names_in_xlsx(form: bytes) -> set[str]:
    """The names that a workbook asks for, in whatever cell they stand and however their letters are formatted.

    Raises:
        InvalidInputError: it is no workbook that can be read, or it has macros.
    """
    return {name for _sheet, _cell, text in _told(lambda: list(_read(form).texts())) for name in PLACEHOLDER.findall(text)}


def fill_xlsx(form: bytes, values: Mapping[str, Value]) -> bytes:
    """The workbook, filled. Names that are not among the values stay, so that a person sees them; formulas are worked out anew when it is opened.

    Raises:
        InvalidInputError: it is no workbook that can be read, or it has macros.
    """
    return _told(lambda: _read(form).filled(values))


def _told(act: Callable[[], Told]) -> Told:
    try:
        return act()
    except _BROKEN as error:
        message = _("This workbook cannot be read, perhaps because it is damaged or protected by a password. Nothing was stored; please save it anew as .xlsx.")
        raise InvalidInputError(message, field="file") from error


def _read(form: bytes) -> "_Workbook":
    if content_type_of(form) != XLSX:
        raise InvalidInputError(
            _("This is no workbook without macros. Nothing was stored; please save it in Excel as “Excel Workbook (.xlsx)” and choose it again."), field="file"
        )
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise InvalidInputError(
                _("This file unpacks to far more than a form needs, so it was not opened. Nothing was stored; please choose another."), field="file"
            )
        parts = {info.filename: archive.read(info) for info in infos}
    strings = _parsed(parts[_STRINGS]).findall(f"{_MAIN}si") if _STRINGS in parts else []
    sheets = {name: _parsed(content) for name, content in parts.items() if _SHEET.fullmatch(name)}
    return _Workbook(infos, parts, strings, sheets)


def _parsed(content: bytes) -> Any:
    """The root of a part. Entities are not resolved and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a part of a workbook declares no document type")
    return root


@dataclass(frozen=True)
class _Workbook:
    """An opened workbook: its parts as they are, its shared texts, its sheets."""

    infos: list[zipfile.ZipInfo]
    parts: dict[str, bytes]
    strings: list[Any]
    sheets: dict[str, Any]

    def texts(self) -> Iterator[tuple[str, Any, str]]:
        """The cells that hold text which somebody wrote: the name of the sheet's part, the cell, the text."""
        for name, root in self.sheets.items():
            for cell in root.iter(f"{_MAIN}c"):
                text = self._text_holder(cell)
                if text is not None:
                    yield name, cell, "".join(piece.text or "" for piece in _pieces(text))

    def filled(self, values: Mapping[str, Value]) -> bytes:
        """Its bytes with the values in place."""
        changed = set()
        for name, cell, text in list(self.texts()):
            if any(match[1] in values for match in PLACEHOLDER.finditer(text)):
                self._fill(cell, text, values)
                changed.add(name)
        parts = {name: _bytes_of(self.sheets[name]) for name in sorted(changed)}
        if parts and _WORKBOOK in self.parts:
            parts[_WORKBOOK] = _worked_out_anew(self.parts[_WORKBOOK])
        return self._archive(parts)

    def _text_holder(self, cell: Any) -> Any:
        """The element that holds the text of a cell; None for numbers, results of formulas and empty cells."""
        if cell.find(f"{_MAIN}f") is not None:
            return None
        if cell.get("t") == "inlineStr":
            return cell.find(f"{_MAIN}is")
        number = cell.findtext(f"{_MAIN}v") if cell.get("t") == "s" else None
        return None if number is None else self.strings[int(number)]

    def _fill(self, cell: Any, text: str, values: Mapping[str, Value]) -> None:
        whole = PLACEHOLDER.fullmatch(text.strip())
        value = values.get(whole[1]) if whole else None
        holder = deepcopy(self._text_holder(cell))
        for child in list(cell):
            cell.remove(child)
        if value is not None and not isinstance(value, str):
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{_MAIN}v").text = f"{Decimal(str(value)):f}"
            return
        for match in reversed([match for match in PLACEHOLDER.finditer(text) if match[1] in values]):
            _replace(holder, match.span(), _as_text(values[match[1]]))
        holder.tag = f"{_MAIN}is"
        cell.set("t", "inlineStr")
        cell.append(holder)

    def _archive(self, parts: Mapping[str, bytes]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for info in self.infos:
                archive.writestr(info, parts.get(info.filename, self.parts[info.filename]), compress_type=info.compress_type)
        return made.getvalue()


def _pieces(holder: Any) -> list[Any]:
    """Where the letters of a text stand: in itself, or in its runs; what only says how it is pronounced is left aside."""
    return [text for part in (holder, *holder.findall(f"{_MAIN}r")) for text in part.findall(f"{_MAIN}t")]


def _replace(holder: Any, span: tuple[int, int], value: str) -> None:
    """Write the value where the span begins, in the format of its first letter, and take the rest of the span out of the pieces it reaches into."""
    start, end = span
    offset = 0
    for piece in _pieces(holder):
        text = piece.text or ""
        first, last = max(start - offset, 0), min(end - offset, len(text))
        if first < last:
            piece.text = text[:first] + (value if offset + first == start else "") + text[last:]
            piece.set(_SPACE, "preserve")
        offset += len(text)


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    printed = f"{Decimal(str(value)):,f}"
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


def _worked_out_anew(workbook: bytes) -> bytes:
    """The workbook part, asking for all formulas to be worked out when it is opened: what they were worked out from has changed."""
    root = _parsed(workbook)
    calculation = root.find(f"{_MAIN}calcPr")
    if calculation is None:
        return workbook
    calculation.set("fullCalcOnLoad", "1")
    return _bytes_of(root)


def _bytes_of(root: Any) -> bytes:
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
