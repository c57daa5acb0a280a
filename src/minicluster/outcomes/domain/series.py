"""Yearly figures as series: for each indicator and whatever it is about, one figure a year, oldest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from minicluster.members.models import Complex, Group, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.models import Actual, Indicator, Perimeter, PerimeterComplex
from minicluster.platform.permissions import Viewer

Key = tuple[int, int | None, int | None, int | None]
"""What a series is of: the numbers of its indicator, complex, group and perimeter. All but the first None: of the whole programme."""


@dataclass(frozen=True)
class Series:
    """The yearly figures of one indicator for one complex, one group, one perimeter or (none of them) the programme. At most one point a year, oldest first."""

    indicator: Indicator
    complex: Complex | None
    group: Group | None
    perimeter: Perimeter | None
    points: tuple[Actual, ...]

    @property
    def key(self) -> Key:
        """What distinguishes it from every other series of the programme."""
        return key_of(self.points[0])

    @property
    def subject(self) -> str:
        """What it is about, in the reader's language."""
        return self.points[0].subject

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The values, in the unit of the indicator."""
        return tuple(point.value for point in self.points)

    @property
    def years(self) -> tuple[int, ...]:
        """The years, rising; a year without figure is missing."""
        return tuple(point.year for point in self.points)

    @property
    def by_year(self) -> dict[int, Decimal]:
        """The value of each year."""
        return {point.year: point.value for point in self.points}


def key_of(figure: Actual) -> Key:
    """What a yearly figure belongs to."""
    return figure.indicator_id, figure.complex_id, figure.group_id, figure.perimeter_id


def entries_of(programme: Programme | int) -> QuerySet[Actual]:
    """Every entry that is not corrected, with what it is about."""
    standing = Actual.objects.filter(programme=programme, corrected_by=None)
    return standing.select_related("programme", "indicator", "complex", "group__complex", "perimeter")


def series_of(programme: Programme | int, *, indicators: Iterable[Indicator] | None = None) -> list[Series]:
    """All series of the programme's yearly figures (or those of some indicators), in one statement, whatever the number of rows.

    For one year the entry that is not corrected; a confirmed one before a provisional one, else the one recorded last.
    They are for reckoning: what a reader is shown comes from `figure_series_for`.
    """
    entries = entries_of(programme)
    return series_from(entries if indicators is None else entries.filter(indicator__in=list(indicators)))


def series_from(entries: Iterable[Actual]) -> list[Series]:
    """Series out of entries in any order: by indicator, then programme, perimeters, complexes and groups in the order of their registration."""
    standing: dict[Key, dict[int, Actual]] = defaultdict(dict)
    for entry in entries:
        held = standing[key_of(entry)].get(entry.year)
        if held is None or _standing(entry) > _standing(held):
            standing[key_of(entry)][entry.year] = entry
    return [_series([points[year] for year in sorted(points)]) for _key, points in sorted(standing.items(), key=_order)]


def figure_series_for(viewer: Viewer, *, indicators: Iterable[Indicator] | None = None) -> list[Series]:
    """The series as this viewer may read them, in two statements.

    Left out are confidential figures, figures of one or two firms, and sums that would give such a figure away; a series without any point is not there.
    """
    every = series_of(viewer.programme_id, indicators=indicators)
    withheld = [point for series in every for point in series.points if not _may_read(viewer, point)]
    if not withheld:
        return every
    hidden = {point.pk for point in withheld} | _given_away(every, withheld)
    kept = [replace(series, points=tuple(point for point in series.points if point.pk not in hidden)) for series in every]
    return [series for series in kept if series.points]


def _given_away(every: list[Series], withheld: list[Actual]) -> set[int]:
    """The sums from which what is withheld could be worked out: of a complex over its groups, and over complexes; one of these withholds its complex in turn."""
    complexes = _complexes_that_give_away(every, withheld)
    withheld = [*withheld, *complexes]
    members: dict[int, set[int]] = defaultdict(set)
    for perimeter_id, complex_id in PerimeterComplex.objects.filter(perimeter__programme=withheld[0].programme_id).values_list("perimeter", "complex"):
        members[perimeter_id].add(complex_id)
    parts: dict[tuple[int, int], list[Actual]] = defaultdict(list)
    for point in withheld:
        if point.complex_id is not None:
            parts[point.indicator_id, point.year].append(point)
    sums = [point for series in every if series.complex is None and series.group is None and series.indicator.is_additive for point in series.points]
    return {point.pk for point in (*complexes, *(one for one in sums if _gives_away(one, parts[one.indicator_id, one.year], members)))}


def _complexes_that_give_away(every: list[Series], withheld: list[Actual]) -> list[Actual]:
    parts: dict[tuple[int, int, int], list[int | None]] = defaultdict(list)
    for point in withheld:
        if point.group:
            parts[point.indicator_id, point.year, point.group.complex_id].append(point.firms)
    sums = [point for series in every if series.complex and series.indicator.is_additive for point in series.points]
    own = {point.pk for point in withheld}
    return [
        point for point in sums if point.pk not in own and point.complex_id and rules.total_gives_away(parts[point.indicator_id, point.year, point.complex_id])
    ]


def _gives_away(total: Actual, withheld: list[Actual], members: dict[int, set[int]]) -> bool:
    parts = [part.firms for part in withheld if total.perimeter_id is None or part.complex_id in members[total.perimeter_id]]
    return rules.total_gives_away(parts)


def _may_read(viewer: Viewer, point: Actual) -> bool:
    return rules.may_read_figure(viewer, point.place(), is_confidential=point.is_confidential, firms=point.firms)


def _standing(entry: Actual) -> tuple[object, ...]:
    return rules.Entry(entry.is_confirmed, entry.recorded_at, entry.pk).standing


def _series(points: list[Actual]) -> Series:
    first = points[0]
    return Series(first.indicator, first.complex, first.group, first.perimeter, tuple(points))


def _order(item: tuple[Key, object]) -> tuple[int, ...]:
    """A missing number goes first."""
    indicator, complex_, group, perimeter = item[0]
    return indicator, group or 0, complex_ or 0, perimeter or 0
