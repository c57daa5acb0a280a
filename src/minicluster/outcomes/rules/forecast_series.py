"""Series of yearly figures as forecasts are made from them, and what is said where one is not made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from minicluster.outcomes.rules.perimeters import Span, breaks, set_of_year

# Above 0 and at most so many years ahead: bands of a short series are soon as wide as the series.
LONGEST_HORIZON: Final = 5
USUAL_HORIZON: Final = 2


class Subject(NamedTuple):
    """What a series is of, by numbers: an indicator for a complex, a group or a perimeter, or (none of them) for the programme."""

    indicator: int
    complex: int | None = None
    group: int | None = None
    perimeter: int | None = None


class Point(NamedTuple):
    """A yearly figure: its year, its value in the indicator's unit, its number (None where it was summed)."""

    year: int
    value: float
    figure: int | None


@dataclass(frozen=True)
class History:
    """A series: its points, oldest first, at least one, at most one a year."""

    subject: Subject
    points: tuple[Point, ...]

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year."""
        return self.points[0].year, self.points[-1].year

    @property
    def missing_year(self) -> int | None:
        """The first year between its ends without a figure; None where there is none."""
        there = {point.year for point in self.points}
        return next((year for year in range(*self.years) if year not in there), None)


@dataclass(frozen=True)
class Note:
    """Why a series has no forecast, or what could not be told with it: a code of `WHY`, and the numbers that its text has."""

    subject: Subject
    code: str
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """What a programme consists of, by numbers.

    Attributes:
        complexes: all of them.
        group_complex: in which complex each group is; groups in none are not there.
        perimeters: which complexes each perimeter holds, and when.
    """

    complexes: frozenset[int]
    group_complex: Mapping[int, int]
    perimeters: Mapping[int, tuple[Span, ...]]

    def set_of(self, perimeter: int, years: tuple[int, int]) -> frozenset[int] | None:
        """The complexes of a perimeter over some years, see `perimeters.set_of_year`; None where the set changed."""
        spans = self.perimeters.get(perimeter, ())
        first, last = years
        return None if breaks(spans, range(first, last + 1)) else set_of_year(spans, last)


REFUSED: Final = frozenset({"points", "gap", "still", "errors"})
WHY: Final[Mapping[str, Any]] = {
    "points": _("Yearly figures: %(points)s. A direction needs at least two, so nothing is foretold. Record earlier years, or wait for the next."),
    "gap": _("The year %(year)s has no figure, so nothing is foretold: a year that is not known cannot be taken for 0. Record it."),
    "still": _("It has stood still or been nothing all along, and so have the others: no interval can be measured, so nothing is foretold."),
    "errors": _(
        "An interval needs %(needed)s errors of earlier forecasts, and the series of this programme give %(there)s, so nothing is foretold. Record more years or "
        "more series, or look less far ahead."
    ),
    "years_differ": _("The figures of its parts begin or end in other years, so its forecast stands by itself and is not the sum of theirs."),
    "sums_differ": _("The figures of its parts do not add up to its own, so neither do the forecasts: each stands by itself."),
    "set_changed": _("Its set of complexes changed within these years, so its forecast stands by itself and is not the sum of theirs."),
    "parts_missing": _("Of its %(parts)s complexes %(lacking)s have no forecast, so there is no sum of theirs."),
    "no_baseline": _("The target of %(year)s has no baseline, so its probability is not told. Record where the indicator stood when the target was set."),
    "no_way": _("The target of %(year)s is where the indicator stood already, so its probability is not told. Set the least change that would count as met."),
    "against_direction": _(
        "The target of %(year)s lies on the wrong side of its baseline for this indicator, so its probability is not told. Correct one of them."
    ),
}
METHODS: Final[Mapping[str, Any]] = {
    "median": _("median of three models"),
    "drift": _("direction alone (short series)"),
}


def method_label(method: str) -> str:
    """A method of ours in words; what a person wrote stays as it is."""
    return str(METHODS.get(method, method))
