"""Counting records in SQL within a perimeter: the whole programme, or one complex of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from minicluster.meetings.models import Activity
from minicluster.meetings.rules import ActivityState
from minicluster.members.models import Complex, Group, Membership, Organisation, Person, Programme
from minicluster.members.rules import MembershipKind, OrganisationKind
from minicluster.outcomes.models import Outcome
from minicluster.platform.permissions import Place
from minicluster.problems.models import Problem, Project

LIVING: Final = ("active", "dormant")
HELD: Final = (ActivityState.HELD, ActivityState.ATTENDED, ActivityState.MINUTED, ActivityState.SETTLED)


@dataclass(frozen=True)
class Perimeter:
    """What is counted: a programme, or one of its complexes."""

    programme: Programme
    complex: Complex | None = None

    @property
    def place(self) -> Place:
        """Where the rows behind the figures stand."""
        return self.complex.place() if self.complex else Place(self.programme.pk)

    @property
    def part(self) -> str:
        """By what the perimeter is divided: a programme by complex, a complex by group."""
        return "group" if self.complex else "group__complex"

    def parts(self) -> list[Complex | Group]:
        """The parts, in the order in which they were registered."""
        return [*(self.groups().order_by("pk") if self.complex else Complex.objects.filter(programme=self.programme).order_by("pk"))]

    def groups(self) -> QuerySet[Group]:
        """The groups."""
        return self._within(Group.objects.all(), "complex")

    def firms(self) -> QuerySet[Organisation]:
        """The firms that are living members of a group."""
        members = Q(memberships__state__in=LIVING)
        if self.complex:
            members &= Q(memberships__group__complex=self.complex)
        return Organisation.objects.filter(members, programme=self.programme, kind=OrganisationKind.FIRM).distinct()

    def experts(self) -> QuerySet[Person]:
        """The people whose expertise is registered; in a complex, those who are expert members of its groups."""
        experts = Person.objects.filter(programme=self.programme, expertise__isnull=False)
        if self.complex:
            experts = experts.filter(memberships__in=self._memberships().filter(kind=MembershipKind.EXPERT))
        return experts.distinct()

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
        """How many firms each part has; a firm in two groups counts in both."""
        firms = self._memberships().filter(organisation__kind=OrganisationKind.FIRM)
        return counted_by(firms, self.part, of="organisation")

    def visits_by_part(self) -> Counter[Any]:
        """How many company visits each part has held."""
        return counted_by(self.activities().filter(kind="company_visit", state__in=HELD), "groups" if self.complex else "groups__complex")

    def _memberships(self) -> QuerySet[Membership]:
        return self._within(Membership.objects.filter(state__in=LIVING), "group__complex")

    def _within(self, records: QuerySet[Any], look_up: str) -> QuerySet[Any]:
        narrowed = {look_up: self.complex} if self.complex else {}
        return records.filter(programme=self.programme, **narrowed)


def counted_by(records: QuerySet[Any], field: str, *, of: str = "pk") -> Counter[Any]:
    """How many different records each value of a field has, in one statement."""
    rows = records.order_by().values_list(field).annotate(count=Count(of, distinct=True))
    return Counter(dict(rows))
