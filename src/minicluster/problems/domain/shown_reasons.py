"""The stored reasons of a match as a page shows them: what speaks for the candidate, word by word, and apart from it what is not known.

A page shows these kinds word by word; every other kind is the sentence that `reasons.sentence_of` makes of it.

| kind | holds |
|---|---|
| `terms` | `terms`: a list of `{"ko", "en", "share", "understood"}`: its share (0–1) of what words add to the score; `understood`: not the problem's own word |
| `path` | `lay`: the firm's words; `mechanism`: `{"ko", "en"}`; `terms`: `{"ko": [...], "en": [...]}`: how a lay problem was understood |
| `unknown` | `what`: `equipment`, `evidence`, `evidence_after` (with `year`), `load`, `language` (with `language`) |
| `abstained` | nothing: the engine found no candidate that it would stand for |
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.members.models import in_language
from minicluster.problems.domain.reasons import ABSTAINED, Reason, sentence_of

BAR_WIDTH: Final = 100


@dataclass(frozen=True)
class ShownTerm:
    """A matched term in both languages, its part of what words add to the score, the width of its bar (0-100), and whether it is not the problem's own word."""

    text: str
    other: str
    part: str
    width: int
    is_understood: bool = False


@dataclass(frozen=True)
class ShownPath:
    """How a lay problem was understood: the firm's words, the mechanism, the experts' terms."""

    lay: list[str]
    mechanism: str
    terms: list[str]


@dataclass(frozen=True)
class ShownSentence:
    """A reason in one sentence, with the address of the document where it has one."""

    text: str
    link: str = ""


@dataclass
class ShownReasons:
    """All reasons of one candidate, in the order in which a page shows them."""

    paths: list[ShownPath] = field(default_factory=list)
    terms: list[ShownTerm] = field(default_factory=list)
    sentences: list[ShownSentence] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def shown(reasons: Iterable[Reason]) -> ShownReasons:
    """The reasons as a page shows them, in the reader's language."""
    page = ShownReasons()
    for reason in reasons:
        if reason["kind"] == "terms":
            page.terms += [_term(term) for term in _weightiest(reason)]
        elif reason["kind"] == "path":
            page.paths.append(_path(reason))
        elif reason["kind"] == "unknown":
            page.unknown.append(_unknown(reason))
        elif reason["kind"] != ABSTAINED:
            page.sentences.append(ShownSentence(sentence_of(reason), _link(reason)))
    return page


def told(reason: Reason) -> str:
    """Any reason as one line of text, where there is no page to lay it out."""
    if reason["kind"] == "path":
        path = _path(reason)
        return " → ".join([", ".join(path.lay), path.mechanism, " · ".join(path.terms)])
    if reason["kind"] == "unknown":
        return _unknown(reason)
    if reason["kind"] == "terms":
        terms = ", ".join(f"{one.text} {one.width}" for one in map(_term, _weightiest(reason)))
        return _("Matched terms, of the words' 100 points: %(terms)s") % {"terms": terms}
    return _("No confident match.") if reason["kind"] == ABSTAINED else sentence_of(reason)


def has_abstained(matches: Iterable[Any]) -> bool:
    """Whether the engine stands for none of these matches."""
    return any(reason["kind"] == ABSTAINED for match in matches for reason in match.reasons)


def _weightiest(reason: Reason) -> list[Mapping[str, Any]]:
    return sorted(reason["terms"], key=lambda term: -term["share"])


def _term(term: Mapping[str, Any]) -> ShownTerm:
    text = in_language(term.get("ko", ""), term.get("en", ""))
    other = next((name for name in (term.get("ko", ""), term.get("en", "")) if name and name != text), "")
    width = max(1, min(BAR_WIDTH, round(term["share"] * BAR_WIDTH)))
    return ShownTerm(text, other, _part(term["share"]), width, bool(term.get("understood")))


def _part(share: float) -> str:
    """The share in points, with what they are points of: never a bare percentage."""
    return _("%(points)s of the words' 100 points") % {"points": round(share * BAR_WIDTH)}


def _path(reason: Reason) -> ShownPath:
    mechanism, terms = reason["mechanism"], reason["terms"]
    korean, english = terms.get("ko", []), terms.get("en", [])
    return ShownPath(list(reason["lay"]), in_language(mechanism.get("ko", ""), mechanism.get("en", "")), list(_in_language(korean, english)))


def _in_language(korean: list[str], english: list[str]) -> list[str]:
    return korean if in_language("ko", "en") == "ko" and korean else english or korean


def _unknown(reason: Reason) -> str:
    return _UNKNOWN[reason["what"]](reason)


_UNKNOWN: Final[dict[str, Callable[[Reason], str]]] = {
    "equipment": lambda _reason: _("No equipment is on record."),
    "evidence": lambda _reason: _("No document speaks for it; there is only the own statement."),
    "evidence_after": lambda reason: _("There is no evidence after %(year)s.") % {"year": reason["year"]},
    "load": lambda _reason: _("How busy the person is at present is not known."),
    "language": lambda reason: _("Whether the person works in the language of the problem (%(language)s) is not known.") % {"language": reason["language"]},
}


def _link(reason: Reason) -> str:
    link = str(reason.get("link", ""))
    return link if link.startswith(("https://", "http://")) else ""
