"""The pages of projects."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render

from minicluster.members.domain.queries import acts_on
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.problems.domain.actions import plan_project, take_project_step
from minicluster.problems.domain.queries import filtered_projects, introduction_for, money_of, problem_for, project_for, support_for_plan, use_reports_of
from minicluster.problems.forms.filters import ProjectFilterForm
from minicluster.problems.forms.projects import PROJECT_FORMS, PlanProjectForm
from minicluster.problems.models import Project
from minicluster.problems.rules import OUTPUTS_CAN_BE_RECORDED, PERMISSIONS, PLAN_CAN_CHANGE, ProjectState
from minicluster.problems.views.steps import StepKind, step_page, steps_of

PROJECT_STEPS: Final = StepKind("project", take_project_step, PROJECT_FORMS)
_ADDITIONS: Final = {
    "add_project_partner": PLAN_CAN_CHANGE,
    "plan_budget": PLAN_CAN_CHANGE,
    "add_milestone": PLAN_CAN_CHANGE,
    "reach_milestone": PLAN_CAN_CHANGE,
    "record_output": OUTPUTS_CAN_BE_RECORDED,
    "record_use_report": frozenset({ProjectState.REPORTING}),
}


@page(PERMISSIONS, "view_project")
def project_list(request: ViewerRequest) -> HttpResponse:
    """The projects that the viewer may see, filtered."""
    form = ProjectFilterForm(request.GET, viewer=request.viewer)
    found = filtered_projects(request.viewer, form.chosen)
    return render(request, "problems/project_list.html", {"form": form, "page": page_of(request, found), "money": money_of(found)})


@page(PERMISSIONS, "view_project")
def project(request: ViewerRequest, pk: int) -> HttpResponse:
    """One project: partners, money, milestones, outputs."""
    found = project_for(request.viewer, pk)
    context = {
        "project": found,
        "problem": found.problem,
        "steps": steps_of(request.viewer, found, PROJECT_STEPS),
        "use_reports": use_reports_of(request.viewer, found),
        "eligibility": support_for_plan(request.viewer, found),
        "today": request.programme.today(),
        "additions": _additions(request.viewer, found),
        "history": acts_on(request.viewer, found, reads_reasons=found.problem.is_readable),
        "planned_krw": sum(item.planned_krw for item in found.budget.all()),
        "spent_krw": sum(item.spent_krw or 0 for item in found.budget.all()),
    }
    return render(request, "problems/project.html", context)


def _additions(viewer: Viewer, found: Project) -> list[str]:
    place = found.place()
    return [verb for verb, states in _ADDITIONS.items() if found.state in states and PERMISSIONS.allows(viewer, verb, place)]


@page(PERMISSIONS, "plan_project", methods=("GET", "POST"))
def project_plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """Plan a project for a problem, out of the cooperation that `?introduction=` names."""
    problem, chosen = problem_for(request.viewer, pk), request.GET.get("introduction", "")
    PERMISSIONS.require(request.viewer, "plan_project", problem.place())
    introduction = introduction_for(request.viewer, int(chosen)) if chosen.isdecimal() else None
    form = PlanProjectForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            return redirect(plan_project(actor=request.viewer, problem=problem, introduction=introduction, **form.cleaned_data))
    context = {"form": form, "problem": problem, "introduction": introduction}
    return render(request, "problems/project_plan.html", context, status=422 if form.errors else 200)


@page(PERMISSIONS, "view_project", methods=("GET", "POST"))
def project_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """One step of a project, or an addition to its plan."""
    return step_page(request, project_for(request.viewer, pk), verb, PROJECT_STEPS)
