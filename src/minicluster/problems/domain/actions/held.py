"""What a person does with what is held about them: correct it, say that it is not theirs, ask for removal; and the answer to that.

Each change is known to search in its own transaction.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.indexing import forget, index_evidence, index_expertise
from minicluster.problems.models import Correction, Evidence, Expertise, RemovalRequest, RemovalState


@transaction.atomic
def correct_evidence(*, actor: Viewer, evidence: Evidence, title: str, text: str, year: int | None) -> Evidence:
    """Correct title, text and year of a piece of evidence about oneself; no import overwrites what was corrected.

    Raises:
        InvalidInputError: the title is empty.
    """
    rules.PERMISSIONS.require(actor, "correct_evidence", evidence.place())
    _refuse_foreign(evidence)
    if not title.strip():
        raise InvalidInputError(_("Please write a title. Nothing was changed."), field="title")
    refuse_resident_registration_numbers(title=title, text=text)
    changed = _correct(locked(evidence), {"title": title.strip(), "text": text.strip(), "year": year})
    if changed:
        record_act(actor=actor, action="correct_evidence", record=evidence, fields=changed)
        evidence.refresh_from_db()
        index_evidence(evidence)
    return evidence


@transaction.atomic
def correct_expertise(*, actor: Viewer, expertise: Expertise, statement_ko: str, statement_en: str) -> Expertise:
    """Correct what is said that oneself knows.

    Raises:
        InvalidInputError: nothing is said in either language.
    """
    rules.PERMISSIONS.require(actor, "correct_expertise", expertise.place())
    said = {"statement_ko": statement_ko.strip(), "statement_en": statement_en.strip()}
    if not any(said.values()):
        raise InvalidInputError(_("Please say in a sentence, in Korean or English, what the person knows. Nothing was saved."), field="statement_ko")
    refuse_resident_registration_numbers(**said)
    changed = _correct(locked(expertise), said)
    if changed:
        record_act(actor=actor, action="correct_expertise", record=expertise, fields=changed)
        index_expertise(expertise.person)
        expertise.refresh_from_db()
    return expertise


def _correct(record: Any, said: dict[str, Any]) -> list[str]:
    """Write what differs, and keep what the source said first; returns the names of what was changed."""
    changed = {name: value for name, value in said.items() if getattr(record, name) != value}
    for name, value in changed.items():
        before = "" if getattr(record, name) is None else str(getattr(record, name))
        Correction.objects.get_or_create(
            record_kind=record.record_type,
            record_pk=record.pk,
            field=name,
            defaults={"programme": record.programme, "invented": record.invented, "person": record.person, "said_before": before, "corrected_at": record.now()},
        )
        setattr(record, name, value)
    if changed:
        record.save(update_fields=list(changed))
    return sorted(changed)


@transaction.atomic
def disown_evidence(*, actor: Viewer, evidence: Evidence, why: str = "") -> Evidence:
    """Say that a piece of evidence is not one's own: it speaks for nobody any more, and search forgets it.

    Raises:
        IllegalStepError: that was said before.
    """
    rules.PERMISSIONS.require(actor, "disown_evidence", evidence.place())
    _refuse_foreign(evidence)
    return _set_disowned(actor, evidence, "disown_evidence", disowned=True, why=why)


@transaction.atomic
def reclaim_evidence(*, actor: Viewer, evidence: Evidence, why: str = "") -> Evidence:
    """Take back that a piece of evidence is not one's own.

    Raises:
        IllegalStepError: it is not disowned.
    """
    rules.PERMISSIONS.require(actor, "reclaim_evidence", evidence.place())
    return _set_disowned(actor, evidence, "reclaim_evidence", disowned=False, why=why)


def _set_disowned(actor: Viewer, evidence: Evidence, action: str, *, disowned: bool, why: str) -> Evidence:
    stored = locked(evidence)
    if (stored.disowned_at is not None) == disowned:
        raise IllegalStepError(_("This was said before. Nothing was changed."))
    evidence.disowned_at = evidence.now() if disowned else None
    evidence.save(update_fields=["disowned_at"])
    record_act(actor=actor, action=action, record=evidence, fields=["disowned_at"], why=why)
    index_evidence(evidence)
    return evidence


def _refuse_foreign(evidence: Evidence) -> None:
    """What a firm confirmed about a problem is the firm's word, which the expert cannot rewrite."""
    if evidence.problem_id is not None or evidence.person is None:
        raise IllegalStepError(_("This is the word of a firm about a solved problem and cannot be changed here. Ask the coordinator. Nothing was changed."))


@transaction.atomic
def ask_removal(*, actor: Viewer, person: Person, why: str = "") -> RemovalRequest:
    """Ask that one's expertise and evidence be removed; a request that waits for its answer is returned as it is."""
    rules.PERMISSIONS.require(actor, "ask_removal", person.place())
    refuse_resident_registration_numbers(why=why)
    locked(person)
    request, is_new = RemovalRequest.objects.get_or_create(
        person=person,
        state=RemovalState.ASKED,
        defaults={"programme": person.programme, "invented": person.invented, "why": why.strip(), "asked_at": person.now()},
    )
    if is_new:
        record_act(actor=actor, action="ask_removal", record=request, to_state=RemovalState.ASKED)
    return request


@transaction.atomic
def answer_removal(*, actor: Viewer, request: RemovalRequest, removes: bool, answer: str = "") -> RemovalRequest:
    """Remove a person's expertise and evidence, or say why it is kept.

    Evidence of a solved problem goes too: it is the firm's word, but about the person. The person's record stays, for introductions and meetings name it.

    Raises:
        IllegalStepError: the request was answered before.
        InvalidInputError: it is kept without a reason.
    """
    rules.PERMISSIONS.require(actor, "answer_removal", request.place())
    stored = locked(request)
    if stored.state != RemovalState.ASKED:
        raise IllegalStepError(_("This request was answered before. Nothing was changed."))
    if not removes and not answer.strip():
        raise InvalidInputError(_("Please say why it is kept: the person has a right to the reason. Nothing was changed."), field="answer")
    refuse_resident_registration_numbers(answer=answer)
    request.state = RemovalState.REMOVED if removes else RemovalState.KEPT
    request.answer, request.answered_at = answer.strip(), request.now()
    request.save(update_fields=["state", "answer", "answered_at"])
    if removes:
        _remove(request.person)
    record_act(actor=actor, action="answer_removal", record=request, why=answer.strip(), from_state=RemovalState.ASKED, to_state=request.state)
    return request


def _remove(person: Person) -> None:
    evidence, expertise = person.evidence.all(), person.expertise.all()
    forget(person.programme_id, [record.reference for record in (*evidence, *expertise)])
    Correction.objects.filter(person=person).delete()
    evidence.delete()
    expertise.delete()
