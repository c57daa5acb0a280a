"""Work plans as a viewer may see them, and what there is to start one from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404

from minicluster.meetings import rules
from minicluster.meetings.domain.actuals import Actuals, actuals_of
from minicluster.meetings.domain.years import YearSpan, year_named
from minicluster.meetings.models import PlanLine, WorkPlan
from minicluster.meetings.rules import LineFacts
from minicluster.members.domain.queries import groups_for, groups_within, within
from minicluster.members.models import Group
from minicluster.members.rules import ENDED_GROUP
from minicluster.platform.permissions import Viewer

MISSING = "missing"


def work_plans_for(viewer: Viewer) -> QuerySet[WorkPlan]:
    """The work plans that the viewer may see, with their lines."""
    rows = WorkPlan.objects.filter(within(rules.PERMISSIONS.scope(viewer, "view_work_plan"), viewer))
    return rows.select_related("group__complex", "programme").prefetch_related("lines")


def work_plan_for(viewer: Viewer, pk: int, *, to: str = "") -> WorkPlan:
    """One work plan that the viewer may see. With `to`, only for whoever may do that with it."""
    plan = get_object_or_404(work_plans_for(viewer), pk=pk)
    if to:
        rules.PERMISSIONS.require(viewer, to, plan.place())
    return plan


def plan_of(viewer: Viewer, group: Group, year: int) -> WorkPlan | None:
    """The plan of a group for a year, if there is one."""
    return work_plans_for(viewer).filter(group=group, year=year).first()


def lines_of(plan: WorkPlan) -> list[LineFacts]:
    """The lines of a plan as facts, in the order of the kinds."""
    return rules.in_order(LineFacts(line.kind, line.times, line.people, line.budget_krw) for line in plan.lines.all())


@dataclass(frozen=True)
class PlanFilter:
    """Which plans a list shows."""

    year: int
    complex: int | None = None
    state: str = ""

    def groups(self, viewer: Viewer) -> QuerySet[Group]:
        """The groups whose plans are meant: a group that has ended only where it had a plan."""
        plans = WorkPlan.objects.filter(group=OuterRef("pk"), year=self.year)
        rows = groups_for(viewer).filter(~Q(state__in=ENDED_GROUP) | Exists(plans))
        if self.complex:
            rows = rows.filter(complex_id=self.complex)
        if self.state == MISSING:
            rows = rows.exclude(Exists(plans))
        elif self.state:
            rows = rows.filter(Exists(plans.filter(state=self.state)))
        plan = Prefetch("work_plans", WorkPlan.objects.filter(year=self.year).prefetch_related("lines"), "plans_of_year")
        return rows.prefetch_related(plan).order_by("complex__name_ko", "name_ko", "pk")


@dataclass(frozen=True)
class PlanRow:
    """One group in the list: its plan for the year, if there is one, beside what it did."""

    group: Group
    plan: WorkPlan | None
    row: rules.Comparison
    social: rules.SocialShare
    may_start: bool

    @property
    def social_percent(self) -> int | None:
        """How much of the money social events took, in whole per cent."""
        return None if self.social.money is None else round(100 * self.social.money)


def plan_rows(viewer: Viewer, groups: Sequence[Any], year: YearSpan) -> list[PlanRow]:
    """What the list says of these groups."""
    done = actuals_of([group.pk for group in groups], year)
    writable = {group.pk for group in groups if rules.PERMISSIONS.allows(viewer, "write_work_plan", group.place())}
    return [_row(group, done[group.pk], may_start=group.pk in writable) for group in groups]


def _row(group: Any, done: Actuals, *, may_start: bool) -> PlanRow:
    plan = next(iter(group.plans_of_year), None)
    together = rules.together(rules.compared(lines_of(plan) if plan else (), done.by_kind).values())
    return PlanRow(group, plan, together, rules.social_share(done.by_kind), may_start and plan is None)


@dataclass(frozen=True)
class PlanTotals:
    """What the plans of a list add up to."""

    groups: int
    approved: int
    drafts: int
    times: int
    budget_krw: int

    @property
    def missing(self) -> int:
        """How many groups have none."""
        return self.groups - self.approved - self.drafts


def plan_totals(groups: QuerySet[Group], year: int) -> PlanTotals:
    """The plans of these groups added up."""
    chosen = groups.order_by().values("pk")
    plans = WorkPlan.objects.filter(year=year, group_id__in=chosen)
    states = dict(plans.order_by().values_list("state").annotate(Count("pk")))
    sums = PlanLine.objects.filter(plan__in=plans).aggregate(times=Sum("times"), budget_krw=Sum("budget_krw"))
    approved, drafts = (states.get(state, 0) for state in (rules.WorkPlanState.APPROVED, rules.WorkPlanState.DRAFT))
    return PlanTotals(groups.count(), approved, drafts, sums["times"] or 0, sums["budget_krw"] or 0)


@dataclass(frozen=True)
class Beginning:
    """What a plan can start from: the lines, and whether they are last year's plan or what was held where there was none."""

    lines: list[LineFacts] = field(default_factory=list)
    from_plan: bool = False

    @property
    def together(self) -> rules.Comparison:
        """The lines added up."""
        return rules.together(rules.compared(self.lines, {}).values())


def beginning_for(group: Group, year: int) -> Beginning:
    """Last year's plan of the group; where there was none, what it really held, by kind."""
    before = WorkPlan.objects.filter(group=group, year=year - 1).prefetch_related("lines").first()
    if before is not None and before.lines.all():
        return Beginning(lines_of(before), from_plan=True)
    held = actuals_of([group.pk], year_named(group.programme_id, year - 1))[group.pk]
    return Beginning(rules.lines_from_what_was_held(held.by_kind))


def groups_to_plan_for(viewer: Viewer) -> QuerySet[Group]:
    """The groups whose plans the viewer may write."""
    return groups_within(viewer, rules.PERMISSIONS.scope(viewer, "write_work_plan"))


def lines_to_charge(viewer: Viewer, years: Iterable[int]) -> list[tuple[str, str]]:
    """The budget lines in the plans of these years to which an activity of the viewer's groups can be charged, with their names."""
    reach = groups_within(viewer, rules.PERMISSIONS.scope(viewer, "plan_activity")).order_by().values("pk")
    kinds = set(PlanLine.objects.filter(plan__group_id__in=reach, plan__year__in=list(years)).values_list("kind", flat=True))
    return [(kind, str(label)) for kind, label in rules.ActivityKind.choices if kind in kinds]
