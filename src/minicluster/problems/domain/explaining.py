"""Why a candidate was found, as far as the thesaurus and the records tell it: the way from the firm's words to the experts' terms, and what is not known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, Q

from minicluster.analytics.retrieval.reasons import spelling_of
from minicluster.analytics.retrieval.weights import question_weights
from minicluster.analytics.retrieval.words import GRAM_MARK
from minicluster.platform.search.engine import Answer, Found, MeantConcept
from minicluster.problems import rules
from minicluster.problems.domain.reasons import Reason
from minicluster.problems.models import Evidence, Facility, SymptomConcept

# A concept below this share is not told as the way by which somebody was found.
LEAST_SHARE: Final = 0.1
TERMS_SHOWN: Final = 3
# Evidence that is older than this many years is told as old.
RECENT_YEARS: Final = 4


class Ways:
    """The ways from a question's words over a mechanism to the terms of the experts, for the candidates of one answer.

    `spelling` is how the terms that were looked for are written, the question's own and the experts'.
    """

    def __init__(self, programme_id: int, question: str, answer: Answer) -> None:
        self._meant = [one for one in answer.concepts if one.share >= LEAST_SHARE and one.words]
        keys = [one.key for one in answer.concepts]
        self._concepts = {concept.key: concept for concept in SymptomConcept.objects.filter(programme_id=programme_id, key__in=keys, amends=None)}
        meant = self._concepts.values()
        phrases = [phrase for one in meant for phrase in (*one.terms_ko, *one.terms_en, one.mechanism_ko, one.mechanism_en)]
        self.spelling = spelling_of(question, phrases)

    def to(self, found: Found) -> list[Reason]:
        """The likeliest way on which this candidate lies; none where their documents hold no term of a concept."""
        terms = {term for document in found.documents for term in document.terms}
        for one in self._meant:
            concept = self._concepts.get(one.key)
            if concept is not None and (shared := _shared_terms(concept, terms)):
                return [_path(one, concept, shared)]
        return []


def _shared_terms(concept: SymptomConcept, terms: Collection[str]) -> dict[str, list[str]]:
    shared = {"ko": _among(concept.terms_ko, terms), "en": _among(concept.terms_en, terms)}
    return shared if any(shared.values()) else {}


def _among(phrases: Iterable[str], terms: Collection[str]) -> list[str]:
    """The phrases of which every word stands in the documents."""
    found = [
        phrase for phrase in phrases if (words := [term for term in question_weights(phrase) if not term.startswith(GRAM_MARK)]) and set(words) <= set(terms)
    ]
    return found[:TERMS_SHOWN]


def _path(meant: MeantConcept, concept: SymptomConcept, terms: Mapping[str, Sequence[str]]) -> Reason:
    mechanism = {"ko": concept.mechanism_ko, "en": concept.mechanism_en}
    return {
        "kind": "path",
        "concept": concept.key,
        "lay": list(meant.words),
        "mechanism": mechanism,
        "terms": {key: list(value) for key, value in terms.items()},
    }


def not_known_of_experts(programme_id: int, people: Collection[int], today: date) -> dict[int, list[Reason]]:
    """What the records do not tell of these experts: documents, recent ones, equipment."""
    counted = Evidence.objects.filter(programme_id=programme_id, person__in=people, disowned_at=None).values("person_id")
    facts = {row["person_id"]: row for row in counted.annotate(documents=Count("pk"), latest=Max("year"), equipment=Count("pk", filter=_EQUIPMENT))}
    keepers = set(Facility.objects.filter(programme_id=programme_id, keeper__in=people).values_list("keeper_id", flat=True))
    return {person: _not_known(facts.get(person), today, keeps=person in keepers) for person in people}


_EQUIPMENT: Final = Q(kind=rules.EvidenceKind.EQUIPMENT)


def _not_known(facts: Mapping[str, Any] | None, today: date, *, keeps: bool) -> list[Reason]:
    if facts is None:
        return [{"kind": "unknown", "what": "evidence"}]
    unknown: list[Reason] = []
    if facts["latest"] is not None and facts["latest"] < today.year - RECENT_YEARS:
        unknown.append({"kind": "unknown", "what": "evidence_after", "year": facts["latest"]})
    if not facts["equipment"] and not keeps:
        unknown.append({"kind": "unknown", "what": "equipment"})
    return unknown
