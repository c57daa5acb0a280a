"""Works in RIS, as reference managers export them. Source: the tags of the RIS format (TY … ER). Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from minicluster.problems.domain.imports.bibliography.works import Work, author, doi, text_of, without_tags

_LINE: Final = re.compile(r"^([A-Z][A-Z0-9])  ?-(?: (.*)|\s*)$")
_KINDS: Final = {"PAT": "patent", "RPRT": "project", "GRNT": "project", "SLIDE": "lecture"}
_LANGUAGES: Final = {"korean": "ko", "kor": "ko", "한국어": "ko", "english": "en", "eng": "en"}


def is_ris(text: str) -> bool:
    """Whether the first line that says anything begins an entry."""
    first = next((line for line in text.split("\n", 200) if line.strip()), "")
    return re.match(r"^\ufeff?TY  ?- ?", first) is not None


def works_in(text: str) -> Iterator[Work]:
    """Every entry; one that does not end before the next begins is in trouble, as is what stands outside of any."""
    entry: dict[str, list[str]] | None = None
    last = ""
    for raw in text.splitlines():
        found = _LINE.match(raw.rstrip().lstrip("\ufeff"))
        tag, value = (found[1], (found[2] or "").strip()) if found else ("", raw.strip())
        if tag == "TY":
            if entry is not None:
                yield _work(entry, trouble="unclosed")
            entry, last = defaultdict(list, {"TY": [value]}), ""
        elif entry is None:
            if value or tag:
                yield Work(title=value, trouble="outside")
        elif tag == "ER":
            yield _work(entry)
            entry = None
        elif tag:
            entry[tag].append(value)
            last = tag
        elif value and last:
            entry[last][-1] = f"{entry[last][-1]} {value}".strip()
    if entry is not None:
        yield _work(entry, trouble="unclosed")


def _work(entry: dict[str, list[str]], trouble: str = "") -> Work:
    first = {tag: next(filter(None, values), "") for tag, values in entry.items()}
    language = text_of(first.get("LA")).casefold()
    names = [name for tag in ("AU", "A1") for name in entry.get(tag, [])]
    places = entry.get("AD", []) if len(names) == 1 else []
    return Work(
        title=without_tags(_one_of(first, "TI", "T1", "CT", "BT")),
        abstract=without_tags(" ".join(filter(None, (_one_of(first, "AB", "N2"), "; ".join(entry.get("KW", [])))))),
        kind=_KINDS.get(_one_of(first, "TY").upper(), "paper"),
        language=_LANGUAGES.get(language, language[:2]),
        date=re.sub(r"/+$", "", _one_of(first, "DA", "PY", "Y1")).replace("/", "-"),
        authors=tuple(filter(None, (author(name, places=places) for name in names))),
        external_ids=tuple(filter(None, (doi(_one_of(first, "DO") or _one_of(first, "UR")),))),
        where=_one_of(first, "JO", "JF", "T2", "JA", "PB"),
        trouble=trouble,
    )


def _one_of(first: dict[str, str], *tags: str) -> str:
    return next((first[tag] for tag in tags if first.get(tag)), "")
