"""What is done with perimeters: named sets of complexes, each complex from a day on and up to a day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Complex
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refuse_others
from minicluster.outcomes.models import Perimeter, PerimeterComplex
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def define_perimeter(*, actor: Viewer, slug: str, name_ko: str, name_en: str) -> Perimeter:
    """Name a set of complexes that figures are about; it begins empty.

    Raises:
        InvalidInputError: the short name is taken.
    """
    rules.PERMISSIONS.require(actor, "define_perimeter", Place(actor.programme_id))
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en)
    if Perimeter.objects.filter(programme_id=actor.programme_id, slug=slug).exists():
        raise InvalidInputError(_("A perimeter with this short name exists already. Nothing was stored; please choose another."), field="slug")
    perimeter = Perimeter.objects.create(programme_id=actor.programme_id, slug=slug, name_ko=name_ko, name_en=name_en)
    record_act(actor=actor, action="define_perimeter", record=perimeter, fields=("slug",))
    return perimeter


@transaction.atomic
def add_to_perimeter(*, actor: Viewer, perimeter: Perimeter, complex: Complex, since: date) -> PerimeterComplex:  # noqa: A002  # the field's word
    """Let a complex belong to a perimeter from a day on.

    Raises:
        InvalidInputError: it belongs to it on that day or later already.
    """
    rules.PERMISSIONS.require(actor, "define_perimeter", perimeter.place())
    refuse_others(perimeter.programme_id, complex)
    parts = PerimeterComplex.objects.filter(perimeter=perimeter, complex=complex)
    if any(part.valid_to is None or part.valid_to > since for part in parts):
        raise InvalidInputError(_("This complex belongs to the perimeter on that day or later already. Nothing was changed; look at its days."), field="since")
    part: PerimeterComplex = PerimeterComplex.objects.create(perimeter=perimeter, complex=complex, valid_from=since)
    record_act(actor=actor, action="define_perimeter", record=perimeter, fields=("complex", "valid_from"))
    return part


@transaction.atomic
def take_out_of_perimeter(*, actor: Viewer, part: PerimeterComplex, until: date, why: str) -> None:
    """Let a complex belong to a perimeter no more from a day on; that it belonged to it before stays.

    Raises:
        InvalidInputError: no reason, it is out already, or a day before it came.
    """
    rules.PERMISSIONS.require(actor, "define_perimeter", part.perimeter.place())
    if not why.strip():
        raise InvalidInputError(_("Please say why. Nothing was changed."), field="why")
    if part.valid_to is not None:
        raise InvalidInputError(_("This complex has left the perimeter already. Nothing was changed."), field="until")
    if until <= part.valid_from:
        raise InvalidInputError(_("A complex leaves a perimeter after it came. Nothing was changed; please look at the day."), field="until")
    part.valid_to = until
    part.save(update_fields=["valid_to"])
    record_act(actor=actor, action="define_perimeter", record=part.perimeter, fields=("complex", "valid_to"), why=why)
