"""A work as a source tells it, and the table of works that every reader fills, so that all go through one machine. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from minicluster.platform.imports.tables import Table
from minicluster.platform.imports.tidying import tidy

COLUMNS: Final = ("service", "external_id", "other_ids", "kind", "title", "abstract", "language", "date", "authors", "where", "trouble")
MAXIMUM_TITLE: Final = 300
MAXIMUM_TEXT: Final = 20_000
MAXIMUM_AUTHORS: Final = 3_000
_LONGEST: Final = 200
_MAIL: Final = re.compile(r"[<(\[]?\s*(?:mailto:)?[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\s*[>)\]]?", re.IGNORECASE)
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
_TAG: Final = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True)
class NamedAuthor:
    """An author as a source names them. `is_subject`: the file is about this person, as an ORCID record is."""

    name: str
    ids: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_subject: bool = False

    def as_data(self) -> dict[str, Any]:
        """For a cell."""
        return {"name": self.name, "ids": list(self.ids), "places": list(self.places), "is_subject": self.is_subject}


@dataclass(frozen=True)
class Work:
    """A paper, patent, project or statement, as a source tells it. `date` is as exact as the source is; `trouble` says why an entry cannot be read."""

    title: str = ""
    abstract: str = ""
    kind: str = "paper"
    language: str = ""
    date: str = ""
    authors: tuple[NamedAuthor, ...] = ()
    external_ids: tuple[str, ...] = ()
    where: str = ""
    trouble: str = field(default="", kw_only=True)

    def as_cells(self, service: str) -> list[Any]:
        """Its row in the table of works."""
        title, abstract = fitting_title(self.title, self.abstract)
        main, *others = [*self.external_ids, ""][: len(self.external_ids) or 1]
        authors = [author.as_data() for author in self.authors[:MAXIMUM_AUTHORS]]
        cells = [service, main, others or None, self.kind, title, abstract, self.language, self.date, authors or None, self.where[:_LONGEST], self.trouble]
        return [cell if cell != "" else None for cell in cells]


def table_of(works: Iterable[Work], service: str, name: str) -> Table:
    """The table of works; the entries of the file are its rows from 1 on."""
    return Table(name, [list(COLUMNS), *(work.as_cells(service) for work in works)], first_row=0, named=True)


def fitting_title(title: str, abstract: str) -> tuple[str, str]:
    """A title that is too long is cut at a word, and stands whole before the text."""
    line = " ".join(tidy(title).split())
    if len(line) > MAXIMUM_TITLE:
        abstract = f"{line}\n{abstract}"
        line = line[: MAXIMUM_TITLE - 1].rsplit(" ", 1)[0][: MAXIMUM_TITLE - 1] + "…"
    return line, tidy(abstract)[:MAXIMUM_TEXT]


def author(name: Any, *, ids: Iterable[str] = (), places: Iterable[Any] = (), is_subject: bool = False) -> NamedAuthor | None:
    """An author of whom at least a name is known; a mail address is contact data and is not taken from a bibliography."""
    said = line_of(without_mail(text_of(name)))
    if not re.search(r"\w", said):
        return None
    at = dict.fromkeys(filter(None, (line_of(without_mail(text_of(place))) for place in places)))
    return NamedAuthor(said, tuple(dict.fromkeys(filter(None, ids))), tuple(at)[:10], is_subject)


def without_mail(text: str) -> str:
    """The text without mail addresses."""
    return _MAIL.sub(" ", text) if "@" in text else text


def line_of(text: str) -> str:
    """One line of bearable length."""
    return " ".join(tidy(text).split()).strip(" ,;")[:_LONGEST]


def doi(value: Any) -> str:
    """`doi:10.1000/182`, from a DOI with its address or without; empty where it is none."""
    found = _DOI.search(text_of(value).strip())
    return f"doi:{found.group().rstrip('.,;)}').casefold()}"[:_LONGEST] if found else ""


def orcid(value: Any) -> str:
    """`orcid:0000-0002-1825-0097`, from an ORCID iD with its address or without."""
    found = re.search(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]", text_of(value))
    return f"orcid:{found.group().upper()}" if found else ""


def date_of_parts(parts: Any) -> str:
    """`2021-05-03`, as far as the parts are told; years, months and days of no calendar are left out."""
    numbers = [int(part) for part in listed(parts)[:3] if re.fullmatch(r"\d{1,4}", text_of(part).strip())]
    limits = ((1000, 2999), (1, 12), (1, 31))
    kept: list[str] = []
    for number, (least, most) in zip(numbers, limits, strict=False):
        if not least <= number <= most:
            break
        kept.append(f"{number:02}")
    return "-".join(kept)


def without_tags(text: str) -> str:
    """A text of JATS or HTML without its tags."""
    return _TAG.sub(" ", text)


def text_of(value: Any) -> str:
    """A text, or a number as one; anything else says nothing."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def mapping(value: Any) -> dict[str, Any]:
    """A JSON object; anything else says nothing."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A JSON list; anything else says nothing."""
    return value if isinstance(value, list) else []


def first_text(value: Any) -> str:
    """The first text of a list, or the text itself."""
    return next((text for text in map(text_of, listed(value)) if text.strip()), "") if isinstance(value, list) else text_of(value)
