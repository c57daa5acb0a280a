"""What is done with the figures of an indicator: where it stood, should stand, stands, and is foreseen to stand."""

from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refuse_others
from minicluster.outcomes.models import Baseline, Figure, Forecast, Indicator, Target
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError

F = TypeVar("F", bound=Figure)


def set_baseline(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
) -> Baseline:
    """Say where an indicator stood before."""
    return _recorded("set_baseline", actor, Baseline(indicator=indicator, year=year, value=value, source=source, group=group, complex=complex))


def set_target(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
) -> Target:
    """Say where an indicator should stand; an earlier target stays."""
    target = Target(indicator=indicator, year=year, value=value, source=source, group=group, complex=complex, set_at=indicator.now())
    return _recorded("set_target", actor, target)


def record_forecast(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    method: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    coverage: float | None = None,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
) -> Forecast:
    """Record where an indicator is foreseen to stand, with interval and method, so that it can be scored when the year comes."""
    if low is not None and high is not None and not low <= value <= high:
        raise InvalidInputError(_("The forecast has to lie between its lower and its upper bound. Nothing was stored."), field="value")
    forecast = Forecast(
        indicator=indicator, year=year, value=value, method=method, low=low, high=high, coverage=coverage, source=source, group=group, complex=complex,
        made_at=indicator.now(),
    )  # fmt: skip
    return _recorded("record_forecast", actor, forecast)


@transaction.atomic
def _recorded(action: str, actor: Viewer, figure: F) -> F:
    figure.programme = figure.indicator.programme
    figure.invented = figure.indicator.invented
    rules.PERMISSIONS.require(actor, action, figure.place())
    refuse_resident_registration_numbers(source=figure.source, method=getattr(figure, "method", ""))
    refuse_others(figure.programme_id, *filter(None, (figure.group, figure.complex)))
    figure.save()
    record_act(actor=actor, action=action, record=figure, fields=("year", "value"))
    return figure
