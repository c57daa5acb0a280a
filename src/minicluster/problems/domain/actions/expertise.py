"""What people know, what can be used, and who pays for help."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import same_programme
from minicluster.members.models import Organisation, Person, Programme
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.indexing import index_expertise, index_facility, index_support_programme
from minicluster.problems.models import Expertise, Facility, SupportProgramme


@transaction.atomic
def register_expertise(
    *, actor: Viewer, person: Person, statement_ko: str = "", statement_en: str = "", codes: Iterable[str] = (), invented: bool | None = None
) -> Expertise:
    """Register what a person knows, in their own terms and in at least one language."""
    rules.PERMISSIONS.require(actor, "register_expertise", person.place())
    if not (statement_ko.strip() or statement_en.strip()):
        raise InvalidInputError(_("Please say in a sentence, in Korean or English, what the person knows. Nothing was saved."), field="statement_ko")
    refuse_resident_registration_numbers(statement_ko=statement_ko, statement_en=statement_en)
    expertise = Expertise.objects.create(
        programme=person.programme,
        invented=person.programme.invented if invented is None else invented,
        person=person,
        statement_ko=statement_ko.strip(),
        statement_en=statement_en.strip(),
        codes=list(codes),
    )
    record_act(actor=actor, action="register_expertise", record=expertise)
    index_expertise(person)
    return expertise


@transaction.atomic
def register_facility(
    *,
    actor: Viewer,
    organisation: Organisation,
    name_ko: str,
    description: str,
    name_en: str = "",
    keeper: Person | None = None,
    conditions: str = "",
    invented: bool | None = None,
) -> Facility:
    """Register equipment or a laboratory that others may use."""
    rules.PERMISSIONS.require(actor, "register_facility", organisation.place())
    same_programme(organisation.programme_id, keeper)
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, description=description, conditions=conditions)
    facility = Facility.objects.create(
        programme=organisation.programme,
        invented=organisation.programme.invented if invented is None else invented,
        organisation=organisation,
        keeper=keeper,
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        description=description.strip(),
        conditions=conditions.strip(),
    )
    record_act(actor=actor, action="register_facility", record=facility)
    index_facility(facility)
    return facility


@transaction.atomic
def register_support_programme(
    *,
    actor: Viewer,
    name_ko: str,
    description: str,
    purpose: str,
    name_en: str = "",
    organisation: Organisation | None = None,
    invented: bool | None = None,
) -> SupportProgramme:
    """Register a support programme of a ministry, province or agency."""
    programme = Programme.objects.get(pk=actor.programme_id)
    rules.PERMISSIONS.require(actor, "register_support_programme", Place(programme.pk))
    same_programme(programme.pk, organisation)
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, description=description)
    support = SupportProgramme.objects.create(
        programme=programme,
        invented=programme.invented if invented is None else invented,
        organisation=organisation,
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        description=description.strip(),
        purpose=purpose,
    )
    record_act(actor=actor, action="register_support_programme", record=support)
    index_support_programme(support)
    return support
