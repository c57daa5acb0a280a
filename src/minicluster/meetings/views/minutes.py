"""Pages of minutes: reading and writing them, also by two at once, sending the draft round, and the papers made of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import ChangedMeanwhileError, circulate_minutes, comment_on_minutes, write_minutes
from minicluster.meetings.domain.attendance_facts import quorum_in_words
from minicluster.meetings.domain.minutes import decisions_of, minuted_at, minutes_for, prefilled_text, read_minutes
from minicluster.meetings.domain.minutes_document import document_of
from minicluster.meetings.domain.minutes_papers import FORM_LANGUAGE, minutes_hwpx, minutes_pdf
from minicluster.meetings.domain.minutes_readers import comments_on, letters_to_copy, may_comment, minutes_behind, own_person, readers_of
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.forms.minutes import CommentForm, MinutesForm
from minicluster.meetings.models import Activity, Minutes
from minicluster.members.domain.queries import acts_on
from minicluster.members.views.asking import posted
from minicluster.platform.files.sniffing import HWPX
from minicluster.platform.files.storage import plain_name
from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, open_page, page, shown_on
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@page(rules.PERMISSIONS, "view_attendance")
def activity_minutes(request: ViewerRequest, pk: int) -> HttpResponse:
    """The minutes, sentence by sentence, with what came of each."""
    viewer = request.viewer
    minutes = minutes_for(viewer, pk)
    minuted = minuted_at(viewer, minutes.activity)
    context = {
        "minutes": minutes,
        "activity": minutes.activity,
        "minuted": minuted,
        "read": read_minutes(minutes, minuted),
        "head": document_of(minutes, quorum=quorum_in_words(minutes.activity)).head,
        "may": _may(request, minutes),
        "comments": comments_on(viewer, minutes),
        "comment_form": CommentForm() if may_comment(viewer, minutes) else None,
        "letters": letters_to_copy(viewer, minutes),
        "history": acts_on(viewer, minutes, reads_reasons=True),
    }
    return render(request, "meetings/minutes.html", context)


def _may(request: ViewerRequest, minutes: Minutes) -> dict[str, bool]:
    """What this reader may do with the minutes as they stand."""
    viewer, place = request.viewer, minutes.place()
    is_open = minutes.state != rules.MinutesState.APPROVED
    allowed = {verb: rules.PERMISSIONS.allows(viewer, verb, place) for verb in ("write_minutes", "circulate_minutes", "record_decision", "approve_minutes")}
    return {
        "write": is_open and allowed["write_minutes"],
        "circulate": is_open and allowed["circulate_minutes"],
        "decide": is_open and allowed["record_decision"],
        "approve": minutes.activity.state == rules.ActivityState.ATTENDED and allowed["approve_minutes"],
        "assign": rules.PERMISSIONS.allows(viewer, "assign_action_item", place),
        # Who may raise a problem is for problems to say, a storey above: this only spares the others a link that leads nowhere.
        "raise": viewer.role in (Role.COORDINATOR, Role.FIRM_USER),
    }


@page(rules.PERMISSIONS, "write_minutes", methods=("GET", "POST"))
def activity_minutes_write(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write the minutes; where somebody else saved in between, both texts are shown and nothing is lost."""
    shown = activity_for(request.viewer, pk, to="write_minutes")
    form = MinutesForm(posted(request), initial=_as_stored(shown))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["text"]
        try:
            minutes = write_minutes(actor=request.viewer, activity=shown, text=typed, based_on=form.cleaned_data["based_on"] or 0)
        except ChangedMeanwhileError as conflict:
            return _both_texts(request, shown, conflict, typed)
        except (InvalidInputError, IllegalStepError) as refusal:
            form.show_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(minutes)
    return render(request, "meetings/minutes_write.html", {"activity": shown, "form": form})


def _as_stored(activity: Activity) -> dict[str, Any]:
    written: Minutes | None = getattr(activity, "minutes", None)
    return {"text": written.text, "based_on": written.version} if written else {"text": prefilled_text(activity), "based_on": 0}


def _both_texts(request: ViewerRequest, activity: Activity, conflict: ChangedMeanwhileError, typed: str) -> HttpResponse:
    """What somebody else saved and what was typed, with what differs; the merged text is saved on theirs."""
    theirs = conflict.theirs
    context = {
        "activity": activity,
        "theirs": theirs,
        "refusal": conflict.message,
        "lines": rules.differences(theirs.text, typed),
        "typed": typed,
        "form": MinutesForm(initial={"text": rules.merged(theirs.text, typed), "based_on": theirs.version}),
    }
    return render(request, "meetings/minutes_merge.html", context, status=conflict.status)


@page(rules.PERMISSIONS, "circulate_minutes", methods=("GET", "POST"))
def activity_minutes_circulate(request: ViewerRequest, pk: int) -> HttpResponse:
    """Look once more to whom the draft goes, and send it."""
    minutes = minutes_for(request.viewer, pk)
    rules.PERMISSIONS.require(request.viewer, "circulate_minutes", minutes.place())
    readers = list(readers_of(minutes))
    form = PlainForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            circulate_minutes(actor=request.viewer, minutes=minutes)
            reached = sum(bool(reader.person.email) for reader in readers)
            messages.success(request, ngettext("The draft goes to %(people)s person.", "The draft goes to %(people)s people.", reached) % {"people": reached})
            return redirect(minutes)
    return render(request, "meetings/minutes_circulate.html", {"minutes": minutes, "activity": minutes.activity, "readers": readers, "form": form})


@page(rules.PERMISSIONS, "comment_on_minutes", methods=("POST",))
def activity_minutes_comment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say what is to be put right in a draft, signed in."""
    minutes = minutes_for(request.viewer, pk)
    person = own_person(request.viewer)
    form = CommentForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            comment_on_minutes(actor=request.viewer, minutes=minutes, person=person, **form.cleaned_data)
            messages.success(request, _("Thank you. The coordinator has been told."))
            return redirect(minutes)
    return render(request, "members/ask.html", {"form": form, "verb": "comment_on_minutes", "back": minutes}, status=422)


@open_page(methods=("GET", "POST"))
def minutes_link(request: ViewerRequest, token: str) -> HttpResponse:
    """The draft for somebody who was there, without an account. Opening the page changes nothing."""
    behind = minutes_behind(token)
    form = CommentForm(posted(request) if behind.is_latest else None)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            comment_on_minutes(actor=behind.reader, minutes=behind.minutes, person=behind.attendance.person, **form.cleaned_data)
            messages.success(request, _("Thank you. The coordinator has been told."))
            return redirect(request.path)
    context = {"behind": behind, "activity": behind.minutes.activity, "decisions": decisions_of(behind.minutes.activity), "form": form}
    return render(request, "meetings/minutes_link.html", context)


@page(rules.PERMISSIONS, "view_attendance")
def activity_minutes_pdf(request: ViewerRequest, pk: int) -> HttpResponse:
    """The minutes as PDF, for whoever may see who was there."""
    minutes = minutes_for(request.viewer, pk)
    return _paper(
        minutes_pdf(minutes, quorum=quorum_in_words(minutes.activity)), _("Minutes: %(activity)s") % {"activity": minutes.activity} + ".pdf", "application/pdf"
    )


@page(rules.PERMISSIONS, "view_attendance")
def activity_minutes_hwpx(request: ViewerRequest, pk: int) -> HttpResponse:
    """The minutes in the office's own form, for whoever may see who was there."""
    minutes = minutes_for(request.viewer, pk)
    with override(FORM_LANGUAGE):
        quorum = quorum_in_words(minutes.activity)
    return _paper(minutes_hwpx(minutes, quorum=quorum), _("Minutes: %(activity)s") % {"activity": minutes.activity} + ".hwpx", HWPX)


def _paper(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=plain_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
