"""The pages of the symptom thesaurus: list, concept, writing and changing, growing from a solved problem, giving it away."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.analytics.retrieval.language import by_language
from minicluster.members.domain.queries import acts_on
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.domain.actions import amend_concept, draft_concept, grow_from_problem, restore_concept, review_concept, withdraw_concept
from minicluster.problems.domain.queries import amendments_of, concept_for, field_coverage, field_name, filtered_concepts, problem_for
from minicluster.problems.domain.skos import thesaurus_as_skos
from minicluster.problems.forms.steps import form_for
from minicluster.problems.forms.thesaurus import ConceptFilterForm, ConceptForm, GrowForm
from minicluster.problems.models import SymptomConcept
from minicluster.problems.rules import CONFIRMED_BY_FIRM, PERMISSIONS, ConceptState, Secrecy

CONCEPT_ACTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "review_concept": review_concept,
    "withdraw_concept": withdraw_concept,
    "restore_concept": restore_concept,
}


@page(PERMISSIONS, "view_thesaurus")
def concept_list(request: ViewerRequest) -> HttpResponse:
    """The thesaurus, searched and filtered, with how much is known of each field."""
    form = ConceptFilterForm(request.GET, viewer=request.viewer)
    rows = page_of(request, filtered_concepts(request.viewer, form.chosen))
    context = {
        "form": form,
        "page": rows,
        "rows": [(concept, [field_name(code) for code in concept.fields]) for concept in rows],
        "coverage": field_coverage(request.viewer),
        "may_draft": PERMISSIONS.scope(request.viewer, "draft_concept") is not None,
    }
    return render(request, "problems/concept_list.html", context)


@page(PERMISSIONS, "view_thesaurus")
def concept(request: ViewerRequest, pk: int) -> HttpResponse:
    """One concept, Korean and English side by side, with the changes that wait and those that were made."""
    found = concept_for(request.viewer, pk)
    if found.amends_id:
        return redirect(found)
    changes = [(change, _differences(found, change)) for change in amendments_of(request.viewer, found)]
    waiting = [pair for pair in changes if pair[0].state == ConceptState.DRAFT]
    context = {
        "concept": found,
        "lay": by_language(found.lay),
        "told": by_language(found.told),
        "field_names": [field_name(code) for code in found.fields],
        "steps": _steps(request.viewer, found),
        "may_amend": found.state != ConceptState.WITHDRAWN and PERMISSIONS.allows(request.viewer, "amend_concept", found.place()),
        "waiting": [(change, differences, _steps(request.viewer, change)) for change, differences in waiting],
        "former": [change for change, _differing in changes if change.state != ConceptState.DRAFT],
        "history": acts_on(request.viewer, found, reads_reasons=True),
    }
    return render(request, "problems/concept.html", context)


def _steps(viewer: Viewer, found: SymptomConcept) -> list[str]:
    place = found.place()
    return [verb for verb in found.LIFECYCLE.verbs_from(found.state) if PERMISSIONS.allows(viewer, verb, place)]


def _differences(found: SymptomConcept, change: SymptomConcept) -> list[tuple[str, list[str], list[str]]]:
    """What a change takes away and adds, part by part."""
    differences = []
    for name in SymptomConcept.WORDS:
        before, after = _lines(getattr(found, name)), _lines(getattr(change, name))
        gone, new = [line for line in before if line not in after], [line for line in after if line not in before]
        if gone or new:
            field: Any = SymptomConcept._meta.get_field(name)  # noqa: SLF001  # Django's documented way to a field
            differences.append((str(field.verbose_name), gone, new))
    return differences


def _lines(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@page(PERMISSIONS, "draft_concept", methods=("GET", "POST"))
def concept_draft(request: ViewerRequest) -> HttpResponse:
    """Write a new concept."""
    form = ConceptForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            drafted = draft_concept(actor=request.viewer, words=form.words())
            messages.success(request, _("The draft is kept. Somebody else reviews it before it is searched with."))
            return redirect(drafted)
    return render(request, "problems/concept_write.html", {"form": form, "concept": None}, status=422 if form.errors else 200)


@page(PERMISSIONS, "amend_concept", methods=("GET", "POST"))
def concept_amend(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a concept, or go on with the change that waits."""
    found = concept_for(request.viewer, pk)
    PERMISSIONS.require(request.viewer, "amend_concept", found.place())
    waiting = next((change for change in amendments_of(request.viewer, found) if change.state == ConceptState.DRAFT), None)
    form = ConceptForm(request.POST if request.method == "POST" else None, viewer=request.viewer, concept=waiting or found)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            amend_concept(actor=request.viewer, concept=found, words=form.words())
            messages.success(request, _("The change is kept. Somebody else reviews it; until then the concept is used as it was."))
            return redirect(found)
    return render(request, "problems/concept_write.html", {"form": form, "concept": found}, status=422 if form.errors else 200)


@page(PERMISSIONS, "review_concept", methods=("GET", "POST"))
def concept_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Accept, withdraw or bring back a concept or a change."""
    found = concept_for(request.viewer, pk)
    if verb not in CONCEPT_ACTIONS:
        raise NotVisibleError
    PERMISSIONS.require(request.viewer, verb, found.place())
    if request.method == "GET" and found.LIFECYCLE.target_of(verb, found.state) is None:
        messages.warning(request, _("That step does not lead on from here any more: the state is “%(state)s”.") % {"state": found.get_state_display()})
        return redirect(found)
    form = form_for(verb, {}, found.LIFECYCLE)(request.POST if request.method == "POST" else None, viewer=request.viewer, record=found)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            CONCEPT_ACTIONS[verb](actor=request.viewer, concept=found, **form.cleaned_data)
            messages.success(request, _("Done. It stands in the history below."))
            return redirect(found)
    return render(request, "problems/step.html", {"form": form, "record": found, "verb": verb, "record_name": "concept"}, status=422 if form.is_bound else 200)


@page(PERMISSIONS, "draft_concept", methods=("GET", "POST"))
def problem_grow(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a solved problem teach the thesaurus a way to say it."""
    solved = problem_for(request.viewer, pk)
    if not solved.is_readable or solved.state not in CONFIRMED_BY_FIRM:
        raise NotVisibleError
    form = GrowForm(request.POST if request.method == "POST" else None, viewer=request.viewer, problem=solved)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            words, known = form.words(), form.known()
            grown = grow_from_problem(actor=request.viewer, problem=solved, phrase=form.cleaned_data["phrase"], concept=known, words=None if known else words)
            messages.success(request, _("The draft is kept. Somebody else reviews it before it is searched with."))
            return redirect(grown)
    context = {"form": form, "problem": solved, "is_open": solved.secrecy <= Secrecy.PROGRAMME}
    return render(request, "problems/problem_grow.html", context, status=422 if form.errors else 200)


@page(PERMISSIONS, "view_thesaurus")
def thesaurus_export(request: ViewerRequest) -> HttpResponse:
    """The whole reviewed thesaurus as SKOS in JSON-LD."""
    document, _count = thesaurus_as_skos(request.viewer)
    answer = HttpResponse(document, content_type="application/ld+json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="thesaurus.jsonld"'
    return answer
