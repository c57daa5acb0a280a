"""Which kinds of activity brought people together who had never met: new ties for each kind, and for each who came."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Count, Exists, OuterRef, Q

from minicluster.analytics.graph import new_ties
from minicluster.meetings import rules as meetings
from minicluster.meetings.models import Activity, Talk
from minicluster.members.models import Tie, record_type_of
from minicluster.network.domain.activities import held_activities_of
from minicluster.network.domain.addresses import held_activities
from minicluster.network.domain.wholes import Whole
from minicluster.platform.permissions import Viewer


@dataclass(frozen=True)
class KindOfActivity:
    """A kind of activity: how often it was held, how many came together, how many pairs of people met there who had not before, and where it is listed."""

    kind: str
    label: str
    times: int
    came: int
    new: float
    address: str

    @property
    def each_ten(self) -> float | None:
        """New ties for every ten who came; None where nobody did."""
        return 10 * self.new / self.came if self.came else None


def new_ties_by_kind(viewer: Viewer, whole: Whole) -> list[KindOfActivity]:
    """The kinds of activity of a whole that were held, those first that brought the most new ties for each who came.

    A pair that met for the first time at several activities of one day is shared among them. Where more than twelve sat together nobody is tied by that
    (`members.rules.meeting_ties`), so that a large meeting shows new ties only through its talks of two.
    """
    held = held_activities_of(whole)
    there = Count("attendances", filter=Q(attendances__kind__in=meetings.WAS_THERE))
    rows = held.values("kind").annotate(times=Count("pk", distinct=True), came=there).order_by("kind")
    brought = _new_by_kind(dict(held.values_list("pk", "kind")))
    found = [_kind(held_activities(viewer, whole, kind=row["kind"]), brought.get(row["kind"], 0.0), **row) for row in rows]
    return sorted(found, key=lambda one: (-(one.each_ten or 0.0), one.label))


def _kind(address: str, new: float, *, kind: str, times: int, came: int) -> KindOfActivity:
    return KindOfActivity(kind, str(meetings.ActivityKind(kind).label), times, came, new, address)


def _new_by_kind(kinds: dict[int, str]) -> dict[str, float]:
    rows = _first_meetings(kinds)
    if not rows:
        return {}
    found = new_ties(pl.DataFrame(rows, schema={"from": pl.Int64, "to": pl.Int64, "time": pl.Date, "activity": pl.Int64}, orient="row"))
    brought: dict[str, float] = {}
    for activity, _pairs, new in found.iter_rows():
        brought[kinds[activity]] = brought.get(kinds[activity], 0.0) + new
    return brought


def _first_meetings(kinds: dict[int, str]) -> list[tuple[Any, ...]]:
    """Who met at these activities, or in their talks of two, and had no tie of an earlier day: one, other, day, activity."""
    talks = dict(Talk.objects.filter(talk_round__activity__in=list(kinds)).values_list("pk", "talk_round__activity_id"))
    own = Q(through_type=record_type_of(Activity), through_id__in=list(kinds)) | Q(through_type=record_type_of(Talk), through_id__in=list(talks))
    earlier = Tie.objects.filter(one=OuterRef("one"), other=OuterRef("other"), on_date__lt=OuterRef("on_date"))
    met = Tie.objects.filter(own).exclude(Exists(earlier)).order_by("on_date", "pk")
    rows = met.values_list("one_id", "other_id", "on_date", "through_type", "through_id")
    at = [(one, other, day, talks[through] if through_type == record_type_of(Talk) else through) for one, other, day, through_type, through in rows]
    # An activity has one day, though its attendance was written down twice, before and after it was moved.
    days = {activity: day for _one, _other, day, activity in reversed(at)}
    return list(dict.fromkeys((one, other, days[activity], activity) for one, other, _day, activity in at))
