"""Whom a whole covers on a day: the staff of its member organisations by their affiliations, and its expert members. Derived, never copied."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from minicluster.members.models import Affiliation
from minicluster.network.domain.wholes import Whole


@dataclass(frozen=True)
class Span:
    """Since when somebody belongs to the whole, and whether still."""

    since: date
    still: bool

    def joined(self, other: "Span | None") -> "Span":
        """Both together: a member of two mini-clusters of a complex belongs to it since the first."""
        return Span(min(self.since, other.since), self.still or other.still) if other else self


@dataclass(frozen=True)
class Workplace:
    """Where somebody worked from a day up to, but not including, another."""

    organisation: int
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether they worked there on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Coverage:
    """The members of a whole, and where the people they bring in worked.

    Attributes:
        organisations: the member organisations, living and former.
        experts: the expert members, living and former.
        workplaces: of each person who is one or worked in one, in the order in which they began.
    """

    organisations: Mapping[int, Span]
    experts: Mapping[int, Span]
    workplaces: Mapping[int, list[Workplace]] = field(default_factory=dict)

    @property
    def people(self) -> frozenset[int]:
        """Everybody who was ever covered."""
        return frozenset(self.experts) | frozenset(self.workplaces)

    def organisation_on(self, day: date, person: int) -> int | None:
        """For which organisation a person stands in this whole on a day; None where they stand for none.

        Of several workplaces it is a member organisation, and of several of these the one that began last. An expert member stands for the organisation in which
        they work though it be no member itself.
        """
        held = [place.organisation for place in self.workplaces.get(person, ()) if place.holds_on(day)]
        among = [organisation for organisation in held if organisation in self.organisations]
        return next(reversed(among or (held if person in self.experts else [])), None)

    def covers(self, day: date, person: int) -> bool:
        """Whether a person belongs to it on a day."""
        return person in self.experts or self.organisation_on(day, person) is not None


def coverage_of(whole: Whole) -> Coverage:
    """The members of a whole and the workplaces of their people, in two statements."""
    today = whole.today()
    organisations: dict[int, Span] = {}
    experts: dict[int, Span] = {}
    rows = whole.memberships().order_by("valid_from", "pk").values_list("organisation_id", "person_id", "valid_from", "valid_to")
    for organisation, person, since, until in rows:
        known, key = (organisations, organisation) if organisation else (experts, person)
        known[key] = Span(since, until is None or today < until).joined(known.get(key))
    return Coverage(organisations, experts, _workplaces(organisations, experts))


def _workplaces(organisations: Mapping[int, Span], experts: Mapping[int, Span]) -> dict[int, list[Workplace]]:
    there = Affiliation.objects.filter(Q(organisation_id__in=list(organisations)) | Q(person_id__in=list(experts))).order_by("valid_from", "pk")
    found: defaultdict[int, list[Workplace]] = defaultdict(list)
    for person, *place in there.values_list("person_id", "organisation_id", "valid_from", "valid_to"):
        found[person].append(Workplace(*place))
    return dict(found)
