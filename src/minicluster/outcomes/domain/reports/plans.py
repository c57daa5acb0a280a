"""Plan against actual over many mini-clusters, so that padding is seen: what social events took, and how few problems came of much money."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.actuals import Actuals, actuals_of
from minicluster.meetings.domain.plans import lines_of, work_plans_for
from minicluster.meetings.domain.years import YearSpan
from minicluster.meetings.rules import ActivityKind, Comparison
from minicluster.members.models import Group
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.reports.counts import prefix_of
from minicluster.outcomes.rules import Cell, Column, Row, Section, percent_of
from minicluster.problems import rules as problems
from minicluster.problems.models import Problem

Planned = Mapping[int, Mapping[str, Comparison]]
_KRW: Final = gettext_lazy("KRW")
_ROWS_OF_A_YEAR: Final = gettext_lazy("Each name leads to the year of the mini-cluster, where every figure opens to its rows.")
# Where social events take more of the money than this, the sentence names the mini-cluster.
MUCH_SOCIAL: Final = 20.0
_COMPARED: Final = (
    Column("planned", gettext_lazy("Planned")),
    Column("held", gettext_lazy("Held")),
    Column("planned_people", gettext_lazy("People planned")),
    Column("attended", gettext_lazy("Attended")),
    Column("budget", gettext_lazy("Budget"), _KRW),
    Column("spent", gettext_lazy("Spent"), _KRW),
    Column("not_settled", gettext_lazy("Not settled yet"), _KRW),
    Column("used", gettext_lazy("Share of the budget used"), "%"),
    Column("problems", gettext_lazy("Problems found")),
)


def plan_sections(extent: Extent, span: YearSpan) -> list[Section]:
    """What each group planned and did in the year: all kinds together with the share of social events, and kind by kind."""
    groups = list(extent.groups())
    done = actuals_of([group.pk for group in groups], span)
    plans = {plan.group_id: lines_of(plan) for plan in work_plans_for(extent.viewer).filter(group__in=groups, year=span.number)}
    compared = {group.pk: meetings.compared(plans.get(group.pk, ()), done[group.pk].by_kind) for group in groups}
    heard = _heard_in(groups, span)
    return [_groups_section(groups, span, compared, done, heard), _kinds_section(groups, span, compared, heard)]


def _heard_in(groups: Sequence[Group], span: YearSpan) -> dict[tuple[int, str], int]:
    """How many problems of each group were found at its activities of each kind."""
    found = Problem.objects.filter(group__in=groups, state__in=problems.FOUND, origin_activity__starts_at__gte=span.begins_at)
    rows = found.filter(origin_activity__starts_at__lt=span.over_at).order_by().values_list("group", "origin_activity__kind").annotate(Count("pk"))
    return {(group, kind): count for group, kind, count in rows}


def _year_page(group: Group, span: YearSpan) -> str:
    return f"{reverse('outcomes:plan-against-actual', args=[group.pk])}?year={span.number}"


def _cells(figures: Comparison, heard: int) -> list[Cell]:
    return [
        Cell(figures.planned_times),
        Cell(figures.held),
        Cell(figures.planned_people),
        Cell(figures.attended),
        Cell(figures.budget_krw),
        Cell(figures.spent_krw),
        Cell(figures.not_settled_krw),
        Cell(percent_of(figures.taken_krw, figures.budget_krw)),
        Cell(heard),
    ]


def _groups_section(groups: Sequence[Group], span: YearSpan, compared: Planned, done: Mapping[int, Actuals], heard: Mapping[tuple[int, str], int]) -> Section:
    rows, padded = [], []
    for group in groups:
        together, social = meetings.together(compared[group.pk].values()), meetings.social_share(done[group.pk].by_kind)
        found = sum(count for (pk, _kind), count in heard.items() if pk == group.pk)
        money = None if social.money is None else round(100 * social.money, 1)
        padded += [str(group)] if money is not None and money > MUCH_SOCIAL else []
        extra = [
            Cell(None if social.times is None else round(100 * social.times, 1)),
            Cell(money),
            Cell(round(found / together.held, 2) if together.held else None),
        ]
        rows.append(
            Row(
                f"{prefix_of(group)}plan".replace(".", "_"),
                f"{group.complex} · {group}",
                [*_cells(together, found), *extra],
                address=_year_page(group, span),
                invented=group.invented,
            )
        )
    return Section(
        key="plan",
        heading=_("Plan against actual %(year)s") % {"year": span.number},
        reading=_padding(padded, len(groups)),
        head=_("Mini-cluster"),
        columns=(
            *_COMPARED,
            Column("social_times", gettext_lazy("Social events, of the times"), "%"),
            Column("social_money", gettext_lazy("Social events, of the money"), "%"),
            Column("per_activity", gettext_lazy("Problems found at each activity")),
        ),
        rows=rows,
        notes=[
            gettext_lazy("A joint activity counts once for each of its mini-clusters, and so do those who came; its cost is divided equally among them."),
            _ROWS_OF_A_YEAR,
        ],
    )


def _padding(padded: Sequence[str], groups: int) -> str:
    if not padded:
        return _("In none of %(groups)s mini-clusters did social events take more than %(share)s %% of the money.") % {
            "groups": groups,
            "share": round(MUCH_SOCIAL),
        }
    return _("In %(count)s of %(groups)s mini-clusters social events took more than %(share)s %% of the money: %(names)s.") % {
        "count": len(padded), "groups": groups, "share": round(MUCH_SOCIAL), "names": ", ".join(padded),
    }  # fmt: skip


def _kinds_section(groups: Sequence[Group], span: YearSpan, compared: Planned, heard: Mapping[tuple[int, str], int]) -> Section:
    rows = [
        Row(
            f"{prefix_of(group)}{kind}".replace(".", "_"),
            f"{group.complex} · {group}",
            [Cell(str(ActivityKind(kind).label)), Cell(None if figures.is_planned else _("not planned")), *_cells(figures, heard.get((group.pk, kind), 0))],
            address=_year_page(group, span),
            invented=group.invented,
        )
        for group in groups
        for kind, figures in compared[group.pk].items()
    ]
    unplanned = sum(1 for by_kind in compared.values() for figures in by_kind.values() if figures.held and not figures.is_planned)
    return Section(
        key="kinds",
        heading=_("By mini-cluster and kind of activity"),
        reading=_("%(count)s kinds of activity were held without a line in the plan.") % {"count": unplanned},
        head=_("Mini-cluster"),
        columns=(Column("kind", gettext_lazy("Kind"), is_number=False), Column("planning", gettext_lazy("Planning"), is_number=False), *_COMPARED),
        rows=rows,
        notes=[_ROWS_OF_A_YEAR],
    )
