"""What is done in the registry of indicators: what is measured, in which unit, and how it is worked out."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refused_at
from minicluster.outcomes.models import Actual, Baseline, Forecast, Indicator, Outcome, Target
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError

TEXTS: Final = ("name_ko", "name_en", "definition_ko", "definition_en", "unit")
_COUNTED_BY: Final = (Actual, Baseline, Target, Forecast, Outcome)


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
    direction: str = rules.Direction.UP,
    formula: Mapping[str, Any] | None = None,
    price_year: int | None = None,
) -> Indicator:
    """Define what is measured; `formula` as `rules.formula_of` reads it, where it is worked out of others.

    Raises:
        InvalidInputError: the short name is taken, a formula that cannot be worked out, or prices of a year for what is no money.
    """
    rules.PERMISSIONS.require(actor, "define_indicator", Place(actor.programme_id))
    if Indicator.objects.filter(programme_id=actor.programme_id, slug=slug).exists():
        raise InvalidInputError(_("An indicator with this short name exists already. Nothing was stored; please choose another."), field="slug")
    indicator = Indicator(
        programme_id=actor.programme_id, slug=slug, level=level, name_ko=name_ko, name_en=name_en, unit=unit, is_additive=is_additive,
        definition_ko=definition_ko, definition_en=definition_en, direction=direction, formula=formula or {}, price_year=price_year,
    )  # fmt: skip
    _check(indicator)
    indicator.save()
    record_act(actor=actor, action="define_indicator", record=indicator, fields=("slug", "level", "unit", "is_additive"))
    return indicator


@transaction.atomic
def amend_indicator(*, actor: Viewer, indicator: Indicator, why: str, **changed: Any) -> None:
    """Amend how an indicator is called, defined, directed or worked out. `changed` names fields of `Indicator`; the short name stays.

    Raises:
        InvalidInputError: no reason; another unit, or another way of adding up, where figures stand already; a formula that cannot be worked out.
    """
    rules.PERMISSIONS.require(actor, "define_indicator", indicator.place())
    if not why.strip():
        raise InvalidInputError(_("Please say why. Nothing was changed."), field="why")
    fields = [name for name, value in changed.items() if getattr(indicator, name) != value]
    binding = {"unit", "price_year", "is_additive"}.intersection(fields)
    if binding and _has_figures(indicator):
        raise InvalidInputError(
            _("There are figures in this unit already, and they would mean something else. Nothing was changed; define a new indicator instead."),
            field=min(binding),
        )
    amended = copy(indicator)
    for name in fields:
        setattr(amended, name, changed[name])
    _check(amended)
    for name in fields:
        setattr(indicator, name, changed[name])
    indicator.save(update_fields=fields)
    record_act(actor=actor, action="define_indicator", record=indicator, fields=fields, why=why)


def _check(indicator: Indicator) -> None:
    refuse_resident_registration_numbers(**{name: getattr(indicator, name) for name in TEXTS})
    if indicator.price_year is not None and indicator.unit not in rules.CURRENCIES:
        raise InvalidInputError(_("Only money is told in the prices of a year. Nothing was stored; leave the year empty."), field="price_year")
    with refused_at("formula"):
        formula = rules.formula_of(indicator.formula)
        if formula:
            rules.check_formula(indicator.slug, indicator.unit, formula, known_to(indicator.programme_id))
    if formula and _is_counted(indicator):
        raise InvalidInputError(
            _("Yearly figures of this indicator are recorded themselves, so it cannot be worked out too. Nothing was stored."), field="formula"
        )


def known_to(programme_id: int) -> dict[str, rules.Known]:
    """What formulas have to know of the indicators of a programme."""
    rows = Indicator.objects.filter(programme_id=programme_id).values_list("slug", "unit", "formula")
    return {slug: rules.Known(unit, formula) for slug, unit, formula in rows}


def _is_counted(indicator: Indicator) -> bool:
    return indicator.pk is not None and Actual.objects.filter(indicator=indicator, corrected_by=None).exists()


def _has_figures(indicator: Indicator) -> bool:
    return any(model.objects.filter(indicator=indicator).exists() for model in _COUNTED_BY)
