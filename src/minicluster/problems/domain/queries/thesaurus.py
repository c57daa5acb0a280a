"""The symptom thesaurus as people see it, and as the engine reads it."""

from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.problems import rules
from minicluster.problems.models import SymptomConcept, Thesaurus


def thesaurus_version(programme_id: int) -> int:
    """A number that grows with every change to the programme's reviewed concepts; 0 before the first."""
    return Thesaurus.objects.filter(programme_id=programme_id).values_list("version", flat=True).first() or 0


def concepts_for_engine(programme_id: int) -> list[Concept]:
    """The reviewed concepts of a programme, in the order of their keys. They name no firm and nobody, so they have no viewer."""
    rows = SymptomConcept.objects.filter(programme_id=programme_id, state=rules.ConceptState.REVIEWED, amends=None).order_by("key")
    columns = ("key", "kind", "fields", "mechanism_ko", "mechanism_en", "terms_ko", "terms_en", "lay", "told")
    return [
        Concept(key, kind, tuple(fields), {"ko": ko, "en": en}, {"ko": tuple(terms_ko), "en": tuple(terms_en)}, tuple(lay), tuple(told))
        for key, kind, fields, ko, en, terms_ko, terms_en, lay, told in rows.values_list(*columns)
    ]
