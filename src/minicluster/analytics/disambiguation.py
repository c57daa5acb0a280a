"""Whether two authors are one person: a verdict with its reasons, never a bare number.

Identifiers decide where both have one of the same scheme. Else names must fit, and every further clue weighs for or against; a weight is the base-10
logarithm of how much likelier the clue is of one person than of two who share the name, set by hand and stated here. Where the clues do not carry
either verdict the answer is `doubtful`, and a person decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from minicluster.analytics.korean_names import Fit, blocks, fit

SAME_FROM: Final = 3.5
DIFFERENT_BELOW: Final = 0.0
_NAME: Final = {Fit.EQUAL: 2.0, Fit.VARIANT: 1.5, Fit.INITIALS: 0.5}
_SHARED_PLACE, _OTHER_PLACE = 2.0, -1.0
_SHARED_COAUTHOR, _MOST_FOR_COAUTHORS = 1.5, 3.0
_SHARED_FIELD, _TOUCHED_FIELD, _OTHER_FIELD = 1.5, 0.5, -1.5
_CLOSE, _NEAR, _ENOUGH_WORDS = 0.25, 0.08, 8
_LONG_GAP, _LIFETIME_GAP = 15, 35
_CLUES_NEEDED: Final = {Fit.EQUAL: 1, Fit.VARIANT: 2, Fit.INITIALS: 3}
# Schemes in which one person has one number only; in others a service may have split a person in two.
_ONE_EACH: Final = frozenset({"orcid", "ntis"})
_WORD: Final = re.compile(r"[가-힣]{2,}|[a-z]{3,}")
_EMPTY: Final = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "are",
        "was",
        "were",
        "using",
        "based",
        "study",
        "analysis",
        "method",
        "effect",
        "effects",
        "development",
        "new",
        "via",
        "its",
        "into",
        "between",
        "under",
        "연구",
        "개발",
        "분석",
        "위한",
        "이용한",
        "통한",
        "관한",
        "기반",
        "및",
        "대한",
        "따른",
    ]
)
_PLACE_WORDS: Final = re.compile(r"[가-힣a-z0-9]+")
_SHORTEST_PLACE: Final = 3


class Verdict(StrEnum):
    """What the comparison comes to."""

    SAME = "same"
    DIFFERENT = "different"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Author:
    """What is known of an author: every name form, identifiers such as `orcid:0000-0002-1825-0097`, places, co-authors, words of the field, years."""

    names: tuple[str, ...]
    identifiers: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    coauthors: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One clue: its code, its weight (positive: for one person), and what it rests on."""

    code: str
    weight: float
    detail: str = ""


@dataclass(frozen=True)
class Comparison:
    """A verdict with every reason for it."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def score(self) -> float:
        """The sum of the weights."""
        return round(sum(reason.weight for reason in self.reasons), 2)


def compare(one: Author, other: Author, *, namesakes: int = 1) -> Comparison:
    """Compare two authors; `namesakes` is how many people of the pool have a fitting name, for a common name says less.

    >>> compare(Author(("이성민",), places=("강원대학교",)), Author(("Lee, Sung-Min",))).verdict
    <Verdict.DOUBTFUL: 'doubtful'>
    """
    names = max((fit(first, second) for first in one.names for second in other.names), default=Fit.NONE)
    decided = _by_identifiers(one, other, names)
    if decided is not None:
        return decided
    if names is Fit.NONE:
        return Comparison(Verdict.DIFFERENT, (Reason("names_differ", -9.0, f"{_first(one.names)} ≠ {_first(other.names)}"),))
    clues = [*_places(one, other), *_coauthors(one, other), *_field(one, other), *_years(one, other)]
    common = [Reason("namesakes", -0.5, str(namesakes))] if namesakes > 1 else []
    reasons = (Reason(f"name_{names.name.casefold()}", _NAME[names], f"{_first(one.names)} ~ {_first(other.names)}"), *clues, *common)
    return Comparison(_verdict(reasons, names, sum(clue.weight >= 1 for clue in clues)), reasons)


def _verdict(reasons: Iterable[Reason], names: Fit, speaking_for: int) -> Verdict:
    score = sum(reason.weight for reason in reasons)
    if score >= SAME_FROM and speaking_for >= _CLUES_NEEDED[names]:
        return Verdict.SAME
    return Verdict.DIFFERENT if score < DIFFERENT_BELOW else Verdict.DOUBTFUL


def _by_identifiers(one: Author, other: Author, names: Fit) -> Comparison | None:
    shared = sorted(one.identifiers & other.identifiers)
    if shared:
        # A number copied to the wrong name is seen in every register; a changed name too.
        verdict = Verdict.SAME if names is not Fit.NONE else Verdict.DOUBTFUL
        return Comparison(verdict, (Reason("identifier_shared", 9.0 if names is not Fit.NONE else 1.0, shared[0]),))
    mine, others = _schemes(one), _schemes(other)
    for scheme in sorted(_ONE_EACH & set(mine) & set(others)):
        return Comparison(Verdict.DIFFERENT, (Reason("identifiers_differ", -9.0, f"{mine[scheme]} ≠ {others[scheme]}"),))
    return None


def _schemes(author: Author) -> dict[str, str]:
    return {identifier.partition(":")[0]: identifier for identifier in sorted(author.identifiers)}


def _places(one: Author, other: Author) -> list[Reason]:
    shared = next((place for place in one.places if any(same_place(place, there) for there in other.places)), "")
    if shared:
        return [Reason("place_shared", _SHARED_PLACE, shared)]
    comparable = {_script(place) for place in one.places} & {_script(place) for place in other.places}
    return [Reason("place_differs", _OTHER_PLACE, f"{_first(one.places)} ≠ {_first(other.places)}")] if comparable else []


def same_place(one: str, other: str) -> bool:
    """Whether two addresses name one institution: the words of the shorter stand in the longer, and no other name begins with them.

    >>> same_place("Seoul National University", "Seoul National University of Science and Technology")
    False
    >>> same_place("강원대학교", "강원대학교 기계의용공학과")
    True
    """
    short, long = sorted((_PLACE_WORDS.findall(place.casefold()) for place in (one, other)), key=lambda words: len("".join(words)))
    if len("".join(short)) < _SHORTEST_PLACE:
        return False
    if "".join(short) == "".join(long):
        return True
    places = (place for place in range(len(long) - len(short) + 1) if long[place : place + len(short)] == short)
    return any(place + len(short) >= len(long) or long[place + len(short)] not in {"of", "for"} for place in places)


def _script(text: str) -> str:
    return "ko" if re.search(r"[가-힣]", text) else "en"


def _coauthors(one: Author, other: Author) -> list[Reason]:
    """Co-authors are known again by the key of their names, one of which is enough to be counted once."""
    own = {block: name for name in one.coauthors for block in blocks(name)}
    shared = {own[block] for name in other.coauthors for block in blocks(name) if block in own and fit(name, own[block]) is not Fit.NONE}
    if not shared:
        return []
    return [Reason("coauthors_shared", min(_SHARED_COAUTHOR * len(shared), _MOST_FOR_COAUTHORS), ", ".join(sorted(shared)[:3]))]


def _field(one: Author, other: Author) -> list[Reason]:
    """Overlap of the words of the field, by script: Korean and English words of one field share no letters and say nothing against it."""
    best: tuple[float, frozenset[str]] | None = None
    for script in ("ko", "en"):
        mine, others = (frozenset(word for word in author.words if _script(word) == script) for author in (one, other))
        if min(len(mine), len(others)) >= _ENOUGH_WORDS:
            share = len(mine & others) / min(len(mine), len(others))
            best = max(best or (share, mine & others), (share, mine & others), key=lambda entry: entry[0])
    if best is None:
        return []
    said = ", ".join(sorted(best[1])[:5])
    if best[0] >= _CLOSE:
        return [Reason("field_shared", _SHARED_FIELD, said)]
    return [Reason("field_touched", _TOUCHED_FIELD, said)] if best[0] >= _NEAR else [Reason("field_differs", _OTHER_FIELD)]


def _years(one: Author, other: Author) -> list[Reason]:
    if not one.years or not other.years:
        return []
    gap = max(min(one.years) - max(other.years), min(other.years) - max(one.years), 0)
    if gap < _LONG_GAP:
        return []
    return [Reason("years_apart", -2.0 if gap >= _LIFETIME_GAP else -0.5, str(gap))]


def words_of(*texts: str) -> frozenset[str]:
    """The words of texts that tell a field."""
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()) if word not in _EMPTY)


def _first(texts: tuple[str, ...]) -> str:
    return texts[0] if texts else "–"
