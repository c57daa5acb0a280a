"""An ORCID record, or its works: all of them are of the person whose record it is. Source: ORCID's API 3.0, the JSON of `record` and `works`. Pure."""

import re
from collections.abc import Iterator
from typing import Any, Final

from minicluster.problems.domain.imports.bibliography.works import NamedAuthor, Work, author, date_of_parts, doi, listed, mapping, orcid, text_of, without_tags

_KINDS: Final = {"patent": "patent", "invention": "patent", "report": "project", "lecture-speech": "lecture", "conference-presentation": "lecture"}
_IN_A_PATH: Final = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]")


def is_orcid(record: dict[str, Any]) -> bool:
    """Whether a JSON object is an ORCID record or the list of its works."""
    return "orcid-identifier" in record or "activities-summary" in record or ("group" in record and _owner_in_path(record) != "")


def works_of(record: dict[str, Any]) -> Iterator[Work]:
    """Every work of the record, the preferred telling of each."""
    owner = _owner(record)
    activities = mapping(record.get("activities-summary"))
    groups = listed(mapping(activities.get("works")).get("group")) or listed(record.get("group"))
    for group in groups:
        tellings = [mapping(telling) for telling in listed(mapping(group).get("work-summary"))]
        if tellings:
            yield _work(max(tellings, key=_preference), owner)


def _work(record: dict[str, Any], owner: NamedAuthor | None) -> Work:
    contributors = (_contributor(mapping(entry)) for entry in listed(mapping(record.get("contributors")).get("contributor")))
    published = mapping(record.get("publication-date"))
    return Work(
        title=without_tags(_value(mapping(record.get("title")).get("title"))),
        abstract=without_tags(text_of(record.get("short-description"))),
        kind=_KINDS.get(text_of(record.get("type")).casefold().replace("_", "-"), "paper"),
        language=text_of(record.get("language-code"))[:2],
        date=date_of_parts([_value(published.get(part)) for part in ("year", "month", "day")]),
        authors=(*((owner,) if owner else ()), *(other for other in contributors if other and not _is_owner(other, owner))),
        external_ids=tuple(dict.fromkeys(filter(None, (*_dois(record), _put_code(record))))),
        where=_value(record.get("journal-title")),
    )


def _owner(record: dict[str, Any]) -> NamedAuthor | None:
    names = mapping(mapping(record.get("person")).get("name"))
    said = [", ".join(filter(None, (_value(names.get("family-name")), _value(names.get("given-names"))))), _value(names.get("credit-name"))]
    number = orcid(mapping(record.get("orcid-identifier")).get("path")) or orcid(_owner_in_path(record))
    return author(next(filter(None, said), number.partition(":")[2]), ids=(number,), places=_employers(record), is_subject=True)


def _employers(record: dict[str, Any]) -> Iterator[str]:
    employments = mapping(mapping(record.get("activities-summary")).get("employments"))
    for group in listed(employments.get("affiliation-group")):
        for summary in listed(mapping(group).get("summaries")):
            yield text_of(mapping(mapping(mapping(summary).get("employment-summary")).get("organization")).get("name"))


def _contributor(entry: dict[str, Any]) -> NamedAuthor | None:
    return author(_value(entry.get("credit-name")), ids=(orcid(mapping(entry.get("contributor-orcid")).get("path")),))


def _is_owner(other: NamedAuthor, owner: NamedAuthor | None) -> bool:
    return owner is not None and bool(set(other.ids) & set(owner.ids))


def _dois(record: dict[str, Any]) -> Iterator[str]:
    for entry in listed(mapping(record.get("external-ids")).get("external-id")):
        if text_of(mapping(entry).get("external-id-type")).casefold() == "doi" and mapping(entry).get("external-id-relationship") != "part-of":
            yield doi(mapping(entry).get("external-id-value"))


def _put_code(record: dict[str, Any]) -> str:
    code = text_of(record.get("put-code"))
    return f"orcid-work:{code}"[:80] if code else ""


def _preference(telling: dict[str, Any]) -> int:
    index = text_of(telling.get("display-index"))
    return int(index) if index.isdecimal() and len(index) < len("1000000") else 0


def _owner_in_path(record: dict[str, Any]) -> str:
    found = _IN_A_PATH.search(text_of(record.get("path")))
    return found.group() if found else ""


def _value(entry: Any) -> str:
    return text_of(mapping(entry).get("value")) if isinstance(entry, dict) else text_of(entry)
