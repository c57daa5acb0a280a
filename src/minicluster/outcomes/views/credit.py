"""Whose outcomes: the credit for an entry, and the sums by whom they are credited to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.views.asking import posted
from minicluster.outcomes import rules
from minicluster.outcomes.domain.credit import credit_candidates, share_credit
from minicluster.outcomes.domain.partitions import credit_lines, partition_of, partitions_open_to
from minicluster.outcomes.domain.queries import indicators_of_ledger, outcome_for
from minicluster.outcomes.forms.credit import CreditForm
from minicluster.platform.pages import ViewerRequest, page, shown_on


@page(rules.PERMISSIONS, "share_credit", methods=("GET", "POST"))
def credit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say whose an entry is."""
    entry = outcome_for(request.viewer, pk)
    rules.PERMISSIONS.require(request.viewer, "share_credit", entry.place())
    current = [(one.organisation, one.group, one.weight) for one, _part in credit_lines(entry)]
    form = CreditForm(posted(request), whose=credit_candidates(entry), current=current)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            share_credit(actor=request.viewer, outcome=entry, shares=form.shares(), why=form.cleaned_data["why"])
            messages.success(request, _("Recorded."))
            return redirect(entry)
    return render(request, "outcomes/credit.html", {"outcome": entry, "form": form}, status=422 if form.errors else 200)


@page(rules.PERMISSIONS, "view_dashboard")
def partitions(request: ViewerRequest) -> HttpResponse:
    """The sums of an indicator by what is chosen."""
    viewer = request.viewer
    context = {
        "shown": partition_of(viewer, indicator=request.GET.get("indicator", ""), by=request.GET.get("by", "")),
        "indicators": [one for one in indicators_of_ledger(viewer) if one.is_additive],
        "partitions": partitions_open_to(viewer),
    }
    return render(request, "outcomes/partitions.html", context)
