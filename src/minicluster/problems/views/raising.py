"""Raising a problem: three fields, with what reads alike offered while one types."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from minicluster.meetings.models import Activity, Observation
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.problems.domain.actions import raise_as_same, raise_problem
from minicluster.problems.domain.queries import (
    Alike,
    Heard,
    activity_to_raise,
    heard_at,
    observation_to_raise,
    problems_from,
    problems_from_minutes,
    sentence_to_raise,
)
from minicluster.problems.forms.problems import RaiseProblemForm
from minicluster.problems.models import Problem
from minicluster.problems.rules import PERMISSIONS

# How much of an observation is proposed as the title, so that what is the same can be added with one press.
_FIRST_WORDS = 80


@dataclass(frozen=True)
class Source:
    """Where a problem was heard: at an activity, in something noticed at a visit, or in a sentence of minutes; `lost_sentence` was reworded meanwhile."""

    activity: Activity | None = None
    observation: Observation | None = None
    sentence: str = ""
    lost_sentence: bool = False


@page(PERMISSIONS, "raise_problem", methods=("GET", "POST"))
def problem_raise(request: ViewerRequest) -> HttpResponse:
    """Raise a problem in three fields; from a visit or from minutes it is filled in already."""
    source = _source_of(request)
    only_looks = "look" in request.POST
    form = _form_for(request, source)
    alike = form.alike()
    if form.is_bound and not only_looks and form.is_valid():
        with shown_on(form):
            goes_on = _raised(request, form, alike)
            if goes_on:
                _tell_what_was_lost(request, source)
                return redirect(goes_on)
            form.ask_whether_new()
    context = {
        "form": form, "alike": alike, "source": source, "activity": source.activity, "observation": source.observation, "earlier": _earlier(request, source),
        "has_looked": only_looks, "must_choose": form.is_bound and not only_looks and bool(alike.of_the_firm), "says_errors": form.is_bound and not only_looks,
    }  # fmt: skip
    return render(request, "problems/problem_raise.html", context, status=422 if context["says_errors"] and form.errors else 200)


def _raised(request: ViewerRequest, form: RaiseProblemForm, alike: Alike) -> str:
    """Where to go on once the problem has been raised; nothing where it must first be said whether it is one of those of the firm that read alike."""
    same = form.chosen_same(alike)
    if same:
        kept = raise_as_same(actor=request.viewer, same_as=same, **form.facts())
        messages.success(request, _("Your words have been added to the problem that you had raised before."))
        return kept.get_absolute_url()
    if alike.of_the_firm and not form.cleaned_data["is_new"]:
        return ""
    raised = raise_problem(actor=request.viewer, **form.facts())
    messages.success(request, _("The problem has been raised. Only its coordinators can read it until the firm lets more people."))
    return reverse("problems:problem-intake", args=[raised.pk])


@page(PERMISSIONS, "raise_problem", methods=("GET", "POST"))
def visit_report_raise(request: ViewerRequest, pk: int) -> HttpResponse:
    """Raise problems from a visit, one form for each observation, with the firm's open problems that read like it; one after the other, without leaving the page."""
    report, heard = heard_at(request.viewer, pk)
    rows = [_row(request, one) for one in heard]
    sent = next((row for row in rows if row["form"].is_bound), None)
    if sent is not None and not sent["has_looked"] and sent["form"].is_valid():
        with shown_on(sent["form"]):
            if _raised(request, sent["form"], sent["alike"]):
                return redirect("problems:visit-report-raise", pk=report.pk)
            sent["form"].ask_whether_new()
    says_errors = sent is not None and not sent["has_looked"] and bool(sent["form"].errors)
    context = {"report": report, "rows": rows, "form": sent["form"] if sent and says_errors else None}
    return render(request, "problems/visit_report_raise.html", context, status=422 if says_errors else 200)


def _row(request: ViewerRequest, heard: Heard) -> dict[str, Any]:
    """One observation on that page: what was sent about it, or what was noticed."""
    observation = heard.observation
    is_sent = request.method == "POST" and request.POST.get("observation") == str(observation.pk)
    form = RaiseProblemForm(
        request.POST if is_sent else None,
        viewer=request.viewer,
        observation=observation,
        activity=observation.visit_report.activity,
        auto_id=f"{observation.pk}-%s",
        initial={"title": Truncator(observation.text).chars(_FIRST_WORDS)},
    )
    alike, has_looked = form.alike() if is_sent else Alike(heard.alike), is_sent and "look" in request.POST
    must_choose = is_sent and not has_looked and bool(alike.of_the_firm)
    return {"heard": heard, "form": form, "alike": alike, "has_looked": has_looked, "must_choose": must_choose}


@page(PERMISSIONS, "raise_problem", methods=("POST",))
def raise_alike(request: ViewerRequest) -> HttpResponse:
    """The part of the page that shows what reads alike, while one types."""
    form = _form_for(request, _source_of(request))
    return render(request, "problems/alike.html", {"alike": form.alike(), "has_looked": True, "form": form})


def _form_for(request: ViewerRequest, source: Source) -> RaiseProblemForm:
    typed = request.POST if request.method == "POST" else None
    return RaiseProblemForm(typed, viewer=request.viewer, activity=source.activity, observation=source.observation, sentence=source.sentence)


def _earlier(request: ViewerRequest, source: Source) -> list[Problem]:
    """What was raised before from the same observation or sentence."""
    if source.activity is None or not source.sentence:
        return problems_from(request.viewer, source.observation)
    return [problem for problem in problems_from_minutes(request.viewer, source.activity) if problem.origin_sentence == source.sentence]


def _tell_what_was_lost(request: ViewerRequest, source: Source) -> None:
    if source.lost_sentence:
        messages.warning(request, _("The minutes have been changed meanwhile, so the problem names the activity and no sentence of its minutes."))


def _source_of(request: ViewerRequest) -> Source:
    observation, activity, key = (request.GET.get(name, "") for name in ("observation", "activity", "sentence"))
    if observation.isdecimal():
        found = observation_to_raise(request.viewer, int(observation))
        return Source(found.visit_report.activity, found)
    if not activity.isdecimal():
        return Source()
    heard_at = activity_to_raise(request.viewer, int(activity))
    sentence = sentence_to_raise(request.viewer, heard_at, key) if key else ""
    return Source(heard_at, sentence=sentence, lost_sentence=bool(key) and not sentence)
