"""A plain form in .hwpx, made from the blank document of the library: what an office gets that has no form of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hwpx import HwpxDocument

_HEAD_SHADE: Final = "#EEF1F4"
_TITLE_SIZE: Final = 18
_HEADING_SIZE: Final = 12
_ROOM_ABOVE_HEADING: Final = 12


@dataclass(frozen=True)
class Heading:
    """A heading of the form."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table of the form: its rows, and how wide its columns are to one another. With `has_head` the first row is a heading, else the first column."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    has_head: bool = True


def form_of(title: str, parts: Sequence[str | Heading | Table]) -> bytes:
    """The form as a file: its title, then its paragraphs, headings and tables in order."""
    document = HwpxDocument.new()
    document.styles.apply_paragraph_format(paragraph_index=0, alignment="CENTER")
    document.paragraphs[0].add_run(title, bold=True, size=_TITLE_SIZE)
    for part in parts:
        if isinstance(part, Table):
            _add_table(document, part)
        elif isinstance(part, Heading):
            heading = document.add_paragraph("", inherit_style=False)
            heading.add_run(part.text, bold=True, size=_HEADING_SIZE)
            document.styles.apply_paragraph_format(paragraphs=[heading], spacing_before_pt=_ROOM_ABOVE_HEADING)
        else:
            document.add_paragraph(part, inherit_style=False)
    made: bytes = document.to_bytes()
    return made


def _add_table(document: HwpxDocument, part: Table) -> None:
    table: Any = document.add_table(len(part.rows), len(part.widths))
    table.set_column_widths(part.widths)
    # Asked for a cell by row and column, the library looks at the whole table each time; long tables would take minutes.
    for row, (made, texts) in enumerate(zip(table.rows, part.rows, strict=True)):
        for cell, text in zip(made.cells, texts, strict=True):
            cell.set_text(text)
        for column in range(len(texts)) if part.has_head and row == 0 else () if part.has_head else (0,):
            table.set_cell_shading(row, column, _HEAD_SHADE)
