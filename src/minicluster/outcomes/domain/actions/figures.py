"""What is done with the figures of an indicator: where it stood, should stand, stands, and is foreseen to stand."""

from decimal import Decimal
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.belonging import refuse_others, refused_at
from minicluster.outcomes.models import Actual, Baseline, Figure, Forecast, Indicator, Perimeter, Target
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

F = TypeVar("F", bound=Figure)
_CARRIED: Final = ("programme", "invented", "indicator", "complex", "group", "perimeter", "year", "value", "source", "is_confidential", "firms")


def set_baseline(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
    perimeter: Perimeter | None = None,
) -> Baseline:
    """Say where an indicator stood before."""
    return _recorded(
        "set_baseline", actor, Baseline(indicator=indicator, year=year, value=value, source=source, group=group, complex=complex, perimeter=perimeter)
    )


def set_target(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str = "",
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
    perimeter: Perimeter | None = None,
) -> Target:
    """Say where an indicator should stand; an earlier target stays.

    Raises:
        InvalidInputError: nothing to measure it against: neither a baseline nor a yearly figure of an earlier year for the same whole.
    """
    subject = {"group": group, "complex": complex, "perimeter": perimeter}
    target = Target(programme=indicator.programme, indicator=indicator, year=year, value=value, source=source, set_at=indicator.now(), **subject)
    rules.PERMISSIONS.require(actor, "set_target", target.place())
    if not _has_ground(indicator, year, subject):
        raise InvalidInputError(
            _("%(subject)s, %(indicator)s %(year)s: a target without a baseline cannot be judged later. Nothing was stored; record a baseline or the figure of an earlier year first.")
            % {"subject": target.subject, "indicator": indicator, "year": year},
            field="indicator",
        )  # fmt: skip
    return _recorded("set_target", actor, target)


@transaction.atomic
def record_actual(
    *,
    actor: Viewer,
    indicator: Indicator,
    year: int,
    value: Decimal,
    source: str,
    group: Group | None = None,
    complex: Complex | None = None,  # noqa: A002  # the field's word
    perimeter: Perimeter | None = None,
    firms: int | None = None,
    is_confidential: bool = False,
) -> Actual:
    """Record where an indicator stood in a year, as provisional. `firms`: how many firms it sums, where it sums firms.

    Raises:
        InvalidInputError: no source, a year that has not begun, an indicator that is worked out of others, or a figure that stands already.
    """
    actual = Actual(
        programme=indicator.programme, indicator=indicator, year=year, value=value, source=source.strip(), group=group, complex=complex, perimeter=perimeter, firms=firms,
        is_confidential=is_confidential, recorded_at=indicator.now(),
    )  # fmt: skip
    rules.PERMISSIONS.require(actor, "record_actual", actual.place())
    _check_actual(actual)
    Indicator.objects.select_for_update().get(pk=indicator.pk)  # two people do not record one year at once
    standing = Actual.objects.filter(indicator=indicator, year=year, group=group, complex=complex, perimeter=perimeter, corrected_by=None).first()
    if standing:
        raise InvalidInputError(
            _("A figure of this year is recorded already: %(value)s. Nothing was stored; correct that entry on its page.")
            % {"value": f"{standing.value.normalize():f}"},
            field="year",
        )
    return _recorded("record_actual", actor, actual)


@transaction.atomic
def correct_actual(*, actor: Viewer, actual: Actual, why: str, **changed: Any) -> Actual:
    """Correct a yearly figure by a new, provisional entry: the old one stays readable and is told no more.

    `changed` names what is different: value, source, firms, is_confidential.

    Raises:
        IllegalStepError: it is corrected already.
        InvalidInputError: no reason, or what could not have been recorded.
    """
    rules.PERMISSIONS.require(actor, "record_actual", actual.place())
    _refuse_corrected(actual)
    if not why.strip():
        raise InvalidInputError(_("Please say why. Nothing was changed."), field="why")
    correction = Actual(**{name: getattr(actual, name) for name in _CARRIED} | changed, corrects=actual, recorded_at=actual.now())
    _check_actual(correction)
    refuse_resident_registration_numbers(source=correction.source)
    correction.save()
    record_act(actor=actor, action="record_actual", record=correction, fields=changed, why=why)
    return correction


@transaction.atomic
def confirm_actual(*, actor: Viewer, actual: Actual, why: str = "") -> None:
    """Confirm a provisional figure: from now on it is the programme's word.

    Raises:
        IllegalStepError: it is confirmed or corrected already.
    """
    rules.PERMISSIONS.require(actor, "confirm_actual", actual.place())
    _refuse_corrected(actual)
    if actual.is_confirmed:
        raise IllegalStepError(_("This figure is confirmed already. Nothing was changed."))
    actual.is_confirmed = True
    actual.save(update_fields=["is_confirmed"])
    record_act(actor=actor, action="confirm_actual", record=actual, fields=("is_confirmed",), why=why)


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
    perimeter: Perimeter | None = None,
) -> Forecast:
    """Record where an indicator is foreseen to stand, with interval and method, so that it can be scored when the year comes."""
    if low is not None and high is not None and not low <= value <= high:
        raise InvalidInputError(_("The forecast has to lie between its lower and its upper bound. Nothing was stored."), field="value")
    forecast = Forecast(
        indicator=indicator, year=year, value=value, method=method, low=low, high=high, coverage=coverage, source=source, group=group, complex=complex,
        perimeter=perimeter, made_at=indicator.now(),
    )  # fmt: skip
    return _recorded("record_forecast", actor, forecast)


@transaction.atomic
def _recorded(action: str, actor: Viewer, figure: F) -> F:
    figure.programme = figure.indicator.programme
    figure.invented = figure.indicator.invented
    rules.PERMISSIONS.require(actor, action, figure.place())
    refuse_resident_registration_numbers(source=figure.source, method=getattr(figure, "method", ""))
    subjects = [subject for subject in (figure.group, figure.complex, figure.perimeter) if subject]
    refuse_others(figure.programme_id, *subjects)
    if len(subjects) > 1:
        raise InvalidInputError(_("A figure is about one mini-cluster, one complex or one perimeter. Nothing was stored; choose one of them."), field="complex")
    with refused_at("value"):
        rules.finite(Decimal(figure.value), f"{figure.subject} {figure.year}")
    figure.save()
    record_act(actor=actor, action=action, record=figure, fields=("year", "value"))
    return figure


def _check_actual(actual: Actual) -> None:
    if not actual.source.strip():
        raise InvalidInputError(_("A yearly figure needs its source: a report, a table, a survey. Nothing was stored."), field="source")
    if actual.indicator.formula:
        of = ", ".join(actual.indicator.formula["of"])
        raise InvalidInputError(_("This indicator is worked out of others (%(of)s). Nothing was stored; record those.") % {"of": of}, field="indicator")
    if actual.year > actual.indicator.programme.today().year:
        raise InvalidInputError(_("This year has not begun: set a target or record a forecast instead. Nothing was stored."), field="year")
    with refused_at("value"):
        rules.finite(Decimal(actual.value), str(actual.year))


def _refuse_corrected(actual: Actual) -> None:
    if Actual.objects.filter(corrects=actual).exists():
        raise IllegalStepError(_("This entry is corrected already by a newer one. Nothing was changed; go on with that one."))


def _has_ground(indicator: Indicator, year: int, subject: dict[str, Any]) -> bool:
    """Whether there is a baseline or an earlier yearly figure of the same whole: of the indicator itself, or of everything that it is worked out of."""
    if _stands_before(Indicator.objects.filter(pk=indicator.pk), year, subject):
        return True
    parts = set(indicator.formula.get("of", ()))
    found = _stands_before(Indicator.objects.filter(programme=indicator.programme_id, slug__in=parts), year, subject)
    return bool(parts) and found == parts


def _stands_before(indicators: Any, year: int, subject: dict[str, Any]) -> set[str]:
    """The short names of those among the indicators that have such a figure."""
    earlier = {"indicator__in": indicators, "year__lt": year, **subject}
    return set(Baseline.objects.filter(**earlier).values_list("indicator__slug", flat=True)) | set(
        Actual.objects.filter(corrected_by=None, **earlier).values_list("indicator__slug", flat=True)
    )
