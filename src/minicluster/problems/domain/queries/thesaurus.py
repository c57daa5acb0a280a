"""The symptom thesaurus as people see it, and as the engine reads it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value

from minicluster.analytics.retrieval.language import Language
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.members.models import in_language
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.shipped_thesaurus import field_names
from minicluster.problems.models import Problem, SymptomConcept

_PHRASES = ("terms_ko", "terms_en", "lay", "told", "requests_ko", "requests_en")
_NEAR = 8


def concepts_for(viewer: Viewer) -> QuerySet[SymptomConcept]:
    """The concepts that this viewer sees: reviewed ones, and for those who write the thesaurus also drafts and withdrawn ones."""
    rules.PERMISSIONS.require(viewer, "view_thesaurus", Place(viewer.programme_id))
    rows = SymptomConcept.objects.filter(programme_id=viewer.programme_id).select_related("programme", "drafted_by", "reviewed_by", "amends")
    return rows if _writes(viewer) else rows.filter(state=rules.ConceptState.REVIEWED)


def filtered_concepts(viewer: Viewer, chosen: dict[str, Any]) -> QuerySet[SymptomConcept]:
    """The concepts that fit what was chosen; a phrase is looked for in everything that is said or written of them."""
    waiting = Count("amendments", filter=Q(amendments__state=rules.ConceptState.DRAFT))
    rows = concepts_for(viewer).filter(amends=None).annotate(changes_waiting=waiting)
    if chosen.get("state") == rules.ConceptState.DRAFT:
        rows = rows.filter(Q(state=rules.ConceptState.DRAFT) | Q(changes_waiting__gt=0))
    elif chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("field"):
        rows = rows.filter(fields__contains=[chosen["field"]])
    return _saying(rows, chosen["q"]).order_by("key") if chosen.get("q") else rows.order_by("key")


def _saying(rows: QuerySet[SymptomConcept], phrase: str) -> QuerySet[SymptomConcept]:
    together = {f"{name}_text": Func(F(name), Value(" | "), function="array_to_string", output_field=TextField()) for name in _PHRASES}
    fits = Q(key__iexact=phrase) | Q(mechanism_ko__icontains=phrase) | Q(mechanism_en__icontains=phrase)
    for name in together:
        fits |= Q(**{f"{name}__icontains": phrase})
    return rows.annotate(**together).filter(fits)


def concept_for(viewer: Viewer, pk: int) -> SymptomConcept:
    """One concept.

    Raises:
        NotVisibleError: there is none, or not for them.
    """
    found = concepts_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def amendments_of(viewer: Viewer, concept: SymptomConcept) -> list[SymptomConcept]:
    """The changes to a concept, the latest first: those that wait, and those that were accepted or withdrawn."""
    return list(concepts_for(viewer).filter(amends=concept).order_by("-pk"))


@dataclass(frozen=True)
class FieldCoverage:
    """How much is known of a field."""

    code: str
    name: str
    symptoms: int
    phrases: int

    @property
    def is_thin(self) -> bool:
        """Whether problems of the field are seldom understood."""
        return self.symptoms < rules.ENOUGH_SYMPTOMS


def field_coverage(viewer: Viewer) -> list[FieldCoverage]:
    """The fields with their reviewed symptoms and lay phrases, the thinnest first; a shipped field of which nothing is left is there too."""
    reviewed = SymptomConcept.objects.filter(programme_id=viewer.programme_id, state=rules.ConceptState.REVIEWED, amends=None)
    symptoms: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for fields, count in reviewed.filter(kind=rules.ConceptKind.SYMPTOM).values_list("fields", Func(F("lay"), function="cardinality")):
        symptoms.update(fields)
        phrases.update(dict.fromkeys(fields, count))
    covered = [FieldCoverage(code, field_name(code), symptoms[code], phrases[code]) for code in {*field_names(), *symptoms}]
    return sorted(covered, key=lambda one: (one.symptoms, one.name))


def field_name(code: str) -> str:
    """A field's name in the reader's language; of one that the programme added itself, its code."""
    names = field_names().get(code, {})
    return in_language(names.get("ko", code), names.get("en", code))


def concepts_near(viewer: Viewer, problem: Problem) -> list[SymptomConcept]:
    """Reviewed concepts whose mechanism or terms read like what was found to lie behind a problem."""
    told = (problem.mechanism or problem.diagnosis)[:200]
    terms = Func(F("terms_ko"), Value(" "), function="array_to_string", output_field=TextField())
    alike = TrigramSimilarity("mechanism_ko", told) + TrigramSimilarity(terms, told)
    rows = concepts_for(viewer).filter(amends=None, state=rules.ConceptState.REVIEWED, kind=rules.ConceptKind.SYMPTOM)
    return list(rows.annotate(alike=alike).order_by("-alike", "key")[:_NEAR])


def _writes(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "draft_concept") is not None


def concepts_for_engine(programme_id: int) -> list[Concept]:
    """The reviewed concepts of a programme, in the order of their keys. They name no firm and nobody, so they have no viewer."""
    rows = SymptomConcept.objects.filter(programme_id=programme_id, state=rules.ConceptState.REVIEWED, amends=None).order_by("key")
    return [_as_concept(row) for row in rows.only("key", *SymptomConcept.WORDS)]


def _as_concept(row: SymptomConcept) -> Concept:
    requests: dict[Language, tuple[str, ...]] = {"ko": tuple(row.requests_ko), "en": tuple(row.requests_en)}
    return Concept(
        key=row.key,
        kind=row.kind,
        fields=tuple(row.fields),
        mechanism={"ko": row.mechanism_ko, "en": row.mechanism_en},
        terms={"ko": tuple(row.terms_ko), "en": tuple(row.terms_en)},
        lay=tuple(row.lay),
        told=tuple(row.told),
        requests={language: texts for language, texts in requests.items() if texts},
    )
