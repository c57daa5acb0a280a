"""The reviewed thesaurus as SKOS in JSON-LD, for others to use."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from minicluster.analytics.retrieval.language import by_language
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.platform.permissions import Place, Viewer
from minicluster.problems import rules
from minicluster.problems.domain.queries.thesaurus import concepts_for_engine
from minicluster.problems.domain.shipped_thesaurus import field_names, skos_context


def thesaurus_as_skos(viewer: Viewer) -> tuple[str, int]:
    """The document, and how many concepts it holds: one concept scheme for each field, one concept for each symptom or thing."""
    rules.PERMISSIONS.require(viewer, "view_thesaurus", Place(viewer.programme_id))
    concepts = concepts_for_engine(viewer.programme_id)
    fields = sorted({field for concept in concepts for field in concept.fields})
    graph = [*(_scheme(field) for field in fields), *(_entry(concept) for concept in concepts)]
    context = {"@base": settings.BASE_ADDRESS + reverse("problems:concept-list"), **skos_context()}
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1), len(concepts)


def _scheme(field: str) -> dict[str, Any]:
    return {"id": field, "type": "skos:ConceptScheme", "prefLabel": dict(field_names().get(field, {}))}


def _entry(concept: Concept) -> dict[str, Any]:
    entry = {
        "id": concept.key,
        "type": ["skos:Concept", concept.kind],
        "inScheme": list(concept.fields),
        "prefLabel": {language: text for language, text in concept.mechanism.items() if text},
        "altLabel": {language: list(terms) for language, terms in concept.terms.items() if terms},
        "hiddenLabel": by_language(concept.lay),
        "example": by_language(concept.told),
        "request": {language: list(texts) for language, texts in concept.requests.items()},
    }
    return {name: value for name, value in entry.items() if value}
