"""Raising a problem: three fields, with what reads alike offered while one types."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings.models import Activity, Observation
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.problems.domain.actions import raise_as_same, raise_problem
from minicluster.problems.domain.queries import Alike, activity_to_raise, observation_to_raise, problems_from
from minicluster.problems.forms.problems import RaiseProblemForm
from minicluster.problems.rules import PERMISSIONS


@page(PERMISSIONS, "raise_problem", methods=("GET", "POST"))
def problem_raise(request: ViewerRequest) -> HttpResponse:
    """Raise a problem in three fields; from a visit it is filled in already."""
    activity, observation = _source_of(request)
    only_looks = "look" in request.POST
    form = RaiseProblemForm(request.POST if request.method == "POST" else None, viewer=request.viewer, activity=activity, observation=observation)
    alike = form.alike()
    if form.is_bound and not only_looks and form.is_valid():
        with shown_on(form):
            raised = _raised(request, form, alike)
            if raised:
                return raised
            form.ask_whether_new()
    context = {
        "form": form, "alike": alike, "activity": activity, "observation": observation, "earlier": problems_from(request.viewer, observation),
        "has_looked": only_looks, "must_choose": form.is_bound and not only_looks and bool(alike.of_the_firm), "says_errors": form.is_bound and not only_looks,
    }  # fmt: skip
    return render(request, "problems/problem_raise.html", context, status=422 if context["says_errors"] and form.errors else 200)


def _raised(request: ViewerRequest, form: RaiseProblemForm, alike: Alike) -> HttpResponse | None:
    """Where to go once the problem has been raised; nothing where it must first be said whether it is one of those of the firm that read alike."""
    same = form.chosen_same(alike)
    if same:
        kept = raise_as_same(actor=request.viewer, same_as=same, **form.facts())
        messages.success(request, _("Your words have been added to the problem that you had raised before."))
        return redirect(kept)
    if alike.of_the_firm and not form.cleaned_data["is_new"]:
        return None
    raised = raise_problem(actor=request.viewer, **form.facts())
    messages.success(request, _("The problem has been raised. Only its coordinators can read it until the firm lets more people."))
    return redirect(reverse("problems:problem-intake", args=[raised.pk]))


@page(PERMISSIONS, "raise_problem", methods=("POST",))
def raise_alike(request: ViewerRequest) -> HttpResponse:
    """The part of the page that shows what reads alike, while one types."""
    activity, observation = _source_of(request)
    form = RaiseProblemForm(request.POST, viewer=request.viewer, activity=activity, observation=observation)
    return render(request, "problems/alike.html", {"alike": form.alike(), "has_looked": True})


def _source_of(request: ViewerRequest) -> tuple[Activity | None, Observation | None]:
    observation, activity = request.GET.get("observation", ""), request.GET.get("activity", "")
    if observation.isdecimal():
        found = observation_to_raise(request.viewer, int(observation))
        return found.visit_report.activity, found
    return (activity_to_raise(request.viewer, int(activity)) if activity.isdecimal() else None), None
