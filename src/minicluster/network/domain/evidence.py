"""The records on which a tie rests, each open to whoever may open it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.models import Talk
from minicluster.members.rules import TieKind
from minicluster.network import rules
from minicluster.network.domain.reading import Node, ties_within
from minicluster.network.domain.wholes import Whole
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.domain.queries.introductions import introductions_for
from minicluster.problems.domain.queries.projects import projects_for
from minicluster.problems.models import Output

# What is said of a record that the viewer may not open.
_CLOSED: Final = {
    "activity": gettext_lazy("An activity"),
    "talk": gettext_lazy("A talk of two at an activity"),
    "introduction": gettext_lazy("An introduction"),
    "output": gettext_lazy("An output of a project"),
}


@dataclass(frozen=True)
class Rest:
    """A record on which a tie rests: its kind of tie, its day, what the tie weighs by it, and where it opens (empty where the viewer may not)."""

    kind: str
    on_date: date
    weight: float
    words: str
    address: str


@dataclass(frozen=True)
class TieEvidence:
    """A tied pair with all that it rests on, latest first."""

    one: Node
    other: Node
    rests: list[Rest]


def evidence_of(viewer: Viewer, whole: Whole, one: int, other: int, *, level: str = rules.Level.ORGANISATION) -> TieEvidence:
    """What the tie of two organisations or people within a whole rests on.

    Raises:
        NotAllowedError: the viewer may not see this network, or not the people in it.
        NotVisibleError: they are not tied there.
    """
    reading = ties_within(viewer, whole, level=level)
    first, second = min(one, other), max(one, other)
    rows = reading.ties.filter((pl.col("from") == first) & (pl.col("to") == second)).sort("on_date", "kind", descending=[True, False])
    if rows.is_empty():
        raise NotVisibleError
    opened = _opened(viewer, rows)
    return TieEvidence(reading.by_id[one], reading.by_id[other], [_rest(row, opened) for row in rows.select(*_ROW).iter_rows()])


_ROW: Final = ("kind", "on_date", "weight", "through_type", "through_id")
Opened = Mapping[tuple[str, int], tuple[str, str]]


def _rest(row: tuple[str, date, float, str, int], opened: Opened) -> Rest:
    kind, day, weight, through_type, through_id = row
    closed = str(_CLOSED.get(through_type, _("A record")))
    words, address = opened.get((through_type, through_id), (closed, ""))
    return Rest(str(TieKind(kind).label), day, weight, words, address)


def _opened(viewer: Viewer, rows: pl.DataFrame) -> Opened:
    """The words and address of each record that the viewer may open, by its kind and number; a statement for each kind."""
    ids = {str(kind): numbers for kind, numbers in rows.group_by("through_type").agg("through_id").iter_rows()}
    found: dict[tuple[str, int], tuple[str, str]] = {}
    talks = dict(Talk.objects.filter(pk__in=ids.get("talk", [])).values_list("pk", "talk_round__activity_id"))
    for activity in activities_for(viewer).filter(pk__in={*ids.get("activity", []), *talks.values()}).select_related(None).prefetch_related(None):
        words = (f"{activity.get_kind_display()}: {activity.title}", activity.get_absolute_url())
        found["activity", activity.pk] = words
        found.update(
            {("talk", talk): (_("Talk of two at: %(activity)s") % {"activity": activity.title}, words[1]) for talk, at in talks.items() if at == activity.pk}
        )
    found.update(_opened_introductions(viewer, ids.get("introduction", [])))
    found.update(_opened_outputs(viewer, ids.get("output", [])))
    return found


def _opened_introductions(viewer: Viewer, ids: list[int]) -> Opened:
    visible = introductions_for(viewer).filter(pk__in=ids).values_list("pk", flat=True)
    return {("introduction", pk): (_("Introduction %(number)d") % {"number": pk}, reverse("problems:introduction", args=[pk])) for pk in visible}


def _opened_outputs(viewer: Viewer, ids: list[int]) -> Opened:
    outputs = Output.objects.filter(pk__in=ids, project__in=projects_for(viewer).order_by().values("pk")).select_related("project")
    return {("output", output.pk): (f"{output.get_kind_display()}: {output.title}", output.project.get_absolute_url()) for output in outputs}
