"""Loading the shipped thesaurus into a programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.members.models import Programme
from minicluster.platform.audit.journal import record_acts
from minicluster.platform.permissions import Place, Viewer
from minicluster.problems import rules
from minicluster.problems.domain.concept_learning import request_learning
from minicluster.problems.domain.shipped_thesaurus import read_shipped_concepts
from minicluster.problems.models import SymptomConcept, Thesaurus
from minicluster.problems.models.thesaurus import SHIPPED

_BATCH = 1000


@dataclass(frozen=True)
class Loaded:
    """What became of the shipped concepts: new ones, ones whose shipped words had changed, and ones that stayed as they were."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def load_shipped_thesaurus(*, actor: Viewer, programme: Programme, shipped: Iterable[Concept] | None = None) -> Loaded:
    """Bring the shipped concepts into a programme. A second run changes nothing; what people here have reviewed, changed or withdrawn stays theirs."""
    rules.PERMISSIONS.require(actor, "load_thesaurus", Place(programme.pk))
    # The row is locked, so that of two loads at once the second finds the first's concepts.
    Thesaurus.objects.get_or_create(programme=programme)
    Thesaurus.objects.select_for_update().get(programme=programme)
    concepts = list(read_shipped_concepts() if shipped is None else shipped)
    present = {row.key: row for row in SymptomConcept.objects.filter(programme=programme, amends=None)}
    new = [_new(programme, concept) for concept in concepts if concept.key not in present]
    changed = [row for concept in concepts if (row := present.get(concept.key)) and _is_untouched(row) and _takes(row, words_of(concept))]
    SymptomConcept.objects.bulk_create(new, batch_size=_BATCH)
    SymptomConcept.objects.bulk_update(changed, SymptomConcept.WORDS, batch_size=_BATCH)
    if new or changed:
        advance_thesaurus(programme)
        acts = [("programme", programme.pk, ["thesaurus"])]
        record_acts(actor=actor, action="load_thesaurus", programme_id=programme.pk, at=programme.now(), acts=acts)
    return Loaded(len(new), len(changed), len(concepts) - len(new) - len(changed))


def advance_thesaurus(programme: Programme) -> None:
    """Tell whoever keeps a copy of the reviewed concepts that it is stale, in the transaction of the change."""
    Thesaurus.objects.get_or_create(programme=programme)
    Thesaurus.objects.filter(programme=programme).update(version=F("version") + 1)
    request_learning(programme.pk)


def words_of(concept: Concept) -> dict[str, Any]:
    """The fields of the record that hold a concept's words."""
    return {
        "kind": concept.kind,
        "fields": list(concept.fields),
        "mechanism_ko": concept.mechanism.get("ko", ""),
        "mechanism_en": concept.mechanism.get("en", ""),
        "terms_ko": list(concept.terms.get("ko", ())),
        "terms_en": list(concept.terms.get("en", ())),
        "lay": list(concept.lay),
        "told": list(concept.told),
        "requests_ko": list(concept.requests.get("ko", ())),
        "requests_en": list(concept.requests.get("en", ())),
    }


def _new(programme: Programme, concept: Concept) -> SymptomConcept:
    return SymptomConcept(programme=programme, key=concept.key, state=rules.ConceptState.REVIEWED, source=SHIPPED, **words_of(concept))


def _is_untouched(row: SymptomConcept) -> bool:
    return row.source == SHIPPED and row.state == rules.ConceptState.REVIEWED and row.reviewed_on is None


def _takes(row: SymptomConcept, words: dict[str, Any]) -> bool:
    """Give the row these words; whether that changed it."""
    if all(getattr(row, name) == value for name, value in words.items()):
        return False
    for name, value in words.items():
        setattr(row, name, value)
    return True
