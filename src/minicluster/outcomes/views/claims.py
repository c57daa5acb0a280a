"""Published figures."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.outcomes import rules
from minicluster.outcomes.domain import actions
from minicluster.outcomes.domain.queries import (
    claims_for,
)
from minicluster.outcomes.forms.claims import ClaimForm
from minicluster.outcomes.views.recording import recording_page
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.permissions import Viewer


@page(rules.PERMISSIONS, "record_claim", methods=("GET", "POST"))
def claim_record(request: ViewerRequest) -> HttpResponse:
    """Record a published figure with its source."""
    return recording_page(request, "record_claim", actions.record_claim, ClaimForm(request.POST or None), back="outcomes:claim-list")


@page(rules.PERMISSIONS, "view_claims")
def claim_list(request: ViewerRequest) -> HttpResponse:
    """Published figures with their sources."""
    return render(request, "outcomes/claim_list.html", {"topics": claims_for(request.viewer), "may_record": _may_record_claims(request.viewer)})


def _may_record_claims(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "record_claim") is not None
