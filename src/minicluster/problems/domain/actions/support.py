"""Support programmes: calls with their conditions, the referral of a problem to one, and applying; each with the eligibility verdict of the day."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.analytics.eligibility import Verdict
from minicluster.members.domain.actions.history import same_programme
from minicluster.members.models import Complex, Group
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.eligibility import Eligibility, calls_with_conditions, judged
from minicluster.problems.models import Call, CallConditions, Problem, Project, SupportProgramme, SupportReferral


@transaction.atomic
def register_call(
    *,
    actor: Viewer,
    support_programme: SupportProgramme,
    opens_on: date,
    closes_on: date,
    cap_krw: int | None = None,
    state_share_by_size: dict[str, float] | None = None,
    minimum_partners: int = 1,
    one_per_year: bool = True,
    no_double_funding: bool = True,
    complexes: Iterable[Complex] = (),
    sizes: Iterable[str] = (),
    industry_codes: Iterable[str] = (),
    asks_membership: bool = False,
    groups: Iterable[Group] = (),
) -> Call:
    """Register a call with all that it asks, so that every firm can be told whether it may apply, and why not.

    Raises:
        InvalidInputError: it closes before it opens.
    """
    rules.PERMISSIONS.require(actor, "register_call", support_programme.place())
    complexes, groups = list(complexes), list(groups)
    same_programme(support_programme.programme_id, *complexes, *groups)
    if closes_on < opens_on:
        raise InvalidInputError(_("The end lies before the start. Nothing was saved."), field="closes_on")
    own: dict[str, Any] = {"programme_id": support_programme.programme_id, "invented": support_programme.invented}
    call = Call.objects.create(
        support_programme=support_programme, opens_on=opens_on, closes_on=closes_on, cap_krw=cap_krw, state_share_by_size=state_share_by_size or {},
        minimum_partners=minimum_partners, one_per_year=one_per_year, no_double_funding=no_double_funding, **own,
    )  # fmt: skip
    call.eligible_complexes.set(complexes)
    asked = {"sizes": list(sizes), "industry_codes": list(industry_codes), "asks_membership": asks_membership or bool(groups)}
    CallConditions.objects.create(call=call, **asked, **own).groups.set(groups)
    record_act(actor=actor, action="register_call", record=call)
    return call


@transaction.atomic
def refer_to_support(*, actor: Viewer, problem: Problem, call: Call | None = None, why: str = "") -> Problem:
    """Refer a problem to a support programme. With its call, the eligibility verdict of the day is kept; against a no it takes a reason.

    Raises:
        InvalidInputError: the firm is not eligible, and no reason says why it is referred all the same; the message tells what speaks against it.
    """
    rules.PERMISSIONS.require(actor, "refer_to_support", problem.place())
    same_programme(problem.programme_id, call)
    if call is not None:
        answer = _answer_for(call, problem=problem)
        _refuse_against_a_no(answer, why)
        SupportReferral.objects.create(
            programme_id=problem.programme_id, invented=problem.invented, problem=problem, call=call, verdict=answer.verdict,
            findings=[asdict(line) for line in answer.lines], referred_at=problem.now(),
        )  # fmt: skip
    take_step(problem, "refer_to_support", actor=actor, why=why)
    return problem


@transaction.atomic
def apply_for_project(*, actor: Viewer, project: Project, why: str = "") -> Project:
    """Apply with a planned project. Where its call says no to the firm or to the plan, it takes a reason.

    Raises:
        InvalidInputError: the call says no, and no reason is given.
    """
    rules.PERMISSIONS.require(actor, "apply_for_project", project.place())
    if project.call is not None:
        _refuse_against_a_no(_answer_for(project.call, problem=project.problem, project=project), why)
    take_step(project, "apply_for_project", actor=actor, why=why)
    return project


def _answer_for(call: Call, *, problem: Problem, project: Project | None = None) -> Eligibility:
    calls = calls_with_conditions(call.programme_id).filter(pk=call.pk)
    return judged(problem.firm, calls, problem=problem, project=project)[0]


def _refuse_against_a_no(answer: Eligibility, why: str) -> None:
    if answer.verdict == Verdict.NO and not why.strip():
        lines = " ".join(f"{line.label}: {line.fact} {line.cure}" for line in answer.against)
        raise InvalidInputError(
            _("The firm cannot apply to this call as it stands. %(lines)s Nothing was changed; if you go on all the same, please say why.") % {"lines": lines},
            field="why",
        )
