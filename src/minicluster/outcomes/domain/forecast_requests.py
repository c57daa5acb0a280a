"""Asking for forecasts as background work, and calling it off."""

from django.utils import timezone

from minicluster.members.models import Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.forecast_inputs import subject_of
from minicluster.outcomes.domain.forecasting import refuse_horizon
from minicluster.outcomes.domain.series import series_of
from minicluster.outcomes.models import ForecastRun, Indicator
from minicluster.outcomes.rules.forecast_series import USUAL_HORIZON, Subject
from minicluster.platform.jobs.background import enqueue
from minicluster.platform.jobs.standing import Standing, call_off, standing_of
from minicluster.platform.permissions import Place, Role, Viewer

TASK = "outcomes.make_forecasts"


def request_forecasts(*, actor: Viewer, horizon: int = USUAL_HORIZON) -> bool:
    """Ask for forecasts of all series; False where they are being made already: asking twice is asking once.

    Raises:
        InvalidInputError: the horizon is none of those that are looked ahead.
    """
    rules.PERMISSIONS.require(actor, "make_forecasts", Place(actor.programme_id))
    refuse_horizon(horizon)
    standing = standing_of(_key(actor.programme_id))
    if standing and standing.is_unfinished:
        return False
    return enqueue(TASK, key=_key(actor.programme_id), programme_id=actor.programme_id, user_id=actor.user_id, horizon=horizon)


def continue_forecasts(programme_id: int, user_id: int | None, horizon: int) -> None:
    """Ask again for what a worker had to leave; whoever asked first had the right to."""
    enqueue(TASK, key=_key(programme_id), programme_id=programme_id, user_id=user_id, horizon=horizon)


def call_off_forecasts(*, actor: Viewer) -> bool:
    """Stop the making of forecasts; False where none are being made. Nothing of it is kept."""
    rules.PERMISSIONS.require(actor, "make_forecasts", Place(actor.programme_id))
    return call_off(_key(actor.programme_id))


def forecasts_standing(viewer: Viewer) -> Standing | None:
    """How the making of forecasts stands, for those who may have them made; None where nothing waits, is done or has failed."""
    return standing_of(_key(viewer.programme_id)) if rules.PERMISSIONS.scope(viewer, "make_forecasts") else None


def request_what_is_due(programme: Programme) -> bool:
    """Ask for forecasts where a confirmed figure of a year has come that the latest do not know, at most once a day; whether it was asked for.

    Figures come one after the other: those of one day are taken up together on the next, unless somebody makes forecasts before.
    """
    latest = ForecastRun.objects.filter(programme=programme).order_by("-made_at", "-pk").first()
    if latest and timezone.localtime(latest.made_at).date() == programme.today():
        return False
    known = _known_to(latest) if latest else {}
    has_come = any(one.points[-1].is_confirmed and one.years[-1] > known.get(Subject(*one.key), 0) for one in series_of(programme))
    return has_come and request_forecasts(actor=Viewer(Role.PROGRAMME_OFFICE, programme.pk), horizon=latest.horizon if latest else USUAL_HORIZON)


def _known_to(run: ForecastRun) -> dict[Subject, int]:
    """The last year of every series that a run was made from, those that it refused among them."""
    indicators = dict(Indicator.objects.filter(programme=run.programme).values_list("slug", "pk"))
    known = {
        Subject(indicators[one["indicator"]], one["complex"], one["group"], one["perimeter"]): one["last_year"]
        for one in run.refusals
        if one["indicator"] in indicators and one["last_year"]
    }
    return known | {subject_of(forecast): forecast.made_from[-1][0] for forecast in run.forecasts.all()}


def _key(programme_id: int) -> str:
    return f"make-forecasts-{programme_id}"
