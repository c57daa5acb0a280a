"""Declaring and ending interests, the policy by which requests are spread, and the decision on a learned ranker."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked, same_programme
from minicluster.members.models import Organisation, Person, Programme
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.problems import rules
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.models import GateVerdict, Interest, MatchingPolicy, Problem
from minicluster.problems.rules.fairness import Decision, InterestKind, may_end_interest

_OF_PEOPLE = (InterestKind.RELATIVE, InterestKind.EMPLOYMENT)


@transaction.atomic
def declare_interest(
    *,
    actor: Viewer,
    kind: str,
    firm: Organisation,
    valid_from: date,
    person: Person | None = None,
    other: Organisation | None = None,
    valid_to: date | None = None,
    problem: Problem | None = None,
    note: str = "",
) -> Interest:
    """Declare an interest between a person or another organisation and a firm: an expert their own, a firm its own, a coordinator either's.

    Raises:
        IllegalStepError: the same is declared already.
        InvalidInputError: nobody or both are named, the days are the wrong way round, or the problem is not the firm's.
    """
    same_programme(actor.programme_id, firm, person, other, problem)
    refuse_resident_registration_numbers(note=note)
    _refuse_bad_interest(kind, firm, person, other, problem)
    if valid_to is not None and valid_to <= valid_from:
        raise InvalidInputError(_("It cannot end before it begins. Nothing was declared; please look at the days."), field="valid_to")
    interest = Interest(
        programme_id=actor.programme_id,
        invented=firm.programme.invented,
        kind=InterestKind(kind),
        person=person,
        other=other,
        firm=firm,
        problem=problem,
        note=note.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        declared_as=str(actor.role),
        declared_at=firm.now(),
    )
    rules.PERMISSIONS.require(actor, "declare_interest", interest.place())
    _refuse_twice(interest)
    interest.save()
    record_act(actor=actor, action="declare_interest", record=interest, fields=["kind", "valid_from", "valid_to"])
    return interest


def _refuse_bad_interest(kind: str, firm: Organisation, person: Person | None, other: Organisation | None, problem: Problem | None) -> None:
    if (person is None) == (other is None) or other == firm:
        raise InvalidInputError(_("Please name either a person or another organisation. Nothing was declared."), field="other" if person is None else "person")
    if kind in _OF_PEOPLE and person is None:
        raise InvalidInputError(_("Only a person can be a relative or employed. Please name the person; nothing was declared."), field="person")
    if problem is not None and (kind != InterestKind.KEPT_OUT or problem.firm_id != firm.pk):
        raise InvalidInputError(_("Only a firm's own problem can be kept from somebody, one at a time or all. Nothing was declared."), field="problem")


def _refuse_twice(interest: Interest) -> None:
    locked(interest.firm)
    same = Interest.objects.filter(kind=interest.kind, firm=interest.firm, person=interest.person, other=interest.other, problem=interest.problem)
    if same.on(interest.valid_from).exists():
        raise IllegalStepError(_("This is declared already and holds on that day. Nothing was declared twice; you find it in the list."))


@transaction.atomic
def end_interest(*, actor: Viewer, interest: Interest, on_day: date, why: str = "") -> Interest:
    """End a declared interest on a day, the first on which it holds no more. That it held until then stays in the history.

    Raises:
        IllegalStepError: it has ended by that day.
        InvalidInputError: the day is not after the one on which it began.
        NotAllowedError: the other side declared it.
    """
    rules.PERMISSIONS.require(actor, "end_interest", interest.place())
    stored = locked(interest)
    if not may_end_interest(actor.role, stored.declared_as):
        raise NotAllowedError(_("Whoever declared this, or the coordinator, can end it. Nothing was changed."))
    if stored.valid_to is not None and stored.valid_to <= on_day:
        raise IllegalStepError(_("This has ended by that day already. Nothing was changed."))
    if on_day <= stored.valid_from:
        raise InvalidInputError(_("The day has to lie after the one on which it began. Nothing was changed."), field="on_day")
    interest.valid_to, interest.ended_at = on_day, interest.now()
    interest.save(update_fields=["valid_to", "ended_at"])
    record_act(actor=actor, action="end_interest", record=interest, fields=["valid_to"], why=why)
    return interest


@transaction.atomic
def set_matching_policy(
    *, actor: Viewer, programme: Programme, open_requests_per_expert: int, new_face_share: float, candidates_per_problem: int
) -> MatchingPolicy:
    """Set how many requests an expert may have open, the share of new faces, and how many experts are asked for one problem at once."""
    rules.PERMISSIONS.require(actor, "set_matching_policy", Place(programme.pk))
    if open_requests_per_expert < 1 or candidates_per_problem < 1 or not 0 <= new_face_share <= 1:
        raise InvalidInputError(_("The numbers are at least 1 and the share lies between 0 and 1. Nothing was changed."))
    locked(programme)
    policy = policy_of(programme)
    policy.open_requests_per_expert, policy.new_face_share, policy.candidates_per_problem = open_requests_per_expert, new_face_share, candidates_per_problem
    policy.save()
    fields = ["open_requests_per_expert", "new_face_share", "candidates_per_problem"]
    record_act(actor=actor, action="set_matching_policy", record=policy, fields=fields)
    return policy


@transaction.atomic
def decide_on_ranker(*, actor: Viewer, verdict: GateVerdict, decision: str) -> GateVerdict:
    """Decide, as administrator, on what the gate found. The decision is recorded; it switches nothing on by itself.

    Raises:
        IllegalStepError: it was decided before.
        InvalidInputError: that is no decision.
    """
    rules.PERMISSIONS.require(actor, "decide_on_ranker", verdict.place())
    if decision not in Decision.values:
        raise InvalidInputError(_("Please choose whether the verdict is accepted or rejected. Nothing was changed."), field="decision")
    if locked(verdict).decision:
        raise IllegalStepError(_("This verdict was decided on before. Nothing was changed; measure anew to decide anew."))
    verdict.decision, verdict.decided_at = decision, verdict.now()
    verdict.save(update_fields=["decision", "decided_at"])
    record_act(actor=actor, action="decide_on_ranker", record=verdict, fields=["decision"], to_state=decision)
    return verdict
