"""Pages on which is written down who was there and what was seen: attendance and visit reports."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import record_attendance, write_visit_report
from minicluster.meetings.domain.queries import activity_for, visit_report_for
from minicluster.meetings.forms.writing import AttendanceForm, VisitReportForm
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import acts_on
from minicluster.members.views.asking import ask, posted
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.permissions import Role


@page(rules.PERMISSIONS, "record_attendance", methods=("GET", "POST"))
def attendance(request: ViewerRequest, pk: int) -> HttpResponse:
    """The attendance list of an activity."""
    viewer, shown = request.viewer, activity_for(request.viewer, pk, to="record_attendance")
    form = AttendanceForm(posted(request), viewer=viewer, activity=shown)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            record_attendance(actor=viewer, activity=shown, lines=form.lines())
            messages.success(request, _("Saved."))
            return redirect(shown)
    return render(request, "meetings/attendance.html", {"activity": shown, "form": form})


@page(rules.PERMISSIONS, "view_visit_report")
def visit_report(request: ViewerRequest, pk: int) -> HttpResponse:
    """What was seen and heard at a firm; from each observation a problem can be raised."""
    report = visit_report_for(request.viewer, pk)
    may = {
        "write": rules.PERMISSIONS.allows(request.viewer, "write_visit_report", report.place()),
        # Who may raise a problem is for problems to say, a storey above: this only spares the others a link that leads nowhere.
        "raise": request.viewer.role in (Role.COORDINATOR, Role.FIRM_USER),
    }
    # Whoever may read a report reads why it was changed.
    shown = {"report": report, "observations": report.observations.all(), "may": may, "history": acts_on(request.viewer, report, reads_reasons=True)}
    return render(request, "meetings/visit_report.html", shown)


@page(rules.PERMISSIONS, "write_visit_report", methods=("GET", "POST"))
def visit_report_write(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write the report of a visit."""
    shown = activity_for(request.viewer, pk, to="write_visit_report")
    form = VisitReportForm(posted(request), viewer=request.viewer, activity=shown, initial=_written_so_far(shown))

    def write(typed: dict[str, str]) -> object:
        return write_visit_report(actor=request.viewer, activity=shown, **{**typed, "observations": typed["observations"].splitlines()})  # type: ignore[arg-type]  # the form's fields

    return ask(request, form, write, verb="write_visit_report", back=None, lead=str(shown))


def _written_so_far(activity: Activity) -> dict[str, object]:
    report = getattr(activity, "visit_report", None)
    if report is None:
        return {"firm": activity.host_id}
    return {"firm": report.firm_id, "summary": report.summary, "observations": "\n".join(" ".join(row.text.split()) for row in report.observations.all())}
