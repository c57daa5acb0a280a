"""Works and authors as OpenAlex tells them. Source: docs.openalex.org, the Work and Author objects. Pure."""

from typing import Any, Final

from minicluster.problems.domain.imports.bibliography.works import (
    MAXIMUM_TEXT,
    NamedAuthor,
    Work,
    author,
    doi,
    listed,
    mapping,
    orcid,
    text_of,
    without_tags,
)

_KINDS: Final = {"grant": "project", "report": "project"}
_LONGEST_ABSTRACT: Final = 20_000


def is_openalex(record: dict[str, Any]) -> bool:
    """Whether a JSON object is a work or an author of OpenAlex."""
    return "authorships" in record or "abstract_inverted_index" in record or "openalex.org/" in text_of(record.get("id"))


def work_of(record: dict[str, Any]) -> Work:
    """A work, or what an author record says of its author's field."""
    return _of_author(record) if _number(record).startswith("A") else _of_work(record)


def _of_work(record: dict[str, Any]) -> Work:
    place = mapping(mapping(record.get("primary_location")).get("source"))
    return Work(
        title=without_tags(text_of(record.get("title")) or text_of(record.get("display_name"))),
        abstract=plain_abstract(record.get("abstract_inverted_index")),
        kind=_KINDS.get(text_of(record.get("type")), "paper"),
        language=text_of(record.get("language"))[:2],
        date=text_of(record.get("publication_date")) or text_of(record.get("publication_year")),
        authors=tuple(filter(None, (_author(mapping(entry)) for entry in listed(record.get("authorships"))))),
        external_ids=tuple(filter(None, (doi(record.get("doi")), _own_id(record)))),
        where=text_of(place.get("display_name")),
    )


def _of_author(record: dict[str, Any]) -> Work:
    topics = [text_of(mapping(topic).get("display_name")) for topic in (listed(record.get("topics")) or listed(record.get("x_concepts")))]
    places = [*listed(record.get("last_known_institutions")), mapping(record.get("last_known_institution"))]
    places += [mapping(entry).get("institution") for entry in listed(record.get("affiliations"))]
    subject = author(
        record.get("display_name"),
        ids=(orcid(record.get("orcid")), _own_id(record)),
        places=(mapping(place).get("display_name") for place in places),
        is_subject=True,
    )
    said = ", ".join(filter(None, topics))
    return Work(said, said, "statement", "en" if said else "", "", (subject,) if subject else (), (_own_id(record),))


def _author(entry: dict[str, Any]) -> NamedAuthor | None:
    who = mapping(entry.get("author"))
    places = [mapping(place).get("display_name") for place in listed(entry.get("institutions"))] or listed(entry.get("raw_affiliation_strings"))
    name = text_of(who.get("display_name")) or text_of(entry.get("raw_author_name"))
    return author(name, ids=(orcid(who.get("orcid")), _own_id(who)), places=places)


def _own_id(record: dict[str, Any]) -> str:
    number = _number(record)
    return f"openalex:{number}" if number else ""


def _number(record: dict[str, Any]) -> str:
    last = text_of(record.get("id")).rstrip("/").rpartition("/")[2].upper()
    return last if last[:1] in {"W", "A"} and last[1:].isdigit() else ""


def plain_abstract(index: Any) -> str:
    """The abstract out of OpenAlex's inverted index, in which each word has its places.

    >>> plain_abstract({"the": [0, 2], "hot": [1], "spindle": [3]})
    'the hot the spindle'
    """
    words: dict[int, str] = {}
    for word, places in mapping(index).items():
        words |= {place: word for place in listed(places) if isinstance(place, int) and 0 <= place < _LONGEST_ABSTRACT}
    return " ".join(words[place] for place in sorted(words))[:MAXIMUM_TEXT]
