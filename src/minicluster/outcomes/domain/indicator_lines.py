"""The figures of an indicator for each whole that it is about: recorded, summed over a perimeter's complexes, or worked out of other indicators.

All of it from what the viewer may read: a sum of which a part is withheld is not there either, and says which complexes are missing.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from minicluster.members.models import Complex
from minicluster.outcomes import rules
from minicluster.outcomes.domain.series import figure_series_for
from minicluster.outcomes.domain.telling import Telling
from minicluster.outcomes.models import Actual, Indicator, Perimeter, PerimeterComplex
from minicluster.platform.permissions import Viewer

_WHOLE_FROM: Final = 1000


class How(StrEnum):
    """How a figure came to be."""

    RECORDED = "recorded"
    SUMMED = "summed"
    WORKED_OUT = "worked_out"


class Subject(NamedTuple):
    """What a figure is about, by numbers; nothing named: the programme."""

    complex_id: int | None = None
    group_id: int | None = None
    perimeter_id: int | None = None

    @property
    def kind(self) -> str:
        """`wholes` (the programme or a perimeter), `complexes` or `groups`."""
        return "groups" if self.group_id else "complexes" if self.complex_id else "wholes"

    @property
    def value(self) -> str:
        """As it stands in an address: `perimeter-3`, `complex-1`, `group-9`, or `programme`."""
        named = (("perimeter", self.perimeter_id), ("complex", self.complex_id), ("group", self.group_id))
        return next((f"{kind}-{pk}" for kind, pk in named if pk), "programme")


@dataclass(frozen=True)
class Point:
    """A figure of a year and the entries that it rests on."""

    year: int
    amount: rules.Amount
    entries: tuple[Actual, ...]
    how: How

    @property
    def told(self) -> Decimal:
        """The value as it is shown: a recorded one as it stands, others without needless decimals."""
        value = self.amount.value
        if self.how is How.RECORDED and value == self.entries[0].value:
            return value
        return Decimal(round(value)) if abs(value) >= _WHOLE_FROM else round(value, 2)

    @property
    def is_confirmed(self) -> bool:
        """Whether everything that it rests on is confirmed."""
        return all(entry.is_confirmed for entry in self.entries)

    @property
    def is_confidential(self) -> bool:
        """Whether anything that it rests on is confidential."""
        return any(entry.is_confidential for entry in self.entries)

    @property
    def invented(self) -> bool:
        """Whether anything that it rests on is invented."""
        return any(entry.invented for entry in self.entries)


Points = dict[int, Point]
Lacking = dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class SetBreak:
    """From which year on a perimeter holds other complexes, by name."""

    year: int
    came: list[str]
    went: list[str]


@dataclass(frozen=True)
class Line:
    """The figures of one whole by year. `lacking`: the years without figure, and what is missing. `alike`: over the complexes that were in it every year."""

    subject: Subject
    label: str
    points: Points
    lacking: Lacking
    breaks: list[SetBreak] = field(default_factory=list)
    alike: Points = field(default_factory=dict)
    alike_names: list[str] = field(default_factory=list)

    @property
    def gaps(self) -> list[int]:
        """The years in between for which there is nothing at all."""
        return [year for year in rules.gaps(self.points) if year not in self.lacking]


class Workings:
    """Reckons with the figures of an indicator and of those that it is worked out of, as one viewer may read them, in one money.

    The number of statements does not depend on the number of figures.
    """

    def __init__(self, viewer: Viewer, indicator: Indicator, telling: Telling) -> None:
        self.telling = telling
        self.notes: list[str] = []
        self._indicators = {one.slug: one for one in Indicator.objects.filter(programme_id=viewer.programme_id)}
        self._complexes = {complex_.pk: str(complex_) for complex_ in Complex.objects.filter(programme_id=viewer.programme_id)}
        self._perimeters = {perimeter.pk: perimeter for perimeter in Perimeter.objects.filter(programme_id=viewer.programme_id)}
        self._spans: dict[int, list[rules.Span]] = defaultdict(list)
        for part in PerimeterComplex.objects.filter(perimeter__in=self._perimeters).order_by("pk"):
            self._spans[part.perimeter_id].append(rules.Span(part.complex_id, part.valid_from, part.valid_to))
        self._labels: dict[Subject, str] = {Subject(perimeter_id=pk): str(perimeter) for pk, perimeter in self._perimeters.items()}
        self._recorded: dict[tuple[str, Subject], Points] = defaultdict(dict)
        self._take_up(viewer, indicator)

    def lines(self, indicator: Indicator) -> list[Line]:
        """Every whole with a figure, or for which only a part is lacking: the programme, the perimeters, the complexes, the groups."""
        ordered = sorted(self._labels, key=lambda subject: (subject.group_id or 0, subject.complex_id or 0, subject.perimeter_id or 0))
        lines = [self._line(indicator, subject) for subject in ordered]
        return [line for line in lines if line.points or line.lacking]

    def _take_up(self, viewer: Viewer, indicator: Indicator) -> None:
        for series in figure_series_for(viewer, indicators=self._needed(indicator)):
            subject = Subject(series.key[1], series.key[2], series.key[3])
            self._labels[subject] = series.subject
            for entry in series.points:
                self._note(series.indicator, subject, entry)

    def _needed(self, indicator: Indicator) -> list[Indicator]:
        """The indicator and, where it is worked out, all that it needs."""
        found: dict[str, Indicator] = {}
        waiting = [indicator.slug]
        while waiting:
            slug = waiting.pop()
            if slug in self._indicators and slug not in found:
                found[slug] = self._indicators[slug]
                waiting += found[slug].formula.get("of", ())
        return list(found.values())

    def _note(self, indicator: Indicator, subject: Subject, entry: Actual) -> None:
        amount = rules.Amount(entry.value, indicator.unit, indicator.price_year or entry.year, f"{entry.subject} {entry.year}")
        try:
            told = self.telling.told(amount)
        except rules.UnreckonableError as error:
            self.notes.append(str(error))
        else:
            self._recorded[indicator.slug, subject][entry.year] = Point(entry.year, told, (entry,), How.RECORDED)

    def _line(self, indicator: Indicator, subject: Subject) -> Line:
        points, lacking = self._points(indicator.slug, subject)
        spans = self._spans.get(subject.perimeter_id or 0, [])
        found = rules.breaks(spans, points)
        if not found:
            return Line(subject, self._labels[subject], points, lacking)
        alike = rules.like_for_like(spans, points)
        names = {year: self._sum(indicator.slug, alike, year) for year in points} if indicator.is_additive else {}
        told = [SetBreak(one.year, self._names(one.came), self._names(one.went)) for one in found]
        same = {year: point for year, (point, _missing) in names.items() if point}
        return Line(subject, self._labels[subject], points, lacking, told, same, self._names(alike))

    def _points(self, slug: str, subject: Subject) -> tuple[Points, Lacking]:
        indicator = self._indicators.get(slug)
        if indicator is None:
            return {}, {}
        if indicator.formula:
            return self._worked_out(indicator, subject)
        recorded = self._recorded.get((slug, subject), {})
        return self._over_perimeter(slug, subject, recorded) if subject.perimeter_id and indicator.is_additive else (recorded, {})

    def _over_perimeter(self, slug: str, subject: Subject, recorded: Points) -> tuple[Points, Lacking]:
        """What is recorded of the perimeter itself, else the sum over its complexes; the two are compared where both are there."""
        spans = self._spans[subject.perimeter_id or 0]
        years = {year for span in spans for year in self._recorded.get((slug, Subject(complex_id=span.complex_id)), {})}
        points, lacking = dict(recorded), Lacking()
        for year in sorted(years):
            summed, missing = self._sum(slug, rules.set_of_year(spans, year), year)
            if year in recorded:
                self._compare(subject, recorded[year], summed)
            elif summed:
                points[year] = summed
            else:
                lacking[year] = tuple(self._names(missing))
        return points, lacking

    def _sum(self, slug: str, members: frozenset[int], year: int) -> tuple[Point | None, frozenset[int]]:
        there = {one: points[year] for one in members if year in (points := self._recorded.get((slug, Subject(complex_id=one)), {}))}
        summed = rules.sum_over(members, {one: point.amount for one, point in there.items()})
        if summed.value is None:
            return None, summed.missing
        amount = rules.Amount(summed.value, next(iter(there.values())).amount.unit, year)
        return Point(year, amount, tuple(entry for point in there.values() for entry in point.entries), How.SUMMED), summed.missing

    def _compare(self, subject: Subject, recorded: Point, summed: Point | None) -> None:
        if summed and round(summed.amount.value - recorded.amount.value, 2):
            self.notes.append(
                _("%(subject)s %(year)s: recorded is %(recorded)s, and the figures of its complexes sum to %(summed)s. Compare their sources.")
                % {
                    "subject": self._labels[subject], "year": recorded.year,
                    "recorded": f"{recorded.amount.value:,.0f}", "summed": f"{summed.amount.value:,.0f}",
                }
            )  # fmt: skip

    def _worked_out(self, indicator: Indicator, subject: Subject) -> tuple[Points, Lacking]:
        formula = rules.formula_of(indicator.formula)
        if formula is None:
            return {}, {}
        parts = {slug: self._points(slug, subject)[0] for slug in formula.of}
        values = {slug: {year: point.amount.value for year, point in points.items()} for slug, points in parts.items()}
        worked = rules.worked_out(formula, values, indicator.unit)
        lacking = {year: tuple(str(self._indicators.get(one, one)) for one in missing) for year, missing in worked.lacking.items()}
        years: tuple[int, ...] = (0,)
        if formula.kind is rules.FormulaKind.GROWTH:
            changed = [one.year for one in rules.breaks(self._spans.get(subject.perimeter_id or 0, []), parts[formula.of[0]])]
            lacking |= dict.fromkeys(changed, (_("the perimeter holds other complexes than in the year before"),))
            years = (-1, 0)
        unit = self.telling.unit_of(indicator)
        points = {
            year: Point(year, rules.Amount(value, unit, year), _resting_on(parts, [year + one for one in years]), How.WORKED_OUT)
            for year, value in worked.by_year.items()
            if year not in lacking
        }
        return points, lacking

    def _names(self, complexes: frozenset[int]) -> list[str]:
        return [self._complexes[one] for one in sorted(complexes)]


def _resting_on(parts: dict[str, Points], years: list[int]) -> tuple[Actual, ...]:
    """The entries behind a figure that is worked out: those of its year, and for a growth those of the year before."""
    return tuple(entry for points in parts.values() for year in years if year in points for entry in points[year].entries)
