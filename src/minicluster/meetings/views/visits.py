"""Pages of visit reports: writing one in the yard, and reading it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import write_visit_report
from minicluster.meetings.domain.queries import activity_for, visit_report_for
from minicluster.meetings.forms.visits import VisitReportForm
from minicluster.meetings.models import VisitReport
from minicluster.members.domain.queries import acts_on
from minicluster.members.views.asking import posted, uploaded
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.permissions import Role, Viewer


@page(rules.PERMISSIONS, "view_visit_report")
def visit_report(request: ViewerRequest, pk: int) -> HttpResponse:
    """What was seen and heard at a firm; from each observation a problem can be raised."""
    report = visit_report_for(request.viewer, pk)
    may = {"write": rules.PERMISSIONS.allows(request.viewer, "write_visit_report", report.place()), "raise": _may_raise(request.viewer)}
    # Whoever may read a report reads why it was changed.
    history = acts_on(request.viewer, report, reads_reasons=True)
    return render(request, "meetings/visit_report.html", {"report": report, "observations": report.observations.all(), "may": may, "history": history})


def _may_raise(viewer: Viewer) -> bool:
    """Who may raise a problem is for problems to say, a storey above: this only spares the others a link that leads nowhere."""
    return viewer.role in (Role.COORDINATOR, Role.FIRM_USER)


@page(rules.PERMISSIONS, "write_visit_report", methods=("GET", "POST"))
def visit_report_write(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write the report of a visit; what was noticed can be raised as problems right after."""
    shown = activity_for(request.viewer, pk, to="write_visit_report")
    form = VisitReportForm(posted(request), uploaded(request), viewer=request.viewer, activity=shown)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            report = write_visit_report(actor=request.viewer, activity=shown, **form.sent())
            messages.success(request, _("Saved."))
            return redirect(_next_page(request.viewer, report))
    return render(request, "meetings/visit_report_write.html", {"activity": shown, "form": form})


def _next_page(viewer: Viewer, report: VisitReport) -> Any:
    has_something = _may_raise(viewer) and report.observations.exists()
    return reverse("problems:visit-report-raise", args=[report.pk]) if has_something else report
