"""The page of the structured second step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.problems.domain.actions import answer_intake
from minicluster.problems.domain.queries import intake_of, problem_for
from minicluster.problems.forms.intake import IntakeForm
from minicluster.problems.rules import PERMISSIONS


@page(PERMISSIONS, "answer_intake", methods=("GET", "POST"))
def problem_intake(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask what would help to understand the problem; what is sent is kept, however little."""
    asked = problem_for(request.viewer, pk)
    PERMISSIONS.require(request.viewer, "answer_intake", asked.place())
    form = IntakeForm(request.POST if request.method == "POST" else None, problem=asked, intake=intake_of(request.viewer, asked))
    if form.is_bound and form.is_valid():
        with shown_on(form):
            answer_intake(actor=request.viewer, problem=asked, **form.cleaned_data)
            if "HX-Request" in request.headers:
                return HttpResponse(_("Kept."))
            messages.success(request, _("Your answers are kept. You can add to them at any time."))
            return redirect(asked)
    return render(request, "problems/problem_intake.html", {"form": form, "problem": asked}, status=422 if form.errors else 200)
