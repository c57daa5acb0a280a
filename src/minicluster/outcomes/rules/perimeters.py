"""Which complexes a figure is about. A perimeter is a named set that may change; a series over it never changes its set silently.

A perimeter's set of a year is the set on the year's last day. For years before its first day it is the first set: the seven complexes of 2005 are looked back
on as the seven.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from minicluster.outcomes.rules.money import Amount, together

STANDARD_PERIMETERS: Final = {
    "7-complexes": (
        "시범단지 7곳",
        "Seven pilot complexes",
        ("changwon", "gumi", "ulsan", "banwol-sihwa", "gwangju", "wonju", "gunsan"),
    )
}
"""Perimeters that published figures are about, by short name: their names, and the short names of their complexes."""


@dataclass(frozen=True)
class Span:
    """That a complex (its number) belongs to the perimeter from a day up to, but not including, another."""

    complex_id: int
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it belongs to it on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Break:
    """A year from which on the set is another than in the year before of the series."""

    year: int
    came: frozenset[int]
    went: frozenset[int]


@dataclass(frozen=True)
class Summed:
    """The sum of a year over a set of complexes: None where a complex has no figure, and these are named. Never the sum of fewer."""

    value: Decimal | None
    missing: frozenset[int]


def set_on(spans: Iterable[Span], day: date) -> frozenset[int]:
    """The complexes that belong to the perimeter on a day."""
    return frozenset(span.complex_id for span in spans if span.holds_on(day))


def set_of_year(spans: Collection[Span], year: int) -> frozenset[int]:
    """The complexes that a figure of a year is about."""
    if not spans:
        return frozenset()
    return set_on(spans, max(date(year, 12, 31), min(span.since for span in spans)))


def breaks(spans: Collection[Span], years: Iterable[int]) -> list[Break]:
    """Where a series over these years changes its set."""
    ordered = sorted(set(years))
    sets = [set_of_year(spans, year) for year in ordered]
    return [Break(year, now - before, before - now) for year, before, now in zip(ordered[1:], sets, sets[1:], strict=False) if now != before]


def like_for_like(spans: Collection[Span], years: Iterable[int]) -> frozenset[int]:
    """The complexes that belong to the perimeter in every one of these years: the growth of this set is growth, not a change of the set."""
    sets = [set_of_year(spans, year) for year in set(years)]
    return frozenset.intersection(*sets) if sets else frozenset()


def sum_over(members: frozenset[int], figures: Mapping[int, Amount]) -> Summed:
    """The sum over a set of complexes, given their figures of one year by the complexes' numbers.

    Raises:
        UnreckonableError: two units among them.
    """
    missing = members - figures.keys()
    return Summed(None if missing or not members else together([figures[one] for one in sorted(members)]), missing)


def gaps(years: Iterable[int]) -> list[int]:
    """The years that are missing between the first and the last."""
    there = set(years)
    return [year for year in range(min(there), max(there)) if year not in there] if there else []
