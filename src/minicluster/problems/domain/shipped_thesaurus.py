"""The thesaurus as it ships with the product: files read, no record touched."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from minicluster.analytics.retrieval.language import LANGUAGES
from minicluster.analytics.retrieval.thesaurus import Concept

FOLDER: Final = Path(__file__).parent.parent / "thesaurus"


def read_shipped_concepts() -> Iterator[Concept]:
    """The concepts of all shipped files, field by field, in the order of the files."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from (_concept(json.loads(line)) for line in lines if line.strip())


@cache
def field_names() -> Mapping[str, Mapping[str, str]]:
    """The names of the shipped fields by code and language."""
    names: dict[str, dict[str, str]] = json.loads((FOLDER / "fields.json").read_text(encoding="utf-8"))
    return names


def fields_called(names: Iterable[str]) -> frozenset[str]:
    """The codes of the fields that bear one of these names, in either language; the place in brackets, which tells fields of one name apart, does not count."""
    wanted = {_plain_name(name) for name in names} - {""}
    return frozenset(code for code, of_field in field_names().items() if wanted & {_plain_name(name) for name in of_field.values()})


def _plain_name(name: str) -> str:
    return "".join(name.partition("(")[0].split()).casefold()


@cache
def skos_context() -> Mapping[str, Any]:
    """What the words of the files mean in SKOS (JSON-LD's `@context`)."""
    context: dict[str, Any] = json.loads((FOLDER / "context.json").read_text(encoding="utf-8"))["@context"]
    return context


def _concept(entry: Mapping[str, Any]) -> Concept:
    return Concept(
        key=entry["id"],
        kind=entry["type"],
        fields=tuple(entry["inScheme"]),
        mechanism={language: entry["prefLabel"].get(language, "") for language in LANGUAGES},
        terms={language: tuple(entry["altLabel"].get(language, ())) for language in LANGUAGES},
        lay=_in_every_language(entry.get("hiddenLabel", {})),
        told=_in_every_language(entry.get("example", {})),
        requests={language: tuple(texts) for language, texts in entry.get("request", {}).items()},
    )


def _in_every_language(texts: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(text for language in LANGUAGES for text in texts.get(language, ()))
