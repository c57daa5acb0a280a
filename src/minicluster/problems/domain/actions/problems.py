"""Problems: raising, diagnosing, framing, and the steps that ask for nothing more than a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings.models import Activity, Observation
from minicluster.meetings.rules import ActivityKind
from minicluster.members.domain.actions.history import locked, same_programme
from minicluster.members.domain.queries import coordinator_of
from minicluster.members.models import Group, Organisation, Person
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.anonymity import refuse_what_identifies
from minicluster.problems.domain.evidence import retell_evidence
from minicluster.problems.domain.learning import log_unfit
from minicluster.problems.domain.messages import send_question_to_firm
from minicluster.problems.models import Match, Problem


@transaction.atomic
def raise_problem(
    *,
    actor: Viewer,
    firm: Organisation,
    title: str,
    description: str,
    wanted_result: str = "",
    group: Group | None = None,
    activity: Activity | None = None,
    observation: Observation | None = None,
    sentence: str = "",
    contact: Person | None = None,
    tried: str = "",
    problem_class: str = rules.ProblemClass.TECHNOLOGY,
    urgency: str = rules.Urgency.NORMAL,
) -> Problem:
    """Raise a firm's problem: the firm itself, or a coordinator on its behalf from a visit, another activity, a sentence of its minutes, or by telephone.

    It is for coordinators only until the firm lowers the secrecy.

    Raises:
        InvalidInputError: no title, no mini-cluster, or the observation was made at another firm.
    """
    if observation is not None:
        activity = observation.visit_report.activity
    group = group or _group_of(firm, actor, activity)
    rules.PERMISSIONS.require(actor, "raise_problem", _place_of(firm, group))
    same_programme(firm.programme_id, group, activity, contact)
    if observation is not None and observation.visit_report.firm_id != firm.pk:
        raise InvalidInputError(_("This was observed at another firm. Nothing was saved; please choose the visited firm."), field="firm")
    _refuse_bad_texts(title=title, description=description, wanted_result=wanted_result, tried=tried)
    _refuse_twice(firm, title.strip(), description.strip())
    problem = Problem.objects.create(
        programme=firm.programme,
        invented=firm.programme.invented,
        firm=firm,
        group=group,
        title=title.strip(),
        description=description.strip(),
        wanted_result=wanted_result.strip(),
        tried=tried.strip(),
        problem_class=problem_class,
        urgency=urgency,
        origin=_origin_of(activity, actor),
        origin_activity=activity,
        origin_observation=observation,
        origin_sentence=sentence,
        raised_on_behalf=actor.role is Role.COORDINATOR,
        contact=contact or _contact_of(firm, group, actor),
        coordinator=_coordinator_of(group, actor),
        raised_at=firm.now(),
        state_since=firm.now(),
    )
    record_act(actor=actor, action="raise_problem", record=problem, to_state=problem.state)
    return problem


def _refuse_twice(firm: Organisation, title: str, description: str) -> None:
    """The firm's row is locked, so that of two presses of one button the second finds the first's problem."""
    Organisation.objects.select_for_update().get(pk=firm.pk)
    if Problem.objects.filter(firm=firm, title=title, description=description, state__in=rules.OPEN).exists():
        raise IllegalStepError(_("This problem has just been raised, word for word. Nothing was saved twice; you find it in the list."))


def _place_of(firm: Organisation, group: Group) -> Place:
    return Problem(programme_id=firm.programme_id, firm=firm, group=group).place_with(())


def _group_of(firm: Organisation, actor: Viewer, activity: Activity | None) -> Group:
    """The firm's mini-cluster; of several the one at whose activity it was heard, else one that the actor looks after."""
    memberships = firm.memberships.filter(state__in=LIVING_MEMBERSHIP).select_related("group__complex").order_by("pk")
    groups: list[Group] = [membership.group for membership in memberships]
    if not groups:
        raise InvalidInputError(_("This firm belongs to no mini-cluster yet, so nobody would look after its problem. Nothing was saved."), field="firm")
    heard_in = set(activity.groups.values_list("pk", flat=True)) if activity else set()
    return min(groups, key=lambda group: (group.pk not in heard_in, group.pk not in actor.group_ids))


def _origin_of(activity: Activity | None, actor: Viewer) -> rules.Origin:
    if activity is not None:
        return rules.Origin.VISIT if activity.kind == ActivityKind.VISIT else rules.Origin.ACTIVITY
    return rules.Origin.CALL if actor.role is Role.COORDINATOR else rules.Origin.FORM


def _contact_of(firm: Organisation, group: Group, actor: Viewer) -> Person | None:
    """Whoever raises it for the firm, else the firm's representative in the group."""
    if actor.role is Role.FIRM_USER and actor.person_id:
        return Person.objects.filter(pk=actor.person_id, programme_id=firm.programme_id).first()
    membership = firm.memberships.filter(group=group, state__in=LIVING_MEMBERSHIP).select_related("representative").first()
    return membership.representative if membership else None


def _coordinator_of(group: Group, actor: Viewer) -> Person | None:
    """The coordinator who raises it, else whoever holds that office in the group today."""
    if actor.role is Role.COORDINATOR and actor.person_id:
        return Person.objects.filter(pk=actor.person_id, programme_id=group.programme_id).first()
    return coordinator_of(group)


def _refuse_bad_texts(**texts: str) -> None:
    for field in ("title", "description"):
        if field in texts and not texts[field].strip():
            raise InvalidInputError(_("Please fill this in: one sentence is enough. Nothing was saved."), field=field)
    refuse_resident_registration_numbers(**texts)


@transaction.atomic
def return_problem(*, actor: Viewer, problem: Problem, why: str) -> Problem:
    """Return a problem to the firm with a question, which goes to its contact by mail."""
    refuse_resident_registration_numbers(why=why)
    take_step(problem, "return_problem", actor=actor, why=why)
    send_question_to_firm(problem, why)
    return problem


@transaction.atomic
def resubmit_problem(*, actor: Viewer, problem: Problem, title: str, description: str, wanted_result: str = "", why: str = "") -> Problem:
    """Send a returned problem in again, with what was missing."""
    _refuse_bad_texts(title=title, description=description, wanted_result=wanted_result)
    take_step(problem, "resubmit_problem", actor=actor, why=why, title=title.strip(), description=description.strip(), wanted_result=wanted_result.strip())
    return problem


@transaction.atomic
def diagnose_problem(
    *, actor: Viewer, problem: Problem, diagnosis: str, problem_class: str = "", mechanism: str = "", urgency: str = "", why: str = ""
) -> Problem:
    """Say what kind of problem it is, what lies behind it, and by which mechanism it probably comes about."""
    if not diagnosis.strip():
        raise InvalidInputError(_("Please write the diagnosis: two sentences are enough. Nothing was changed."), field="diagnosis")
    refuse_resident_registration_numbers(diagnosis=diagnosis, mechanism=mechanism)
    take_step(
        problem,
        "diagnose_problem",
        actor=actor,
        why=why,
        diagnosis=diagnosis.strip(),
        mechanism=mechanism.strip(),
        problem_class=problem_class or problem.problem_class,
        urgency=urgency or problem.urgency,
        coordinator=_coordinator_of(problem.group, actor) or problem.coordinator,
    )
    return problem


@transaction.atomic
def frame_problem(*, actor: Viewer, problem: Problem, public_summary: str, wanted_result: str = "", trl: int | None = None, why: str = "") -> Problem:
    """Frame a problem so that an expert can answer it: an anonymous public summary, the wanted result, the technology readiness level.

    Raises:
        InvalidInputError: the summary is missing or tells who is behind it.
    """
    refuse_resident_registration_numbers(public_summary=public_summary, wanted_result=wanted_result)
    refuse_what_identifies(problem, public_summary, field="public_summary")
    take_step(
        problem,
        "frame_problem",
        actor=actor,
        why=why,
        public_summary=public_summary.strip(),
        wanted_result=wanted_result.strip() or problem.wanted_result,
        trl=trl if trl is not None else problem.trl,
    )
    return problem


@transaction.atomic
def start_matching(*, actor: Viewer, problem: Problem, why: str = "") -> Problem:
    """Open a framed problem for candidates."""
    take_step(problem, "start_matching", actor=actor, why=why)
    return problem


@transaction.atomic
def set_secrecy(*, actor: Viewer, problem: Problem, secrecy: int, why: str = "") -> Problem:
    """Let more people read the text (the firm alone decides that) or fewer."""
    present = locked(problem).secrecy
    if secrecy == present:
        return problem
    action = "lower_secrecy" if secrecy < present else "raise_secrecy"
    rules.PERMISSIONS.require(actor, action, problem.place())
    problem.secrecy = rules.Secrecy(secrecy)
    problem.save(update_fields=["secrecy"])
    record_act(actor=actor, action=action, record=problem, fields=["secrecy"], why=why)
    retell_evidence(problem)
    return problem


@transaction.atomic
def judge_match(*, actor: Viewer, match: Match, judgement: str, reason: str = "") -> Match:
    """Say whether a candidate fits; what does not fit needs its reason, goes behind the others and into the log."""
    rules.PERMISSIONS.require(actor, "judge_match", match.place())
    if judgement == rules.Judgement.DOES_NOT_FIT and not reason.strip():
        raise InvalidInputError(_("Please say why it does not fit. Nothing was changed."), field="reason")
    refuse_resident_registration_numbers(reason=reason)
    match.judgement, match.judgement_reason = rules.Judgement(judgement), reason.strip()[:300]
    match.save(update_fields=["judgement", "judgement_reason"])
    if match.judgement == rules.Judgement.DOES_NOT_FIT:
        log_unfit(actor, match)
    record_act(actor=actor, action="judge_match", record=match, fields=["judgement", "judgement_reason"])
    return match
