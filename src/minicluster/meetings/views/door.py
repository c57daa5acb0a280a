"""The door: the code on the host's phone, the form on the guest's, and the names that the host looks at."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import check_in, dismiss_door_entry, match_door_entry, register_visitor
from minicluster.meetings.domain.attendance_list import standing_of
from minicluster.meetings.domain.door import (
    DoorClosedError,
    ScanAgainError,
    activity_behind_code,
    arrival_behind_pass,
    door_address,
    door_entry_for,
    door_pass,
    namesakes_of,
    person_signed_in,
)
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.forms.door import MatchForm, PassForm
from minicluster.meetings.models import Activity, DoorEntry
from minicluster.members.views.asking import posted
from minicluster.platform.pages import ViewerRequest, open_page, page, shown_on
from minicluster.platform.qr_codes import qr_svg
from minicluster.platform.refusals import RefusedError


@page(rules.PERMISSIONS, "record_attendance")
def activity_door(request: ViewerRequest, pk: int) -> HttpResponse:
    """What the host's phone shows at the door."""
    shown = activity_for(request.viewer, pk, to="record_attendance")
    return render(request, "meetings/activity_door.html", _code(shown))


@page(rules.PERMISSIONS, "record_attendance")
def activity_door_code(request: ViewerRequest, pk: int) -> HttpResponse:
    """The part of that page that is fetched anew every twenty seconds."""
    return render(request, "meetings/door_code.html", _code(activity_for(request.viewer, pk, to="record_attendance")))


def _code(shown: Activity) -> dict[str, Any]:
    known = {"activity": shown, "standing": standing_of(shown), "seconds": int(rules.CODE_CHANGES_AFTER.total_seconds())}
    try:
        address = door_address(shown)
    except DoorClosedError as refusal:
        return {**known, "closed": refusal.message}
    # By the clock on the wall, whatever the demonstration's says: the code's life is real time.
    return {**known, "code": qr_svg(address), "address": address, "until": timezone.localtime() + rules.CODE_LIFETIME}


@open_page()
def door(request: ViewerRequest, token: str) -> HttpResponse:
    """What a guest sees who has scanned the code: a form with a pass of their own. Opening it changes nothing."""
    try:
        shown = activity_behind_code(token)
    except (ScanAgainError, DoorClosedError) as refusal:
        return _turned_away(request, refusal)
    form = PassForm(knows_who=False, initial={"door_pass": door_pass(shown), "key": uuid4()})
    return _door_page(request, shown, form)


@open_page(methods=("POST",))
def door_check_in(request: ViewerRequest) -> HttpResponse:
    """Take a check-in; the same one again gets the same answer, and no answer tells who is on the list."""
    form = PassForm(request.POST, knows_who="as_signed_in" in request.POST)
    try:
        shown = arrival_behind_pass(str(form.data.get("door_pass", ""))).activity
        if form.is_valid():
            with shown_on(form):
                entry = check_in(actor=request.viewer, **form.cleaned_data)
                return render(request, "meetings/door_done.html", {"activity": shown, "entry": entry})
    except (ScanAgainError, DoorClosedError) as refusal:
        return _turned_away(request, refusal)
    return _door_page(request, shown, form, status=422)


def _door_page(request: ViewerRequest, shown: Activity, form: PassForm, status: int = 200) -> HttpResponse:
    context = {"activity": shown, "form": form, "person": person_signed_in(request.viewer, shown), "key_if_signed_in": uuid4()}
    return render(request, "meetings/door.html", context, status=status)


def _turned_away(request: ViewerRequest, refusal: RefusedError) -> HttpResponse:
    return render(request, "meetings/door_refused.html", {"refusal": refusal, "may_scan": isinstance(refusal, ScanAgainError)}, status=refusal.status)


@page(rules.PERMISSIONS, "record_attendance", methods=("GET", "POST"))
def door_entry(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody checked in under a name that could not be matched: who it is, a visitor, or nobody."""
    entry = door_entry_for(request.viewer, pk)
    form = MatchForm(posted(request), entry=entry)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            _settle(request, entry, form)
            return redirect("meetings:attendance", entry.activity_id)
    return render(request, "meetings/door_entry.html", {"entry": entry, "form": form, "namesakes": namesakes_of(entry)})


def _settle(request: ViewerRequest, entry: DoorEntry, form: MatchForm) -> None:
    if "visitor" in request.POST:
        register_visitor(actor=request.viewer, entry=entry)
    elif "dismiss" in request.POST:
        dismiss_door_entry(actor=request.viewer, entry=entry)
    else:
        match_door_entry(actor=request.viewer, entry=entry, person=form.cleaned_data["person"])
    messages.success(request, _("Saved."))
