"""What is held about a person as an expert: evidence and expertise, with source, date and what the person corrected."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from minicluster.members.domain.queries import within
from minicluster.members.models import Person
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.models import Correction, Evidence, Expertise, RemovalRequest


@dataclass(frozen=True)
class Held:
    """A record about a person, with the fields that the person corrected."""

    record: Any
    corrected: tuple[Correction, ...]


def visible_evidence(viewer: Viewer, path: str = "") -> Q:
    """The evidence that speaks for somebody and that this viewer may see: what is for one mini-cluster only, only there and by the person themselves."""
    reach = Q(**{f"{path}group": None}) | Q(**{f"{path}group__in": viewer.group_ids})
    if viewer.role in {Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER}:
        reach |= Q(**{f"{path}group__isnull": False})
    if viewer.role is Role.COMPLEX_MANAGER:
        reach |= Q(**{f"{path}group__complex__in": viewer.complex_ids})
    if viewer.person_id is not None:
        reach |= Q(**{f"{path}person": viewer.person_id})
    return reach & Q(**{f"{path}disowned_at": None})


def person_held(viewer: Viewer, pk: int) -> Person:
    """The person about whom the viewer may see what is held: oneself, or for whoever looks after experts.

    Raises:
        NotVisibleError: there is no such person within reach.
    """
    reach = within(rules.PERMISSIONS.scope(viewer, "view_held_expertise"), viewer, person="pk")
    found = Person.objects.filter(reach, programme_id=viewer.programme_id, pk=pk).select_related("programme").first()
    if found is None:
        raise NotVisibleError
    return found


def evidence_of(viewer: Viewer, person: Person) -> QuerySet[Evidence]:
    """The evidence about a person, latest first."""
    return (
        Evidence.objects.filter(visible_evidence(viewer), person=person)
        .select_related("group", "problem")
        .order_by(F("year").desc(nulls_last=True), F("dated").desc(nulls_last=True), "pk")
    )


def disowned_evidence(viewer: Viewer, person: Person) -> QuerySet[Evidence]:
    """What the person says is not theirs; for the person themselves."""
    rows = Evidence.objects.filter(person=person).exclude(disowned_at=None).order_by("-disowned_at", "pk")
    return rows if viewer.person_id == person.pk else rows.none()


def with_corrections(kind: str, records: Any) -> list[Held]:
    """The records, each with what the person corrected in it."""
    shown = list(records)
    by_record: dict[int, list[Correction]] = {}
    for correction in Correction.objects.filter(record_kind=kind, record_pk__in=[record.pk for record in shown]).order_by("field"):
        by_record.setdefault(correction.record_pk, []).append(correction)
    return [Held(record, tuple(by_record.get(record.pk, ()))) for record in shown]


def expertise_of(person: Person) -> QuerySet[Expertise]:
    """What a person says that they know."""
    return Expertise.objects.filter(person=person).order_by("pk")


def evidence_for(viewer: Viewer, pk: int, to: str) -> Evidence:
    """A piece of evidence for which the viewer may do this.

    Raises:
        NotVisibleError: there is none within reach.
    """
    reach = within(rules.PERMISSIONS.scope(viewer, to), viewer, person="person")
    found = Evidence.objects.filter(reach, programme_id=viewer.programme_id, pk=pk, problem=None).select_related("person__programme", "programme").first()
    if found is None:
        raise NotVisibleError
    return found


def expertise_to_correct(viewer: Viewer, pk: int) -> Expertise:
    """An expertise that the viewer may correct.

    Raises:
        NotVisibleError: there is none within reach.
    """
    reach = within(rules.PERMISSIONS.scope(viewer, "correct_expertise"), viewer, person="person")
    found = Expertise.objects.filter(reach, programme_id=viewer.programme_id, pk=pk).select_related("person__programme", "programme").first()
    if found is None:
        raise NotVisibleError
    return found


def removals_for(viewer: Viewer) -> QuerySet[RemovalRequest]:
    """The requests for removal, those without an answer first."""
    own = Q(programme_id=viewer.programme_id) if rules.PERMISSIONS.scope(viewer, "answer_removal") else Q(pk__in=[])
    return RemovalRequest.objects.filter(own).select_related("person", "programme").order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")


def removal_for(viewer: Viewer, pk: int) -> RemovalRequest:
    """A request for removal that the viewer may answer.

    Raises:
        NotVisibleError: there is none within reach.
    """
    found = removals_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def open_removal_of(person: Person) -> RemovalRequest | None:
    """The person's request that waits for an answer, else their last one."""
    return RemovalRequest.objects.filter(person=person).order_by("-asked_at", "-pk").first()


def everything_about(viewer: Viewer, person: Person) -> dict[str, Any]:
    """All that is held about a person as an expert, for them to take away."""
    evidence = [*evidence_of(viewer, person), *disowned_evidence(viewer, person)]
    corrections = Correction.objects.filter(person=person).order_by("pk")
    removals = RemovalRequest.objects.filter(person=person).order_by("pk")
    return {
        "person": _fields(person, "name_ko", "name_en", "email", "phone", "orcid"),
        "expertise": [_fields(one, "reference", "statement_ko", "statement_en", "codes") for one in expertise_of(person)],
        "evidence": [_evidence_fields(one) for one in evidence],
        "authors_in_sources": [_fields(one, "key", "name", "places", "service") for one in person.author_identities.order_by("pk")],
        "corrections": [_fields(one, "record_kind", "record_pk", "field", "said_before", "corrected_at") for one in corrections],
        "requests_for_removal": [_fields(one, "why", "state", "asked_at", "answered_at", "answer") for one in removals],
    }


def _evidence_fields(evidence: Evidence) -> dict[str, Any]:
    names = (
        "reference",
        "kind",
        "title",
        "text",
        "language",
        "year",
        "dated",
        "source",
        "service",
        "external_id",
        "other_ids",
        "authors",
        "taken_in_at",
        "disowned_at",
    )
    return _fields(evidence, *names) | {"visible_to": evidence.group.reference if evidence.group else "programme"}


def _fields(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
