"""What is held about a person as an expert: the person's own page, with everything that they can do about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.models import Person
from minicluster.platform.forms import NoteForm, PlainForm
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.domain.actions import (
    answer_removal,
    ask_removal,
    correct_evidence,
    correct_expertise,
    disown_evidence,
    reclaim_evidence,
    register_expertise,
)
from minicluster.problems.domain.queries import (
    disowned_evidence,
    everything_about,
    evidence_for,
    evidence_of,
    expertise_of,
    expertise_to_correct,
    open_removal_of,
    person_held,
    removal_for,
    removals_for,
    with_corrections,
)
from minicluster.problems.forms.held import EvidenceForm, ExpertiseForm, RemovalAnswerForm
from minicluster.problems.rules import PERMISSIONS


@page(PERMISSIONS, "ask_removal")
def mine(request: ViewerRequest) -> HttpResponse:
    """One's own page, whatever one's number."""
    if request.viewer.person_id is None:
        raise NotVisibleError
    return redirect("problems:held", request.viewer.person_id)


@page(PERMISSIONS, "view_held_expertise")
def held(request: ViewerRequest, pk: int) -> HttpResponse:
    """Everything that is held about a person as an expert, each with source and date."""
    person = person_held(request.viewer, pk)
    shown = page_of(request, evidence_of(request.viewer, person))
    context = {
        "person": person,
        "is_own": request.viewer.person_id == person.pk,
        "page": shown,
        "evidence": with_corrections("evidence", shown),
        "expertise": with_corrections("expertise", expertise_of(person)),
        "disowned": disowned_evidence(request.viewer, person),
        "removal": open_removal_of(person),
    }
    return render(request, "problems/held.html", context)


@page(PERMISSIONS, "ask_removal")
def download(request: ViewerRequest, pk: int) -> HttpResponse:
    """Everything that is held, as a file for oneself."""
    person = person_held(request.viewer, pk)
    answer = JsonResponse(everything_about(request.viewer, person), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{person.reference}.json"'
    return answer


@page(PERMISSIONS, "ask_removal", methods=("GET", "POST"))
def add(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say what else one knows."""
    person = person_held(request.viewer, pk)
    form = ExpertiseForm(_posted(request))
    return _ask(request, form, person, "register_expertise", lambda typed: register_expertise(actor=request.viewer, person=person, **typed))


@page(PERMISSIONS, "ask_removal", methods=("GET", "POST"))
def removal_ask(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask for removal."""
    person = person_held(request.viewer, pk)
    return _ask(request, NoteForm(_posted(request)), person, "ask_removal", lambda typed: ask_removal(actor=request.viewer, person=person, **typed))


@page(PERMISSIONS, "correct_expertise", methods=("GET", "POST"))
def expertise_correct(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct what is said that one knows."""
    expertise = expertise_to_correct(request.viewer, pk)
    form = ExpertiseForm(_posted(request), initial={"statement_ko": expertise.statement_ko, "statement_en": expertise.statement_en})
    act = correct_expertise
    return _ask(request, form, expertise.person, "correct_expertise", lambda typed: act(actor=request.viewer, expertise=expertise, **typed))


@page(PERMISSIONS, "correct_evidence", methods=("GET", "POST"))
def evidence_correct(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct a piece of evidence."""
    evidence = evidence_for(request.viewer, pk, to="correct_evidence")
    form = EvidenceForm(_posted(request), initial={"title": evidence.title, "text": evidence.text, "year": evidence.year})
    act = correct_evidence
    return _ask(request, form, evidence.person, "correct_evidence", lambda typed: act(actor=request.viewer, evidence=evidence, **typed))


@page(PERMISSIONS, "disown_evidence", methods=("GET", "POST"))
def evidence_disown(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say that a piece of evidence is not one's own."""
    evidence = evidence_for(request.viewer, pk, to="disown_evidence")
    act = disown_evidence
    return _ask(
        request,
        NoteForm(_posted(request)),
        evidence.person,
        "disown_evidence",
        lambda typed: act(actor=request.viewer, evidence=evidence, **typed),
        lead=evidence.title,
    )


@page(PERMISSIONS, "reclaim_evidence", methods=("GET", "POST"))
def evidence_reclaim(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back that a piece of evidence is not one's own."""
    evidence = evidence_for(request.viewer, pk, to="reclaim_evidence")
    act = reclaim_evidence
    return _ask(
        request,
        NoteForm(_posted(request)),
        evidence.person,
        "reclaim_evidence",
        lambda typed: act(actor=request.viewer, evidence=evidence, **typed),
        lead=evidence.title,
    )


@page(PERMISSIONS, "answer_removal")
def removal_list(request: ViewerRequest) -> HttpResponse:
    """The requests for removal."""
    return render(request, "problems/removal_list.html", {"page": page_of(request, removals_for(request.viewer))})


@page(PERMISSIONS, "answer_removal", methods=("GET", "POST"))
def removal_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Answer a request for removal."""
    asked = removal_for(request.viewer, pk)
    form = RemovalAnswerForm(_posted(request))
    if form.is_bound and form.is_valid():
        with shown_on(form):
            answer_removal(actor=request.viewer, request=asked, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("problems:removal-list")
    context = {"form": form, "verb": "answer_removal", "person": asked.person, "lead": asked.why, "back": asked.get_absolute_url()}
    return render(request, "problems/held_step.html", context, status=422 if form.is_bound else 200)


def _posted(request: ViewerRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _ask(request: ViewerRequest, form: PlainForm, person: Person | None, verb: str, act: Callable[[dict[str, Any]], Any], *, lead: str = "") -> HttpResponse:
    """Ask for what the step needs, do it, and go back to the person's page."""
    if person is None:
        raise NotVisibleError
    if form.is_bound and form.is_valid():
        with shown_on(form):
            act(form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("problems:held", person.pk)
    context = {"form": form, "verb": verb, "person": person, "lead": lead, "back": ""}
    return render(request, "problems/held_step.html", context, status=422 if form.is_bound else 200)
