"""What the pages of the registry show: the results chain, one indicator with its figures, one entry, perimeters, rates and indices."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain.indicator_lines import How, Line, Point, Workings
from minicluster.outcomes.domain.queries import indicators_for
from minicluster.outcomes.domain.series import Series, figure_series_for
from minicluster.outcomes.domain.telling import Telling, prices_of, telling_asked, tellings_of
from minicluster.outcomes.models import Actual, Baseline, ExchangeRate, Forecast, Indicator, Perimeter, PerimeterComplex, PriceIndex, Target
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError

KINDS: Final = ("wholes", "complexes", "groups")
_KIND_OF: Final = {"complex": "complexes", "group": "groups"}


@dataclass(frozen=True)
class RegistryRow:
    """An indicator in the list: how it is worked out, and the years for which there are figures."""

    indicator: Indicator
    formula: str
    series: int
    years: str


@dataclass(frozen=True)
class Cell:
    """A year of a line: its figure with the address of what it rests on, or what is lacking."""

    year: int
    point: Point | None
    address: str
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a line says from its first figure to its last. `a_year`: its growth in per cent a year; `is_good`: whether it went the way it should."""

    line: Line
    first: Point
    last: Point
    a_year: Decimal | None
    is_good: bool | None


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator with its figures, told in one money, for one kind of wholes."""

    indicator: Indicator
    formula: str
    parts: list[Indicator]
    kind: str
    kinds: list[str]
    lines: list[Line]
    telling: Telling
    tellings: list[Telling]
    notes: list[str]
    plans: list[Any]

    @property
    def unit(self) -> str:
        """The unit in which the figures are told."""
        return self.telling.unit_of(self.indicator)

    @property
    def unit_label(self) -> str:
        """That unit in the reader's language."""
        return str(rules.UNITS.get(self.unit, self.unit))

    @property
    def years(self) -> list[int]:
        """Every year of one of its lines, rising."""
        return sorted({year for line in self.lines for year in (*line.points, *line.lacking)})

    @property
    def rows(self) -> list[tuple[Line, list[Cell]]]:
        """The table: a line for each whole, a cell for each year."""
        return [(line, [self._cell(line, year) for year in self.years]) for line in self.lines]

    @property
    def readings(self) -> list[Reading]:
        """The line that is read in words: the first with two figures or more, else the first with one."""
        with_points = [line for line in self.lines if line.points]
        several = [line for line in with_points if len(line.points) > 1]
        return [_reading(self.indicator, line) for line in (several or with_points)[:1]]

    @property
    def query(self) -> str:
        """The choices as they stand in an address."""
        return f"kind={self.kind}&money={self.telling.value}"

    def _cell(self, line: Line, year: int) -> Cell:
        point = line.points.get(year)
        if point and point.how is How.RECORDED:
            address = point.entries[0].get_absolute_url()
        else:
            address = f"{reverse('outcomes:figure-rows', args=[self.indicator.pk, year])}?of={line.subject.value}&{self.query}" if point else ""
        return Cell(year, point, address, line.lacking.get(year, ()))


def chain_for(viewer: Viewer) -> list[tuple[str, list[RegistryRow]]]:
    """The indicators by level of the results chain, each with what there is of it; a level without indicator is there, empty."""
    indicators = list(indicators_for(viewer))
    names = {indicator.slug: str(indicator) for indicator in indicators}
    series: dict[int, list[Series]] = {}
    for one in figure_series_for(viewer):
        series.setdefault(one.indicator.pk, []).append(one)
    rows = [_row(indicator, series.get(indicator.pk, []), names) for indicator in indicators]
    return [(str(level.label), [row for row in rows if row.indicator.level == level]) for level in rules.IndicatorLevel]


def formula_in_words(indicator: Indicator, names: dict[str, str]) -> str:
    """How it is worked out, with the names of what it is worked out of; empty where it is counted itself."""
    of = [names.get(slug, slug) for slug in indicator.formula.get("of", ())]
    match indicator.formula.get("kind"):
        case rules.FormulaKind.RATIO:
            return " ÷ ".join(of)
        case rules.FormulaKind.SHARE:
            return f"{' ÷ '.join(of)} × 100"
        case rules.FormulaKind.SUM:
            return " + ".join(of)
        case rules.FormulaKind.GROWTH:
            return _("%(indicator)s: change on the year before, in per cent") % {"indicator": of[0]}
    return ""


def indicator_for(viewer: Viewer, pk: int) -> Indicator:
    """An indicator of the viewer's programme."""
    return get_object_or_404(indicators_for(viewer).select_related("programme"), pk=pk)


def indicator_page(viewer: Viewer, pk: int, *, kind: str = "", money: str = "") -> IndicatorPage:
    """One indicator, its figures for wholes, complexes or groups, in the money that is asked for."""
    indicator = indicator_for(viewer, pk)
    tellings = tellings_of(indicator, prices_of(viewer.programme_id))
    telling = telling_asked(money, tellings)
    workings = Workings(viewer, indicator, telling)
    lines = workings.lines(indicator)
    kinds = [one for one in KINDS if any(line.subject.kind == one for line in lines)]
    shown = kind if kind in kinds else next(iter(kinds), KINDS[0])
    known = {one.slug: one for one in indicators_for(viewer)}
    return IndicatorPage(
        indicator=indicator,
        formula=formula_in_words(indicator, {slug: str(one) for slug, one in known.items()}),
        parts=[known[slug] for slug in indicator.formula.get("of", ()) if slug in known],
        kind=shown,
        kinds=kinds,
        lines=[line for line in lines if line.subject.kind == shown],
        telling=telling,
        tellings=tellings,
        notes=list(dict.fromkeys(workings.notes)),
        plans=_plans(indicator),
    )


def figure_rows_for(viewer: Viewer, pk: int, year: int, *, of: str, money: str = "") -> tuple[IndicatorPage, Line, Point]:
    """A figure that was summed or worked out, with the entries that it rests on.

    Raises:
        NotVisibleError: there is no such figure, or not for this viewer.
    """
    page = indicator_page(viewer, pk, kind=_KIND_OF.get(of.partition("-")[0], KINDS[0]), money=money)
    line = next((line for line in page.lines if line.subject.value == of and year in line.points), None)
    if line is None:
        raise NotVisibleError
    return page, line, line.points[year]


def actual_for(viewer: Viewer, pk: int) -> Actual:
    """One entry: where its figure is told to the viewer, an older entry only with the one that corrected it.

    Raises:
        NotVisibleError: there is none, or it may not be read.
    """
    entries = Actual.objects.filter(programme_id=viewer.programme_id).select_related(
        "programme", "indicator", "complex", "group", "perimeter", "corrects", "corrected_by"
    )
    entry = get_object_or_404(entries, pk=pk)
    if not rules.may_read_figure(viewer, entry.place(), is_confidential=entry.is_confidential, firms=entry.firms):
        raise NotVisibleError
    if not rules.PERMISSIONS.allows(viewer, "record_actual", entry.place()):
        newest = _newest(entry)
        if not any(point.pk == newest.pk for series in figure_series_for(viewer, indicators=[entry.indicator]) for point in series.points):
            raise NotVisibleError
    return entry


def steps_with(viewer: Viewer, entry: Actual) -> list[str]:
    """What this viewer may do with an entry now."""
    if getattr(entry, "corrected_by", None):
        return []
    verbs = ["record_actual"] if entry.is_confirmed else ["confirm_actual", "record_actual"]
    return [verb for verb in verbs if rules.PERMISSIONS.allows(viewer, verb, entry.place())]


def perimeters_for(viewer: Viewer) -> QuerySet[Perimeter]:
    """The perimeters of the viewer's programme with their complexes and days."""
    parts = PerimeterComplex.objects.select_related("complex").order_by("valid_from", "pk")
    return Perimeter.objects.filter(programme_id=viewer.programme_id).select_related("programme").prefetch_related(Prefetch("parts", parts)).order_by("pk")


def perimeter_for(viewer: Viewer, pk: int) -> Perimeter:
    """A perimeter of the viewer's programme."""
    return get_object_or_404(perimeters_for(viewer), pk=pk)


def perimeter_part_for(viewer: Viewer, pk: int) -> PerimeterComplex:
    """That a complex belongs to a perimeter, in the viewer's programme."""
    part: PerimeterComplex = get_object_or_404(
        PerimeterComplex.objects.select_related("perimeter__programme", "complex"), pk=pk, perimeter__programme=viewer.programme_id
    )
    return part


def rates_for(viewer: Viewer) -> QuerySet[ExchangeRate]:
    """The exchange rates of the viewer's programme, by currency and year."""
    return ExchangeRate.objects.filter(programme_id=viewer.programme_id).order_by("currency", "year")


def price_indices_for(viewer: Viewer) -> QuerySet[PriceIndex]:
    """The price indices of the viewer's programme, by currency and year."""
    return PriceIndex.objects.filter(programme_id=viewer.programme_id).order_by("currency", "year")


def _row(indicator: Indicator, series: list[Series], names: dict[str, str]) -> RegistryRow:
    years = sorted({year for one in series for year in one.years})
    told = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return RegistryRow(indicator, formula_in_words(indicator, names), len(series), told)


def _plans(indicator: Indicator) -> list[Any]:
    """Baselines, targets and the forecasts that people recorded, by year. Those that are made here stand with their making."""
    found = [
        figure
        for records in (Baseline.objects.all(), Target.objects.all(), Forecast.objects.filter(run=None))
        for figure in records.filter(indicator=indicator).select_related("complex", "group", "perimeter", "programme")
    ]
    return sorted(found, key=lambda figure: (figure.year, figure.record_type, figure.pk))


def _reading(indicator: Indicator, line: Line) -> Reading:
    first, last = line.points[min(line.points)], line.points[max(line.points)]
    change = last.amount.value - first.amount.value
    good = None if not change or indicator.direction == rules.Direction.NEITHER else (change > 0) == (indicator.direction == rules.Direction.UP)
    return Reading(line, first, last, None if line.breaks else _a_year(first, last), good)


def _a_year(first: Point, last: Point) -> Decimal | None:
    """The growth a year in per cent, compounded: 100 · ((last / first)^(1 / years) - 1). None where it has no meaning."""
    if first.year == last.year or first.amount.value <= 0 or last.amount.value <= 0 or first.amount.unit == "%":
        return None
    return 100 * ((last.amount.value / first.amount.value) ** (Decimal(1) / (last.year - first.year)) - 1)


def _newest(entry: Actual) -> Actual:
    while following := Actual.objects.filter(corrects=entry).first():
        entry = following
    return entry
