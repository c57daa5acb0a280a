"""Writing, changing and reviewing concepts: one person drafts, another one reviews, and what was in use stays in use until then."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import reach_of, same_programme
from minicluster.members.models import Organisation, Person, Programme
from minicluster.members.rules import OrganisationKind
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.actions.thesaurus_loading import advance_thesaurus
from minicluster.problems.domain.anonymity import refuse_what_identifies
from minicluster.problems.models import Problem, SymptomConcept, Thesaurus

# Shorter names of firms are also parts of ordinary words.
_LONG_NAME: Final = 4
Words = Mapping[str, Any]


@transaction.atomic
def draft_concept(*, actor: Viewer, words: Words, source: str = "") -> SymptomConcept:
    """Write a new concept as a draft; it is searched with once somebody else has reviewed it.

    Raises:
        InvalidInputError: something is missing, or a text tells who is behind it.
    """
    rules.PERMISSIONS.require(actor, "draft_concept", reach_of(actor))
    programme = Programme.objects.get(pk=actor.programme_id)
    checked = _checked(programme, words)
    concept = SymptomConcept.objects.create(programme=programme, key=_next_key(programme), source=source, **checked, **_drafted(actor, programme))
    record_act(actor=actor, action="draft_concept", record=concept, to_state=concept.state)
    return concept


@transaction.atomic
def amend_concept(*, actor: Viewer, concept: SymptomConcept, words: Words, source: str = "") -> SymptomConcept:
    """Change a concept: a draft directly, a reviewed one by a draft of its own that waits for review. The same words again change nothing.

    Raises:
        IllegalStepError: it was withdrawn.
    """
    rules.PERMISSIONS.require(actor, "amend_concept", concept.place())
    stored = SymptomConcept.objects.select_for_update(of=("self",)).get(pk=concept.pk)
    if stored.state == rules.ConceptState.WITHDRAWN:
        raise IllegalStepError(_("This concept was withdrawn. Nothing was changed; bring it back first."))
    checked = _checked(stored.programme, words)
    waiting = _waiting(stored)
    changed = [name for name, value in checked.items() if value != getattr(waiting or stored, name)]
    if not changed:
        return waiting or stored
    facts = {**checked, **_drafted(actor, stored.programme)}
    draft = waiting or SymptomConcept(programme=stored.programme, key=stored.key, amends=stored, source=source)
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.source = source or draft.source
    draft.save()
    record_act(actor=actor, action="amend_concept", record=stored, fields=changed)
    return draft


@transaction.atomic
def review_concept(*, actor: Viewer, concept: SymptomConcept, why: str = "") -> SymptomConcept:
    """Accept a draft: from now on problems are understood with it.

    Raises:
        IllegalStepError: whoever drafted it cannot review it.
    """
    rules.PERMISSIONS.require(actor, "review_concept", concept.place())
    stored = SymptomConcept.objects.select_for_update(of=("self",)).get(pk=concept.pk)
    if _is_own(actor, stored):
        raise IllegalStepError(_("You wrote this draft yourself, so somebody else has to review it. Nothing was changed; it waits on the list of drafts."))
    if stored.amends is not None and stored.amends.state != rules.ConceptState.REVIEWED:
        raise IllegalStepError(_("What this draft changes has been withdrawn meanwhile. Nothing was changed; bring it back first, or withdraw this draft."))
    facts: dict[str, Any] = {"reviewed_by": _person(actor, concept.programme), "reviewed_on": concept.programme.today()}
    take_step(concept, "review_concept", actor=actor, why=why, **facts)
    if concept.amends is not None:
        _take_over(concept.amends, concept, facts, actor)
    advance_thesaurus(concept.programme)
    return concept.amends or concept


@transaction.atomic
def withdraw_concept(*, actor: Viewer, concept: SymptomConcept, why: str) -> SymptomConcept:
    """Take a concept, or the draft of a change, out of use, with the reason."""
    take_step(concept, "withdraw_concept", actor=actor, why=why)
    advance_thesaurus(concept.programme)
    return concept


@transaction.atomic
def restore_concept(*, actor: Viewer, concept: SymptomConcept, why: str = "") -> SymptomConcept:
    """Bring back a withdrawn concept as a draft of whoever brings it back."""
    take_step(concept, "restore_concept", actor=actor, why=why, **_drafted(actor, concept.programme))
    return concept


@transaction.atomic
def grow_from_problem(*, actor: Viewer, problem: Problem, phrase: str, concept: SymptomConcept | None = None, words: Words | None = None) -> SymptomConcept:
    """Propose what a solved problem taught: a new way to say a known concept, or a new concept that is said like this.

    Raises:
        IllegalStepError: the firm has not confirmed it, or nobody has written what lay behind it.
        InvalidInputError: the words tell who is behind them, or repeat a text that the firm lets only its coordinators read.
    """
    rules.PERMISSIONS.require(actor, "draft_concept", reach_of(actor))
    same_programme(actor.programme_id, problem, concept)
    if not problem.is_readable or problem.state not in rules.CONFIRMED_BY_FIRM or not (problem.diagnosis or problem.mechanism):
        raise IllegalStepError(_("Only a problem that its firm confirmed as solved, with its diagnosis, teaches the thesaurus. Nothing was saved."))
    new = dict(words or {}) if concept is None else {name: getattr(_waiting(concept) or concept, name) for name in SymptomConcept.WORDS}
    said = [phrase, *_texts_of(words or {})] if concept is None else [phrase]
    _refuse_what_the_firm_keeps(problem, said)
    new["lay"] = [*new.get("lay", []), phrase.strip()]
    if concept is None:
        return draft_concept(actor=actor, words=new, source=problem.reference)
    return amend_concept(actor=actor, concept=concept, words=new, source=problem.reference)


def _refuse_what_the_firm_keeps(problem: Problem, texts: Iterable[str]) -> None:
    secret = [] if problem.secrecy <= rules.Secrecy.PROGRAMME else [getattr(problem, field) for field in problem.SECRET_FIELDS]
    for text in texts:
        if not text.strip():
            continue
        refuse_what_identifies(problem, text, field="phrase")
        repeated = rules.what_repeats(text, secret, problem.public_summary)
        if repeated:
            message = _(
                "“%(words)s” stands word for word in a text that the firm keeps to itself. Please say it in your own, general words. Nothing was saved."
            )
            raise InvalidInputError(message % {"words": repeated}, field="phrase")


def _checked(programme: Programme, words: Words) -> dict[str, Any]:
    """The words without blanks and repetitions, if there are enough of them and none tells who is behind it."""
    cleaned = {name: _clean(words.get(name, "" if name in ("kind", "mechanism_ko", "mechanism_en") else [])) for name in SymptomConcept.WORDS}
    cleaned["kind"] = cleaned["kind"] or rules.ConceptKind.SYMPTOM
    for name, missing in (("mechanism_ko", not cleaned["mechanism_ko"]), ("fields", not cleaned["fields"]), ("lay", not cleaned["lay"])):
        if missing:
            raise InvalidInputError(
                _("Please fill this in: a concept needs its mechanism, a field, and how it is said in a workshop. Nothing was saved."), field=name
            )
    for name, text in _named_texts(cleaned):
        refuse_resident_registration_numbers(**{name: text})
    names = [name for name in _firm_names(programme) if len(name) >= _LONG_NAME]
    for name, text in _named_texts(cleaned):
        found = rules.what_identifies(text, names)
        if found:
            raise InvalidInputError(
                _("This names a firm or a way to reach somebody: %(words)s. Please take that out; nothing was saved.") % {"words": ", ".join(found)}, field=name
            )
    return cleaned


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return list(dict.fromkeys(text.strip() for text in value if text.strip()))


def _named_texts(words: Words) -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        if name not in ("kind", "fields"):
            yield name, value if isinstance(value, str) else "\n".join(value)


def _texts_of(words: Words) -> list[str]:
    return [text for _name, text in _named_texts(words)]


def _firm_names(programme: Programme) -> Iterator[str]:
    for names in Organisation.objects.filter(programme=programme, kind=OrganisationKind.FIRM).values_list("name_ko", "name_en"):
        yield from (rules.without_legal_form(name) for name in names)


def _next_key(programme: Programme) -> str:
    """The row is locked, so that two concepts written at once get two keys."""
    Thesaurus.objects.get_or_create(programme=programme)
    Thesaurus.objects.select_for_update().get(programme=programme)
    return f"own-{SymptomConcept.objects.filter(programme=programme, amends=None, key__startswith='own-').count() + 1:03}"


def _waiting(concept: SymptomConcept) -> SymptomConcept | None:
    """The change to a reviewed concept that waits for review; a draft is changed itself."""
    if concept.state != rules.ConceptState.REVIEWED:
        return concept
    return concept.amendments.filter(state=rules.ConceptState.DRAFT).first()


def _take_over(concept: SymptomConcept, accepted: SymptomConcept, facts: dict[str, Any], actor: Viewer) -> None:
    words = {name: getattr(accepted, name) for name in SymptomConcept.WORDS}
    changed = [name for name, value in words.items() if value != getattr(concept, name)]
    for name, value in {**words, **facts}.items():
        setattr(concept, name, value)
    concept.save(update_fields=[*words, *facts])
    record_act(actor=actor, action="review_concept", record=concept, fields=changed)


def _is_own(actor: Viewer, concept: SymptomConcept) -> bool:
    mine = ((actor.user_id, concept.drafter_id), (actor.person_id, concept.drafted_by_id))
    return any(own is not None and own == drafter for own, drafter in mine)


def _drafted(actor: Viewer, programme: Programme) -> dict[str, Any]:
    return {
        "state": rules.ConceptState.DRAFT,
        "drafted_by": _person(actor, programme),
        "drafter_id": actor.user_id,
        "drafted_on": programme.today(),
    }


def _person(actor: Viewer, programme: Programme) -> Person | None:
    return Person.objects.filter(pk=actor.person_id, programme=programme).first() if actor.person_id else None
