"""Counting records in SQL within a whole: the whole programme, or one complex of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from minicluster.meetings.models import Activity
from minicluster.meetings.rules import WAS_HELD, ActivityKind
from minicluster.members.models import Complex, Group, Membership, Programme, Site
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.outcomes.models import Outcome
from minicluster.platform.permissions import Place
from minicluster.problems.models import Problem, Project


@dataclass(frozen=True)
class Whole:
    """What is counted: a programme, or one of its complexes."""

    programme: Programme
    complex: Complex | None = None

    @property
    def place(self) -> Place:
        """Where the rows behind the figures stand."""
        return self.complex.place() if self.complex else Place(self.programme.pk)

    @property
    def part(self) -> str:
        """By what the whole is divided: a programme by complex, a complex by group."""
        return "group" if self.complex else "group__complex"

    def parts(self) -> list[Complex | Group]:
        """The parts, in the order in which they were registered."""
        return [*(self.groups().order_by("pk") if self.complex else Complex.objects.filter(programme=self.programme).order_by("pk"))]

    def groups(self) -> QuerySet[Group]:
        """The groups."""
        return self._within(Group.objects.all(), "complex")

    def member_firms(self) -> int:
        """How many firms are living members of a group."""
        return self._memberships().filter(organisation__kind=OrganisationKind.FIRM).aggregate(count=Count("organisation", distinct=True))["count"] or 0

    def experts(self) -> int:
        """How many people are expert members of a group."""
        return self._memberships().filter(person__isnull=False).aggregate(count=Count("person", distinct=True))["count"] or 0

    def activities(self) -> QuerySet[Activity]:
        """The activities of the groups."""
        return self._within(Activity.objects.all(), "groups__complex")

    def problems(self) -> QuerySet[Problem]:
        """The problems."""
        return self._within(Problem.objects.all(), "group__complex")

    def projects(self) -> QuerySet[Project]:
        """The projects."""
        return self._within(Project.objects.all(), "problem__group__complex")

    def outcomes(self) -> QuerySet[Outcome]:
        """The entries of the ledger."""
        return self._within(Outcome.objects.all(), "group__complex")

    def firms_by_part(self) -> Counter[Any]:
        """How many firms each part has: the members of a group; for a complex also those that have a site there. A firm in two counts in both."""
        members = self._memberships().filter(organisation__kind=OrganisationKind.FIRM).order_by()
        if self.complex:
            return counted_by(members, "group", of="organisation")
        here = Site.objects.on(self.programme.today()).filter(complex__programme=self.programme, organisation__kind=OrganisationKind.FIRM)
        pairs = members.values_list("group__complex", "organisation").union(here.values_list("complex", "organisation"))
        return Counter(complex_id for complex_id, _firm in pairs)

    def visits_by_part(self) -> Counter[Any]:
        """How many company visits each part has held."""
        return counted_by(self.activities().filter(kind=ActivityKind.VISIT, state__in=WAS_HELD), "groups" if self.complex else "groups__complex")

    def _memberships(self) -> QuerySet[Membership]:
        return self._within(Membership.objects.filter(state__in=LIVING_MEMBERSHIP), "group__complex")

    def _within(self, records: QuerySet[Any], look_up: str) -> QuerySet[Any]:
        narrowed = {look_up: self.complex} if self.complex else {}
        return records.filter(programme=self.programme, **narrowed)


def counted_by(records: QuerySet[Any], field: str, *, of: str = "pk") -> Counter[Any]:
    """How many different records each value of a field has, in one statement."""
    rows = records.order_by().values_list(field).annotate(count=Count(of, distinct=True))
    return Counter(dict(rows))
