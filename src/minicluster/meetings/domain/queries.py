"""The only way a page gets meetings' records: what a person may see is decided here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings import rules
from minicluster.meetings.domain.held_mail import held_mail_to_decide
from minicluster.meetings.domain.survey import follow_up_queue
from minicluster.meetings.domain.terms import terms_waiting
from minicluster.meetings.domain.waiting import waiting_around_minutes
from minicluster.meetings.domain.years import start_of
from minicluster.meetings.models import ActionItem, Activity, Attendance, Invitation, Observation, Registration, VisitReport
from minicluster.members.domain.queries import membership_list, people_of_group, within
from minicluster.members.models import Affiliation, Person, Programme
from minicluster.platform.permissions import Role, Scope, Viewer
from minicluster.platform.queue import QueueItem

_HELD: Final = Q(state__in=rules.WAS_HELD)
# How far activities have come, in what a year's figures ask of them.
_STAGES: Final = {
    "ahead": Q(state__in=rules.AHEAD),
    "held": _HELD,
    "settled": Q(actual_cost_krw__isnull=False),
    "unsettled": _HELD & Q(actual_cost_krw=None),
    "without_cost": _HELD & Q(actual_cost_krw=None, planned_cost_krw=None),
}
STAGE_LABELS: Final = {
    "ahead": gettext_lazy("Still ahead"),
    "held": gettext_lazy("Was held"),
    "settled": gettext_lazy("Its cost is on record"),
    "unsettled": gettext_lazy("Its cost is not settled yet"),
    "without_cost": gettext_lazy("Held, and no cost is known"),
}
# In place of one group's number: all that the viewer looks after.
OWN_GROUPS: Final = "own"


@dataclass(frozen=True)
class ActivityFilter:
    """Which activities a list shows: what a figure on a dashboard links to."""

    kind: str = ""
    state: str = ""
    year: int | None = None
    group: int | None = None
    complex: int | None = None
    firm: int | None = None
    stage: str = ""
    line: str = ""
    since: date | None = None
    until: date | None = None
    among: Collection[int] | None = None
    attended: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether it means a part of the programme that is small enough to be added up on every view."""
        return any((self.year, self.group, self.complex, self.firm, self.since and self.until))

    def as_q(self) -> Q:
        """The filter in SQL. Groups are looked up apart, so that an activity of two groups is one row."""
        q = Q()
        facts = {"kind": self.kind, "state": self.state, "starts_at__year": self.year, "host_id": self.firm, "budget_line": self.line}
        for look_up, value in facts.items():
            if value:
                q &= Q(**{look_up: value})
        for look_up, value in (("group_id", self.group), ("group__complex_id", self.complex)):
            if value:
                q &= Q(_in_groups(**{look_up: value}))
        if self.among is not None:
            q &= Q(_in_groups(group_id__in=self.among))
        if self.attended:
            q &= Q(Exists(came_from_organisations().filter(activity_id=OuterRef("pk"))))
        return q & self._when() & _STAGES.get(self.stage, Q())

    def _when(self) -> Q:
        since = Q(starts_at__gte=start_of(self.since)) if self.since else Q()
        return since & (Q(starts_at__lt=start_of(self.until + timedelta(days=1))) if self.until else Q())


def came_from_organisations() -> QuerySet[Attendance]:
    """Who was there, where it is on record for which organisation."""
    return Attendance.objects.filter(kind__in=rules.WAS_THERE, organisation__isnull=False)


def _in_groups(**where: Any) -> Exists:
    return Exists(Activity.groups.through.objects.filter(activity_id=OuterRef("pk"), **where))


def activities_for(viewer: Viewer, chosen: ActivityFilter | None = None) -> QuerySet[Activity]:
    """The activities that the viewer may know of and that fit, latest first."""
    rows = Activity.objects.filter(_visible_to(viewer), (chosen or ActivityFilter()).as_q())
    return rows.select_related("host", "speaker", "programme").prefetch_related("groups").order_by("-starts_at", "-pk")


def _visible_to(viewer: Viewer) -> Q:
    """The counterpart in SQL of `rules.may_see_activity`; a property test holds the two together."""
    everything = within(rules.PERMISSIONS.scope(viewer, "view_activity"), viewer)
    if rules.PERMISSIONS.scope(viewer, "view_activity") is None or viewer.role in rules.SEES_EVERY_GROUP:
        return everything
    open_to_all = ~Q(visibility=rules.Visibility.GROUP)
    if viewer.role is Role.COMPLEX_MANAGER:
        return everything & (open_to_all | Q(_in_groups(group__complex_id__in=viewer.complex_ids)))
    return everything & (open_to_all | Q(_in_groups(group_id__in=viewer.group_ids)) | Q(host_id__in=viewer.organisation_ids))


def activity_for(viewer: Viewer, pk: int, *, to: str = "") -> Activity:
    """One activity that the viewer may know of. With `to`, only for whoever may do that on it."""
    activity = get_object_or_404(activities_for(viewer), pk=pk)
    if to:
        rules.PERMISSIONS.require(viewer, to, activity.place())
    return activity


def activities_within(viewer: Viewer, action: str) -> QuerySet[Activity]:
    """The activities on which the viewer may do this, for lists of what is to be done."""
    reach = within(rules.PERMISSIONS.scope(viewer, action), viewer, organisation="host_id", group="groups", complex_="groups__complex_id")
    return Activity.objects.filter(pk__in=Activity.objects.filter(reach).values("pk")).select_related("host", "programme")


@dataclass(frozen=True)
class Totals:
    """What a list of activities adds up to."""

    activities: int
    attendances: int
    people: int
    visit_reports: int
    observations: int
    planned_cost_krw: int
    actual_cost_krw: int


def totals_of(activities: QuerySet[Activity]) -> Totals:
    """The yield of a list of activities: who came, what was noticed, what it cost."""
    chosen = activities.order_by().values("pk")
    costs = activities.order_by().aggregate(planned=Sum("planned_cost_krw"), actual=Sum("actual_cost_krw"), all=Count("pk"))
    came = Attendance.objects.filter(activity_id__in=chosen, kind__in=rules.WAS_THERE).aggregate(all=Count("pk"), people=Count("person", distinct=True))
    return Totals(
        activities=costs["all"],
        attendances=came["all"],
        people=came["people"],
        visit_reports=VisitReport.objects.filter(activity_id__in=chosen).count(),
        observations=Observation.objects.filter(visit_report__activity_id__in=chosen).count(),
        planned_cost_krw=costs["planned"] or 0,
        actual_cost_krw=costs["actual"] or 0,
    )


def yields_by_kind(activities: QuerySet[Activity]) -> list[dict[str, Any]]:
    """For each kind of activity among these, the most frequent first: how many, how many attendances, how many observations."""
    chosen = activities.order_by().values("pk")
    how_many = _count_by("kind", activities.order_by())
    came = _count_by("activity__kind", Attendance.objects.filter(activity_id__in=chosen, kind__in=rules.WAS_THERE))
    noticed = _count_by("visit_report__activity__kind", Observation.objects.filter(visit_report__activity_id__in=chosen).order_by())
    return [
        {"kind": kind, "label": rules.ActivityKind(kind).label, "how_many": number, "came": came.get(kind, 0), "noticed": noticed.get(kind, 0)}
        for kind, number in sorted(how_many.items(), key=lambda row: (-row[1], row[0]))
    ]


def _count_by(look_up: str, rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.values_list(look_up).annotate(Count("pk")))


def attendance_of(viewer: Viewer, activity: Activity) -> QuerySet[Attendance]:
    """Who attended, for whoever may see that; nobody for everyone else."""
    rows = activity.attendances.select_related("person", "organisation", "deputy_for").order_by("kind", "person__name_ko", "pk")
    allowed = rules.PERMISSIONS.allows(viewer, "view_attendance", activity.place())
    return rows.defer("person__email", "person__phone") if allowed else rows.none()


def registrations_of(viewer: Viewer, activity: Activity) -> QuerySet[Registration]:
    """Who has a seat or waits for one, in the order in which they asked: all for those who run it, one's own for everyone else."""
    rows = activity.registrations.exclude(state=rules.RegistrationState.WITHDRAWN).select_related("person").defer("person__email", "person__phone")
    if not rules.PERMISSIONS.allows(viewer, "record_attendance", activity.place()):
        rows = rows.filter(person_id=viewer.person_id or 0)
    return rows.order_by("registered_at", "pk")


def people_expected(activity: Activity) -> list[Person]:
    """Whom the attendance list names: who is on the membership list, was invited or named as a deputy, has a seat, or was written down already."""
    return list(_any_of(*_expected(activity)).filter(programme_id=activity.programme_id).defer("email", "phone").order_by("name_ko", "pk"))


def people_who_may_come(activity: Activity) -> QuerySet[Person]:
    """Who is expected, and everyone else whom the groups cover on that day: whom a name that is typed at the door can mean."""
    covered = (people_of_group(group.pk, day_of(activity)).order_by().values("pk") for group in activity.groups.all())
    return _any_of(*_expected(activity), *covered).filter(programme_id=activity.programme_id).defer("email", "phone").order_by("name_ko", "pk")


def _expected(activity: Activity) -> list[QuerySet[Any, Any]]:
    listed = membership_list(group.pk for group in activity.groups.all()).order_by().values("pk")
    named = [rows.filter(activity=activity).values("person_id") for rows in (Invitation.objects, Registration.objects, Attendance.objects)]
    return [listed, *named, Invitation.objects.filter(activity=activity, deputy__isnull=False).values("deputy_id")]


def day_of(activity: Activity) -> date:
    """The day in Korea on which the activity takes place."""
    return timezone.localtime(activity.starts_at).date()


def people_of_activity(activity: Activity, viewer: Viewer) -> QuerySet[Person]:
    """Whom the groups of an activity cover today, the choice where a person is asked for: a firm is offered its own staff, an expert themselves."""
    today = activity.programme.today()
    rows = _any_of(*(people_of_group(group.pk, today).order_by().values("pk") for group in activity.groups.all()))
    if viewer.role is Role.EXPERT:
        rows = rows.filter(pk=viewer.person_id or 0)
    if viewer.role is Role.FIRM_USER:
        rows = rows.filter(Exists(Affiliation.objects.on(today).filter(person=OuterRef("pk"), organisation_id__in=viewer.organisation_ids)))
    return rows.filter(programme_id=activity.programme_id).defer("email", "phone").order_by("name_ko", "pk")


def _any_of(*ids: QuerySet[Any, Any]) -> QuerySet[Person]:
    reached = Q(pk__in=[])
    for subquery in ids:
        reached |= Q(pk__in=subquery)
    return Person.objects.filter(reached)


def visit_reports_for(viewer: Viewer) -> QuerySet[VisitReport]:
    """The visit reports that the viewer may read: of their own firm, their groups, their complex, their programme."""
    scope = rules.PERMISSIONS.scope(viewer, "view_visit_report")
    reach = within(scope, viewer, organisation="firm_id", group="activity__groups", complex_="activity__groups__complex_id")
    rows = VisitReport.objects.filter(pk__in=VisitReport.objects.filter(reach).values("pk"))
    return rows.select_related("activity__programme", "firm", "written_by", "programme").order_by("-written_at", "-pk")


def visit_report_for(viewer: Viewer, pk: int) -> VisitReport:
    """One visit report that the viewer may read."""
    return get_object_or_404(visit_reports_for(viewer), pk=pk)


def action_item_for(viewer: Viewer, pk: int, *, to: str) -> ActionItem:
    """One action item of an activity that the viewer may know of, or their own, for whoever may do this with it."""
    mine = Q(owner_id=viewer.person_id) if viewer.person_id else Q(pk__in=[])
    rows = ActionItem.objects.filter(mine | Q(activity__in=activities_for(viewer).order_by()), programme_id=viewer.programme_id)
    item = get_object_or_404(rows.select_related("activity", "owner", "programme"), pk=pk)
    rules.PERMISSIONS.require(viewer, to, item.place())
    return item


def queue_for(viewer: Viewer) -> list[QueueItem]:
    """What waits for this viewer among the meetings: own action items, what is still to be written down about activities, drafts, whom to follow up, held mail, and terms that end."""
    return [
        *_own_action_items(viewer),
        *_unfinished_activities(viewer),
        *_around_minutes(viewer),
        *follow_up_queue(viewer),
        *_held_mail(viewer),
        *terms_waiting(viewer),
    ]


def _own_action_items(viewer: Viewer) -> list[QueueItem]:
    if viewer.person_id is None:
        return []
    rows = ActionItem.objects.filter(programme_id=viewer.programme_id, owner_id=viewer.person_id, state=rules.ActionItemState.OPEN)
    kind = _("Action item")
    return [
        QueueItem(item.text, item.activity.get_absolute_url(), str(item.activity), kind, due_on=item.due_on, invented=item.invented)
        for item in rows.select_related("activity").order_by("due_on", "pk")
    ]


def _unfinished_activities(viewer: Viewer) -> list[QueueItem]:
    """Those who do this work see it: the coordinators and officers of the groups. A whole complex or programme is for lists, not for a queue."""
    if rules.PERMISSIONS.scope(viewer, "record_attendance") is not Scope.GROUPS:
        return []
    now = Programme.objects.get(pk=viewer.programme_id).now()
    past = Q(state__in=rules.AHEAD, ends_at__lt=now) | Q(state=rules.ActivityState.HELD)
    unreported = Q(kind=rules.ActivityKind.VISIT, state__in=rules.WAS_HELD, visit_report=None)
    rows = activities_within(viewer, "record_attendance").filter(past | unreported).select_related("visit_report").order_by("starts_at", "pk")
    kind = _("Activity")
    return [QueueItem(row.title, row.get_absolute_url(), _what_is_missing(row), kind, invented=row.invented) for row in rows]


def _around_minutes(viewer: Viewer) -> list[QueueItem]:
    if rules.PERMISSIONS.scope(viewer, "write_minutes") is not Scope.GROUPS:
        return []
    return waiting_around_minutes(viewer, activities_within(viewer, "write_minutes"))


def _held_mail(viewer: Viewer) -> list[QueueItem]:
    in_groups = rules.PERMISSIONS.scope(viewer, "settle_message") is Scope.GROUPS
    return held_mail_to_decide(activities_within(viewer, "settle_message")) if in_groups else []


def _what_is_missing(activity: Activity) -> str:
    if activity.state in rules.AHEAD:
        return _("was it held?")
    if activity.state == rules.ActivityState.HELD:
        return _("attendance is to be confirmed")
    return _("the visit report is missing")
