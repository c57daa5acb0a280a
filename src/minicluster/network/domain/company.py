"""Who of a mini-cluster could be proposed to whom: its people, whom they know, whom they must not be brought together with, and where they work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q, QuerySet

from minicluster.members.domain.queries import groups_within, organisation_ids_on
from minicluster.members.models import Affiliation, Group, Membership, Organisation, Person, Tie
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.network import rules
from minicluster.network.models import PairSetAside
from minicluster.network.rules.proposing import Pair
from minicluster.platform.permissions import Viewer
from minicluster.problems.domain.conflicts import Barred, barred_from_firms, overloaded_experts
from minicluster.problems.domain.corrections import removed_people
from minicluster.problems.rules import CandidateKind
from minicluster.problems.rules.fairness import ConflictReason


@dataclass(frozen=True)
class Company:
    """The people of a mini-cluster who could meet.

    Attributes:
        people: of each member organisation who represents it (else the deputy), and the expert members; by number.
        works_at: for which organisation each of them works today, where that is known.
        organisations: those organisations.
    """

    people: dict[int, Person]
    works_at: dict[int, int]
    organisations: dict[int, Organisation]

    def organisation_of(self, person: int) -> Organisation | None:
        """Where somebody works."""
        return self.organisations.get(self.works_at.get(person, 0))

    def is_of_firm(self, person: int) -> bool:
        """Whether somebody works for a firm."""
        organisation = self.organisation_of(person)
        return organisation is not None and organisation.kind == OrganisationKind.FIRM


def company_of(group: Group) -> Company:
    """The people of a mini-cluster who could meet today."""
    living = Membership.objects.filter(group=group, state__in=LIVING_MEMBERSHIP).order_by("valid_from", "pk")
    rows = living.values_list("organisation_id", "representative_id", "deputy_id", "person_id")
    removed = removed_people(group.programme)
    stands_for = {person: organisation for organisation, *people in rows if (person := next(filter(None, people), None)) and person not in removed}
    works = organisation_ids_on(group.programme.today(), stands_for)
    works_at = {person: organisation for person in stands_for if (organisation := stands_for[person] or works.get(person))}
    people = Person.objects.filter(pk__in=stands_for).defer("email", "phone").order_by("name_ko", "pk")
    return Company({person.pk: person for person in people}, works_at, Organisation.objects.in_bulk(set(works_at.values())))


def ties_around(group: Group, people: Collection[int], *, before: date | None = None) -> list[Pair]:
    """The ties of these people, and of everybody whom they know, so that each contact has all of its own; only those made before a day, if one is given."""
    rows = Tie.objects.filter(programme=group.programme, **({"on_date__lt": before} if before else {}))
    own = _pairs(rows, people)
    contacts = {end for pair in own for end in pair} - set(people)
    return sorted(own | _pairs(rows, contacts))


def _pairs(rows: QuerySet[Tie], people: Collection[int]) -> set[Pair]:
    return set(rows.filter(Q(one_id__in=people) | Q(other_id__in=people)).values_list("one_id", "other_id"))


def ruled_out(group: Group, company: Company) -> set[Pair]:
    """The pairs that are not proposed: colleagues, conflicts of interest, who has as many requests as one is sent, and what was set aside."""
    busy = overloaded_experts(group.programme)
    firms = {company.works_at[person] for person in company.people if company.is_of_firm(person)}
    barred = barred_from_firms(group, firms)
    kept = {pair for pair in combinations(sorted(company.people), 2) if busy.intersection(pair) or _keeps_apart(company, barred, pair)}
    return kept | set(PairSetAside.objects.filter(group=group).values_list("one_id", "other_id"))


def _keeps_apart(company: Company, barred: dict[int, Barred], pair: Pair) -> bool:
    one, other = (company.works_at.get(person) for person in pair)
    if one is not None and one == other:
        return True
    return any(_is_barred(barred.get(firm or 0, {}), person, at) for firm, person, at in ((one, pair[1], other), (other, pair[0], one)))


def _is_barred(barred: Barred, person: int, organisation: int | None) -> bool:
    """Whether a firm's conflicts name this person, or their firm; that somebody works for a fellow member is why they should meet, not why not."""
    found = (barred.get((CandidateKind.EXPERT.value, person)), barred.get((CandidateKind.FIRM.value, organisation or 0)))
    return any(conflict is not None and conflict.reason is not ConflictReason.MEMBER_STAFF for conflict in found)


def people_in_reach(viewer: Viewer, people: Iterable[int]) -> dict[int, Person]:
    """Those of these people whom the viewer may see in the network: members of the mini-clusters that they look after, and staff of members."""
    groups = groups_within(viewer, rules.PERMISSIONS.scope(viewer, "view_people")).order_by().values("pk")
    living = Membership.objects.filter(group__in=groups, state__in=LIVING_MEMBERSHIP)
    staff = Affiliation.objects.filter(organisation__in=living.values("organisation_id"))
    seen = Q(pk__in=staff.values("person_id")) | Q(pk__in=living.values("person_id")) | Q(offices__group__in=groups)
    rows = Person.objects.filter(seen, pk__in=list(people), programme_id=viewer.programme_id).defer("email", "phone").distinct()
    return {person.pk: person for person in rows}
