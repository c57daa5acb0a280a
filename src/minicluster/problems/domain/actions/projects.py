"""Projects: planned out of an introduction or a support programme, carried through to settlement, with what they bring forth."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import same_programme
from minicluster.members.models import Organisation, Person
from minicluster.members.rules import TieKind
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.actions.introductions import tie_both
from minicluster.problems.models import BudgetItem, Call, Introduction, Milestone, Output, Problem, Project, ProjectPartner


@transaction.atomic
def plan_project(
    *,
    actor: Viewer,
    title: str,
    introduction: Introduction | None = None,
    problem: Problem | None = None,
    aim: str = "",
    call: Call | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Project:
    """Plan a project out of a cooperation, or for a problem that was referred to a support programme; firm and expert are its first partners.

    Raises:
        InvalidInputError: neither is named, or the end lies before the start.
        IllegalStepError: the problem is not at that point.
    """
    if introduction is not None:
        problem = introduction.problem
    if problem is None:
        raise InvalidInputError(_("A project works on a problem. Please start from one; nothing was saved."))
    rules.PERMISSIONS.require(actor, "plan_project", problem.place())
    same_programme(problem.programme_id, call)
    _refuse_before_cooperation(problem, introduction)
    _refuse_wrong_range(starts_on, ends_on)
    refuse_resident_registration_numbers(title=title, aim=aim)
    project = Project.objects.create(
        programme=problem.programme,
        invented=problem.programme.invented,
        problem=problem,
        introduction=introduction,
        call=call,
        title=title.strip(),
        aim=aim.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        planned_at=problem.now(),
    )
    _join_first_partners(project)
    record_act(actor=actor, action="plan_project", record=project, to_state=project.state)
    if rules.PROBLEM_LIFECYCLE.target_of("move_into_project", problem.state):
        take_step(problem, "move_into_project", actor=actor)
    return project


def _refuse_before_cooperation(problem: Problem, introduction: Introduction | None) -> None:
    if introduction is not None and introduction.state != rules.IntroductionState.COOPERATING:
        raise IllegalStepError(_("A project is planned once firm and expert cooperate. Nothing was saved; record the first meeting and the cooperation first."))
    if problem.state not in rules.CAN_HAVE_PROJECT:
        raise IllegalStepError(_("A project is planned for a problem that was introduced or referred to a support programme. Nothing was saved."))


def _refuse_wrong_range(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInputError(_("The end lies before the start. Nothing was saved."), field="ends_on")


def _join_first_partners(project: Project) -> None:
    problem, introduction = project.problem, project.introduction
    project.partners.create(organisation=problem.firm, person=problem.contact, role=rules.PartnerRole.LEAD)
    affiliation = introduction and introduction.expert.affiliations.on(project.programme.today()).exclude(organisation=problem.firm).order_by("pk").first()
    if introduction and affiliation:
        project.partners.create(organisation_id=affiliation.organisation_id, person=introduction.expert, role=rules.PartnerRole.EXPERT)


@transaction.atomic
def add_project_partner(
    *, actor: Viewer, project: Project, organisation: Organisation, role: str = rules.PartnerRole.PARTNER, person: Person | None = None
) -> ProjectPartner:
    """Add a partner, or change the role and the person of one."""
    _require_open_plan(actor, "add_project_partner", project)
    same_programme(project.programme_id, organisation, person)
    partner, _is_new = project.partners.update_or_create(organisation=organisation, defaults={"role": role, "person": person})
    record_act(actor=actor, action="add_project_partner", record=project, fields=["partners"])
    return partner


@transaction.atomic
def plan_budget(*, actor: Viewer, project: Project, source: str, planned_krw: int, in_kind: bool = False, spent_krw: int | None = None) -> BudgetItem:
    """Plan the money of one source, in cash or in kind, and note what of it was spent."""
    _require_open_plan(actor, "plan_budget", project)
    item, _is_new = project.budget.update_or_create(source=source, in_kind=in_kind, defaults={"planned_krw": planned_krw, "spent_krw": spent_krw})
    record_act(actor=actor, action="plan_budget", record=project, fields=["budget"])
    return item


@transaction.atomic
def add_milestone(*, actor: Viewer, project: Project, title: str, due_on: date) -> Milestone:
    """Add a milestone."""
    _require_open_plan(actor, "add_milestone", project)
    refuse_resident_registration_numbers(title=title)
    milestone = project.milestones.create(title=title.strip(), due_on=due_on)
    record_act(actor=actor, action="add_milestone", record=project, fields=["milestones"])
    return milestone


@transaction.atomic
def reach_milestone(*, actor: Viewer, project: Project, milestone: Milestone, reached_on: date) -> Milestone:
    """Record the day on which a milestone was reached.

    Raises:
        InvalidInputError: it belongs to another project, or the day lies ahead.
    """
    rules.PERMISSIONS.require(actor, "reach_milestone", project.place())
    if milestone.project_id != project.pk:
        raise InvalidInputError(_("This milestone belongs to another project. Nothing was changed."), field="milestone")
    _refuse_day_ahead(project, "reached_on", reached_on)
    milestone.reached_on = reached_on
    milestone.save(update_fields=["reached_on"])
    record_act(actor=actor, action="reach_milestone", record=project, fields=["milestones"])
    return milestone


def _require_open_plan(actor: Viewer, action: str, project: Project) -> None:
    rules.PERMISSIONS.require(actor, action, project.place())
    if project.state not in rules.PLAN_CAN_CHANGE:
        raise IllegalStepError(_("The plan of this project is closed. Nothing was changed."))


def _refuse_day_ahead(project: Project, field: str, day: date) -> None:
    if day > project.programme.today():
        raise InvalidInputError(_("This day lies ahead. Please record it once it is done; nothing was changed."), field=field)


@transaction.atomic
def sign_agreement(
    *, actor: Viewer, project: Project, agreement_date: date, starts_on: date | None = None, ends_on: date | None = None, why: str = ""
) -> Project:
    """Record the signed agreement, with the time that it covers."""
    _refuse_day_ahead(project, "agreement_date", agreement_date)
    first, last = starts_on or project.starts_on or agreement_date, ends_on or project.ends_on
    _refuse_wrong_range(first, last)
    take_step(project, "sign_agreement", actor=actor, why=why, agreement_date=agreement_date, starts_on=first, ends_on=last)
    return project


@transaction.atomic
def settle_project(*, actor: Viewer, project: Project, settled_krw: int, why: str = "") -> Project:
    """Settle the costs: the sum that was recognised."""
    take_step(project, "settle_project", actor=actor, why=why, settled_krw=settled_krw)
    return project


@transaction.atomic
def record_output(
    *,
    actor: Viewer,
    project: Project,
    kind: str,
    title: str,
    on_date: date,
    counterpart: Organisation | None = None,
    note: str = "",
    evidence: StoredFile | None = None,
) -> Output:
    """Record what a project brought forth; a contract names its buyer and ties expert and contact.

    Raises:
        IllegalStepError: the project has not been agreed on yet.
        InvalidInputError: the day lies ahead, or a contract has no counterpart.
    """
    rules.PERMISSIONS.require(actor, "record_output", project.place())
    same_programme(project.programme_id, counterpart, evidence)
    if project.state not in rules.OUTPUTS_CAN_BE_RECORDED:
        raise IllegalStepError(_("Outputs are recorded once the agreement is signed. Nothing was saved."))
    _refuse_day_ahead(project, "on_date", on_date)
    if kind == rules.OutputKind.CONTRACT and counterpart is None:
        raise InvalidInputError(_("Please say with whom the contract was concluded. Nothing was saved."), field="counterpart")
    refuse_resident_registration_numbers(title=title, note=note)
    output = Output.objects.create(
        programme=project.programme,
        invented=project.programme.invented,
        project=project,
        kind=kind,
        title=title.strip(),
        on_date=on_date,
        counterpart=counterpart,
        note=note.strip(),
        evidence=evidence,
    )
    record_act(actor=actor, action="record_output", record=output)
    if kind == rules.OutputKind.CONTRACT and project.introduction:
        tie_both(project.introduction, TieKind.CONTRACTED, on_date, through=output)
    return output
