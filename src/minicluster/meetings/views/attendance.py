"""Pages of the attendance: the list that is tapped, the sheet that is signed, deputies, and the files that bear witness."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import AttendanceLine, attach_signature_sheet, enter_by_name, name_chief, record_attendance
from minicluster.meetings.domain.attendance_list import attendance_for, attendance_list, person_listed, standing_of, written_kinds
from minicluster.meetings.domain.evidence import activity_file_for
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.domain.signature_sheet import signature_sheet
from minicluster.meetings.forms.attendance import AttendanceForm, ChiefForm, SheetForm, TickForm
from minicluster.meetings.forms.door import NameForm
from minicluster.meetings.models import Activity, DoorEntry
from minicluster.members.views.asking import ask, posted, uploaded
from minicluster.platform.files.storage import attachment
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.refusals import RefusedError


@page(rules.PERMISSIONS, "record_attendance", methods=("GET", "POST"))
def attendance(request: ViewerRequest, pk: int) -> HttpResponse:
    """The attendance list of an activity: one tap for each person; a search keeps those who fit."""
    shown = activity_for(request.viewer, pk, to="record_attendance")
    form = AttendanceForm(posted(request), people=attendance_list(shown, request.GET.get("q", "")))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            lines = form.lines()
            _tell(request, len(lines) - len(record_attendance(actor=request.viewer, activity=shown, lines=lines)))
            return redirect(request.get_full_path())
    return _list_page(request, shown, form, _name_form())


def _tell(request: ViewerRequest, overtaken: int) -> None:
    messages.success(request, _("Saved."))
    if overtaken:
        text = ngettext(
            "%(count)s person was written down elsewhere since you opened the list, and was left as it stands there.",
            "%(count)s people were written down elsewhere since you opened the list, and were left as it stands there.",
            overtaken,
        )
        messages.warning(request, text % {"count": overtaken})


def _list_page(request: ViewerRequest, shown: Activity, form: AttendanceForm, name_form: NameForm) -> HttpResponse:
    context = {"activity": shown, "form": form, "name_form": name_form, "q": request.GET.get("q", ""), "standing": standing_of(shown)}
    return render(request, "meetings/attendance.html", context)


def _name_form() -> NameForm:
    return NameForm(initial={"key": uuid4()})


@page(rules.PERMISSIONS, "record_attendance")
def activity_standing(request: ViewerRequest, pk: int) -> HttpResponse:
    """How the meeting stands now, for the open list."""
    return _standing(request, activity_for(request.viewer, pk, to="record_attendance"))


@page(rules.PERMISSIONS, "record_attendance", methods=("POST",))
def activity_tick(request: ViewerRequest, pk: int) -> HttpResponse:
    """One tap on the list, at once or when the line is back: the same tap again changes nothing."""
    shown, form = activity_for(request.viewer, pk, to="record_attendance"), TickForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refusal": _("This tap cannot be read. Please reload the list and tap again.")}, status=422)
    try:
        line = AttendanceLine(person_listed(shown, form.cleaned_data["person"]), form.cleaned_data["kind"])
        record_attendance(actor=request.viewer, activity=shown, lines=[line])
    except RefusedError as refusal:
        return JsonResponse({"refusal": refusal.message}, status=refusal.status)
    return _standing(request, shown)


def _standing(request: ViewerRequest, shown: Activity) -> HttpResponse:
    drawn = render_to_string("meetings/standing.html", {"standing": standing_of(shown), "may_record": True}, request)
    return JsonResponse({"standing": drawn, "kinds": written_kinds(shown)})


@page(rules.PERMISSIONS, "record_attendance", methods=("POST",))
def activity_by_name(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody whom the list does not show, by name: whoever is known is written down, everyone else is looked at on a page of its own."""
    shown, form = activity_for(request.viewer, pk, to="record_attendance"), NameForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            return _after_entry(request, enter_by_name(actor=request.viewer, activity=shown, **form.cleaned_data))
    return _list_page(request, shown, AttendanceForm(None, people=attendance_list(shown)), form)


def _after_entry(request: ViewerRequest, entry: DoorEntry) -> HttpResponse:
    if entry.attendance is None:
        return redirect("meetings:door-entry", entry.pk)
    messages.success(request, _("%(person)s: %(kind)s.") % {"person": entry.attendance.person, "kind": entry.attendance.get_kind_display()})
    return redirect("meetings:attendance", entry.activity_id)


@page(rules.PERMISSIONS, "record_attendance", methods=("GET", "POST"))
def attendance_deputy(request: ViewerRequest, pk: int) -> HttpResponse:
    """In whose place somebody came."""
    found = attendance_for(request.viewer, pk)
    form, back = ChiefForm(posted(request), attendance=found), ListOf(found.activity)
    return ask(request, form, lambda typed: name_chief(actor=request.viewer, attendance=found, **typed), verb="name_chief", back=back, lead=str(found.person))


class ListOf:
    """The attendance list of an activity, as something to go back to."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity

    def __str__(self) -> str:
        return str(self.activity)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:attendance", args=[self.activity.pk])


@page(rules.PERMISSIONS, "record_attendance")
def activity_sheet(request: ViewerRequest, pk: int) -> HttpResponse:
    """The signature sheet to print."""
    shown = activity_for(request.viewer, pk, to="record_attendance")
    name = content_disposition_header(as_attachment=True, filename=f"{_('Signature sheet')} {shown}.pdf")
    return HttpResponse(signature_sheet(shown), content_type="application/pdf", headers={"Content-Disposition": str(name)})


@page(rules.PERMISSIONS, "record_attendance", methods=("GET", "POST"))
def activity_signed_sheet(request: ViewerRequest, pk: int) -> HttpResponse:
    """The photo of the signed sheet, as evidence of those who signed it."""
    shown = activity_for(request.viewer, pk, to="record_attendance")
    form = SheetForm(posted(request), uploaded(request), activity=shown, people=attendance_list(shown))

    def attach(_typed: dict[str, object]) -> object:
        return attach_signature_sheet(actor=request.viewer, activity=shown, **form.sent())

    return ask(request, form, attach, verb="attach_signature_sheet", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "view_attendance")
def activity_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Download a file of an activity, or show a photo inside a page."""
    return attachment(activity_file_for(request.viewer, pk).file)
