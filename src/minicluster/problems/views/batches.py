"""Whom to ask about what, for all problems of a coordinator at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.models import Person
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError
from minicluster.problems.domain.actions import suggest_introduction
from minicluster.problems.domain.batches import assign_in_batch, problems_to_assign
from minicluster.problems.domain.learning import log_proposed
from minicluster.problems.domain.queries import match_for
from minicluster.problems.domain.shown_reasons import told
from minicluster.problems.rules import PERMISSIONS


@page(PERMISSIONS, "suggest_introduction")
def batch(request: ViewerRequest) -> HttpResponse:
    """The proposal with its reasons, to be accepted line by line."""
    proposal = assign_in_batch(request.viewer, problems_to_assign(request.viewer))
    log_proposed(request.viewer, [(line.problem, line.match, line.rank, line.propensity) for line in proposal.lines])
    lines = [(line, [told(reason) for reason in line.match.reasons]) for line in proposal.lines]
    share = round(100 * proposal.policy.new_face_share)
    return render(request, "problems/batch.html", {"proposal": proposal, "lines": lines, "share": share})


@page(PERMISSIONS, "suggest_introduction", methods=("POST",))
def match_accept(request: ViewerRequest, pk: int) -> HttpResponse:
    """Accept one line: the introduction is suggested, with the public summary, for the coordinator to edit."""
    match = match_for(request.viewer, pk)
    expert: Person | None = match.person
    if expert is None:
        # A batch proposes experts only, so nobody was led here with another candidate.
        raise NotVisibleError
    try:
        introduction = suggest_introduction(actor=request.viewer, problem=match.problem, expert=expert, match=match)
    except (IllegalStepError, InvalidInputError) as refusal:
        messages.error(request, refusal.message)
    else:
        facts = {"expert": expert, "reference": introduction.reference}
        messages.success(request, _("%(expert)s was suggested (%(reference)s). The summary can be edited until the firm approves it.") % facts)
    return redirect("problems:batch")
