"""What is counted of every mini-cluster of a programme for its yearly review, in a fixed number of statements."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q, Sum

from minicluster.meetings.domain.years import YearSpan
from minicluster.meetings.models import Activity, Attendance, SurveyAnswer
from minicluster.meetings.rules import WAS_HELD, WAS_THERE
from minicluster.members.models import Group, Membership
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.outcomes.domain.counting import counted_by
from minicluster.outcomes.models import Outcome
from minicluster.outcomes.rules import VERIFIED, Realisation, YearCounts
from minicluster.problems import rules as problems
from minicluster.problems.models import BudgetItem, Problem

Counts = dict[str, Counter[int]]


def year_counts(programme_id: int, year: YearSpan) -> dict[int, YearCounts]:
    """What was counted of each mini-cluster in a year, by its id.

    Problems belong to the year in which they were raised, those found at an activity to that of the activity; money to the year of the agreement; outcomes and
    answers to the year in which they were reported and given. A joint activity counts for each of its mini-clusters.
    """
    counted: Counts = {**_met(programme_id, year), **_problems(programme_id, year), **_money(programme_id, year), **_verified(programme_id, year)}
    groups = Group.objects.filter(programme_id=programme_id).values_list("pk", flat=True)
    return {group: YearCounts(**{name: counter[group] for name, counter in counted.items()}) for group in groups}


def member_firms(programme_id: int) -> dict[int, int]:
    """How many firms are living members of each mini-cluster; those without any are there with none."""
    living = Membership.objects.filter(programme_id=programme_id, state__in=LIVING_MEMBERSHIP, organisation__kind=OrganisationKind.FIRM)
    firms = counted_by(living, "group", of="organisation")
    return {group: firms[group] for group in Group.objects.filter(programme_id=programme_id).values_list("pk", flat=True)}


def _met(programme_id: int, year: YearSpan) -> Counts:
    during = {"programme_id": programme_id, "starts_at__gte": year.begins_at, "starts_at__lt": year.over_at}
    activities = Activity.objects.filter(state__in=WAS_HELD, **during)
    there = Attendance.objects.filter(activity__in=activities, kind__in=WAS_THERE, organisation__isnull=False)
    answers = SurveyAnswer.objects.filter(activity__programme_id=programme_id, answered_at__gte=year.begins_at, answered_at__lt=year.over_at)
    return {
        "activities": counted_by(activities, "groups"),
        "organisations": counted_by(there, "activity__groups", of="organisation"),
        "answers": counted_by(answers, "activity__groups"),
        "answered_sum": Counter(_summed(answers, "activity__groups", "usefulness")),
    }


def _problems(programme_id: int, year: YearSpan) -> Counts:
    found = Problem.objects.filter(programme_id=programme_id, state__in=problems.FOUND)
    raised = found.filter(raised_at__gte=year.begins_at, raised_at__lt=year.over_at)
    heard = found.filter(origin_activity__starts_at__gte=year.begins_at, origin_activity__starts_at__lt=year.over_at)
    both = raised.order_by().values("group").annotate(raised=Count("pk"), solved=Count("pk", filter=Q(state__in=problems.SOLVED)))
    rows = list(both)
    return {
        "found": counted_by(heard, "group"),
        "raised": Counter({row["group"]: row["raised"] for row in rows}),
        "solved": Counter({row["group"]: row["solved"] for row in rows}),
    }


def _money(programme_id: int, year: YearSpan) -> Counts:
    agreed = {"project__agreement_date__gte": year.first, "project__agreement_date__lte": year.last}
    items = BudgetItem.objects.filter(project__programme_id=programme_id, **agreed)
    source = problems.FundingSource
    others = items.exclude(source__in=(source.STATE, source.FIRM))
    return {
        name: Counter(_summed(chosen, "project__problem__group", "planned_krw"))
        for name, chosen in (("state_krw", items.filter(source=source.STATE)), ("firm_krw", items.filter(source=source.FIRM)), ("other_krw", others))
    }


def _verified(programme_id: int, year: YearSpan) -> Counts:
    entries = Outcome.objects.filter(
        programme_id=programme_id, realisation=Realisation.REALISED, state__in=VERIFIED,
        reported_at__gte=year.begins_at, reported_at__lt=year.over_at,
    )  # fmt: skip
    return {"verified": counted_by(entries, "group")}


def _summed(records: Any, by: str, of: str) -> dict[int, int]:
    return dict(records.order_by().values_list(by).annotate(total=Sum(of)))
