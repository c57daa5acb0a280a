"""What search knows of experts, firms, facilities and support programmes: their public evidence, and nothing else.

Each `index_…` is called by the action that changes the record, in its transaction, so that what was written is found at once. A solved problem
speaks for its expert by its public summary only, and only while it counts as solved: its own text belongs to the firm.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from minicluster.members.models import Organisation, Person, Programme, ProgrammeRecord
from minicluster.members.rules import OrganisationKind
from minicluster.platform.search import index
from minicluster.platform.search.embedding import request_embedding
from minicluster.platform.search.index import Entry
from minicluster.problems import rules
from minicluster.problems.models import Evidence, Expertise, Facility, Problem, SupportProgramme

_EXPERT, _FIRM, _FACILITY, _SUPPORT = rules.CandidateKind.EXPERT, rules.CandidateKind.FIRM, rules.CandidateKind.FACILITY, rules.CandidateKind.SUPPORT


def reindex(programme: Programme) -> int:
    """Write all that search knows of a programme anew, in one transaction; returns the number of documents. Vectors follow in the background."""
    written = index.rebuild(programme.pk, _entries_of_programme(programme))
    request_embedding(programme.pk)
    return written


def index_evidence(evidence: Evidence) -> None:
    """Let search know this evidence as it is now."""
    _replace(evidence, _of_evidence(evidence))


def index_expertise(person: Person) -> None:
    """Let search know what this person says of their expertise now."""
    for expertise in person.expertise.all():
        _replace(expertise, _of_expertise(expertise))


def index_facility(facility: Facility) -> None:
    """Let search know this facility as it is now."""
    _replace(facility, _of_facility(facility))


def index_support_programme(support: SupportProgramme) -> None:
    """Let search know this support programme as it is now."""
    _replace(support, _of_support_programme(support))


def index_registered_firm(organisation: Organisation, **_told: Any) -> None:
    """Let search know what a firm makes that was registered just now; listens to `members`, who registers it and knows nothing of search."""
    index_together(organisation.programme, [organisation])


def index_together(programme: Programme, records: Iterable[Evidence | Expertise | Facility | Organisation]) -> None:
    """Let search know many records at once, as they are now: what was imported."""
    once = {record.reference: record for record in records}
    entries: list[Entry] = []
    for record in once.values():
        if isinstance(record, Evidence):
            entries += _of_evidence(record)
        elif isinstance(record, Expertise):
            entries += _of_expertise(record)
        elif isinstance(record, Facility):
            entries += _of_facility(record)
        elif record.kind == OrganisationKind.FIRM:
            entries += _of_firm(record)
    if once and index.replace(programme.pk, list(once), entries):
        request_embedding(programme.pk)


def forget(programme_id: int, references: Iterable[str]) -> None:
    """Let search forget what these records said."""
    index.replace(programme_id, list(references), [])


def index_solved_problem(problem: Problem) -> None:
    """Let search know the evidence that this problem gives, after its state or its public summary has changed."""
    for evidence in problem.evidence.all():
        index_evidence(evidence)


def _replace(record: ProgrammeRecord, entries: Iterator[Entry]) -> None:
    if index.replace(record.programme_id, [record.reference], entries):
        request_embedding(record.programme_id)


def _entries_of_programme(programme: Programme) -> Iterator[Entry]:
    for evidence in Evidence.objects.filter(programme=programme).select_related("problem", "organisation").iterator():
        yield from _of_evidence(evidence)
    for expertise in Expertise.objects.filter(programme=programme).iterator():
        yield from _of_expertise(expertise)
    for facility in Facility.objects.filter(programme=programme).iterator():
        yield from _of_facility(facility)
    for support in SupportProgramme.objects.filter(programme=programme).iterator():
        yield from _of_support_programme(support)
    for firm in Organisation.objects.filter(programme=programme, kind=OrganisationKind.FIRM).iterator():
        yield from _of_firm(firm)


def _of_evidence(evidence: Evidence) -> Iterator[Entry]:
    owner = _owner_of(evidence)
    title, text = _public_text(evidence)
    if owner is None or not (title or text) or evidence.disowned_at is not None:
        return
    kind, candidate_id = owner
    origins = (f"problem-{evidence.problem_id}",) if evidence.problem_id else ()
    yield Entry(
        kind,
        candidate_id,
        evidence.reference,
        title,
        text,
        evidence.kind,
        evidence.year,
        origins,
        scope=evidence.group_id or 0,
        source=_where(evidence),
        dated=evidence.dated,
    )


def _where(evidence: Evidence) -> str:
    """Where it can be looked up: by its DOI, else in what the source names."""
    scheme, _colon, number = evidence.external_id.partition(":")
    return f"https://doi.org/{number}" if scheme == "doi" else evidence.source


def _owner_of(evidence: Evidence) -> tuple[str, int] | None:
    if evidence.person_id:
        return _EXPERT, evidence.person_id
    if evidence.facility_id:
        return _FACILITY, evidence.facility_id
    if evidence.organisation and evidence.organisation.kind == OrganisationKind.FIRM:
        return _FIRM, evidence.organisation.pk
    return None


def _public_text(evidence: Evidence) -> tuple[str, str]:
    if evidence.problem is None:
        return evidence.title, evidence.text
    return ("", evidence.problem.public_summary) if evidence.problem.state in rules.SOLVED else ("", "")


def _of_expertise(expertise: Expertise) -> Iterator[Entry]:
    for language, statement in (("ko", expertise.statement_ko), ("en", expertise.statement_en)):
        if statement:
            yield Entry(_EXPERT, expertise.person_id, expertise.reference, statement, written_in=language)


def _of_facility(facility: Facility) -> Iterator[Entry]:
    yield Entry(_FACILITY, facility.pk, facility.reference, facility.name_ko, _joined(facility.name_en, facility.description), "equipment")


def _of_support_programme(support: SupportProgramme) -> Iterator[Entry]:
    yield Entry(_SUPPORT, support.pk, support.reference, support.name_ko, _joined(support.name_en, support.description), "notice")


def _of_firm(firm: Organisation) -> Iterator[Entry]:
    if firm.products or firm.public_note:
        yield Entry(_FIRM, firm.pk, firm.reference, firm.products, firm.public_note, "products")


def _joined(*parts: str) -> str:
    return ". ".join(part for part in parts if part)
