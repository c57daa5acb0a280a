"""Pages of work plans: the list over groups, one plan with its table, starting one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import approve_work_plan, reopen_work_plan, start_work_plan, write_work_plan
from minicluster.meetings.domain.plans import MISSING, PlanFilter, beginning_for, lines_of, plan_rows, plan_totals, work_plan_for
from minicluster.meetings.domain.years import year_named, year_of, years_of
from minicluster.meetings.forms.plans import PlanLinesForm, StartPlanForm
from minicluster.meetings.models import WorkPlan
from minicluster.members.domain.queries import acts_on, complexes_for, group_for, steps_open_to
from minicluster.members.forms import step_form
from minicluster.members.views.asking import ask, posted
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on

STATES = [(MISSING, gettext_lazy("None yet")), *rules.WorkPlanState.choices]


@page(rules.PERMISSIONS, "view_work_plan")
def work_plan_list(request: ViewerRequest) -> HttpResponse:
    """The plans over groups for a year, beside what was done."""
    viewer, chosen = request.viewer, chosen_filters(request, "year", "complex", "state")
    years = years_of(request.programme)
    asked = number_of(chosen["year"])
    number = asked if asked in years else year_of(viewer.programme_id, request.programme.today()).number
    state = chosen["state"] if chosen["state"] in dict(STATES) else ""
    groups = PlanFilter(number, number_of(chosen["complex"]), state).groups(viewer)
    on_page = page_of(request, groups)
    context = {
        "page": on_page,
        "rows": plan_rows(viewer, list(on_page), year_named(viewer.programme_id, number)),
        "totals": plan_totals(groups, number),
        "year": number,
        "years": years,
        "chosen": chosen,
        "states": STATES,
        "complexes": complexes_for(viewer),
    }
    return render(request, "meetings/work_plan_list.html", context)


@page(rules.PERMISSIONS, "view_work_plan")
def work_plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """One plan: its lines, to write on where the viewer may, and what can be done with it."""
    return _plan_page(request, work_plan_for(request.viewer, pk))


def _plan_page(request: ViewerRequest, plan: WorkPlan, form: PlanLinesForm | None = None) -> HttpResponse:
    viewer, lines = request.viewer, lines_of(plan)
    may_write = plan.state == rules.WorkPlanState.DRAFT and rules.PERMISSIONS.allows(viewer, "write_work_plan", plan.place())
    context = {
        "plan": plan,
        "lines": [(rules.ActivityKind(line.kind).label, line) for line in lines],
        "together": rules.together(rules.compared(lines, {}).values()),
        "form": form or (PlanLinesForm(plan=plan) if may_write else None),
        "steps": steps_open_to(viewer, plan),
        "history": acts_on(viewer, plan, reads_reasons=rules.PERMISSIONS.allows(viewer, "write_work_plan", plan.place())),
    }
    return render(request, "meetings/work_plan.html", context, status=422 if form else 200)


@page(rules.PERMISSIONS, "write_work_plan", methods=("POST",))
def work_plan_lines(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write the lines of a plan; what cannot be taken stands on the page with what was typed."""
    plan = work_plan_for(request.viewer, pk, to="write_work_plan")
    form = PlanLinesForm(request.POST, plan=plan)
    if form.is_valid():
        with shown_on(form):
            write_work_plan(actor=request.viewer, plan=plan, lines=form.lines(), note=form.cleaned_data["note"], seen=form.cleaned_data["seen"])
            messages.success(request, _("Saved."))
            return redirect(plan)
    return _plan_page(request, plan, form)


@page(rules.PERMISSIONS, "write_work_plan", methods=("GET", "POST"))
def work_plan_start(request: ViewerRequest) -> HttpResponse:
    """Start a plan; with a group and a year in the address, what it can start from is shown."""
    viewer, chosen = request.viewer, chosen_filters(request, "group", "year")
    group, year = number_of(chosen["group"]), number_of(chosen["year"])
    form = StartPlanForm(posted(request), viewer=viewer, programme=request.programme, initial={"group": group, "year": year or request.programme.today().year})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            typed = form.cleaned_data
            plan = start_work_plan(actor=viewer, group=typed["group"], year=typed["year"], from_last_year=typed["start_from"] == "last_year")
            messages.success(request, _("Saved."))
            return redirect(plan)
    return render(request, "meetings/work_plan_start.html", {"form": form, **_preview(request, group, year)})


def _preview(request: ViewerRequest, group_pk: int | None, year: int | None) -> dict[str, Any]:
    """What would be taken over from the year before."""
    if group_pk is None or year not in years_of(request.programme):
        return {}
    group = group_for(request.viewer, group_pk, to="")
    rules.PERMISSIONS.require(request.viewer, "write_work_plan", group.place())
    beginning = beginning_for(group, year)
    lines = [(rules.ActivityKind(line.kind).label, line) for line in beginning.lines]
    return {"group": group, "before": year - 1, "beginning": beginning, "lines": lines}


@page(rules.PERMISSIONS, "approve_work_plan", methods=("GET", "POST"))
def work_plan_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Approve a plan, or open it again with the reason."""
    acts = {"approve_work_plan": approve_work_plan, "reopen_work_plan": reopen_work_plan}
    if verb not in acts:
        raise Http404
    plan = work_plan_for(request.viewer, pk, to=verb)
    form = step_form(rules.WORK_PLAN_LIFECYCLE.steps[verb], posted(request))
    return ask(request, form, lambda typed: acts[verb](actor=request.viewer, plan=plan, **typed), verb=verb, back=plan)
