"""Organisations: registering them, and the facts about them that change over the years."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import follow_on, locked, reach_of, refuse_future, same_programme
from minicluster.members.domain.announcements import organisation_registered
from minicluster.members.models import Complex, Organisation, OrganisationIdentifier, OrganisationName, OrganisationSize, Programme, Site
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def register_organisation(
    *,
    actor: Viewer,
    kind: str,
    name_ko: str,
    name_en: str = "",
    country: str = "KR",
    founded_on: date | None = None,
    products: str = "",
    public_note: str = "",
    identifiers: Mapping[str, str] | None = None,
    size: str = "",
    complex: Complex | None = None,  # noqa: A002  # the field's word
    address: str = "",
    from_day: date | None = None,
    invented: bool = False,
) -> Organisation:
    """Register an organisation with its identifiers, its size class and its site, which hold from `from_day` (else its founding, else today).

    Raises:
        InvalidInputError: an identifier is malformed or already belongs to another organisation.
    """
    rules.PERMISSIONS.require(actor, "register_organisation", reach_of(actor))
    same_programme(actor.programme_id, complex)
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, products=products, public_note=public_note, address=address)
    organisation = Organisation.objects.create(
        programme=Programme.objects.get(pk=actor.programme_id),
        kind=kind,
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        country=country,
        founded_on=founded_on,
        products=products,
        public_note=public_note,
        invented=invented,
    )
    _add_identifiers(organisation, identifiers or {})
    _open_history(organisation, from_day or founded_on or organisation.programme.today(), size=size, complex_=complex, address=address)
    record_act(actor=actor, action="register_organisation", record=organisation)
    organisation_registered.send(sender=Organisation, organisation=organisation)
    return organisation


def _open_history(organisation: Organisation, since: date, *, size: str, complex_: Complex | None, address: str) -> None:
    organisation.names.create(name=organisation.name_ko, name_en=organisation.name_en, valid_from=since)
    if size:
        organisation.sizes.create(size=size, valid_from=since)
    if complex_ or address:
        organisation.sites.create(complex=complex_, address=address, valid_from=since)


def _add_identifiers(organisation: Organisation, identifiers: Mapping[str, str]) -> None:
    for scheme, value in identifiers.items():
        _add_identifier(organisation, scheme, value)


def _add_identifier(organisation: Organisation, scheme: str, value: str) -> None:
    normal = rules.normal_identifier(scheme, value)
    if not rules.is_identifier(scheme, normal):
        raise InvalidInputError(
            _("“%(value)s” is not a valid number of the scheme %(scheme)s: its check digit does not fit. Please compare it with the document.")
            % {"value": value, "scheme": scheme},
            field="identifier",
        )
    try:
        with transaction.atomic():
            OrganisationIdentifier.objects.create(programme_id=organisation.programme_id, organisation=organisation, scheme=scheme, value=normal)
    except IntegrityError as error:
        raise InvalidInputError(
            _("The number %(value)s already belongs to an organisation here, so that this one was not registered twice. Please use the existing record.")
            % {"value": normal},
            field="identifier",
        ) from error


@transaction.atomic
def record_size(*, actor: Viewer, organisation: Organisation, size: str, from_day: date) -> OrganisationSize:
    """Record the size class that holds from this day on."""
    rules.PERMISSIONS.require(actor, "record_dated_fact", organisation.place())
    locked(organisation)
    row: OrganisationSize = follow_on(organisation.sizes, from_day, among={}, facts={"size": size})
    record_act(actor=actor, action="record_dated_fact", record=organisation, fields=["size"])
    return row


@transaction.atomic
def rename_organisation(*, actor: Viewer, organisation: Organisation, name_ko: str, from_day: date, name_en: str = "") -> OrganisationName:
    """Give an organisation a new name from this day on; the former one stays with its dates and is still found."""
    rules.PERMISSIONS.require(actor, "record_dated_fact", organisation.place())
    refuse_future(from_day, organisation.programme)
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en)
    locked(organisation)
    since = organisation.founded_on or organisation.programme.started_on
    if not organisation.names.filter(is_alias=False, valid_to=None).exists():
        organisation.names.create(name=organisation.name_ko, name_en=organisation.name_en, valid_from=since)
    row: OrganisationName = follow_on(organisation.names, from_day, among={"is_alias": False}, facts={"name": name_ko, "name_en": name_en})
    organisation.name_ko, organisation.name_en = name_ko, name_en
    organisation.save(update_fields=["name_ko", "name_en"])
    record_act(actor=actor, action="record_dated_fact", record=organisation, fields=["name_ko", "name_en"])
    return row


@transaction.atomic
def add_alias(*, actor: Viewer, organisation: Organisation, name: str, from_day: date | None = None) -> OrganisationName:
    """Add a name under which people look for an organisation."""
    rules.PERMISSIONS.require(actor, "record_dated_fact", organisation.place())
    refuse_resident_registration_numbers(name=name)
    since = from_day or organisation.programme.today()
    row, is_new = OrganisationName.objects.get_or_create(organisation=organisation, name=name, is_alias=True, valid_to=None, defaults={"valid_from": since})
    if is_new:
        record_act(actor=actor, action="record_dated_fact", record=organisation, fields=["alias"])
    return row


@transaction.atomic
def move_site(*, actor: Viewer, organisation: Organisation, complex: Complex | None, from_day: date, address: str = "") -> Site:  # noqa: A002  # the field's word
    """Record that the main site lies in this complex (or outside of any) from this day on."""
    rules.PERMISSIONS.require(actor, "record_dated_fact", organisation.place())
    same_programme(organisation.programme_id, complex)
    refuse_resident_registration_numbers(address=address)
    locked(organisation)
    row: Site = follow_on(organisation.sites, from_day, among={"is_main": True}, facts={"complex": complex, "address": address})
    record_act(actor=actor, action="record_dated_fact", record=organisation, fields=["complex", "address"])
    return row
