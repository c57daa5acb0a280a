"""The page on which a held steering meeting or assembly takes applicants in."""

from django.http import HttpResponse

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import take_in_applicants
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.forms.taking_in import TakingInForm
from minicluster.members.views.asking import ask, posted
from minicluster.platform.pages import ViewerRequest, page


@page(rules.PERMISSIONS, "take_in_applicants", methods=("GET", "POST"))
def activity_take_in(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take applicants in by a decision of this meeting."""
    shown = activity_for(request.viewer, pk, to="take_in_applicants")
    form = TakingInForm(posted(request), activity=shown)
    return ask(
        request,
        form,
        lambda typed: take_in_applicants(actor=request.viewer, **typed),
        verb="take_in_applicants",
        back=shown,
        template="meetings/take_in.html",
        applicants=len(form.fields["applications"].queryset),  # type: ignore[attr-defined]  # a choice among records
        decisions=len(form.fields["decision"].queryset),  # type: ignore[attr-defined]  # a choice among records
    )
