"""People and where they work."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import close_range, follow_on, locked, reach_of, same_programme
from minicluster.members.models import Affiliation, Organisation, Person, Programme
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def register_person(
    *,
    actor: Viewer,
    name_ko: str,
    name_en: str = "",
    email: str = "",
    phone: str = "",
    orcid: str = "",
    organisation: Organisation | None = None,
    department: str = "",
    position: str = "",
    from_day: date | None = None,
    invented: bool = False,
) -> Person:
    """Register a person, with where they work from `from_day` (else today).

    Raises:
        NotAllowedError: the organisation is looked after by others.
        InvalidInputError: the ORCID iD has a wrong check character, or something typed is a resident registration number.
    """
    same_programme(actor.programme_id, organisation)
    rules.PERMISSIONS.require(actor, "register_person", _place_of_new(actor, organisation))
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, email=email, phone=phone, department=department, position=position)
    person = Person.objects.create(
        programme=Programme.objects.get(pk=actor.programme_id),
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        email=email,
        phone=phone,
        orcid=_checked_orcid(orcid),
        invented=invented,
    )
    if organisation:
        since = from_day or person.programme.today()
        person.affiliations.create(organisation=organisation, department=department, position=position, valid_from=since)
    record_act(actor=actor, action="register_person", record=person)
    return person


def _place_of_new(actor: Viewer, organisation: Organisation | None) -> Place:
    """A new person stands where their organisation stands; one that no mini-cluster, or no complex, has yet is open to whoever registers."""
    own = reach_of(actor)
    if organisation is None:
        return own
    place = organisation.place()
    return replace(place, group_ids=place.group_ids or own.group_ids, complex_ids=place.complex_ids or own.complex_ids)


def _checked_orcid(orcid: str) -> str:
    if orcid and not rules.is_orcid(rules.normal_orcid(orcid)):
        raise InvalidInputError(
            _("“%(orcid)s” is not a valid ORCID iD: its check character does not fit. Please copy it from orcid.org.") % {"orcid": orcid}, field="orcid"
        )
    return rules.normal_orcid(orcid)


@transaction.atomic
def record_affiliation(
    *,
    actor: Viewer,
    person: Person,
    organisation: Organisation,
    from_day: date,
    department: str = "",
    position: str = "",
    in_addition: bool = False,
) -> Affiliation:
    """Record that a person works here from this day on: instead of where they worked until then, or in addition to it."""
    rules.PERMISSIONS.require(actor, "record_affiliation", _place_of_both(person, organisation))
    same_programme(person.programme_id, organisation)
    refuse_resident_registration_numbers(department=department, position=position)
    locked(person)
    if not in_addition:
        for former in person.affiliations.filter(valid_to=None).exclude(organisation=organisation):
            close_range(former, from_day)
    row: Affiliation = follow_on(person.affiliations, from_day, among={"organisation": organisation}, facts={"department": department, "position": position})
    record_act(actor=actor, action="record_affiliation", record=person, fields=["affiliations"])
    return row


def _place_of_both(person: Person, organisation: Organisation) -> Place:
    """Whoever looks after the person or the organisation may say that they belong together."""
    one, other = person.place(), organisation.place()
    return Place(
        one.programme_id, one.person_ids, one.organisation_ids | other.organisation_ids, one.group_ids | other.group_ids, one.complex_ids | other.complex_ids
    )
