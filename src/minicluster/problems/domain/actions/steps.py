"""One way in for every step of a lifecycle: verbs that ask for facts have actions of their own, to which this leads; the others ask for a reason at most."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from minicluster.platform.audit.journal import take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.domain.actions import answering, disclosing, introductions, merging, problems, projects, rating, solving, support, use_reports
from minicluster.problems.models import Introduction, Problem, Project

Action = Callable[..., Any]

PROBLEM_ACTIONS: Final[Mapping[str, Action]] = {
    "return_problem": problems.return_problem,
    "resubmit_problem": problems.resubmit_problem,
    "refer_to_support": support.refer_to_support,
    "merge_problem": merging.merge_problem,
    "add_to_problem": merging.add_to_problem,
    "diagnose_problem": problems.diagnose_problem,
    "frame_problem": problems.frame_problem,
    "start_matching": problems.start_matching,
    "report_solved_by_advice": solving.report_solved_by_advice,
    "report_solved_by_project": solving.report_solved_by_project,
    "report_solved_by_firm": solving.report_solved_by_firm,
    "confirm_solved": solving.confirm_solved,
    "reopen_problem": solving.reopen_problem,
    "record_follow_up": solving.record_follow_up,
    "set_secrecy": problems.set_secrecy,
}
INTRODUCTION_ACTIONS: Final[Mapping[str, Action]] = {
    "edit_summary": introductions.edit_summary,
    "shortlist_candidate": introductions.shortlist_candidate,
    "approve_summary": introductions.approve_summary,
    "ask_expert": introductions.ask_expert,
    "accept_introduction": answering.accept_introduction,
    "decline_introduction": answering.decline_introduction,
    "record_consents": disclosing.record_consents,
    "disclose_details": disclosing.disclose_details,
    "record_first_meeting": introductions.record_first_meeting,
    "start_cooperation": introductions.start_cooperation,
    "complete_introduction": introductions.complete_introduction,
    "rate_introduction": rating.rate_introduction,
    "settle_suggestion": answering.settle_suggestion,
    "pass_on_details": disclosing.pass_on_details,
}
PROJECT_ACTIONS: Final[Mapping[str, Action]] = {
    "sign_agreement": projects.sign_agreement,
    "settle_project": projects.settle_project,
    "apply_for_project": support.apply_for_project,
    "begin_use_reports": use_reports.begin_use_reports,
    "record_use_report": use_reports.record_use_report,
    "close_project": use_reports.close_project,
    "add_project_partner": projects.add_project_partner,
    "plan_budget": projects.plan_budget,
    "add_milestone": projects.add_milestone,
    "reach_milestone": projects.reach_milestone,
    "record_output": projects.record_output,
}


def take_problem_step(*, actor: Viewer, problem: Problem, verb: str, **facts: Any) -> None:
    """Do what the verb says with a problem."""
    _do(verb, PROBLEM_ACTIONS, problem, {"actor": actor, "problem": problem, **facts})


def take_introduction_step(*, actor: Viewer, introduction: Introduction, verb: str, **facts: Any) -> None:
    """Do what the verb says with an introduction."""
    _do(verb, INTRODUCTION_ACTIONS, introduction, {"actor": actor, "introduction": introduction, **facts})


def take_project_step(*, actor: Viewer, project: Project, verb: str, **facts: Any) -> None:
    """Do what the verb says with a project."""
    _do(verb, PROJECT_ACTIONS, project, {"actor": actor, "project": project, **facts})


def _do(verb: str, own: Mapping[str, Action], record: Any, facts: dict[str, Any]) -> None:
    if verb in own:
        own[verb](**facts)
    elif verb in record.LIFECYCLE.steps:
        take_step(record, verb, actor=facts["actor"], why=facts.get("why", ""))
    else:
        raise NotVisibleError
