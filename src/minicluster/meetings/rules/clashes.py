"""What comes in each other's way in a calendar: one person in two places, one group twice on a day, holidays and weekends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.days_off import is_weekend
from minicluster.platform.imports.days import SEOUL

# What has no length still takes a moment, so that two at the same instant are in each other's way.
_SHORTEST: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


class ClashKind(TextChoices):
    """What comes in the way of an activity."""

    PEOPLE = "people", _("The same people at the same time")
    GROUP = "group", _("The same mini-cluster twice on one day")
    HOLIDAY = "holiday", _("Public holiday")
    WEEKEND = "weekend", _("Weekend")


@dataclass(frozen=True)
class Occasion:
    """An activity as far as a calendar cares: when, which groups, and who is expected."""

    key: int
    starts_at: datetime
    ends_at: datetime
    groups: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()

    @property
    def over_at(self) -> datetime:
        """When one is free again."""
        return max(self.ends_at, self.starts_at + _SHORTEST)

    def days(self) -> Iterator[date]:
        """The days in Korea on which it goes on; what ends at midnight does not touch the next."""
        day = self.starts_at.astimezone(SEOUL).date()
        last = (self.over_at - timedelta(microseconds=1)).astimezone(SEOUL).date()
        while day <= last:
            yield day
            day += _DAY


@dataclass(frozen=True, order=True)
class Clash:
    """Two activities in each other's way, or one on a day off. `who` are the people or groups that cannot be at both."""

    day: date
    kind: ClashKind
    key: int
    other: int | None = None
    who: tuple[int, ...] = ()


def clashes_among(occasions: Sequence[Occasion], holidays: Collection[date]) -> list[Clash]:
    """Everything that comes in each other's way among these, by day."""
    return sorted([*_of_people(occasions), *_of_groups(occasions), *_of_days(occasions, holidays)], key=_place)


def _place(clash: Clash) -> tuple[date, str, int, int]:
    return clash.day, clash.kind.value, clash.key, clash.other or 0


def _of_people(occasions: Iterable[Occasion]) -> Iterator[Clash]:
    """Each person's own calendar is looked through by itself: whatever begins before what they are at is over."""
    by_person = defaultdict(list)
    for occasion in sorted(occasions, key=lambda one: (one.starts_at, one.key)):
        for person in occasion.people:
            by_person[person].append(occasion)
    meetings: dict[tuple[int, int], tuple[date, set[int]]] = {}
    for person, own in by_person.items():
        for earlier, later in _overlapping(own):
            day = later.starts_at.astimezone(SEOUL).date()
            meetings.setdefault(_pair(earlier, later), (day, set()))[1].add(person)
    for (key, other), (day, people) in meetings.items():
        yield Clash(day, ClashKind.PEOPLE, key, other, tuple(sorted(people)))


def _overlapping(in_order: Iterable[Occasion]) -> Iterator[tuple[Occasion, Occasion]]:
    going_on: list[Occasion] = []
    for later in in_order:
        going_on = [earlier for earlier in going_on if earlier.over_at > later.starts_at]
        yield from ((earlier, later) for earlier in going_on)
        going_on.append(later)


def _of_groups(occasions: Iterable[Occasion]) -> Iterator[Clash]:
    """Two activities are told of once, on the first day on which they share a group."""
    by_day = defaultdict(list)
    for occasion in occasions:
        for day in occasion.days():
            by_day[day].append(occasion)
    told = set()
    for day in sorted(by_day):
        for one, other in combinations(by_day[day], 2):
            shared, pair = one.groups & other.groups, _pair(one, other)
            if shared and pair not in told:
                told.add(pair)
                yield Clash(day, ClashKind.GROUP, *pair, tuple(sorted(shared)))


def _pair(one: Occasion, other: Occasion) -> tuple[int, int]:
    return min(one.key, other.key), max(one.key, other.key)


def _of_days(occasions: Iterable[Occasion], holidays: Collection[date]) -> Iterator[Clash]:
    """Each activity is told of once for its first holiday and once for its first day of a weekend; a holiday on a weekend is a holiday."""
    for occasion in occasions:
        days = list(occasion.days())
        off = [day for day in days if day in holidays]
        weekend = [day for day in days if is_weekend(day) and day not in holidays]
        yield from (Clash(day, ClashKind.HOLIDAY, occasion.key) for day in off[:1])
        yield from (Clash(day, ClashKind.WEEKEND, occasion.key) for day in weekend[:1])
