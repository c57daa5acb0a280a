"""Whom an expert knows already: ties to people of the firm, else to people of its mini-cluster."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from minicluster.members.models import Affiliation, Group, Tie
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.problems.domain.reasons import Reason, tie_reason
from minicluster.problems.models import Problem


def ties_with(problem: Problem, experts: Collection[int]) -> dict[int, Reason]:
    """For each of these experts who knows somebody there, the latest tie as a reason; a tie to the firm goes before one to its mini-cluster."""
    firm = set(Affiliation.objects.on(problem.programme.today()).filter(organisation_id=problem.firm_id).values_list("person_id", flat=True))
    group = _people_of(problem.group) - firm
    reasons: dict[int, Reason] = {}
    for with_whom, people in (("firm", firm), ("group", group)):
        for expert, tie in _latest_ties(experts, people):
            reasons.setdefault(expert, tie_reason(tie.kind, tie.on_date, f"{tie.through_type}-{tie.through_id}", with_whom))
    return reasons


def _people_of(group: Group) -> set[int]:
    living = group.memberships.filter(state__in=LIVING_MEMBERSHIP).values_list("person_id", "representative_id", "deputy_id")
    officers = group.offices.on(group.programme.today()).values_list("person_id", flat=True)
    return {person for row in living for person in row if person} | set(officers)


def _latest_ties(experts: Collection[int], people: Collection[int]) -> Iterable[tuple[int, Tie]]:
    between = Q(one__in=experts, other__in=people) | Q(other__in=experts, one__in=people)
    for tie in Tie.objects.filter(between).order_by("-on_date", "-pk"):
        yield from ((expert, tie) for expert in (tie.one_id, tie.other_id) if expert in experts)
