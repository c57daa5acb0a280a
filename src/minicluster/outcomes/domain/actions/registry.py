"""What is done in the registry of indicators: what is measured, over which perimeter, in which money."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.models import Indicator
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def define_indicator(
    *,
    actor: Viewer,
    slug: str,
    level: str,
    name_ko: str,
    name_en: str,
    unit: str,
    is_additive: bool = True,
    definition_ko: str = "",
    definition_en: str = "",
) -> Indicator:
    """Define what is measured.

    Raises:
        InvalidInputError: the short name is taken.
    """
    rules.PERMISSIONS.require(actor, "define_indicator", Place(actor.programme_id))
    refuse_resident_registration_numbers(name_ko=name_ko, name_en=name_en, definition_ko=definition_ko, definition_en=definition_en, unit=unit)
    if Indicator.objects.filter(programme_id=actor.programme_id, slug=slug).exists():
        raise InvalidInputError(_("An indicator with this short name exists already. Nothing was stored; please choose another."), field="slug")
    indicator = Indicator.objects.create(
        programme_id=actor.programme_id, slug=slug, level=level, name_ko=name_ko, name_en=name_en, unit=unit, is_additive=is_additive,
        definition_ko=definition_ko, definition_en=definition_en,
    )  # fmt: skip
    record_act(actor=actor, action="define_indicator", record=indicator, fields=("slug", "level", "unit", "is_additive"))
    return indicator
