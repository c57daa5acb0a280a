"""The last days before 22 October 2007, done through the real actions, so that every queue holds something to do from the first sign-in."""

from datetime import date
from typing import Final

from minicluster.demonstration.chronicle import at_hour
from minicluster.demonstration.clock import ProgrammeClock
from minicluster.demonstration.geography import WONJU
from minicluster.demonstration.guided_people import Cast
from minicluster.demonstration.guided_texts import NEXT_PROBLEM
from minicluster.demonstration.sign_ins import DOMAIN
from minicluster.members.domain.actions.memberships import apply_for_membership
from minicluster.members.domain.queries import viewer_of
from minicluster.members.models import Group, Programme, RoleAssignment
from minicluster.members.rules import MembershipKind
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems.domain.actions.introductions import approve_summary, ask_expert, shortlist_candidate, suggest_introduction
from minicluster.problems.domain.actions.problems import raise_problem
from minicluster.problems.domain.matching import match_problem
from minicluster.problems.models import Introduction, Problem
from minicluster.problems.rules import ProblemClass, ProblemState

SECOND_GROUP: Final = "electronic-medical-devices"


def load_last_days(programme: Programme) -> int:
    """Let the firm raise its next problem and apply to a second group, match what waits in Wonju, ask the engineer; how many acts were written."""
    before = AuditEntry.objects.filter(programme_id=programme.pk).count()
    cast = Cast.of(programme)
    with ProgrammeClock(programme) as clock:
        clock.at(at_hour(date(2007, 10, 16), 11))
        _apply_to_a_second_group(cast)
        clock.at(at_hour(date(2007, 10, 17), 10))
        raise_problem(actor=_signed_in(programme, Role.FIRM_USER), firm=cast.firm, **NEXT_PROBLEM)
        clock.at(at_hour(date(2007, 10, 18), 14))
        _match_what_waits(programme)
        clock.at(at_hour(date(2007, 10, 19), 15))
        _ask_the_engineer(cast)
    return AuditEntry.objects.filter(programme_id=programme.pk).count() - before


def _signed_in(programme: Programme, role: Role) -> Viewer:
    return viewer_of(RoleAssignment.objects.get(programme=programme, role=role, user__email__endswith=DOMAIN), programme)


def _apply_to_a_second_group(cast: Cast) -> None:
    group = Group.objects.get(complex=cast.complex, slug=SECOND_GROUP)
    actor = _signed_in(cast.programme, Role.FIRM_USER)
    apply_for_membership(actor=actor, group=group, kind=MembershipKind.ASSOCIATE, organisation=cast.firm, representative=cast.contact, invented=True)


def _waiting(programme: Programme) -> list[Problem]:
    return list(Problem.objects.filter(programme=programme, group__complex__slug=WONJU.slug, state=ProblemState.MATCHING).order_by("pk"))


def _match_what_waits(programme: Programme) -> None:
    for problem in _waiting(programme):
        match_problem(actor=_signed_in(programme, Role.COORDINATOR), problem=problem)


def _ask_the_engineer(cast: Cast) -> None:
    """Another firm's problem is put before the engineer, with a summary that the firm has approved; where nothing is being matched, nobody asks."""
    coordinator = _signed_in(cast.programme, Role.COORDINATOR)
    of_trade = [problem for problem in _waiting(cast.programme) if problem.group_id == cast.group.pk and problem.problem_class == ProblemClass.TECHNOLOGY]
    for problem in of_trade[:1]:
        introduction = suggest_introduction(actor=coordinator, problem=problem, expert=cast.expert)
        shortlist_candidate(actor=coordinator, introduction=Introduction.objects.get(pk=introduction.pk))
        firm = Viewer(Role.FIRM_USER, cast.programme.pk, person_id=problem.contact_id, organisation_ids=frozenset({problem.firm_id}))
        approve_summary(actor=firm, introduction=Introduction.objects.get(pk=introduction.pk))
        ask_expert(actor=coordinator, introduction=Introduction.objects.get(pk=introduction.pk))
