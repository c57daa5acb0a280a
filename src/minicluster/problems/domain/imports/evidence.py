"""Reading evidence out of cells: flat columns, or a list in a jsonl record. Pure."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Row
from minicluster.platform.imports.refusing import unreadable
from minicluster.platform.imports.tidying import is_blank
from minicluster.problems import rules

_E: Final = rules.EvidenceKind
_KIND_WORDS: Final = {
    _E.PAPER: ("논문", "학술논문", "article", "publication"),
    _E.PATENT: ("특허", "출원", "실용신안"),
    _E.PROJECT: ("연구과제", "과제", "용역", "보고서", "report", "technical report"),
    _E.LECTURE: ("강연", "강의", "발표"),
    _E.EQUIPMENT: ("장비", "설비", "시설", "equipment page"),
    _E.STATEMENT: ("소개", "자기소개"),
}
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_TITLE_OF_TEXT: Final = 120
_ANY_UNIT: Final = Decimal(1)
KIND_OF_EVIDENCE: Final = cells.choice(_E, _KIND_WORDS)
_TEXT: Final = cells.text(100_000)
_TITLE: Final = cells.line(300)


@dataclass(frozen=True)
class Item:
    """One piece of evidence as a table tells it."""

    title: str
    text: str = ""
    kind: rules.EvidenceKind = _E.PAPER
    language: str = "ko"
    year: int | None = None
    number: str = ""
    source: str = ""


def language_of(text: str) -> str:
    """`ko` where a Hangul syllable stands in it, else `en`."""
    return "ko" if _HANGUL.search(text) else "en"


def evidence_list(cell: Any, _unit: Decimal) -> tuple[Item, ...]:
    """A list of pieces of evidence, as a jsonl record holds it (or a cell its JSON)."""
    try:
        entries = json.loads(cell) if isinstance(cell, str) else cell
    except ValueError:
        entries = None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise unreadable(_("This is no list of evidence."), _("Write a JSON list of records with title, text, type, year and lang."))
    return tuple(_item(entry) for entry in entries)


def item_of_row(row: Row) -> Item | None:
    """The piece of evidence that a row tells in its columns; a text without a title is called by its beginning."""
    title, text = row["evidence_title"] or _beginning(row["evidence_text"] or ""), row["evidence_text"] or ""
    if not title:
        return None
    return Item(
        title,
        text,
        row["evidence_kind"] or _E.PAPER,
        language_of(title + text),
        row["evidence_year"],
        row["evidence_number"] or "",
        row["evidence_source"] or "",
    )


def _item(entry: dict[str, Any]) -> Item:
    said = {name: value for name, value in entry.items() if not is_blank(value)}
    text = _TEXT(said.get("text", ""), _ANY_UNIT)
    title = _TITLE(said.get("title", ""), _ANY_UNIT) or _beginning(text)
    if not title:
        raise unreadable(_("A piece of evidence has neither a title nor a text."), _("Write its title."))
    return Item(
        title,
        text,
        KIND_OF_EVIDENCE(said["type"], _ANY_UNIT) if "type" in said else _E.PAPER,
        said["lang"] if said.get("lang") in ("ko", "en") else language_of(title + text),
        cells.year(said["year"], _ANY_UNIT) if "year" in said else None,
        cells.line(80)(said.get("id", ""), _ANY_UNIT),
        cells.line(200)(said.get("source", ""), _ANY_UNIT),
    )


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _TITLE_OF_TEXT:
        return line
    return line[:_TITLE_OF_TEXT].rsplit(" ", 1)[0] + "…"
