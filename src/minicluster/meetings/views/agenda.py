"""The page of the agenda."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import write_agenda
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.forms.agenda import agenda_rows, with_more_rows
from minicluster.members.views.asking import posted
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@page(rules.PERMISSIONS, "write_agenda", methods=("GET", "POST"))
def activity_agenda(request: ViewerRequest, pk: int) -> HttpResponse:
    """The agenda, point by point."""
    shown = activity_for(request.viewer, pk, to="write_agenda")
    wants_more = "more" in request.POST
    typed = with_more_rows(request.POST) if wants_more else posted(request)
    rows, refusal = agenda_rows(typed, viewer=request.viewer, activity=shown), ""
    if request.method == "POST" and not wants_more and rows.is_valid():
        try:
            write_agenda(actor=request.viewer, activity=shown, points=rows.points())
        except (InvalidInputError, IllegalStepError) as error:
            refusal = error.message
        else:
            messages.success(request, _("Saved."))
            return redirect(shown)
    says_errors = rows.is_bound and not wants_more
    return render(request, "meetings/agenda.html", {"activity": shown, "rows": rows, "refusal": refusal, "says_errors": says_errors})
