"""Consent, disclosure, and the reading of what is personal or secret (PIPA Art. 17 and 18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import locked, same_programme
from minicluster.members.models import Consent, Disclosure, Organisation, OrganisationYear, Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def give_consent(
    *, actor: Viewer, person: Person, recipient: Organisation, purpose: str, data_fields: Iterable[str], about: Any = None, invented: bool = False
) -> Consent:
    """Record a person's consent that the named data goes to one recipient for one purpose; a living consent to the same is returned as it is.

    Raises:
        InvalidInputError: no data is named: a consent to everything is none.
    """
    rules.PERMISSIONS.require(actor, "give_consent", person.place())
    same_programme(person.programme_id, recipient, about)
    refuse_resident_registration_numbers(purpose=purpose)
    fields = sorted(set(data_fields))
    if not fields:
        raise InvalidInputError(_("Please name the data that may be passed on. Nothing was recorded."), field="data_fields")
    locked(person)
    consent, is_new = Consent.objects.get_or_create(
        programme_id=person.programme_id,
        person=person,
        recipient=recipient,
        purpose=purpose,
        data_fields=fields,
        about_type=about.record_type if about else "",
        about_id=about.pk if about else None,
        withdrawn_at=None,
        defaults={"given_at": person.now(), "invented": invented},
    )
    if is_new:
        record_act(actor=actor, action="give_consent", record=consent, fields=fields)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Viewer, consent: Consent, why: str = "") -> Consent:
    """Withdraw a consent: from now on nothing more is passed on under it. What was disclosed before stays in the register.

    Raises:
        IllegalStepError: it was withdrawn before.
    """
    rules.PERMISSIONS.require(actor, "withdraw_consent", consent.place())
    if locked(consent).withdrawn_at is not None:
        raise IllegalStepError(_("This consent was withdrawn before. Nothing was changed."))
    consent.withdrawn_at = consent.now()
    consent.save(update_fields=["withdrawn_at"])
    record_act(actor=actor, action="withdraw_consent", record=consent, why=why)
    return consent


@transaction.atomic
def record_disclosure(
    *,
    actor: Viewer,
    about: Any,
    data_fields: Iterable[str],
    recipient_person: Person | None = None,
    recipient_organisation: Organisation | None = None,
    consent: Consent | None = None,
) -> Disclosure:
    """Write down that details of a record left the house, within the action that lets them out and has asked its own permission.

    Raises:
        InvalidInputError: nobody receives it, or the consent does not cover it: withdrawn, other data, another recipient.
    """
    same_programme(about.programme_id, recipient_person, recipient_organisation, consent)
    fields = sorted(set(data_fields))
    if recipient_person is None and recipient_organisation is None:
        raise InvalidInputError(_("Please say to whom the details go. Nothing was disclosed."), field="recipient")
    if consent is not None and not _covers(locked(consent), fields, recipient_person, recipient_organisation):
        raise InvalidInputError(_("The consent does not cover this: it was withdrawn, or names other data or another recipient. Nothing was disclosed."))
    disclosure = Disclosure.objects.create(
        programme_id=about.programme_id,
        recipient_person=recipient_person,
        recipient_organisation=recipient_organisation,
        consent=consent,
        about_type=about.record_type,
        about_id=about.pk,
        data_fields=fields,
        disclosed_at=about.now(),
        invented=about.invented,
    )
    record_act(actor=actor, action="record_disclosure", record=disclosure, fields=fields)
    return disclosure


def _covers(consent: Consent, fields: list[str], person: Person | None, organisation: Organisation | None) -> bool:
    """A consent names an organisation; the people who work there today receive for it."""
    receives = consent.recipient == organisation or (
        person is not None and person.affiliations.on(person.programme.today()).filter(organisation_id=consent.recipient_id).exists()
    )
    return consent.withdrawn_at is None and receives and set(fields) <= set(consent.data_fields)


@dataclass(frozen=True)
class Contact:
    """How a person is reached. Personal: it exists only for whoever has the right, and each reading is in the access log."""

    email: str
    phone: str


@transaction.atomic
def read_contact(*, actor: Viewer, person: Person) -> Contact | None:
    """The contact data for whoever may see it, with an entry in the access log unless it is one's own; None for everyone else."""
    if not rules.PERMISSIONS.allows(actor, "view_contact", person.place()):
        return None
    if actor.person_id != person.pk:
        record_act(actor=actor, action="view_contact", record=person, fields=["email", "phone"])
    return Contact(person.email, person.phone)


@transaction.atomic
def read_contacts_of_staff(*, actor: Viewer, organisation: Organisation) -> dict[int, Contact]:
    """The contact data of those who work there today, by person, for whoever may see it, with an entry in the access log; empty for everyone else."""
    if not rules.PERMISSIONS.allows(actor, "view_contact", organisation.place()):
        return {}
    today = organisation.programme.today()
    staff = Person.objects.filter(pk__in=organisation.affiliations.on(today).values("person_id"))
    if organisation.pk not in actor.organisation_ids:
        record_act(actor=actor, action="view_contact", record=organisation, fields=["email", "phone"])
    return {person.pk: Contact(person.email, person.phone) for person in staff}


@transaction.atomic
def read_figures(*, actor: Viewer, organisation: Organisation) -> list[OrganisationYear]:
    """A firm's yearly figures, latest first, for whoever may see them, with an entry in the access log; none for everyone else."""
    if not rules.PERMISSIONS.allows(actor, "view_firm_year", organisation.place()):
        return []
    years = list(OrganisationYear.objects.filter(organisation=organisation).order_by("-year"))
    if years and organisation.pk not in actor.organisation_ids:
        record_act(actor=actor, action="view_firm_year", record=organisation)
    return years
