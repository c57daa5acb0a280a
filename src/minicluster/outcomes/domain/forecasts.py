"""Reading the forecasts that were kept: a run with its series, why others have none, and one series with what it was made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.members.models import Complex, Group, Programme
from minicluster.outcomes.domain.forecast_inputs import subject_of
from minicluster.outcomes.domain.forecast_visibility import closed_to
from minicluster.outcomes.models import Forecast, ForecastRun, Indicator, Perimeter, Target
from minicluster.outcomes.rules.forecast_series import REFUSED, WHY, Subject, method_label
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError


@dataclass(frozen=True)
class SeriesAhead:
    """One series of a run: its forecasts, the nearest year first, at least one."""

    forecasts: list[Forecast]

    @property
    def first(self) -> Forecast:
        """The nearest."""
        return self.forecasts[0]

    @property
    def last(self) -> Forecast:
        """The farthest."""
        return self.forecasts[-1]

    @property
    def indicator(self) -> Indicator:
        """What it measures."""
        return self.first.indicator

    @property
    def points(self) -> list[Any]:
        """The yearly figures that it was made from, oldest first: year, value, number."""
        return list(self.first.made_from)

    @property
    def known(self) -> Any:
        """The last of them."""
        return self.points[-1]

    @property
    def is_summed(self) -> bool:
        """Whether its figures were summed from those of its parts."""
        return all(point[2] is None for point in self.points)

    @property
    def method(self) -> str:
        """How it was made, in words."""
        return method_label(self.first.method)

    @property
    def has_outer(self) -> bool:
        """Whether there is an outer interval."""
        return self.first.outer_low is not None


@dataclass(frozen=True)
class Told:
    """What is said of a series: why it has no forecast, or what could not be told with it."""

    indicator: Indicator
    subject: str
    why: str


@dataclass(frozen=True)
class RunShown:
    """A run as a page shows it.

    Attributes:
        run: which it is.
        series: those that this viewer may be told.
        kept_back: how many series are not told to this viewer.
        refused: series without a forecast, with the reason.
        remarks: what could not be told with others.
    """

    run: ForecastRun
    series: list[SeriesAhead]
    kept_back: int
    refused: list[Told]
    remarks: list[Told]

    @property
    def with_target(self) -> int:
        """How many forecasts have the probability of a target."""
        return sum(forecast.target_probability is not None for one in self.series for forecast in one.forecasts)


def runs_for(viewer: Viewer) -> QuerySet[ForecastRun]:
    """The runs of the viewer's programme, the latest first, each with how many forecasts it has."""
    runs = ForecastRun.objects.filter(programme_id=viewer.programme_id).select_related("made_by", "programme")
    return runs.annotate(number=Count("forecasts")).order_by("-made_at", "-pk")


def run_for(viewer: Viewer, pk: int) -> ForecastRun:
    """One run; another programme's does not exist."""
    return get_object_or_404(runs_for(viewer), pk=pk)


def shown_run(viewer: Viewer, run: ForecastRun) -> RunShown:
    """A run with all that this viewer may be told of it, in a fixed number of statements."""
    series = _series(_forecasts(run))
    closed = closed_to(viewer, [forecast for one in series for forecast in one.forecasts])
    open_ = [one for one in series if one.first.pk not in closed]
    told = _told(run)
    return RunShown(
        run=run,
        series=open_,
        kept_back=len(series) - len(open_),
        refused=[one for code, one in told if code in REFUSED],
        remarks=[one for code, one in told if code not in REFUSED],
    )


def series_ahead_for(viewer: Viewer, pk: int) -> SeriesAhead:
    """The series that a forecast of a run belongs to; what is kept from this viewer does not exist."""
    asked = get_object_or_404(Forecast.objects.filter(programme_id=viewer.programme_id, run__isnull=False).select_related("run"), pk=pk)
    # The whole run is looked at: whether a sum may be told depends on its parts.
    every = _forecasts(asked.run) if asked.run else []
    if asked.pk in closed_to(viewer, every):
        raise NotVisibleError
    return SeriesAhead([one for one in every if subject_of(one) == subject_of(asked)])


def targets_of(series: SeriesAhead) -> list[Target]:
    """The targets of the same whole, by year and, within one, as they were set; each stays, and the last holds."""
    one = series.first
    whole = {"indicator": one.indicator_id, "complex": one.complex_id, "group": one.group_id, "perimeter": one.perimeter_id}
    return list(Target.objects.filter(programme=one.programme_id, **whole).order_by("year", "set_at", "pk"))


def _forecasts(run: ForecastRun) -> list[Forecast]:
    related = ("indicator", "programme", "complex", "group", "perimeter", "target", "run")
    return list(Forecast.objects.filter(run=run).select_related(*related).order_by("pk"))


def _series(forecasts: Iterable[Forecast]) -> list[SeriesAhead]:
    """By indicator, then the programme, its perimeters, complexes and groups."""
    together: dict[Subject, list[Forecast]] = {}
    for forecast in forecasts:
        together.setdefault(subject_of(forecast), []).append(forecast)
    return [SeriesAhead(sorted(together[key], key=lambda one: one.year)) for key in sorted(together, key=_order)]


def _order(subject: Subject) -> tuple[int, ...]:
    return subject.indicator, subject.group or 0, subject.complex or 0, subject.perimeter or 0


def _told(run: ForecastRun) -> list[tuple[str, Told]]:
    """What the run says of its series, in the reader's language; of an indicator that is gone nothing."""
    indicators = {one.slug: one for one in Indicator.objects.filter(programme=run.programme_id)}
    names = _names(run.programme, run.refusals)
    return [
        (one["code"], Told(indicators[one["indicator"]], names(one), str(WHY[one["code"]]) % one["facts"]))
        for one in run.refusals
        if one["indicator"] in indicators and one["code"] in WHY
    ]


def _names(programme: Programme, notes: Sequence[Mapping[str, Any]]) -> Any:
    """A function that names what a note is about."""
    models: dict[str, Any] = {"complex": Complex, "group": Group, "perimeter": Perimeter}
    known = {name: model.objects.filter(programme=programme).in_bulk({note[name] for note in notes if note[name]}) for name, model in models.items()}
    return lambda note: next((str(known[name].get(note[name], _("no longer there"))) for name in models if note[name]), str(programme))
