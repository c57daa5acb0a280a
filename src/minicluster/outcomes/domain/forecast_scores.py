"""How good earlier forecasts were: runs, what people recorded and what was published, each beside the yearly figure of the same whole and year, and of no other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from minicluster.outcomes.domain.forecast_claims import PublishedForecast, published_forecasts
from minicluster.outcomes.domain.forecast_inputs import subject_of
from minicluster.outcomes.domain.forecast_visibility import closed_to
from minicluster.outcomes.domain.series import figure_series_for, series_of
from minicluster.outcomes.models import Actual, Forecast, Indicator
from minicluster.outcomes.rules.forecast_scores import Band, Kept, Maker, Record, Score, records_of
from minicluster.outcomes.rules.forecast_series import Subject, method_label
from minicluster.platform.permissions import Viewer

SCORED: Final = "scored"
WAITING: Final = "waiting"
APART: Final = "apart"
Figures = Mapping[Subject, Mapping[int, Actual]]


@dataclass(frozen=True)
class KeptForecast:
    """A forecast that was kept, and what became of it.

    Attributes:
        kept: the forecast.
        indicator: what it foretells.
        subject: of what, in the reader's language.
        year: for which year.
        made: when it was made or published, as far as it is known.
        address: where it stands.
        invented: whether it is invented for the demonstration.
        score: how good it was; None as long as there is no figure of the same whole and year.
        is_confirmed: whether that figure is confirmed.
        others: figures of the same year over other sets of complexes, in words: they are not compared.
    """

    kept: Kept
    indicator: Indicator
    subject: str
    year: int
    made: str
    address: str
    invented: bool
    score: Score | None = None
    is_confirmed: bool = False
    others: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Scored, waiting, or (no figure of the same set, but figures of others) apart."""
        if self.score:
            return SCORED
        return APART if self.others else WAITING

    @property
    def method(self) -> str:
        """How it was made, in words."""
        return method_label(self.kept.method)

    @property
    def hits(self) -> list[tuple[int, bool]]:
        """Of each interval: what it promised, in per cent, and whether it held what came."""
        return [(round(100 * band.coverage), band.holds(self.score.came)) for band in self.kept.bands] if self.score else []


@dataclass(frozen=True)
class Scores:
    """All forecasts that this viewer may be told, the records of their makers and methods, and how many are kept back."""

    forecasts: list[KeptForecast]
    records: list[Record]
    kept_back: int

    def of(self, state: str) -> list[KeptForecast]:
        """Those in one state, the latest year first."""
        return [one for one in self.forecasts if one.state == state]

    def of_record(self, maker: str, method: str) -> list[KeptForecast]:
        """The scored ones of a maker by a method: what a record is of."""
        return [one for one in self.of(SCORED) if (one.kept.maker, one.kept.method) == (maker, method)]

    @property
    def counts(self) -> dict[str, int]:
        """How many are in each state."""
        return {state: len(self.of(state)) for state in (SCORED, WAITING, APART)}


def scores_for(viewer: Viewer) -> Scores:
    """Every kept forecast beside what came, in a fixed number of statements."""
    told, every = (
        {Subject(*series.key): {point.year: point for point in series.points} for series in some}
        for some in (figure_series_for(viewer), series_of(viewer.programme_id))
    )
    related = ("indicator", "programme", "complex", "group", "perimeter", "run")
    forecasts = list(Forecast.objects.filter(programme_id=viewer.programme_id).select_related(*related).order_by("-year", "-made_at", "pk"))
    closed = closed_to(viewer, forecasts) | {one.pk for one in forecasts if _came(one, every) and not _came(one, told)}
    sums = _summed(forecasts, told)
    shown = [_kept(one, told, sums) for one in forecasts if one.pk not in closed]
    shown += [_published(one, told) for one in published_forecasts(viewer, told)]
    ordered = sorted(shown, key=lambda one: (-one.year, one.indicator.pk))
    return Scores(ordered, records_of([one.score for one in ordered if one.score]), len(closed))


def _came(forecast: Forecast, figures: Figures) -> Actual | None:
    return figures.get(subject_of(forecast), {}).get(forecast.year)


def _summed(forecasts: Iterable[Forecast], figures: Figures) -> dict[int, tuple[float, bool]]:
    """What came of forecasts that were summed from those of complexes: the sum over the very same complexes, once each has its figure, and whether all are confirmed."""
    parts: dict[tuple[int | None, int, int], list[Actual | None]] = defaultdict(list)
    wholes = []
    for one in forecasts:
        if one.run_id and one.complex_id:
            parts[one.run_id, one.indicator_id, one.year].append(_came(one, figures))
        elif one.made_from and all(point[2] is None for point in one.made_from):
            wholes.append(one)
    found = {}
    for one in wholes:
        came = parts[one.run_id, one.indicator_id, one.year]
        there = [figure for figure in came if figure]
        if there and len(there) == len(came):
            found[one.pk] = (float(sum(figure.value for figure in there)), all(figure.is_confirmed for figure in there))
    return found


def _kept(forecast: Forecast, figures: Figures, sums: Mapping[int, tuple[float, bool]]) -> KeptForecast:
    figure = _came(forecast, figures)
    came, confirmed = (float(figure.value), figure.is_confirmed) if figure else sums.get(forecast.pk, (None, False))
    maker = Maker.RUN if forecast.run_id else Maker.PERSON
    kept = Kept(maker, forecast.method, float(forecast.value), _bands(forecast), _before(forecast, figures))
    address = reverse("outcomes:forecast-series", args=[forecast.pk]) if forecast.run_id else reverse("outcomes:indicator", args=[forecast.indicator_id])
    return KeptForecast(
        kept, forecast.indicator, forecast.subject, forecast.year, f"{forecast.made_at:%Y-%m-%d}", address, forecast.invented,
        score=None if came is None else Score(kept, came), is_confirmed=confirmed,
    )  # fmt: skip


def _bands(forecast: Forecast) -> tuple[Band, ...]:
    ends = ((forecast.low, forecast.high, forecast.coverage), (forecast.outer_low, forecast.outer_high, forecast.outer_coverage))
    return tuple(Band(float(low), float(high), share) for low, high, share in ends if low is not None and high is not None and share)


def _before(forecast: Forecast, figures: Figures) -> tuple[float, ...]:
    """The values that were known when it was made: those it was made from, else the figures of earlier years that were recorded by then and follow each other."""
    if forecast.made_from:
        return tuple(float(point[1]) for point in forecast.made_from)
    series = figures.get(subject_of(forecast), {})
    known = [point for year, point in sorted(series.items()) if year < forecast.year and point.recorded_at <= forecast.made_at]
    return tuple(float(point.value) for point in _unbroken(known))


def _unbroken(points: Sequence[Actual]) -> Sequence[Actual]:
    """The years at the end that follow each other."""
    for at in range(len(points) - 1, 0, -1):
        if points[at].year - points[at - 1].year > 1:
            return points[at:]
    return points


def _published(found: PublishedForecast, figures: Figures) -> KeptForecast:
    claim = found.claim
    kept = Kept(Maker.CLAIM, "", found.value, (), found.before)
    figure = figures.get(found.subject, {}).get(found.year) if found.subject else None
    return KeptForecast(
        kept, found.indicator, claim.subject, found.year, claim.source_date, f"{reverse('outcomes:claim-list')}#{claim.code}", claim.invented,
        score=Score(kept, float(figure.value)) if figure else None, is_confirmed=bool(figure and figure.is_confirmed), others=found.others,
    )  # fmt: skip
