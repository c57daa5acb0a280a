"""The pages of stories: the thread, the public cases, and the page on which a case is worked on."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on
from minicluster.platform.forms import NoteForm, PlainForm, ReasonForm
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.stories import rules
from minicluster.stories.domain import actions
from minicluster.stories.domain.queries import (
    AMENDMENTS,
    APPROVALS,
    PUBLICATIONS,
    case_for,
    cases_in_work_for,
    complexes_with_cases,
    draft_start,
    fingerprint_of,
    may_precede,
    published_case_for,
    published_cases,
    results_of,
    steps_open_to,
    tellable_for,
)
from minicluster.stories.domain.thread import thread_of
from minicluster.stories.forms import AmendForm, ApprovalForm, DraftForm, FindForm
from minicluster.stories.models import SuccessCase

FORMS: Final[dict[str, type[PlainForm]]] = {
    "draft_case": DraftForm,
    **dict.fromkeys(APPROVALS, ApprovalForm),
    "ask_for_changes": ReasonForm,
    "check_case": NoteForm,
    **dict.fromkeys(PUBLICATIONS, NoteForm),
    **dict.fromkeys(AMENDMENTS, AmendForm),
    "withdraw_case": ReasonForm,
}


@page(rules.PERMISSIONS, "view_thread")
def thread(request: ViewerRequest, reference: str) -> HttpResponse:
    """One chain as a line that one can walk. `?at=` names the stop at which the reader stands; `?at=first` is where it began."""
    found = thread_of(request.viewer, reference)
    at = request.GET.get("at", reference)
    walk = found.walk_at(found.stops[0].reference if at == "first" else at)
    context = {"thread": found, "reference": reference, "walk": walk, "purpose": rules.PURPOSES[walk.here.kind]}
    return render(request, "stories/thread.html", context)


@page(rules.PERMISSIONS, "view_published_case")
def case_list(request: ViewerRequest) -> HttpResponse:
    """The published cases; for those who work on cases also what is on its way."""
    chosen = request.GET.get("complex", "")
    context = {
        "page": page_of(request, published_cases(request.viewer, chosen)),
        "complexes": complexes_with_cases(request.viewer),
        "chosen": chosen,
        "in_work": cases_in_work_for(request.viewer)[:50],
    }
    return render(request, "stories/case_list.html", context)


@page(rules.PERMISSIONS, "view_published_case")
def published_case(request: ViewerRequest, pk: int) -> HttpResponse:
    """One published case, as everyone may read it."""
    case = published_case_for(request.viewer, pk)
    return render(request, "stories/published_case.html", {"case": case, "results": results_of(case)})


@page(rules.PERMISSIONS, "view_published_case", methods=("POST",))
def case_seen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Count a reading, sent by the page itself once it is shown: a GET changes nothing, and machines that only fetch the page are not counted."""
    actions.count_reading(case=published_case_for(request.viewer, pk))
    return HttpResponse(status=204)


@page(rules.PERMISSIONS, "view_case")
def case(request: ViewerRequest, pk: int) -> HttpResponse:
    """The page on which firm, expert and office work on a case."""
    return _case_page(request, case_for(request.viewer, pk))


@page(rules.PERMISSIONS, "find_case", methods=("GET", "POST"))
def case_find(request: ViewerRequest) -> HttpResponse:
    """Note that the story of a problem or project can be told."""
    record = tellable_for(request.viewer, problem=request.GET.get("problem", ""), project=request.GET.get("project", ""))
    form = FindForm(request.POST or None)
    if form.is_valid():
        with shown_on(form):
            of: dict[str, Any] = {record.record_type: record}
            found = actions.find_case(actor=request.viewer, **of, **form.cleaned_data)
            messages.success(request, _("Noted. Write the draft next."))
            return redirect("stories:case", pk=found.pk)
    return render(request, "stories/case_find.html", {"form": form, "record": record})


@page(rules.PERMISSIONS, "view_case", methods=("POST",))
def case_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step with a case; a refusal is shown on the form, with what was typed."""
    worked_on = case_for(request.viewer, pk)
    if verb not in FORMS:
        raise NotVisibleError
    rules.PERMISSIONS.require(request.viewer, verb, worked_on.place())
    form = _form(request.viewer, worked_on, verb, request.POST)
    if form.is_valid():
        with shown_on(form):
            STEPS[verb](actor=request.viewer, case=worked_on, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("stories:case", pk=pk)
    return _case_page(request, case_for(request.viewer, pk), {verb: form})


def _case_page(request: ViewerRequest, worked_on: SuccessCase, typed: dict[str, PlainForm] | None = None) -> HttpResponse:
    forms = {verb: _form(request.viewer, worked_on, verb) for verb in steps_open_to(request.viewer, worked_on)}
    failed = next(iter((typed or {}).values()), None)
    context = {
        "case": worked_on,
        "results": results_of(worked_on),
        "steps": list((forms | (typed or {})).items()),
        "form": failed,
        "history": acts_on(request.viewer, worked_on, reads_reasons=rules.may_read_reasons(request.viewer, worked_on.place())),
    }
    return render(request, "stories/case.html", context, status=422 if failed else 200)


def _form(viewer: Viewer, worked_on: SuccessCase, verb: str, sent: Any = None) -> PlainForm:
    options: dict[str, Any] = {"auto_id": f"{verb}_%s"}
    if verb in {"draft_case", *AMENDMENTS}:
        options["initial"] = draft_start(worked_on)
    if verb in APPROVALS:
        options["initial"] = {"read_text": fingerprint_of(worked_on)}
    if verb == "draft_case":
        options["may_precede"] = may_precede(viewer, worked_on)
    return FORMS[verb](sent, **options)


STEPS: Final[dict[str, Callable[..., None]]] = {
    "draft_case": actions.draft_case,
    **dict.fromkeys(APPROVALS, actions.approve_case),
    "ask_for_changes": actions.ask_for_changes,
    "check_case": actions.check_case,
    **dict.fromkeys(PUBLICATIONS, actions.publish_case),
    **dict.fromkeys(AMENDMENTS, actions.amend_case),
    "withdraw_case": actions.withdraw_case,
}
