"""The year of a mini-cluster: what it meant to do beside what it did, and the problems that were found at it.

A figure opens to its rows for whoever can open every one of them; the others read the figure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.actuals import Actuals, actuals_of
from minicluster.meetings.domain.plans import lines_of, plan_of
from minicluster.meetings.domain.years import YearSpan, year_named, year_of, years_of
from minicluster.meetings.models import WorkPlan
from minicluster.meetings.rules import Comparison, SocialShare
from minicluster.members.domain.queries import group_for
from minicluster.members.models import Group
from minicluster.outcomes import rules
from minicluster.outcomes.domain.counting import counted_by
from minicluster.outcomes.domain.dashboards import Counted, percent
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules as problems
from minicluster.problems.models import Problem

# The figures of a row that open to activities, with how far these have come.
_STAGES: Final = {"held": "held", "ahead": "ahead", "attended": "held", "spent_krw": "settled", "not_settled_krw": "unsettled", "without_cost": "without_cost"}


@dataclass(frozen=True)
class KindRow:
    """One kind of activity, or all of them together."""

    kind: str
    label: str
    figures: Comparison
    opened: Mapping[str, Counted]
    problems: Counted

    @property
    def per_activity(self) -> float | None:
        """Problems found at each activity that was held."""
        return rules.ratio(self.problems.value, self.figures.held)


@dataclass(frozen=True)
class ChargeRow:
    """What one kind of activity took from the line of another."""

    label: str
    line: str
    held: Counted
    taken_krw: int


@dataclass(frozen=True)
class YearOfGroup:
    """Everything that the page shows."""

    group: Group
    year: YearSpan
    years: list[int]
    plan: WorkPlan | None
    rows: list[KindRow]
    together: KindRow
    social: SocialShare
    charges: list[ChargeRow]
    may_start: bool
    has_closed_figures: bool
    """Whether figures stand without a link because not all of their rows are open to this viewer."""

    @property
    def social_times_percent(self) -> int | None:
        """Social events among what was held, in whole per cent."""
        return None if self.social.times is None else round(100 * self.social.times)

    @property
    def social_money_percent(self) -> int | None:
        """Social events in the money, in whole per cent."""
        return None if self.social.money is None else round(100 * self.social.money)

    @property
    def reading(self) -> str:
        """The year in a sentence."""
        done = self.together.figures
        figures = {
            "held": done.held,
            "planned": done.planned_times,
            "taken": f"{done.taken_krw:,}",
            "budget": f"{done.budget_krw:,}",
            "share": percent(done.taken_krw, done.budget_krw),
            "problems": self.together.problems.value,
            "social": self.social_money_percent,
        }
        if not done.held:
            return _("Nothing has been held in this year yet; %(planned)s activities are planned.") % figures
        if self.plan is None or not done.budget_krw:
            return _("There is no budget for this year; %(held)s activities were held, took KRW %(taken)s; problems found: %(problems)s.") % figures
        return (
            _(
                "%(held)s of %(planned)s planned activities were held and took KRW %(taken)s with what is not settled yet, %(share)s %% of the budget of KRW %(budget)s; problems found: %(problems)s; social events took %(social)s %% of the money."
            )
            % figures
        )


def year_of_group(viewer: Viewer, pk: int, asked: int | None) -> YearOfGroup:
    """The year of a group that was asked for, or the present one; another programme's group does not exist."""
    group = group_for(viewer, pk)
    years = years_of(group.programme)
    year = year_named(group.programme_id, asked) if asked in years and asked is not None else year_of(group.programme_id, group.programme.today())
    plan, done = plan_of(viewer, group, year.number), actuals_of([group.pk], year)[group.pk]
    heard = _heard_in(group, year)
    openings = _Openings(viewer, group, year)
    compared = meetings.compared(lines_of(plan) if plan else (), done.by_kind)
    return YearOfGroup(
        group=group,
        year=year,
        years=years,
        plan=plan,
        rows=[openings.row(kind, figures, heard[kind]) for kind, figures in compared.items()],
        together=openings.row("", meetings.together(compared.values()), heard.total()),
        social=meetings.social_share(done.by_kind),
        charges=_charges(openings, done),
        may_start=plan is None and meetings.PERMISSIONS.allows(viewer, "write_work_plan", group.place()),
        has_closed_figures=not (openings.sees_activities and openings.sees_problems),
    )


def _heard_in(group: Group, year: YearSpan) -> Counter[Any]:
    """How many of the group's problems were found at activities of each kind."""
    found = Problem.objects.filter(group=group, state__in=problems.FOUND)
    return counted_by(found.filter(origin_activity__starts_at__gte=year.begins_at, origin_activity__starts_at__lt=year.over_at), "origin_activity__kind")


def _charges(openings: "_Openings", done: Actuals) -> list[ChargeRow]:
    return [
        ChargeRow(
            _named(charge.kind), _named(charge.line), openings.activities(charge.held, kind=charge.kind, line=charge.line, stage="held"), charge.taken_krw
        )
        for charge in done.charges
    ]


def _named(kind: str) -> str:
    return str(meetings.ActivityKind(kind).label)


class _Openings:
    """The figures of a group's year with the addresses of the rows behind them; behind nothing stands nothing."""

    def __init__(self, viewer: Viewer, group: Group, year: YearSpan) -> None:
        self.year = year
        self.within = {"group": group.pk}
        # Whoever may know of what is for this group only may know of everything that it does.
        self.sees_activities = meetings.may_see_activity(viewer, meetings.Visibility.GROUP, group.place())
        self.sees_problems = rules.opens(viewer, problems.PERMISSIONS, "view_problem", group.place())

    def row(self, kind: str, figures: Comparison, heard: int) -> KindRow:
        """One row, each figure with its address."""
        named = {"kind": kind} if kind else {}
        opened = {name: self.activities(getattr(figures, name), **named, stage=stage) for name, stage in _STAGES.items()}
        return KindRow(kind, _named(kind) if kind else _("together"), figures, opened, self.problems(heard, kind))

    def activities(self, value: int, **narrowed: str) -> Counted:
        """A figure that counts activities of the year, or what they took."""
        days = {"since": self.year.first.isoformat(), "until": self.year.last.isoformat()}
        address = f"{reverse('meetings:activity-list')}?{urlencode({**self.within, **days, **narrowed})}"
        return Counted("", value, address if value and self.sees_activities else "")

    def problems(self, value: int, kind: str) -> Counted:
        """A figure that counts problems first heard in the year."""
        wanted = {**self.within, "funnel": "found", "heard_in": self.year.number, "heard_at": kind}
        address = f"{reverse('problems:problem-list')}?{urlencode({name: text for name, text in wanted.items() if text})}"
        return Counted("", value, address if value and self.sees_problems else "")
