"""Making forecasts of all series of a programme: reckoned first, kept in one transaction, and never written over."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.members.models import Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.forecast_inputs import aims_of, histories_of, layout_of
from minicluster.outcomes.domain.series import Series, series_of
from minicluster.outcomes.models import Forecast, ForecastRun, Indicator
from minicluster.outcomes.rules.forecast_series import LONGEST_HORIZON, USUAL_HORIZON, History, Note, Subject
from minicluster.outcomes.rules.foretelling import INNER, OUTER, Ahead, Foretold, GoesOn, foretell
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import InvalidInputError

_TOLD: Final = (
    "indicator_id", "complex_id", "group_id", "perimeter_id", "year", "value", "low", "high", "outer_low", "outer_high", "method", "target_id",
    "target_probability", "made_from",
)  # fmt: skip
PLACES: Final = 4


def make_forecasts(*, actor: Viewer, horizon: int = USUAL_HORIZON, goes_on: GoesOn = lambda _done, _of: True) -> ForecastRun | None:
    """Forecast every series of the programme and keep the forecasts; None where it was asked to stop: then nothing is kept.

    Made again on the same day from the same figures and targets it would say the same: that run is given back, and none is added.

    Args:
        actor: who has them made.
        horizon: how many years ahead, 1 to `LONGEST_HORIZON`.
        goes_on: told how far it is; answers whether to go on.

    Raises:
        InvalidInputError: another horizon, or there is no yearly figure.
    """
    rules.PERMISSIONS.require(actor, "make_forecasts", Place(actor.programme_id))
    refuse_horizon(horizon)
    series = series_of(actor.programme_id)
    if not series:
        raise InvalidInputError(_("There is no yearly figure yet, so nothing can be forecast. Nothing was stored; record yearly figures first."))
    histories = histories_of(series)
    additive = {one.indicator.pk for one in series if one.indicator.is_additive}
    aims = aims_of(actor.programme_id, histories)
    foretold = foretell(histories, layout_of(actor.programme_id), additive=additive, aims=aims, horizon=horizon, goes_on=goes_on)
    return None if foretold is None else _kept(actor, foretold, series)


def refuse_horizon(horizon: int) -> None:
    """Refuse a number of years that is not looked ahead.

    Raises:
        InvalidInputError: it is less than 1 or more than `LONGEST_HORIZON`.
    """
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise InvalidInputError(
            _("Forecasts are made for 1 to %(longest)s years ahead. Nothing was stored; please choose another number.") % {"longest": LONGEST_HORIZON},
            field="horizon",
        )


@transaction.atomic
def _kept(actor: Viewer, foretold: Foretold, series: Iterable[Series]) -> ForecastRun:
    """The run with all its forecasts: both or neither."""
    # Of two who make them at once the second waits here, and finds what the first has kept.
    programme = Programme.objects.select_for_update(no_key=True).get(pk=actor.programme_id)
    indicators = {one.indicator.pk: one.indicator for one in series}
    invented = {one.indicator.pk for one in series if one.indicator.invented or any(point.invented for point in one.points)}
    last_years = {Subject(*one.key): one.years[-1] for one in series}
    refusals = [_as_data(note, indicators, last_years) for note in foretold.notes]
    run = ForecastRun(
        programme=programme, made_at=programme.now(), made_by_id=actor.user_id, horizon=foretold.horizon, refusals=refusals, invented=bool(invented)
    )
    forecasts = [_forecast(run, one, one.history.subject.indicator in invented) for one in foretold.ahead]
    if same := _same_of_today(run, forecasts):
        return same
    run.save()
    Forecast.objects.bulk_create(forecasts)
    record_act(actor=actor, action="make_forecasts", record=run, fields=("horizon",))
    return run


def _same_of_today(run: ForecastRun, forecasts: Iterable[Forecast]) -> ForecastRun | None:
    """The run of the same day that says the same; None where there is none."""
    latest = ForecastRun.objects.filter(programme=run.programme).order_by("-made_at", "-pk").first()
    if latest is None or _day(latest.made_at) != _day(run.made_at) or (latest.horizon, latest.refusals) != (run.horizon, run.refusals):
        return None
    kept = [_told(forecast) for forecast in latest.forecasts.order_by("pk")]
    return latest if kept == [_told(forecast) for forecast in forecasts] else None


def _day(moment: datetime) -> object:
    return timezone.localtime(moment).date()


def _told(forecast: Forecast) -> list[Any]:
    return [getattr(forecast, name) for name in _TOLD]


def _as_data(note: Note, indicators: Mapping[int, Indicator], last_years: Mapping[Subject, int]) -> dict[str, Any]:
    indicator, complex_, group, perimeter = note.subject
    return {
        "indicator": indicators[indicator].slug,
        "complex": complex_,
        "group": group,
        "perimeter": perimeter,
        "code": note.code,
        "facts": dict(note.facts),
        "last_year": last_years.get(note.subject),
    }


def _forecast(run: ForecastRun, ahead: Ahead, invented: bool) -> Forecast:  # noqa: FBT001 - the record's own word
    indicator, complex_, group, perimeter = ahead.history.subject
    return Forecast(
        programme=run.programme, run=run, made_at=run.made_at, invented=invented,
        indicator_id=indicator, complex_id=complex_, group_id=group, perimeter_id=perimeter,
        year=ahead.year, value=_exact(ahead.value), method=ahead.method, made_from=_points(ahead.history),
        low=_exact(ahead.low), high=_exact(ahead.high), coverage=INNER / 100,
        outer_low=None if ahead.outer_low is None else _exact(ahead.outer_low), outer_high=None if ahead.outer_high is None else _exact(ahead.outer_high),
        outer_coverage=None if ahead.outer_low is None else OUTER / 100,
        target_id=ahead.target, target_probability=ahead.probability,
    )  # fmt: skip


def _exact(value: float) -> Decimal:
    """The value as the column holds it."""
    return Decimal(f"{value:.{PLACES}f}")


def _points(history: History) -> list[list[Any]]:
    return [list(point) for point in history.points]
