"""Minutes cut into sentences, each under the point of the agenda where it stands: decisions, action items and problems name the sentence they came from."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# As much of a sentence as a record keeps.
QUOTE_LENGTH: Final = 500
_KEY_LENGTH: Final = 16

_BULLET: Final = re.compile(r"^(?:[-–—*•·○●◦□■▪▶※]|ㅇ(?=\s))\s*")
_ENUMERATOR: Final = re.compile(r"^(?:\d{1,2}[.)]|[가-하A-Za-z][.)]|\(\d{1,2}\)|[①-⑳])\s+")
_HEADING: Final = re.compile(r"^(?:제\s*)?\d{1,2}(?:\s*호)?\s*[.):]?\s+(?P<title>.+)$")
# A full stop, a question or exclamation mark, with the quotes and brackets that it closes, where something follows.
_STOP: Final = re.compile(r"(?P<mark>[.!?。]+)(?P<closing>[)\]”’\"'」』]*)(?P<space>\s+|(?=[가-힣]))")
_DATE: Final = re.compile(r"\d{2,4}\s*\.\s*\d{1,2}\s*\.(?:\s*\d{1,2}\s*\.)?")
# A Korean sentence that nobody put a space behind is told by its last syllable: one of these, or one that closes with ㅁ (함, 됨, 넘어감).
_ENDINGS: Final = frozenset("다요까죠것")
# Hangul syllables stand in Unicode in rows of 28, by what closes them.
_FINALS: Final = 28
_FINAL_M: Final = 16
_COUNTING: Final = frozenset("가나다라마바사아자차카타파하")
# What is said about a quotation goes on in the same sentence.
_SAID: Final = re.compile(r"(?:이?라고|고|하고|하며|이?라는|라며|며|는)(?=[\s가-힣])")
_ABBREVIATIONS: Final = frozenset(
    {
        "mr", "mrs", "ms", "dr", "prof", "no", "nos", "vs", "etc", "eg", "e.g", "ie", "i.e", "cf", "co", "corp", "inc", "ltd", "st", "fig", "approx", "dept",
        "jr", "sr", "rev", "vol", "pp", "p", "ph.d", "u.s", "u.k", "a.m", "p.m", "est", "incl", "max", "min", "tel",
    }
)  # fmt: skip
_LAST_WORD: Final = re.compile(r"[A-Za-z][A-Za-z.]*$")


@dataclass(frozen=True)
class Sentence:
    """One sentence or line of minutes; `item` is the number of the point of the agenda under which it stands, None before the first."""

    text: str
    item: int | None = None
    is_heading: bool = False

    @property
    def quote(self) -> str:
        """The sentence as a record keeps it."""
        return self.text[:QUOTE_LENGTH]

    @property
    def key(self) -> str:
        """A short name for it in an address; another wording has another."""
        return hashlib.sha256(self.quote.encode()).hexdigest()[:_KEY_LENGTH]


def headings_for(titles: Sequence[str]) -> str:
    """What minutes start from: each point of the agenda as a heading with room under it."""
    return "\n\n".join(f"{number}. {title}\n" for number, title in enumerate(titles, start=1))


def sentences_of(text: str, titles: Sequence[str] = ()) -> list[Sentence]:
    """The minutes, sentence by sentence, in their order; a line that says `2. ` and the second title of the agenda is its heading."""
    found: list[Sentence] = []
    item: int | None = None
    for line in filter(None, (" ".join(row.split()) for row in text.splitlines())):
        heading = _item_named(line, titles)
        if heading is not None:
            item = heading
            found.append(Sentence(line, item, is_heading=True))
        else:
            found += [Sentence(said, item) for said in _sentences_in(line)]
    return found


def sentence_named(key: str, sentences: Iterable[Sentence]) -> Sentence | None:
    """The sentence with this key; None where its wording has changed since."""
    return next((sentence for sentence in sentences if not sentence.is_heading and sentence.key == key), None)


def _item_named(line: str, titles: Sequence[str]) -> int | None:
    """The point of the agenda whose title this line says, numbered or not; what is added behind the title does no harm."""
    numbered = _HEADING.match(line)
    said = _folded(numbered["title"] if numbered else line)
    for number, title in enumerate(titles, start=1):
        known = _folded(title)
        more = said.removeprefix(known)
        if known and (not more or (numbered and more != said and not more[0].isalnum())):
            return number
    return None


def _folded(text: str) -> str:
    """Without spaces and letter case, and without the word “matter” that minutes put behind a title."""
    return "".join(text.split()).casefold().removesuffix("의건")


def _sentences_in(line: str) -> Iterator[str]:
    line = _BULLET.sub("", line)
    lead = _ENUMERATOR.match(line)
    dates = [match.span() for match in _DATE.finditer(line)]
    start = 0
    for stop in _STOP.finditer(line, lead.end() if lead else 0):
        if _is_end(line, stop, dates):
            yield line[start : stop.end("closing")].strip()
            start = stop.end()
    if line[start:].strip():
        yield line[start:].strip()


def _is_end(line: str, stop: re.Match[str], dates: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence ends here. A stop inside a date, behind an abbreviation or a number, or inside what somebody is quoted with does not end one."""
    before, after = line[: stop.start()], line[stop.end() :]
    if stop["closing"]:
        return not _SAID.match(after) and not after[:1].islower()
    if stop["mark"] != ".":
        # Dots in a row are a pause.
        return stop["mark"][0] != "." and bool(stop["space"])
    if not stop["space"]:
        return _closes_a_sentence(before)
    if before[-1:].isdigit():
        return after[:1].isupper() and not any(first <= stop.start() < last for first, last in dates)
    return not _is_abbreviation(before) and not _only_counts(before)


def _closes_a_sentence(before: str) -> bool:
    last = before[-1:]
    closes_with_m = "가" <= last <= "힣" and (ord(last) - ord("가")) % _FINALS == _FINAL_M
    return before[-2:-1].isalpha() and (last in _ENDINGS or closes_with_m)


def _only_counts(before: str) -> bool:
    """Whether what stands before the stop is `가`, `나` … as one numbers points by them."""
    return any(word in _COUNTING for word in before.split()[-1:])


def _is_abbreviation(before: str) -> bool:
    word = _LAST_WORD.search(before)
    return word is not None and (word[0].lower() in _ABBREVIATIONS or (len(word[0]) == 1 and word[0].isupper()))
