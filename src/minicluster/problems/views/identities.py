"""People who may be one: the list, and the two side by side."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on
from minicluster.platform.forms import NoteForm
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.domain.actions import join_people, keep_apart, reopen_identity
from minicluster.problems.domain.queries import pair_for, pairs_for, side_of
from minicluster.problems.forms.held import PairFilterForm
from minicluster.problems.models import PairState
from minicluster.problems.rules import PERMISSIONS

IDENTITY_STEPS: Final = {"join_people": join_people, "keep_apart": keep_apart, "reopen_identity": reopen_identity}


@page(PERMISSIONS, "review_identities")
def identity_list(request: ViewerRequest) -> HttpResponse:
    """The pairs of people who may be one; those that wait for a decision unless others are asked for."""
    form = PairFilterForm(request.GET if "state" in request.GET else {"state": PairState.OPEN}, viewer=request.viewer)
    rows = pairs_for(request.viewer, form.chosen.get("state", ""))
    return render(request, "problems/identity_list.html", {"form": form, "page": page_of(request, rows)})


@page(PERMISSIONS, "review_identities")
def identity(request: ViewerRequest, pk: int) -> HttpResponse:
    """The two side by side, with what speaks for one person and what against it."""
    pair = pair_for(request.viewer, pk)
    sides = [side_of(request.viewer, person) for person in (pair.earlier, pair.later)]
    context = {"pair": pair, "sides": sides, "is_open": pair.state == PairState.OPEN, "history": acts_on(request.viewer, pair, reads_reasons=True)}
    return render(request, "problems/identity.html", context)


@page(PERMISSIONS, "review_identities", methods=("GET", "POST"))
def identity_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Decide, or take a decision back."""
    pair = pair_for(request.viewer, pk)
    if verb not in IDENTITY_STEPS:
        raise NotVisibleError
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            IDENTITY_STEPS[verb](actor=request.viewer, pair=pair, **form.cleaned_data)
            messages.success(request, _("Done. It stands in the history below."))
            return redirect(pair)
    context = {"form": form, "verb": verb, "person": None, "lead": str(pair), "back": pair.get_absolute_url()}
    return render(request, "problems/held_step.html", context, status=422 if form.is_bound else 200)
