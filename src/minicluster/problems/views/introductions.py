"""The pages of introductions: for the coordinator, for the firm, for the expert with and without an account."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on
from minicluster.platform.pages import ViewerRequest, open_page, page, page_of, shown_on
from minicluster.platform.permissions import Role
from minicluster.problems.domain.actions import (
    accept_introduction,
    decline_introduction,
    read_disclosed_contact,
    record_reading,
    suggest_instead,
    take_introduction_step,
)
from minicluster.problems.domain.drafting import draft_summary
from minicluster.problems.domain.learning import log_opened
from minicluster.problems.domain.messages import request_text
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.domain.queries import (
    decline_of,
    filtered_introductions,
    introduction_behind,
    introduction_for,
    introduction_title,
    match_for,
    messages_of,
    open_requests_of,
    people_called,
    people_to_suggest,
    problem_for,
    projects_of,
    promises_of,
    ratings_seen_by,
)
from minicluster.problems.forms.filters import IntroductionFilterForm
from minicluster.problems.forms.introductions import INTRODUCTION_FORMS, DeclineForm, SuggestForm
from minicluster.problems.models import Introduction, Match, Problem
from minicluster.problems.rules import CAN_BE_MATCHED, CAN_BE_RATED, PASSING_ON, PERMISSIONS, SUMMARY_CAN_BE_EDITED, IntroductionState
from minicluster.problems.views.steps import Step, StepKind, step_page, steps_of

INTRODUCTION_STEPS: Final = StepKind("introduction", take_introduction_step, INTRODUCTION_FORMS)
_SIDES: Final = (Role.FIRM_USER, Role.EXPERT)


@page(PERMISSIONS, "view_introduction")
def introduction_list(request: ViewerRequest) -> HttpResponse:
    """The introductions that the viewer may see: for an expert, the requests."""
    form = IntroductionFilterForm(request.GET, viewer=request.viewer)
    page_ = page_of(request, filtered_introductions(request.viewer, form.chosen))
    rows = [(row, introduction_title(request.viewer, row)) for row in page_]
    return render(request, "problems/introduction_list.html", {"form": form, "page": page_, "rows": rows, "today": request.programme.today()})


@page(PERMISSIONS, "view_introduction")
def introduction(request: ViewerRequest, pk: int) -> HttpResponse:
    """One introduction: everything for the coordinator, the one thing that matters now for firm and expert."""
    viewer, found = request.viewer, introduction_for(request.viewer, pk)
    if viewer.role is Role.EXPERT and found.problem.is_readable:
        record_reading(actor=viewer, problem=found.problem)
    is_side = viewer.role in _SIDES
    context = {
        "introduction": found,
        "problem": found.problem,
        "title": introduction_title(viewer, found),
        "steps": [*steps_of(viewer, found, INTRODUCTION_STEPS), *_extra_steps(request, found)],
        "ratings": ratings_seen_by(viewer, found),
        "contact": read_disclosed_contact(actor=viewer, introduction=found),
        "today": request.programme.today(),
        **({} if is_side else _coordinator_facts(request, found)),
    }
    return render(request, "problems/introduction_side.html" if is_side else "problems/introduction.html", context)


def _extra_steps(request: ViewerRequest, found: Introduction) -> list[Step]:
    possible = (("edit_summary", SUMMARY_CAN_BE_EDITED), ("pass_on_details", PASSING_ON), ("rate_introduction", CAN_BE_RATED))
    place = found.place()
    return [Step(verb, is_plain=False) for verb, states in possible if found.state in states and PERMISSIONS.allows(request.viewer, verb, place)]


def _coordinator_facts(request: ViewerRequest, found: Introduction) -> dict[str, Any]:
    is_asked = found.state == IntroductionState.ASKED and PERMISSIONS.allows(request.viewer, "ask_expert", found.place())
    return {
        "history": acts_on(request.viewer, found, reads_reasons=found.problem.is_readable),
        "projects": projects_of(request.viewer, found.problem),
        "decline": decline_of(request.viewer, found),
        "may_suggest": found.problem.state in CAN_BE_MATCHED and PERMISSIONS.allows(request.viewer, "suggest_introduction", found.place()),
        "promises": promises_of(request.viewer, found),
        "request_text": request_text(found) if is_asked else "",
        "sent_messages": messages_of(request.viewer, found),
        "open_requests": open_requests_of(found.expert),
        "request_limit": policy_of(found.programme).open_requests_per_expert,
        "may_plan_project": found.state == IntroductionState.COOPERATING and PERMISSIONS.allows(request.viewer, "plan_project", found.place()),
    }


@page(PERMISSIONS, "suggest_introduction", methods=("GET", "POST"))
def introduction_suggest(request: ViewerRequest, pk: int) -> HttpResponse:
    """Suggest an expert: out of a match, or somebody of the group whom the coordinator knows."""
    found = problem_for(request.viewer, pk)
    PERMISSIONS.require(request.viewer, "suggest_introduction", found.place())
    match, declined = _match_named(request), _declined_named(request, found)
    if match is not None:
        log_opened(request.viewer, match)
    people = people_to_suggest(found, match)
    if declined is not None:
        people = people_called(found, declined.decline.suggested_name) or people
    form = SuggestForm(request.POST if request.method == "POST" else None, people=people, initial={"summary": found.public_summary or draft_summary(found)})
    if form.is_bound and form.is_valid():
        with shown_on(form):
            return redirect(suggest_instead(actor=request.viewer, problem=found, match=match, declined=declined, **form.cleaned_data))
    context = {"form": form, "problem": found, "match": match, "declined": declined}
    return render(request, "problems/introduction_suggest.html", context, status=422 if form.errors else 200)


def _match_named(request: ViewerRequest) -> Match | None:
    chosen = request.GET.get("match", "")
    return match_for(request.viewer, int(chosen)) if chosen.isdecimal() else None


def _declined_named(request: ViewerRequest, problem: Problem) -> Introduction | None:
    """The introduction of this problem whose expert named somebody instead."""
    chosen = request.GET.get("instead_of", "")
    declined = introduction_for(request.viewer, int(chosen)) if chosen.isdecimal() else None
    return declined if declined and declined.problem_id == problem.pk and decline_of(request.viewer, declined) else None


@page(PERMISSIONS, "view_introduction", methods=("GET", "POST"))
def introduction_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """One step of an introduction."""
    return step_page(request, introduction_for(request.viewer, pk), verb, INTRODUCTION_STEPS)


@open_page(methods=("GET", "POST"))
def answer(request: ViewerRequest, token: str) -> HttpResponse:
    """The expert's answer without an account. Opening the page changes nothing; it shows the anonymised summary and no more."""
    found, expert, is_latest = introduction_behind(token)
    is_declining = request.method == "POST" and request.POST.get("answer") == "decline"
    form = DeclineForm(request.POST if is_declining else None)
    if request.method == "POST" and is_latest:
        form = form if is_declining else DeclineForm({})
        with shown_on(form):
            if not is_declining:
                accept_introduction(actor=expert, introduction=found)
                return _thanks(request)
            if form.is_valid():
                decline_introduction(actor=expert, introduction=found, **form.cleaned_data)
                return _thanks(request)
    context = {
        "summary": found.summary,
        "group": found.problem.group,
        "state": found.state,
        "answered_at": found.answered_at,
        "invented": found,
        "is_latest": is_latest,
        "form": form,
    }
    return render(request, "problems/answer.html", context)


def _thanks(request: ViewerRequest) -> HttpResponse:
    messages.success(request, _("Thank you. Your answer has been recorded."))
    return redirect(request.path)
