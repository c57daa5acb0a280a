"""Activities: planning them and leading them to their end."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.attendance import confirm_attendance
from minicluster.meetings.domain.actions.changes import announce_activity, cancel_activity
from minicluster.meetings.domain.actions.inviting import invite_people
from minicluster.meetings.domain.actions.minutes import approve_minutes
from minicluster.meetings.domain.years import year_of
from minicluster.meetings.models import Activity, PlanLine
from minicluster.members.domain.queries import representatives_of
from minicluster.members.models import Group, Organisation, Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import InvalidInputError, NotVisibleError


@transaction.atomic
def plan_activity(
    *,
    actor: Viewer,
    kind: str,
    title: str,
    groups: Sequence[Group],
    starts_at: datetime,
    ends_at: datetime,
    venue: str = "",
    agenda: str = "",
    host: Organisation | None = None,
    speaker: Person | None = None,
    capacity: int | None = None,
    budget_line: str = "",
    planned_cost_krw: int | None = None,
    visibility: str = rules.Visibility.PROGRAMME,
    visitors: Collection[Person] = (),
    firms: Collection[Organisation] = (),
    invented: bool = False,
) -> Activity:
    """Plan an activity of one or several groups; whoever plans it must look after each of them.

    Visitors are invited at once, and so are the representatives of firms that take part.

    Raises:
        InvalidInputError: it ends before it starts, has no group, lacks what its kind cannot do without (a visit its firm, a lecture its speaker), is
            charged to a budget line that its groups do not have, or a firm that takes part has nobody who represents it.
    """
    _refuse_groups_of_others(actor, groups)
    refuse_resident_registration_numbers(title=title, venue=venue, agenda=agenda, budget_line=budget_line)
    activity = Activity(programme=groups[0].programme, kind=kind, title=title.strip(), starts_at=starts_at, ends_at=ends_at, invented=invented)
    activity.venue, activity.agenda, activity.visibility = venue, agenda, visibility
    activity.host, activity.speaker, activity.capacity = host, speaker, capacity
    activity.budget_line, activity.planned_cost_krw = budget_line, planned_cost_krw
    _refuse_what_does_not_fit(activity)
    _refuse_line_of_others(activity, groups)
    people = [*visitors, *_people_of(firms, groups)]
    activity.save()
    activity.groups.set(groups)
    record_act(actor=actor, action="plan_activity", record=activity, to_state=activity.state)
    if people:
        invite_people(actor=actor, activity=activity, people=people)
    return activity


def _refuse_groups_of_others(actor: Viewer, groups: Sequence[Group]) -> None:
    if not groups:
        raise InvalidInputError(_("Please choose at least one mini-cluster. Nothing was saved yet; what you typed is kept."), field="groups")
    for group in groups:
        rules.PERMISSIONS.require(actor, "plan_activity", group.place())


def _refuse_what_does_not_fit(activity: Activity) -> None:
    if any(record is not None and record.programme_id != activity.programme_id for record in (activity.host, activity.speaker)):
        raise NotVisibleError
    if activity.ends_at < activity.starts_at:
        raise InvalidInputError(_("The activity would end before it starts. Please check the times; what you typed is kept."), field="ends_at")
    for name in rules.asks_for(activity.kind).needs:
        if not getattr(activity, name):
            raise InvalidInputError(_what_is_missing(name), field=name)


def _what_is_missing(name: str) -> str:
    return {
        "host": _("Please say which firm it is about; what you typed is kept."),
        "speaker": _("Please say who speaks or advises; what you typed is kept."),
        "venue": _("Please say where it takes place; what you typed is kept."),
        "capacity": _("Please say how many seats there are; what you typed is kept."),
        "agenda": _("Please say what it is for; what you typed is kept."),
    }[name]


def _refuse_line_of_others(activity: Activity, groups: Sequence[Group]) -> None:
    """A line of a plan is one that each of the groups has for that year; any other text comes from an office's table and stands as it is."""
    line = activity.budget_line
    if line not in rules.ActivityKind.values:
        return
    year = year_of(activity.programme_id, timezone.localtime(activity.starts_at).date()).number
    lines = PlanLine.objects.filter(kind=line, plan__year=year, plan__group__in=groups)
    if lines.count() < len(set(groups)):
        raise InvalidInputError(
            _("The plan of %(year)s has no budget line “%(line)s” for each of these mini-clusters. Nothing was saved yet; what you typed is kept.")
            % {"year": year, "line": rules.ActivityKind(line).label},
            field="budget_line",
        )


def _people_of(firms: Collection[Organisation], groups: Sequence[Group]) -> list[Person]:
    """Who represents the firms that take part in the groups."""
    people = representatives_of([firm.pk for firm in firms], [group.pk for group in groups])
    nobody = [str(firm) for firm in firms if firm.pk not in people]
    if nobody:
        raise InvalidInputError(
            _("Nobody represents %(firms)s in these mini-clusters. Nothing was saved yet; leave them out, or name a representative first.")
            % {"firms": ", ".join(nobody)},
            field="firms",
        )
    return list(people.values())


@transaction.atomic
def take_activity_step(*, actor: Viewer, activity: Activity, verb: str, why: str = "") -> Activity:
    """Lead an activity over one step of its lifecycle; a verb with more to it leads to its own action."""
    own_actions: dict[str, Callable[..., Activity]] = {
        "announce_activity": announce_activity,
        "cancel_activity": cancel_activity,
        "hold_activity": hold_activity,
        "confirm_attendance": confirm_attendance,
        "approve_minutes": approve_minutes,
    }
    if verb in own_actions:
        return own_actions[verb](actor=actor, activity=activity, why=why)
    if verb == "settle_costs":
        return settle_costs(actor=actor, activity=activity, actual_cost_krw=activity.actual_cost_krw, why=why)
    take_step(activity, verb, actor=actor, why=why)
    return activity


@transaction.atomic
def hold_activity(*, actor: Viewer, activity: Activity, why: str = "") -> Activity:
    """Mark an activity as held.

    Raises:
        InvalidInputError: by the programme's clock it has not begun.
    """
    rules.PERMISSIONS.require(actor, "hold_activity", activity.place())
    if activity.starts_at > activity.now():
        raise InvalidInputError(
            _("It has not begun yet, so that it cannot have been held. Nothing was changed; postpone or cancel it if it will not take place.")
        )
    take_step(activity, "hold_activity", actor=actor, why=why)
    return activity


@transaction.atomic
def settle_costs(*, actor: Viewer, activity: Activity, actual_cost_krw: int | None, why: str = "") -> Activity:
    """Settle what the activity really cost, so that plan and actual can be compared; nothing is written as 0, not left open.

    Raises:
        InvalidInputError: the cost was not given.
    """
    if actual_cost_krw is None:
        raise InvalidInputError(_("Please give the actual cost; write 0 if it cost nothing. Nothing was changed."), field="actual_cost_krw")
    take_step(activity, "settle_costs", actor=actor, why=why, actual_cost_krw=actual_cost_krw)
    return activity
