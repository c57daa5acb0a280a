"""Who is kept from a problem, and why: conflicts of interest by the day's records, and experts who are asked too often already.

Whatever the number of problems, the records are read in the same few statements.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any, Final

from django.db.models import Count

from minicluster.members.models import Affiliation, Group, Membership, Person, Programme
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.problems import rules
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.models import Facility, Interest, Introduction, Problem, ProjectPartner
from minicluster.problems.rules.fairness import Bond, BondKind, Conflict, ConflictReason, InterestKind, Party, conflict_of, may_be_asked

Candidate = tuple[str, int]
Barred = dict[Candidate, Conflict]

_KIND: Final = rules.CandidateKind
_CURRENT_PROJECT: Final = rules.SUPPORTED - {rules.ProjectState.CLOSED, rules.ProjectState.SETTLED, rules.ProjectState.REPORTING, rules.ProjectState.STOPPED}
# Told apart from a firm that was found as a firm: its people are then asked on its behalf, with the asking firm's approval.
_ONLY_AS_EXPERTS: Final = frozenset({ConflictReason.MEMBER_STAFF})


@dataclass(frozen=True)
class _Records:
    """What holds today in a programme, as far as conflicts are concerned."""

    interests: list[Interest]
    fellow_firms: dict[int, set[int]]
    staff: dict[int, list[tuple[int, str]]]
    projects: dict[int, list[tuple[Candidate, str]]]
    facilities: dict[int, list[int]]


def barred_from(problem: Problem) -> Barred:
    """The candidates (kind, id) that are not put before a problem today, each with the gravest reason and its record."""
    return barred_from_each([problem])[problem.pk]


def barred_from_each(problems: Sequence[Problem]) -> dict[int, Barred]:
    """The same for several problems of one programme, by the problem's number."""
    if not problems:
        return {}
    programme = problems[0].programme
    records = _records_of(problems, programme.today())
    overloaded = {
        (_KIND.EXPERT.value, expert): Conflict(ConflictReason.OVERLOADED, f"person-{expert}") for expert in _overloaded(programme.pk, policy_of(programme))
    }
    return {problem.pk: overloaded | _conflicts(problem, records) for problem in problems}


def conflict_with(problem: Problem, expert: Person, *, found_as: str = _KIND.EXPERT) -> Conflict | None:
    """The conflict of interest for which this person cannot be asked about a problem; how much they have to do is not looked at here."""
    found = _conflicts(problem, _records_of([problem], problem.programme.today())).get((_KIND.EXPERT.value, expert.pk))
    return None if found is None or (found_as == _KIND.FIRM and found.reason in _ONLY_AS_EXPERTS) else found


def barred_from_firms(group: Group, firms: Collection[int]) -> dict[int, Barred]:
    """Who is kept from these firms of a mini-cluster whatever is asked, such as when two are to be brought together: the same reasons, by the firm's number.

    What was declared for one problem only is not among them. That people of fellow member firms do not see each other's problems is: who looks for
    company rather than for help passes over `MEMBER_STAFF`.
    """
    asking = [Problem(programme=group.programme, group=group, firm_id=firm) for firm in firms]
    if not asking:
        return {}
    records = _records_of(asking, group.programme.today())
    return {problem.firm_id: _conflicts(problem, records) for problem in asking}


def overloaded_experts(programme: Programme) -> frozenset[int]:
    """Who has as many open requests as one person is sent."""
    return frozenset(_overloaded(programme.pk, policy_of(programme)))


def open_requests(programme_id: int, experts: Collection[int] | None = None) -> dict[int, int]:
    """How many requests each expert has open, for those who have any."""
    rows = Introduction.objects.filter(programme_id=programme_id, state__in=rules.LIVE_INTRODUCTION)
    rows = rows if experts is None else rows.filter(expert__in=experts)
    return dict(rows.values_list("expert").annotate(count=Count("pk")).order_by())


def _overloaded(programme_id: int, policy: Any) -> list[int]:
    return [expert for expert, count in open_requests(programme_id).items() if not may_be_asked(count, policy.open_requests_per_expert)]


def _conflicts(problem: Problem, records: _Records) -> Barred:
    party = _party(problem, records)
    bonds: dict[Candidate, list[Bond]] = defaultdict(list)
    for candidate, bond in _bonds(problem, party, records):
        bonds[candidate].append(bond)
    found = {candidate: conflict_of(party, of_candidate) for candidate, of_candidate in bonds.items()}
    return {candidate: conflict for candidate, conflict in found.items() if conflict is not None}


def _party(problem: Problem, records: _Records) -> Party:
    """Rivalry holds both ways, whoever declared it; keeping out is the firm's own word, for all its problems or for one."""
    rivals, kept_out = {}, {}
    for interest in _interests_for(problem, records.interests):
        if interest.other_id and interest.kind == InterestKind.RIVAL and problem.firm_id in {interest.firm_id, interest.other_id}:
            rivals[interest.other_id if interest.firm_id == problem.firm_id else interest.firm_id] = interest.reference
        if interest.other_id and interest.kind == InterestKind.KEPT_OUT and interest.firm_id == problem.firm_id:
            kept_out[interest.other_id] = interest.reference
    return Party(problem.firm_id, rivals, kept_out, records.fellow_firms.get(problem.group_id, set()) - {problem.firm_id})


def _interests_for(problem: Problem, interests: Iterable[Interest]) -> Iterator[Interest]:
    return (interest for interest in interests if interest.problem_id in {None, problem.pk})


def _bonds(problem: Problem, party: Party, records: _Records) -> Iterator[tuple[Candidate, Bond]]:
    """Every fact by which somebody or something hangs on an organisation that matters here."""
    closest = {party.firm_id, *party.rivals, *party.kept_out}
    for organisation in closest:
        for candidate in [(_KIND.FIRM.value, organisation), *((_KIND.FACILITY.value, facility) for facility in records.facilities.get(organisation, []))]:
            yield candidate, Bond(BondKind.ITSELF, organisation, f"organisation-{organisation}")
        for candidate, record in records.projects.get(organisation, []):
            yield candidate, Bond(BondKind.PROJECT, organisation, record)
    for organisation in closest | set(party.fellow_firms):
        for person, record in records.staff.get(organisation, []):
            yield (_KIND.EXPERT.value, person), Bond(BondKind.STAFF, organisation, record)
    for interest in _interests_for(problem, records.interests):
        yield from _declared(interest)


def _declared(interest: Interest) -> Iterator[tuple[Candidate, Bond]]:
    """Between two organisations an interest holds both ways; whom one keeps out is its own word."""
    if interest.person_id:
        yield (_KIND.EXPERT.value, interest.person_id), Bond(interest.kind, interest.firm_id, interest.reference)
    elif interest.other_id:
        yield (_KIND.FIRM.value, interest.other_id), Bond(interest.kind, interest.firm_id, interest.reference)
        if interest.kind != InterestKind.KEPT_OUT:
            yield (_KIND.FIRM.value, interest.firm_id), Bond(interest.kind, interest.other_id, interest.reference)


def _records_of(problems: Sequence[Problem], today: date) -> _Records:
    programme_id = problems[0].programme_id
    interests = list(Interest.objects.filter(programme_id=programme_id).on(today).order_by("pk"))
    fellow_firms = _fellow_firms({problem.group_id for problem in problems})
    close = {problem.firm_id for problem in problems} | {pk for interest in interests for pk in (interest.firm_id, interest.other_id) if pk}
    return _Records(interests, fellow_firms, _staff(close.union(*fellow_firms.values()), today), _current_projects(close), _facilities(close))


def _fellow_firms(groups: Collection[int]) -> dict[int, set[int]]:
    firms: dict[int, set[int]] = defaultdict(set)
    living = Membership.objects.filter(group__in=groups, state__in=LIVING_MEMBERSHIP, organisation__kind=OrganisationKind.FIRM)
    for group, firm in living.values_list("group", "organisation"):
        firms[group].add(firm)
    return firms


def _staff(organisations: Collection[int], today: date) -> dict[int, list[tuple[int, str]]]:
    staff: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Affiliation.objects.on(today).filter(organisation__in=organisations)
    for row in rows.order_by("pk").only("organisation_id", "person_id"):
        staff[row.organisation_id].append((row.person_id, f"affiliation-{row.pk}"))
    return staff


def _current_projects(organisations: Collection[int]) -> dict[int, list[tuple[Candidate, str]]]:
    """Who works in a running project with each organisation: the people named, and firms; a university is not one partner, its people are named."""
    partners = ProjectPartner.objects.filter(project__state__in=_CURRENT_PROJECT, project__partners__organisation__in=organisations).distinct()
    by_project: dict[int, list[tuple[int, str, int | None]]] = defaultdict(list)
    for project, organisation, kind, person in partners.values_list("project", "organisation", "organisation__kind", "person").order_by("pk"):
        by_project[project].append((organisation, kind, person))
    found: dict[int, list[tuple[Candidate, str]]] = defaultdict(list)
    for project, rows in by_project.items():
        # An organisation stands in a project once; its own people are known by where they work.
        for one, other in permutations(rows, 2):
            found[one[0]] += [(candidate, f"project-{project}") for candidate in _named(*other)]
    return found


def _named(organisation: int, kind: str, person: int | None) -> list[Candidate]:
    people = [(_KIND.EXPERT.value, person)] if person else []
    return people + ([(_KIND.FIRM.value, organisation)] if kind == OrganisationKind.FIRM else [])


def _facilities(organisations: Collection[int]) -> dict[int, list[int]]:
    facilities: dict[int, list[int]] = defaultdict(list)
    for pk, organisation in Facility.objects.filter(organisation__in=organisations).values_list("pk", "organisation"):
        facilities[organisation].append(pk)
    return facilities
