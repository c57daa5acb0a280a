"""The agenda of an activity, point by point; an assembly has its elections on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.activities import plan_activity
from minicluster.meetings.domain.actions.minutes import refuse_once_approved
from minicluster.meetings.models import Activity, AgendaItem
from minicluster.members.models import Person
from minicluster.members.rules import OfficeRole
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError, NotVisibleError

MOST_POINTS: Final = 60
_OUT_OF_THE_WAY: Final = 10_000


@dataclass(frozen=True)
class AgendaPoint:
    """One point as it is to stand; `pk` is the point that it was before, so that its decisions stay with it."""

    title: str
    kind: str = rules.AgendaKind.DISCUSSION
    presenter: Person | None = None
    minutes_long: int | None = None
    pk: int | None = None


@transaction.atomic
def write_agenda(*, actor: Viewer, activity: Activity, points: Sequence[AgendaPoint]) -> list[AgendaItem]:
    """Write the agenda in the order given; what is not named any more is taken off it.

    Raises:
        IllegalStepError: the minutes are approved.
        InvalidInputError: too many points, or an election that no assembly holds.
    """
    rules.PERMISSIONS.require(actor, "write_agenda", activity.place())
    Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    refuse_once_approved(activity)
    named = [point for point in points if point.title.strip()]
    _refuse_points(activity, named)
    known = {item.pk: item for item in activity.agenda_items.all()}
    kept = [known.pop(point.pk, None) if point.pk else None for point in named]
    for item in known.values():
        item.delete()
    # Out of the way first: no two points may share a place even for a moment.
    activity.agenda_items.update(position=F("position") + _OUT_OF_THE_WAY)
    return _placed(actor, activity, named, kept)


def _placed(actor: Viewer, activity: Activity, points: Sequence[AgendaPoint], kept: Sequence[AgendaItem | None]) -> list[AgendaItem]:
    items = []
    for position, (point, known) in enumerate(zip(points, kept, strict=True), start=1):
        item = known or AgendaItem(activity=activity, programme_id=activity.programme_id)
        item.position, item.kind, item.title = position, point.kind, " ".join(point.title.split())
        item.presenter, item.minutes_long, item.invented = point.presenter, point.minutes_long, activity.invented
        item.save()
        items.append(item)
    record_act(actor=actor, action="write_agenda", record=activity, fields=["agenda_items"])
    return items


def _refuse_points(activity: Activity, points: Sequence[AgendaPoint]) -> None:
    refuse_resident_registration_numbers(title="\n".join(point.title for point in points))
    if len(points) > MOST_POINTS:
        raise InvalidInputError(_("An agenda has at most %(most)s points. Nothing was saved; what you typed is kept.") % {"most": MOST_POINTS})
    if any(point.presenter is not None and point.presenter.programme_id != activity.programme_id for point in points):
        raise NotVisibleError
    if activity.kind != rules.ActivityKind.ASSEMBLY and any(point.kind == rules.AgendaKind.ELECTION for point in points):
        raise InvalidInputError(_("Only an assembly elects. Nothing was saved; please choose another kind for that point."))


@transaction.atomic
def plan_assembly(*, actor: Viewer, agenda: str, elections: Sequence[str], **facts: Any) -> Activity:
    """Plan an assembly with its agenda, one point a line, and a point for each office that it elects.

    Raises:
        InvalidInputError: nothing stands on the agenda, or what `plan_activity` refuses.
    """
    if not agenda.strip():
        raise InvalidInputError(_("Please say what stands on the agenda, one point a line; what you typed is kept."), field="agenda")
    activity = plan_activity(actor=actor, kind=rules.ActivityKind.ASSEMBLY, **facts)
    offices = [_("Election: %(office)s") % {"office": OfficeRole(role).label} for role in elections]
    points = [AgendaPoint(line.strip()[:200]) for line in agenda.splitlines()]
    write_agenda(actor=actor, activity=activity, points=[*points, *(AgendaPoint(title, rules.AgendaKind.ELECTION) for title in offices)])
    return activity
