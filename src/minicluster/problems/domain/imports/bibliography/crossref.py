"""Works as Crossref tells them: `message`, `message.items`, or an item. Source: the REST API's documentation of the work. Pure."""

from typing import Any, Final

from minicluster.problems.domain.imports.bibliography.works import (
    NamedAuthor,
    Work,
    author,
    date_of_parts,
    doi,
    first_text,
    listed,
    mapping,
    orcid,
    text_of,
    without_tags,
)

_KINDS: Final = {"grant": "project", "report": "project", "report-series": "project"}
_DATES: Final = ("published-print", "published-online", "published", "issued", "created")


def is_crossref(record: dict[str, Any]) -> bool:
    """Whether a JSON object is an item of Crossref."""
    return "DOI" in record and ("type" in record or "author" in record or "title" in record or "container-title" in record)


def work_of(record: dict[str, Any]) -> Work:
    """The work of an item."""
    dates = (date_of_parts(first) for name in _DATES for first in listed(mapping(record.get(name)).get("date-parts"))[:1])
    return Work(
        title=without_tags(first_text(record.get("title"))),
        abstract=without_tags(text_of(record.get("abstract"))),
        kind=_KINDS.get(text_of(record.get("type")), "paper"),
        language=text_of(record.get("language"))[:2],
        date=next(filter(None, dates), ""),
        authors=tuple(filter(None, (_author(mapping(entry)) for entry in listed(record.get("author"))))),
        external_ids=tuple(filter(None, (doi(record.get("DOI")),))),
        where=without_tags(first_text(record.get("container-title"))),
    )


def _author(entry: dict[str, Any]) -> NamedAuthor | None:
    family, given = text_of(entry.get("family")), text_of(entry.get("given"))
    name = ", ".join(filter(None, (family, given))) or text_of(entry.get("name"))
    return author(name, ids=(orcid(entry.get("ORCID")),), places=(mapping(place).get("name") for place in listed(entry.get("affiliation"))))
