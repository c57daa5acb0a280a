"""Why a candidate was found: facts that are stored with a match, and the sentences that a page makes of them.

A stored reason is language-independent and names records, not people, so that it can be read in both languages and outlives an erasure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.reasons import Spelling, matched_words
from minicluster.members.rules import TieKind
from minicluster.platform.search.engine import FoundDocument
from minicluster.problems import rules

Reason = dict[str, Any]
LONGEST_TITLE: Final = 120
# The kind of the reason that says that the engine stands for none of the candidates.
ABSTAINED: Final = "abstained"


def reasons_of(spelling: Spelling, documents: Iterable[FoundDocument]) -> list[Reason]:
    """The reasons that lie in the documents: shared terms with their shares first, then each piece of evidence, then how close its meaning is.

    Args:
        spelling: how the terms that were looked for are written.
        documents: what speaks for the candidate.
    """
    found = list(documents)
    closest = next((document.closeness for document in found if document.closeness), None)
    reasons = _shared_terms(spelling, found)
    # A facility and its page on record may bear one name: it is told once.
    reasons += list({(reason["evidence_kind"], reason["title"]): reason for reason in map(_evidence, found)}.values())
    return reasons + ([{"kind": "meaning", "closeness": closest}] if closest else [])


def class_reason(problem_class: str) -> Reason:
    """The reason that a support programme is meant for problems of this class."""
    return {"kind": "class", "problem_class": problem_class}


def tie_reason(tie_kind: str, on_date: date, through: str, with_whom: str) -> Reason:
    """The reason that the expert and somebody of the firm (`firm`) or of its group (`group`) know each other through a record."""
    return {"kind": "tie", "tie_kind": tie_kind, "on_date": on_date.isoformat(), "through": through, "with": with_whom}


def sentence_of(reason: Reason) -> str:
    """The reason as a sentence in the reader's language."""
    return _SENTENCES[reason["kind"]](reason)


def _shared_terms(spelling: Spelling, documents: Sequence[FoundDocument]) -> list[Reason]:
    brought: Counter[str] = Counter()
    for document in documents:
        brought.update(document.brings)
    terms = [
        {"ko": "", "en": "", language_of(one.word): one.word, "share": round(one.share, 4), "understood": not one.is_asked}
        for one in matched_words(spelling, brought)
    ]
    return [{"kind": "terms", "terms": terms}] if terms else []


def _evidence(document: FoundDocument) -> Reason:
    kind = "solved_problem" if document.evidence_kind == rules.EvidenceKind.SOLVED_PROBLEM else "evidence"
    title = document.title if len(document.title) <= LONGEST_TITLE else document.title[: LONGEST_TITLE - 1] + "…"
    return {"kind": kind, "evidence_kind": document.evidence_kind, "title": title, "year": document.year, "record": document.record} | _where(document)


def _where(document: FoundDocument) -> Reason:
    """The day of a document and its address, where they are on record."""
    day = {"on_date": document.dated.isoformat()} if document.dated else {}
    return day | ({"link": document.source} if document.source.startswith(("https://", "http://")) else {})


def _words_sentence(reason: Reason) -> str:
    # Matches that were found before shares were kept.
    return _("Shared words: %(words)s") % {"words": ", ".join(reason["words"])}


def _evidence_sentence(reason: Reason) -> str:
    facts = {"kind": evidence_label(reason["evidence_kind"]), "title": reason["title"], "year": reason["year"]}
    return _("%(kind)s “%(title)s” (%(year)s)") % facts if reason["year"] else _("%(kind)s “%(title)s”") % facts


def _solved_sentence(reason: Reason) -> str:
    return _("Has solved a similar problem: “%(title)s”") % {"title": reason["title"]}


def _meaning_sentence(reason: Reason) -> str:
    closeness = {
        "very_close": _("The meaning of this evidence is very close to the problem."),
        "close": _("The meaning of this evidence is close to the problem."),
        "related": _("The meaning of this evidence is related to the problem."),
    }
    return closeness[reason["closeness"]]


def _class_sentence(reason: Reason) -> str:
    return _("Meant for problems of the class “%(class)s”") % {"class": rules.ProblemClass(reason["problem_class"]).label}


def _tie_sentence(reason: Reason) -> str:
    facts = {"tie": TieKind(reason["tie_kind"]).label, "day": date_format(date.fromisoformat(reason["on_date"]), "DATE_FORMAT")}
    if reason["with"] == "firm":
        return _("Knows people of the firm: %(tie)s on %(day)s") % facts
    return _("Knows people of the mini-cluster: %(tie)s on %(day)s") % facts


_SENTENCES: Final = {
    "words": _words_sentence,
    "evidence": _evidence_sentence,
    "solved_problem": _solved_sentence,
    "meaning": _meaning_sentence,
    "class": _class_sentence,
    "tie": _tie_sentence,
}


def evidence_label(kind: str) -> str:
    """What kind of evidence it is; documents made of other records than `Evidence` have their own names."""
    others: Mapping[str, str] = {"notice": _("Programme notice"), "products": _("Products")}
    return others.get(kind) or str(rules.EvidenceKind(kind).label)
