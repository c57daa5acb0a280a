"""The pages of mapping."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.mapping import rules
from minicluster.mapping.domain.actions import accept_proposal, discard_proposal, draw_up_groups, move_member
from minicluster.mapping.domain.forming import organisations_in
from minicluster.mapping.domain.pictures import PICTURES
from minicluster.mapping.domain.queries import (
    are_invented,
    broken_rules_of,
    columns_of,
    complex_for,
    overview_for,
    prices_of,
    profile_for,
    proposal_for,
    proposals_for,
    trials_of,
)
from minicluster.mapping.forms import MoveForm, ProposeForm
from minicluster.mapping.models import Proposal
from minicluster.members.domain.queries import acts_on, steps_open_to
from minicluster.platform.forms import NoteForm, PlainForm, ReasonForm
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.pictures import svg_response
from minicluster.platform.refusals import NotVisibleError


@page(rules.PERMISSIONS, "view_map")
def overview(request: ViewerRequest) -> HttpResponse:
    """The complexes, and what each is strong in."""
    found = overview_for(request.viewer)
    return render(request, "mapping/overview.html", {"rows": found.rows, "year": found.year, "sources": found.sources, "invented": found.invented})


@page(rules.PERMISSIONS, "view_map")
def profile(request: ViewerRequest, pk: int) -> HttpResponse:
    """What a complex is strong in, what is near, how it changed."""
    found = profile_for(request.viewer, pk, request.GET.get("year", ""))
    names = found.figures.names
    context = {
        "profile": found,
        "pairs": [(names[pair.one], names[pair.other], pair.proximity) for pair in found.pairs],
        "proposals": proposals_for(request.viewer).filter(complex=found.complex),
        "may_propose": rules.PERMISSIONS.allows(request.viewer, "draw_up_groups", found.complex.place()),
        "invented": are_invented(found.complex.programme),
    }
    return render(request, "mapping/profile.html", context)


@page(rules.PERMISSIONS, "view_map")
def picture(request: ViewerRequest, pk: int, name: str) -> HttpResponse:
    """One of the profile's pictures."""
    if name not in PICTURES:
        raise NotVisibleError
    return svg_response(PICTURES[name](profile_for(request.viewer, pk, request.GET.get("year", ""))))


@page(rules.PERMISSIONS, "draw_up_groups", methods=("GET", "POST"))
def propose(request: ViewerRequest, pk: int) -> HttpResponse:
    """Draw up mini-clusters for a complex."""
    complex_ = complex_for(request.viewer, pk)
    rules.PERMISSIONS.require(request.viewer, "draw_up_groups", complex_.place())
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            drawn = draw_up_groups(actor=request.viewer, complex_=complex_, invented=complex_.programme.invented, **form.cleaned_data)
            messages.success(
                request, _("The mini-clusters are drawn up. Nothing is founded by that: look at them, move whom you like, then accept or discard.")
            )
            return redirect(drawn)
    status = 422 if form.errors else 200
    return render(request, "mapping/propose.html", {"form": form, "complex": complex_, "organisations": organisations_in(complex_).count()}, status=status)


@page(rules.PERMISSIONS, "view_proposal")
def proposal(request: ViewerRequest, pk: int) -> HttpResponse:
    """The board of a proposal."""
    return _board(request, proposal_for(request.viewer, pk), {})


@page(rules.PERMISSIONS, "move_member")
def prices(request: ViewerRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """What it costs to move an organisation to each of the other groups."""
    found = proposal_for(request.viewer, pk, to="move_member")
    return render(request, "mapping/prices.html", {"proposal": found, "prices": prices_of(found, organisation_pk)})


@page(rules.PERMISSIONS, "move_member", methods=("POST",))
def move(request: ViewerRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """Move an organisation to another group by hand."""
    found = proposal_for(request.viewer, pk, to="move_member")
    form = MoveForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            moved = move_member(
                actor=request.viewer, proposal=found, organisation=prices_of(found, organisation_pk).placement.organisation, **form.cleaned_data
            )
            messages.success(request, _("Moved: %(placement)s.") % {"placement": moved})
            return redirect(found)
    return render(request, "mapping/prices.html", {"proposal": found, "prices": prices_of(found, organisation_pk), "form": form}, status=422)


@page(rules.PERMISSIONS, "view_proposal", methods=("POST",))
def proposal_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Accept a proposal, or put it away with the reason."""
    if verb not in STEPS:
        raise NotVisibleError
    found = proposal_for(request.viewer, pk, to=verb)
    form = STEPS[verb].form(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid():
        with shown_on(form):
            STEPS[verb].action(actor=request.viewer, proposal=found, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect(found)
    return _board(request, found, {verb: form})


@dataclass(frozen=True)
class _Step:
    form: type[PlainForm]
    action: Callable[..., Proposal]


STEPS: Final = {"accept_proposal": _Step(NoteForm, accept_proposal), "discard_proposal": _Step(ReasonForm, discard_proposal)}


def _board(request: ViewerRequest, found: Proposal, refused: dict[str, PlainForm]) -> HttpResponse:
    open_to = [verb for verb, _reason in steps_open_to(request.viewer, found)]
    context = {
        "proposal": found,
        "columns": columns_of(found),
        "broken": broken_rules_of(found),
        "trials": trials_of(found),
        "history": acts_on(request.viewer, found, reads_reasons=True),
        "may_move": bool(open_to) and rules.PERMISSIONS.allows(request.viewer, "move_member", found.place()),
        "steps": [(verb, refused.get(verb) or STEPS[verb].form(auto_id=f"{verb}_%s")) for verb in open_to],
    }
    return render(request, "mapping/proposal.html", context, status=422 if refused else 200)
