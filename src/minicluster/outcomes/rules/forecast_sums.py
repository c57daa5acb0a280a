"""Which series must add up to which: groups to their complex, complexes to their perimeter or the programme, where their figures do.

A sum is only foretold where it is known of the figures themselves. Figures of groups are those of members, and a firm may be in two groups: they are never taken for
the complex. Complexes share no firm: where every one of the programme has a series over the same years, their sum is the programme's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from minicluster.outcomes.rules.forecast_series import History, Layout, Note, Point, Subject

# What was recorded rounded may differ from the sum of its parts by this share.
ROUNDING: Final = 1e-6
# One complex is no sum.
FEWEST_PARTS: Final = 2
Histories = Mapping[Subject, History]


@dataclass(frozen=True)
class Sums:
    """What adds up.

    Attributes:
        links: each part and the whole that it is added to; a part has one.
        made: series of wholes that have no figures of their own.
        notes: what does not add up, and why.
    """

    links: tuple[tuple[Subject, Subject], ...] = ()
    made: tuple[History, ...] = ()
    notes: tuple[Note, ...] = ()

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.links + other.links, self.made + other.made, self.notes + other.notes)


def sums_of(histories: Histories, layout: Layout, additive: Collection[int]) -> Sums:
    """What adds up, of series that can be forecast.

    Args:
        histories: by their subject, none with a gap.
        layout: of the programme.
        additive: the indicators that may be added up.
    """
    found = Sums()
    for indicator in sorted(set(additive)):
        own = {subject: history for subject, history in histories.items() if subject.indicator == indicator}
        for complex_ in sorted(subject.complex for subject in own if subject.complex is not None):
            found += _of_groups(own, layout, Subject(indicator, complex=complex_))
        if own:
            found += _of_complexes(own, layout, indicator)
    return found


def _of_groups(own: Histories, layout: Layout, whole: Subject) -> Sums:
    parts = [history for subject, history in own.items() if subject.group is not None and layout.group_complex.get(subject.group) == whole.complex]
    return _joined(own[whole], parts) if parts else Sums()


def _of_complexes(own: Histories, layout: Layout, indicator: int) -> Sums:
    """The programme before its perimeters, and perimeters in the order of their numbers: a complex is added to one of them."""
    wholes = sorted((subject for subject in own if subject.complex is None and subject.group is None), key=lambda subject: subject.perimeter or 0)
    found = Sums()
    for whole in wholes:
        wanted = layout.complexes if whole.perimeter is None else layout.set_of(whole.perimeter, own[whole].years)
        found += _of_set(own, whole, wanted, {part for part, _whole in found.links})
    if found.links or Subject(indicator) in own:
        return found
    return found + _made(own, layout, Subject(indicator))


def _of_set(own: Histories, whole: Subject, wanted: frozenset[int] | None, taken: Collection[Subject]) -> Sums:
    if wanted is None:
        return Sums(notes=(Note(whole, "set_changed"),))
    parts, lacking = _parts(own, whole.indicator, wanted)
    if not parts or {part.subject for part in parts} & set(taken):
        return Sums()
    if lacking:
        return Sums(notes=(Note(whole, "parts_missing", {"parts": len(wanted), "lacking": lacking}),))
    return _joined(own[whole], parts)


def _made(own: Histories, layout: Layout, whole: Subject) -> Sums:
    """The programme as the sum of all its complexes."""
    parts, lacking = _parts(own, whole.indicator, layout.complexes)
    if len(parts) < FEWEST_PARTS:
        return Sums()
    if lacking:
        return Sums(notes=(Note(whole, "parts_missing", {"parts": len(layout.complexes), "lacking": lacking}),))
    if len({part.years for part in parts}) > 1:
        return Sums(notes=(Note(whole, "years_differ"),))
    summed = History(whole, tuple(Point(year, value, None) for year, value in zip(_years(parts[0]), _added(parts), strict=True)))
    return Sums(tuple((part.subject, whole) for part in parts), (summed,))


def _parts(own: Histories, indicator: int, complexes: frozenset[int]) -> tuple[list[History], int]:
    """The series of some complexes, and how many of them have none."""
    there = [own[subject] for subject in (Subject(indicator, complex=complex_) for complex_ in sorted(complexes)) if subject in own]
    return there, len(complexes) - len(there)


def _joined(whole: History, parts: Sequence[History]) -> Sums:
    if any(part.years != whole.years for part in parts):
        return Sums(notes=(Note(whole.subject, "years_differ"),))
    if any(abs(own.value - summed) > ROUNDING * max(abs(summed), 1) for own, summed in zip(whole.points, _added(parts), strict=True)):
        return Sums(notes=(Note(whole.subject, "sums_differ"),))
    return Sums(tuple((part.subject, whole.subject) for part in parts))


def _years(history: History) -> list[int]:
    return [point.year for point in history.points]


def _added(parts: Sequence[History]) -> list[float]:
    return [fsum(point.value for point in points) for points in zip(*(part.points for part in parts), strict=True)]
