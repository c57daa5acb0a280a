"""Published figures."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.outcomes import rules
from minicluster.outcomes.domain import actions
from minicluster.outcomes.domain.claim_checks import checked_claim
from minicluster.outcomes.domain.queries import claims_for
from minicluster.outcomes.domain.reference_models import comparison_with_models
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


@page(rules.PERMISSIONS, "view_claims")
def claim(request: ViewerRequest, code: str) -> HttpResponse:
    """One published figure: its source, how its sentence was worked out, what contradicts it, what is counted here."""
    checked = checked_claim(request.viewer, code)
    return render(request, "outcomes/claim.html", {"checked": checked, "claim": checked.claim})


@page(rules.PERMISSIONS, "view_reference_models")
def reference_models(request: ViewerRequest) -> HttpResponse:
    """The programme beside the models grown from below."""
    return render(request, "outcomes/reference_models.html", {"comparison": comparison_with_models(request.viewer)})


def _may_record_claims(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "record_claim") is not None
