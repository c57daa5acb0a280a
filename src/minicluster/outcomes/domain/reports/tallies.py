"""What happened in each part of a programme, counted in SQL: the number of statements is the same for one part and for a hundred."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from django.db.models import Count, F, IntegerField, QuerySet, Sum, Value

from minicluster.meetings.rules import WAS_HELD, ActivityKind
from minicluster.members.rules import OrganisationKind
from minicluster.outcomes import rules
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import Realisation
from minicluster.problems import rules as problems
from minicluster.problems.models import BudgetItem

WHOLE = 0


class By(StrEnum):
    """By what something is counted. A part's tally stands under the number of its complex or group, that of the whole under `WHOLE`."""

    WHOLE = "whole"
    COMPLEX = "complex"
    GROUP = "group"


@dataclass
class Money:
    """The sums of one indicator: what is realised and what is expected stand side by side and are never added."""

    realised: Decimal = Decimal(0)
    expected: Decimal = Decimal(0)
    realised_attributed: Decimal = Decimal(0)
    expected_attributed: Decimal = Decimal(0)
    entries: int = 0
    realised_firms: int = 0
    expected_firms: int = 0


@dataclass
class Tally:
    """What happened in one part."""

    groups: int = 0
    firms: int = 0
    experts: int = 0
    states: Counter[str] = field(default_factory=Counter)
    classes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Of each class of problem, how many are in each state."""
    from_visits: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    visits: int = 0
    projects: Counter[str] = field(default_factory=Counter)
    project_krw: int = 0
    state_krw: int = 0
    """Of the money of supported projects what the state and the region pay."""
    outcomes: dict[int, Money] = field(default_factory=lambda: defaultdict(Money))
    """By indicator."""

    def stages(self) -> dict[str, int]:
        """How far the problems have come."""
        return {stage.key: stage.count for stage in rules.funnel(problems.PROBLEM_FUNNEL, self.states)}

    def support(self) -> dict[str, int]:
        """How far the applications for support have come."""
        return {stage.key: stage.count for stage in rules.funnel(problems.PROJECT_FUNNEL, self.projects)}


Tallies: TypeAlias = defaultdict[int, Tally]


def tallies_of(extent: Extent, by: By) -> Tallies:
    """A tally for each part; a part in which nothing happened has an empty one."""
    found: Tallies = defaultdict(Tally)
    for count in (_count_members, _count_problems, _count_activities, _count_projects, _count_outcomes):
        count(extent, by, found)
    return found


def _by(records: QuerySet[Any], by: By, group: str, complex_: str = "") -> QuerySet[Any]:
    """The records with the part in which each stands."""
    paths = {By.GROUP: group, By.COMPLEX: complex_ or f"{group}__complex"}
    part = F(paths[by]) if by in paths else Value(WHOLE, output_field=IntegerField())
    placed: QuerySet[Any] = records.order_by().annotate(in_part=part)
    return placed


def _count_members(extent: Extent, by: By, found: Tallies) -> None:
    for part, groups in _by(extent.groups(), by, "pk", "complex").values_list("in_part").annotate(Count("pk")):
        found[part].groups = groups
    members = _by(extent.memberships(), by, "group").values_list("in_part")
    for part, firms in members.filter(organisation__kind=OrganisationKind.FIRM).annotate(Count("organisation", distinct=True)):
        found[part].firms = firms
    for part, experts in members.filter(person__isnull=False).annotate(Count("person", distinct=True)):
        found[part].experts = experts


def _count_problems(extent: Extent, by: By, found: Tallies) -> None:
    rows = _by(extent.problems(), by, "group").values_list("in_part", "state", "problem_class", "origin").annotate(Count("pk", distinct=True))
    for part, state, class_, origin, count in rows:
        tally = found[part]
        tally.states[state] += count
        tally.classes[class_][state] += count
        tally.from_visits += count if origin == problems.Origin.VISIT and state in problems.FOUND else 0


def _count_activities(extent: Extent, by: By, found: Tallies) -> None:
    rows = _by(extent.activities(), by, "groups").values_list("in_part", "kind", "state").annotate(Count("pk", distinct=True))
    for part, kind, state, count in rows:
        found[part].kinds[kind] += count
        found[part].visits += count if kind == ActivityKind.VISIT and state in WAS_HELD else 0


def _count_projects(extent: Extent, by: By, found: Tallies) -> None:
    for part, state, count in _by(extent.projects(), by, "problem__group").values_list("in_part", "state").annotate(Count("pk", distinct=True)):
        found[part].projects[state] += count
    supported = extent.projects().filter(state__in=problems.PROJECT_FUNNEL["supported"]).order_by().values("pk")
    lines = _by(BudgetItem.objects.filter(project__in=supported), by, "project__problem__group")
    for part, source, planned in lines.values_list("in_part", "source").annotate(Sum("planned_krw")):
        found[part].project_krw += planned
        found[part].state_krw += planned if source in problems.PUBLIC_MONEY else 0


def _count_outcomes(extent: Extent, by: By, found: Tallies) -> None:
    """The entries that count: a corrected one never does."""
    rows = _by(extent.outcomes().filter(state__in=rules.COUNTED), by, "group").values_list("in_part", "indicator", "realisation")
    sums = rows.annotate(
        total=Sum("value"), attributed=Sum(F("value") * F("contribution_share")), entries=Count("pk"), firms=Count("organisation", distinct=True)
    )
    for part, indicator, realisation, value, attributed, entries, firms in sums:
        money = found[part].outcomes[indicator]
        money.entries += entries
        if realisation == Realisation.REALISED:
            money.realised, money.realised_attributed, money.realised_firms = value, Decimal(attributed), firms
        else:
            money.expected, money.expected_attributed, money.expected_firms = value, Decimal(attributed), firms


def added_up(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Those whose values may be added up, in the order of the chain of results."""
    return sorted((one for one in indicators if one.is_additive), key=lambda one: (one.level, one.pk))
