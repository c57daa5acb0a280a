"""Consents, the NDA, and the disclosure of the details: the one place where a problem's text leaves the house (PIPA Art. 17)."""

from datetime import date, datetime, time
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from minicluster.members.domain.actions import record_disclosure
from minicluster.members.domain.actions.history import same_programme
from minicluster.members.models import Consent, Organisation, Person
from minicluster.members.rules import TieKind
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.actions.introductions import tie_both
from minicluster.problems.domain.messages import send_details_are_open
from minicluster.problems.models import Introduction, NonDisclosure, Problem

PERSONAL_FIELDS: Final = ("name", "email", "phone")
_NOON: Final = time(12)


@transaction.atomic
def record_consents(
    *,
    actor: Viewer,
    introduction: Introduction,
    nda_signed_on: date,
    contact: Person | None = None,
    contact_consented_on: date | None = None,
    expert_consented_on: date | None = None,
    why: str = "",
) -> Introduction:
    """Record that both persons consent to being named to the other's organisation, and the day of the NDA.

    A consent that a person has given themselves is used; otherwise the coordinator records the day on which it was given on paper.

    Raises:
        InvalidInputError: the firm has no contact, the expert no organisation, a consent is missing, or a day lies ahead.
    """
    rules.PERMISSIONS.require(actor, "record_consents", introduction.place())
    same_programme(introduction.programme_id, contact)
    _refuse_days_ahead(introduction, nda_signed_on=nda_signed_on, contact_consented_on=contact_consented_on, expert_consented_on=expert_consented_on)
    if contact is not None and contact != introduction.problem.contact:
        _name_contact(introduction.problem, contact, actor)
    firm_side, expert_side = _sides(introduction)
    _ensure_consent(actor, introduction, *firm_side, given_on=contact_consented_on, field="contact_consented_on")
    _ensure_consent(actor, introduction, *expert_side, given_on=expert_consented_on, field="expert_consented_on")
    record_promise(introduction, introduction.expert, firm_side[1], signed_on=nda_signed_on, kept_where=why)
    take_step(introduction, "record_consents", actor=actor, why=why, nda_signed_on=nda_signed_on)
    return introduction


def record_promise(
    introduction: Introduction, person: Person, organisation: Organisation, *, signed_on: date, ends_on: date | None = None, kept_where: str = ""
) -> NonDisclosure:
    """Keep one recipient's promise; signed anew, it stands as it was signed last."""
    if ends_on is not None and ends_on < introduction.programme.today():
        raise InvalidInputError(_("This NDA binds nobody any more. Nothing was recorded; please have it signed anew."), field="ends_on")
    facts = {"organisation": organisation, "signed_on": signed_on, "ends_on": ends_on, "kept_where": kept_where.strip()[:200]}
    own = {"programme_id": introduction.programme_id, "invented": introduction.invented}
    promise, _is_new = NonDisclosure.objects.update_or_create(introduction=introduction, person=person, defaults=facts, create_defaults=facts | own)
    return promise


def _promise_of(introduction: Introduction, person: Person) -> NonDisclosure:
    """The recipient's promise as long as it binds.

    Raises:
        InvalidInputError: there is none, or it has run out.
    """
    promise = NonDisclosure.objects.select_for_update(of=("self",)).filter(introduction=introduction, person=person).first()
    if promise is None or (promise.ends_on is not None and promise.ends_on < introduction.programme.today()):
        raise InvalidInputError(_("%(person)s has signed no NDA that is still binding. Nothing was disclosed; please record it first.") % {"person": person})
    return promise


def _refuse_days_ahead(introduction: Introduction, **days: date | None) -> None:
    today = introduction.programme.today()
    for field, day in days.items():
        if day is not None and day > today:
            raise InvalidInputError(_("This day lies ahead. Please record it once it is done; nothing was changed."), field=field)


def _name_contact(problem: Problem, contact: Person, actor: Viewer) -> None:
    if not contact.affiliations.on(problem.programme.today()).filter(organisation_id=problem.firm_id).exists():
        raise InvalidInputError(_("The contact has to be someone of the firm. Nothing was changed."), field="contact")
    problem.contact = contact
    problem.save(update_fields=["contact"])
    record_act(actor=actor, action="record_consents", record=problem, fields=["contact"])


def _sides(introduction: Introduction) -> tuple[tuple[Person, Organisation], tuple[Person, Organisation]]:
    """Who consents to being named to which organisation: the firm's contact to the expert's, the expert to the firm."""
    contact = introduction.problem.contact
    if contact is None:
        raise InvalidInputError(_("Please name the contact in the firm first: it is their consent. Nothing was changed."), field="contact")
    affiliation = introduction.expert.affiliations.on(introduction.programme.today()).select_related("organisation").order_by("pk").first()
    if affiliation is None:
        raise InvalidInputError(_("It is not recorded where the expert works. Please record that first; nothing was changed."))
    return (contact, affiliation.organisation), (introduction.expert, introduction.problem.firm)


def _living_consent(introduction: Introduction, person: Person, recipient: Organisation) -> Consent | None:
    consents = Consent.objects.filter(person=person, recipient=recipient, withdrawn_at=None, data_fields__contains=list(PERSONAL_FIELDS))
    return consents.filter(about_type=introduction.record_type, about_id=introduction.pk).first()


def _ensure_consent(actor: Viewer, introduction: Introduction, person: Person, recipient: Organisation, *, given_on: date | None, field: str) -> None:
    if _living_consent(introduction, person, recipient):
        return
    if given_on is None:
        raise InvalidInputError(
            _("The consent of %(person)s is missing. Please give the day on which it was given; nothing was changed.") % {"person": person}, field=field
        )
    consent = Consent.objects.create(
        programme_id=introduction.programme_id,
        invented=introduction.invented,
        person=person,
        recipient=recipient,
        purpose=_purpose(),
        data_fields=sorted(PERSONAL_FIELDS),
        about_type=introduction.record_type,
        about_id=introduction.pk,
        given_at=min(datetime.combine(given_on, _NOON, get_current_timezone()), introduction.now()),
    )
    record_act(actor=actor, action="give_consent", record=consent, fields=PERSONAL_FIELDS)


def _purpose() -> str:
    """The purpose in the programme's language, whatever the language of whoever writes it down."""
    with override(settings.LANGUAGE_CODE):
        return _("Introduction of firm and expert")


@transaction.atomic
def disclose_details(*, actor: Viewer, introduction: Introduction, why: str = "") -> Introduction:
    """Disclose the details: from now on the expert reads the problem's text, and each side learns how to reach the other.

    Three disclosures are written down: the problem's text and the contact to the expert, the expert to the firm. The problem counts as introduced.

    Raises:
        InvalidInputError: a consent was withdrawn meanwhile, or the NDA of the expert has run out.
    """
    problem = introduction.problem
    sides = _sides(introduction)
    expert, firm = sides[1]
    contact_consent, expert_consent = (_living_consent(introduction, *side) for side in sides)
    if contact_consent is None or expert_consent is None:
        raise InvalidInputError(_("A consent is missing or was withdrawn. Nothing was disclosed; please ask again and record it."))
    promise = _promise_of(introduction, expert)
    take_step(introduction, "disclose_details", actor=actor, why=why, disclosed_at=introduction.now())
    _mark_passed_on(promise)
    record_disclosure(actor=actor, about=introduction, data_fields=Problem.SECRET_FIELDS, recipient_person=expert)
    record_disclosure(actor=actor, about=introduction, data_fields=PERSONAL_FIELDS, recipient_person=expert, consent=contact_consent)
    record_disclosure(actor=actor, about=introduction, data_fields=PERSONAL_FIELDS, recipient_organisation=firm, consent=expert_consent)
    tie_both(introduction, TieKind.INTRODUCED, introduction.programme.today())
    if rules.PROBLEM_LIFECYCLE.target_of("mark_introduced", problem.state):
        take_step(problem, "mark_introduced", actor=actor)
    send_details_are_open(introduction)
    return introduction


def _mark_passed_on(promise: NonDisclosure) -> None:
    promise.passed_on_at = promise.now()
    promise.save(update_fields=["passed_on_at"])


@transaction.atomic
def pass_on_details(
    *,
    actor: Viewer,
    introduction: Introduction,
    recipient: Person,
    nda_signed_on: date,
    nda_ends_on: date | None = None,
    contact_consented_on: date | None = None,
    why: str = "",
) -> NonDisclosure:
    """Write down that the details were handed to one more recipient, such as the expert's laboratory engineer.

    Every recipient has an NDA and, where the contact in the firm has not consented to their organisation yet, a consent of their own: what was signed
    for the expert covers nobody else. The recipient gets the papers by hand; the page of the problem stays closed to them.

    Raises:
        IllegalStepError: the details were not disclosed to the expert yet, or the introduction is over.
        InvalidInputError: the recipient is the expert, belongs to the firm, works nowhere; a day lies ahead; the consent is missing.
    """
    rules.PERMISSIONS.require(actor, "pass_on_details", introduction.place())
    same_programme(introduction.programme_id, recipient)
    if introduction.state not in rules.PASSING_ON:
        raise IllegalStepError(_("Details are passed on to others between their disclosure to the expert and the result. Nothing was disclosed."))
    _refuse_days_ahead(introduction, nda_signed_on=nda_signed_on, contact_consented_on=contact_consented_on)
    employer = _employer_of(introduction, recipient)
    contact = _sides(introduction)[0][0]
    _ensure_consent(actor, introduction, contact, employer, given_on=contact_consented_on, field="contact_consented_on")
    promise = record_promise(introduction, recipient, employer, signed_on=nda_signed_on, ends_on=nda_ends_on, kept_where=why)
    consent = _living_consent(introduction, contact, employer)
    record_disclosure(actor=actor, about=introduction, data_fields=Problem.SECRET_FIELDS, recipient_person=recipient)
    record_disclosure(actor=actor, about=introduction, data_fields=PERSONAL_FIELDS, recipient_person=recipient, consent=consent)
    _mark_passed_on(promise)
    record_act(actor=actor, action="pass_on_details", record=introduction, fields=["non_disclosures"], why=why)
    return promise


def _employer_of(introduction: Introduction, recipient: Person) -> Organisation:
    employers: list[Organisation] = [
        row.organisation for row in recipient.affiliations.on(introduction.programme.today()).select_related("organisation").order_by("pk")
    ]
    if recipient.pk == introduction.expert_id or introduction.problem.firm in employers:
        raise InvalidInputError(_("This person knows the details already. Nothing was recorded; choose another recipient."), field="recipient")
    if not employers:
        raise InvalidInputError(_("It is not recorded where this person works. Please record that first; nothing was changed."), field="recipient")
    return employers[0]
