"""What groups really did in a year, in times, people and money.

A joint activity counts once for each of its groups, and so do those who came; its money is divided as `rules.shares_of` says, here in SQL (a test holds
the two together). Everything is counted, whatever the visibility: these are sums.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from minicluster.meetings import rules
from minicluster.meetings.domain.years import YearSpan
from minicluster.meetings.models import Activity
from minicluster.meetings.rules import Comparison

_SLICES: Final = Activity.groups.through
_HELD: Final = Q(activity__state__in=rules.WAS_HELD)
_AHEAD: Final = Q(activity__state__in=rules.AHEAD)
_SETTLED: Final = Q(activity__actual_cost_krw__isnull=False)
_NOT_SETTLED: Final = _HELD & ~_SETTLED
_WITHOUT_COST: Final = _NOT_SETTLED & Q(activity__planned_cost_krw=None)


@dataclass(frozen=True)
class Charge:
    """What activities of one kind took from the budget line of another."""

    kind: str
    line: str
    held: int
    taken_krw: int


@dataclass(frozen=True)
class Actuals:
    """What one or several groups did: by kind, and what was charged to another line than that of its kind."""

    by_kind: dict[str, Comparison]
    charges: tuple[Charge, ...] = ()

    @property
    def together(self) -> Comparison:
        """All kinds added up."""
        return rules.together(self.by_kind.values())


def actuals_of(group_ids: Collection[int], year: YearSpan) -> dict[int, Actuals]:
    """What each of these groups did in the year, in two statements however many they are."""
    sums, came = defaultdict(list), _came(group_ids, year)
    for row in _sums(group_ids, year):
        sums[row.pop("group_id")].append(row)
    return {group: _actuals(sums[group], came[group]) for group in group_ids}


def _slices(group_ids: Collection[int], year: YearSpan) -> QuerySet[Any]:
    """The part of each group in each activity of the year."""
    return _SLICES.objects.filter(group_id__in=group_ids, activity__starts_at__gte=year.begins_at, activity__starts_at__lt=year.over_at).order_by()


def _came(group_ids: Collection[int], year: YearSpan) -> dict[int, dict[str, int]]:
    came: dict[int, dict[str, int]] = defaultdict(dict)
    there = _slices(group_ids, year).filter(_HELD, activity__attendances__kind__in=rules.WAS_THERE)
    for group, kind, people in there.values_list("group_id", "activity__kind").annotate(Count("activity__attendances")):
        came[group][kind] = people
    return came


def _sums(group_ids: Collection[int], year: YearSpan) -> Any:
    rows = _slices(group_ids, year).annotate(groups=_number_of_groups(), before=_number_of_groups(group_id__lt=OuterRef("group_id")))
    return rows.values("group_id", "activity__kind", "activity__budget_line").annotate(
        held=Count("pk", filter=_HELD),
        ahead=Count("pk", filter=_AHEAD),
        without_cost=Count("pk", filter=_WITHOUT_COST),
        spent_krw=_shared("activity__actual_cost_krw", _SETTLED),
        not_settled_krw=_shared("activity__planned_cost_krw", _NOT_SETTLED),
    )


def _number_of_groups(**where: Any) -> Any:
    """How many groups the activity has, or how many of them stand before this one."""
    others: Any = _SLICES.objects.filter(activity_id=OuterRef("activity_id"), **where).order_by().values("activity_id")
    return Coalesce(Subquery(others.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def _shared(amount: str, where: Q) -> Any:
    """The sum of this group's shares: as many won as come out even, and one more for the first groups while some are left over."""
    one_more = Case(When(before__lt=F(amount) % F("groups"), then=Value(1)), default=Value(0))
    return Coalesce(Sum(F(amount) / F("groups") + one_more, filter=where, output_field=IntegerField()), 0)


def _actuals(rows: list[dict[str, Any]], came: dict[str, int]) -> Actuals:
    by_kind: dict[str, Comparison] = {kind: Comparison(attended=people) for kind, people in came.items()}
    charges = []
    for row in rows:
        kind, line = row.pop("activity__kind"), row.pop("activity__budget_line")
        done = Comparison(**row)
        by_kind[kind] = by_kind.get(kind, Comparison()) + done
        if line != kind and line in rules.ActivityKind.values and (done.held or done.taken_krw):
            charges.append(Charge(kind, line, done.held, done.taken_krw))
    return Actuals(by_kind, tuple(sorted(charges, key=lambda charge: (charge.kind, charge.line))))
