"""Open data: the figures that may be published, one observation a row.

The same for whoever asks, also for those who may read more: nothing confidential, nothing of fewer than three firms, nothing that tells these as a difference.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings.domain.years import YearSpan
from minicluster.members.models import Programme, ProgrammeYear
from minicluster.members.rules import OrganisationKind
from minicluster.outcomes import rules
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.series import figure_series_for, series_of
from minicluster.outcomes.models import Actual, Forecast, Indicator, Target
from minicluster.outcomes.rules import Cell, Column, OutcomeState, Realisation, Row, Section
from minicluster.outcomes.rules.open_data import COLUMNS, TOTAL, Dataflow, Observation, Status, cells_of, observation, public_parts
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems import rules as problems

Figure = Actual | Target | Forecast
_NUMBERS: Final = frozenset({"UNIT_MULT", "OBS_VALUE", "DECIMALS"})
_LEDGER: Final = {Realisation.REALISED: (Dataflow.REALISED, Status.PROVISIONAL), Realisation.EXPECTED: (Dataflow.EXPECTED, Status.ESTIMATED)}


def open_data_section(extent: Extent) -> Section:
    """The long table."""
    found = sorted(observations(extent), key=lambda one: (one.DATAFLOW, one.INDICATOR, one.REF_AREA, one.PERIMETER, one.TIME_PERIOD))
    columns = [Column(name, name, is_number=name in _NUMBERS) for name in COLUMNS[1:]]
    rows = [Row(str(number), one.DATAFLOW, [Cell(value) for value in list(cells_of(one).values())[1:]]) for number, one in enumerate(found, start=1)]
    areas = len({one.REF_AREA for one in found})
    return Section(
        key="observations",
        heading=_("Observations"),
        reading=_("%(count)s observations of %(areas)s areas.") % {"count": len(found), "areas": areas},
        head=COLUMNS[0],
        columns=columns,
        rows=rows,
        notes=[gettext_lazy("Nothing confidential, nothing of fewer than three firms, and nothing from which these could be worked out is in the table.")],
    )


def observations(extent: Extent) -> Iterator[Observation]:
    """All observations of a programme."""
    yield from _figures(extent.programme)
    spans = _spans(extent.programme)
    if spans:
        yield from _outcomes(extent, spans)
        yield from _counts(extent, spans)


def _figures(programme: Programme) -> Iterator[Observation]:
    """Yearly figures, targets and forecasts. A forecast of a series of which a figure is kept back would tell it, and is left out with it."""
    standing = [point for series in series_of(programme) for point in series.points]
    public = {point.pk for series in figure_series_for(Viewer(Role.ANONYMOUS, programme.pk)) for point in series.points}
    closed = {_series(one) for one in standing if one.pk not in public}
    for one in standing:
        if one.pk in public:
            yield _observed(one, Dataflow.ACTUAL, Status.NORMAL if one.is_confirmed else Status.PROVISIONAL)
    for flow, status, figures in (
        (Dataflow.TARGET, Status.NORMAL, _with_names(Target.objects.filter(programme=programme).order_by("set_at", "pk"))),
        (Dataflow.FORECAST, Status.FORECAST, _with_names(Forecast.objects.filter(programme=programme).order_by("made_at", "pk"))),
    ):
        latest = {(_series(one), one.year): one for one in figures}
        yield from (_observed(one, flow, status) for (series, _year), one in latest.items() if series not in closed)


def _with_names(figures: QuerySet[Any]) -> QuerySet[Any]:
    return figures.select_related("indicator", "complex", "group__complex", "perimeter", "programme")


def _series(one: Figure) -> tuple[int, int | None, int | None, int | None]:
    return one.indicator_id, one.complex_id, one.group_id, one.perimeter_id


def _observed(one: Figure, flow: Dataflow, status: Status) -> Observation:
    complex_ = one.group.complex if one.group else one.complex
    area = f"{complex_.slug}.{one.group.slug}" if one.group and complex_ else complex_.slug if complex_ else TOTAL
    return observation(
        flow=flow,
        area=area,
        indicator=one.indicator.slug,
        unit=one.indicator.unit,
        year=one.year,
        value=one.value,
        status=status,
        perimeter=one.perimeter.slug if one.perimeter else complex_.slug if complex_ else one.programme.slug,
        source=one.source,
        invented=one.invented,
    )


def _spans(programme: Programme) -> list[YearSpan]:
    """The years of the programme up to the present one, in one statement."""
    known = {year.year: YearSpan(year.year, year.starts_on, year.ends_on) for year in ProgrammeYear.objects.filter(programme=programme)}
    return [
        known.get(number) or YearSpan(number, date(number, 1, 1), date(number, 12, 31))
        for number in range(programme.started_on.year, programme.today().year + 1)
    ]


def _by_year(records: QuerySet[Any], moment: str, spans: Iterable[YearSpan], complex_: str) -> QuerySet[Any]:
    """The records with the year and the complex in which each stands."""
    whens = [When(Q(**{f"{moment}__gte": span.begins_at, f"{moment}__lt": span.over_at}), then=Value(span.number)) for span in spans]
    placed: QuerySet[Any] = records.order_by().annotate(in_year=Case(*whens, output_field=IntegerField()), in_area=F(complex_)).exclude(in_year=None)
    return placed


def _outcomes(extent: Extent, spans: list[YearSpan]) -> Iterator[Observation]:
    """Sums of the ledger by the year in which they were reported: what is realised is provisional until every entry of it is confirmed."""
    entries = extent.outcomes().filter(state__in=rules.COUNTED, indicator__is_additive=True)
    rows = _by_year(entries, "reported_at", spans, "group__complex__slug").values_list("indicator", "realisation", "in_year", "in_area", "organisation")
    sums: dict[tuple[int, str, int], _Parts] = defaultdict(_Parts)
    for indicator, realisation, year, area, firm, value, unconfirmed in rows.annotate(
        total=Sum("value"), open=Count("pk", filter=~Q(state=OutcomeState.CONFIRMED))
    ):
        sums[indicator, realisation, year].add(area, firm, value, is_final=not unconfirmed)
    indicators = Indicator.objects.in_bulk({indicator for indicator, _realisation, _year in sums})
    for (number, realisation, year), parts in sums.items():
        flow, status = _LEDGER[Realisation(realisation)]
        indicator = indicators[number]
        yield from parts.published(extent.programme, flow=flow, status=status, indicator=indicator.slug, unit=indicator.unit, year=year)


def _counts(extent: Extent, spans: list[YearSpan]) -> Iterator[Observation]:
    """Problems by the year in which they were raised, and activities by the year in which they began."""
    wanted: Mapping[str, Callable[[str], bool]] = {"problems_found": problems.FOUND.__contains__, "problems_solved": problems.SOLVED.__contains__}
    rows = _by_year(extent.problems(), "raised_at", spans, "group__complex__slug").values_list("in_year", "in_area", "state", "firm").annotate(Count("pk"))
    sums: dict[tuple[str, int], _Parts] = defaultdict(_Parts)
    for year, area, state, firm, count in rows:
        for name, is_in in wanted.items():
            if is_in(state):
                sums[name, year].add(area, firm, Decimal(count))
    for (name, year), parts in sums.items():
        yield from parts.published(extent.programme, flow=Dataflow.COUNT, status=Status.NORMAL, indicator=name, unit="problems", year=year)
    yield from _members(extent)


def _members(extent: Extent) -> Iterator[Observation]:
    """The member firms as of today."""
    rows = extent.memberships().filter(organisation__kind=OrganisationKind.FIRM).order_by().values_list("group__complex__slug", "organisation").distinct()
    parts, firms = _Parts(), set()
    for area, firm in rows:
        parts.add(area, firm, Decimal(1))
        firms.add(firm)
    facts: dict[str, Any] = {"flow": Dataflow.COUNT, "status": Status.PROVISIONAL, "indicator": "member_firms", "unit": "firms"}
    yield from parts.published(extent.programme, **facts, year=extent.programme.today().year, total=Decimal(len(firms)))


class _Parts:
    """A sum by complex with the firms behind each part."""

    def __init__(self) -> None:
        self._values: dict[str, Decimal] = defaultdict(Decimal)
        self._firms: dict[str, set[int]] = defaultdict(set)
        self._is_final = True

    def add(self, area: str, firm: int, value: Decimal, *, is_final: bool = False) -> None:
        """The part of one firm in one complex."""
        self._values[area] += value
        self._firms[area].add(firm)
        self._is_final &= is_final

    def published(
        self, programme: Programme, *, flow: Dataflow, status: Status, indicator: str, unit: str, year: int, total: Decimal | None = None
    ) -> Iterator[Observation]:
        """What of it may be published, the sum last; `total` is the sum where the parts overlap."""
        areas, is_told = public_parts(self._firms)
        told = {area: self._values[area] for area in self._values if area in areas}
        if is_told:
            told[TOTAL] = sum(self._values.values(), Decimal(0)) if total is None else total
        for area, value in told.items():
            yield observation(
                flow=flow,
                area=area,
                indicator=indicator,
                unit=unit,
                year=year,
                value=value,
                status=Status.NORMAL if flow is Dataflow.REALISED and self._is_final else status,
                perimeter=programme.slug if area == TOTAL else area,
                source=_("counted from the records of the programme"),
                invented=programme.invented,
            )
