r"""Works in BibTeX: entries with braces or brackets, abbreviations (`@string`), joined values, and LaTeX's accents (`{\"o}`). Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from minicluster.problems.domain.imports.bibliography.works import Work, author, doi, without_tags

_ENTRY: Final = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_NAME: Final = re.compile(r"\s*,?\s*([\w:./+-]+)\s*=\s*")
_WORD: Final = re.compile(r"[^\s,#{}()\"]+")
_NOT_A_WORK: Final = frozenset({"comment", "preamble"})
_KINDS: Final = {"patent": "patent", "techreport": "project", "report": "project", "project": "project", "grant": "project"}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES: Final = {"korean": "ko", "한국어": "ko", "english": "en", "american": "en", "british": "en"}
_ACCENTS: Final = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327",
    "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS: Final = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ"}
_ACCENTED: Final = re.compile(r"\\([\"'`^~=.])\s*\{?\s*(\\?[A-Za-z])\s*\}?|\\([uvHckrdb])(?:\s+|\s*\{\s*)(\\?[A-Za-z])\s*\}?")
_LETTER: Final = re.compile(r"\\(ss|oe|OE|ae|AE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])\s*(?:\{\})?")
_COMMAND: Final = re.compile(r"\\[A-Za-z]+\*?\s*")


class _BrokenError(ValueError):
    """An entry that cannot be read."""


@dataclass
class _Reader:
    """A place in the text."""

    text: str
    place: int

    def value(self, abbreviations: dict[str, str]) -> str:
        """A value, of pieces joined by `#`."""
        pieces = [self._piece(abbreviations)]
        while self._skip("#"):
            pieces.append(self._piece(abbreviations))
        return "".join(pieces)

    def _piece(self, abbreviations: dict[str, str]) -> str:
        self._spaces()
        letter = self.text[self.place : self.place + 1]
        if letter in {"{", '"'} and letter:
            return self._enclosed("}" if letter == "{" else '"')
        word = _WORD.match(self.text, self.place)
        if word is None:
            raise _BrokenError
        self.place = word.end()
        return abbreviations.get(word[0].casefold(), word[0])

    def _enclosed(self, end: str) -> str:
        start, depth = self.place + 1, 0
        for place in range(start, len(self.text)):
            letter = self.text[place]
            if letter == end and depth == 0 and self.text[place - 1] != "\\":
                self.place = place + 1
                return self.text[start:place]
            depth += (letter == "{") - (letter == "}")
            if depth < 0:
                break
        raise _BrokenError

    def _spaces(self) -> None:
        while self.text[self.place : self.place + 1].isspace():
            self.place += 1

    def _skip(self, letter: str) -> bool:
        self._spaces()
        found = self.text[self.place : self.place + 1] == letter
        self.place += found
        return found


def is_bibtex(text: str) -> bool:
    """Whether an entry of BibTeX begins at the head of a line near the beginning."""
    return re.search(r"^\s*@\s*[A-Za-z]+\s*[{(]", text[:20_000], re.MULTILINE) is not None


def works_in(text: str) -> Iterator[Work]:
    """Every entry; one that cannot be read is in trouble, and the reading goes on at the next."""
    abbreviations = {month: month for month in _MONTHS}
    begins = list(_ENTRY.finditer(text))
    place = 0
    for number, begin in enumerate(begins):
        if begin.start() < place:
            continue
        kind = begin[1].casefold()
        # What one entry may hold ends where a line begins the next, so that one brace left open does not swallow all that follows.
        end = next((later.start() for later in begins[number + 1 :] if _begins_line(text, later.start())), len(text))
        if kind in _NOT_A_WORK:
            continue
        try:
            fields, place = _fields(text[:end], begin.end(), abbreviations, has_key=kind != "string")
        except _BrokenError:
            yield Work(title=" ".join(text[begin.start() : end].split())[:120], trouble="unclosed")
            place = end
            continue
        if kind == "string":
            abbreviations |= fields
        else:
            yield _work(kind, fields)


def _begins_line(text: str, place: int) -> bool:
    return not text[text.rfind("\n", 0, place) + 1 : place].strip()


def _fields(text: str, place: int, abbreviations: dict[str, str], *, has_key: bool) -> tuple[dict[str, str], int]:
    reader = _Reader(text, place)
    if has_key:
        comma = re.compile(r"[^,{}=]*(,|(?=[})]))").match(text, place)
        if comma is None:
            raise _BrokenError
        reader.place = comma.end()
    fields: dict[str, str] = {}
    while found := _NAME.match(text, reader.place):
        reader.place = found.end()
        fields.setdefault(found[1].casefold(), reader.value(abbreviations))
    closing = re.compile(r"[\s,]*[})]").match(text, reader.place)
    if closing is None:
        raise _BrokenError
    return fields, closing.end()


def _work(kind: str, fields: dict[str, str]) -> Work:
    said = {name: plain_latex(value) for name, value in fields.items()}
    # The names of authors are told apart before the braces go: `{Samsung and Company}` is one.
    names = [plain_latex(name) for name in _names(fields.get("author", ""))]
    places = [said["affiliation"]] if "affiliation" in said and len(names) == 1 else []
    language = (said.get("language") or said.get("langid") or "").casefold()
    abstract = " ".join(filter(None, (said.get("abstract", ""), said.get("keywords", ""))))
    return Work(
        title=without_tags(said.get("title", "")),
        abstract=without_tags(abstract),
        kind=_KINDS.get(kind, "paper"),
        language=_LANGUAGES.get(language, language[:2]),
        date=said.get("date") or _date(said.get("year", ""), said.get("month", "")),
        authors=tuple(filter(None, (author(name, places=places) for name in names if name.casefold() != "others"))),
        external_ids=tuple(filter(None, (doi(said.get("doi") or said.get("url", "")),))),
        where=said.get("journal") or said.get("journaltitle") or said.get("booktitle") or said.get("institution") or said.get("school", ""),
    )


def _date(year: str, month: str) -> str:
    number = _MONTHS.index(month[:3].casefold()) + 1 if month[:3].casefold() in _MONTHS else int(month) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else 0
    return f"{year}-{number:02}" if number and re.fullmatch(r"\d{4}", year) else year


def _names(value: str) -> list[str]:
    """Divide at `and` where no brace is open."""
    names, depth, start = [], 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", value, re.IGNORECASE):
        if found[0] in "{}":
            depth = max(0, depth + (1 if found[0] == "{" else -1))
        elif depth == 0:
            names.append(value[start : found.start()])
            start = found.end()
    return [name for name in (*names, value[start:]) if name.strip()]


def plain_latex(text: str) -> str:
    r"""The text as it is printed.

    >>> plain_latex(r"Schr{\"o}dinger, {\'E}mile and K{\o}benhavn \& {\v c}ap\~nao")
    'Schrödinger, Émile and København & čapñao'
    """
    letters = _LETTER.sub(lambda found: _LETTERS[found[1]], _ACCENTED.sub(_accented, text))
    printed = re.sub(r"\\([&%$#_{}~^-])", r"\1", letters).replace("~", " ").replace("---", "—").replace("--", "–")
    return " ".join(unicodedata.normalize("NFC", _COMMAND.sub("", printed)).replace("{", "").replace("}", "").replace("\\", "").split())


def _accented(found: re.Match[str]) -> str:
    sign, letter = (found[1], found[2]) if found[1] else (found[3], found[4])
    return unicodedata.normalize("NFC", letter.lstrip("\\") + _ACCENTS[sign])
