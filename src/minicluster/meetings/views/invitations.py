"""Pages of invitations: whom to invite, who answered what, and the answer itself, with an account and without."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import answer_invitation, invite_guest, invite_people, move_activity, settle_message
from minicluster.meetings.domain.held_mail import held_mail_of
from minicluster.meetings.domain.invitations import (
    invitation_behind,
    invitation_for,
    invitation_list,
    invited_viewer,
    seat_of,
)
from minicluster.meetings.domain.invite_lists import lists_today, people_found
from minicluster.meetings.domain.queries import activities_within, activity_for
from minicluster.meetings.forms.invitations import AnswerForm, GuestForm, InviteForm, MoveForm
from minicluster.meetings.models import Invitation
from minicluster.members.views.asking import ask, posted
from minicluster.platform.pages import ViewerRequest, open_page, page, shown_on
from minicluster.platform.permissions import Viewer

_DECISIONS = {"arrived": True, "again": False}


@page(rules.PERMISSIONS, "invite_person", methods=("GET", "POST"))
def activity_invite(request: ViewerRequest, pk: int) -> HttpResponse:
    """Invite from the lists as they stand today, and single people by name."""
    viewer, shown = request.viewer, activity_for(request.viewer, pk, to="invite_person")
    lists, q = lists_today(shown), request.GET.get("q", "")
    found = people_found(viewer, shown, q)
    form = InviteForm(posted(request), viewer=viewer, activity=shown, lists=lists, found=found, initial={"answer_by": shown.answer_by})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            invited = invite_people(actor=viewer, activity=shown, **form.cleaned_data)
            messages.success(request, _("New on the list: %(count)s.") % {"count": len(invited)})
            return redirect("meetings:activity-invitations", shown.pk)
    context = {
        "form": form,
        "activity": shown,
        "q": q,
        "found": found,
        "silent": sorted({person for one in lists for person in one.without_mail}, key=str),
        "is_planned": shown.state == rules.ActivityState.PLANNED,
        "may_invite_guests": rules.PERMISSIONS.allows(viewer, "invite_guest", shown.place()),
    }
    return render(request, "meetings/activity_invite.html", context)


@page(rules.PERMISSIONS, "invite_guest", methods=("GET", "POST"))
def activity_guest(request: ViewerRequest, pk: int) -> HttpResponse:
    """Invite somebody from outside."""
    shown = activity_for(request.viewer, pk, to="invite_guest")
    form = GuestForm(posted(request))
    return ask(request, form, lambda typed: invite_guest(actor=request.viewer, activity=shown, **typed), verb="invite_guest", back=shown, lead=shown.title)


@page(rules.PERMISSIONS, "view_invitation", methods=("GET", "POST"))
def activity_invitations(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who is invited and what they answered; here it is decided about mails that are held."""
    viewer, shown = request.viewer, activity_for(request.viewer, pk, to="view_invitation")
    if request.method == "POST":
        number, decision = request.POST.get("message", ""), request.POST.get("decision", "")
        if not number.isdecimal() or decision not in _DECISIONS:
            raise Http404
        settle_message(actor=viewer, activity=shown, message_id=int(number), has_arrived=_DECISIONS[decision])
        messages.success(request, _("Saved."))
        return redirect("meetings:activity-invitations", shown.pk)
    rows = invitation_list(viewer, shown)
    context = {
        "activity": shown,
        "rows": rows,
        "held": held_mail_of(activities_within(viewer, "settle_message").filter(pk=shown.pk)),
        "is_planned": shown.state == rules.ActivityState.PLANNED,
        "may_invite": shown.state in rules.AHEAD,
        "takes_answers": rules.why_no_answer(shown.state, rules.InvitationAnswer.DECLINED, shown.starts_at, shown.now()) is None,
    }
    return render(request, "meetings/activity_invitations.html", context)


@page(rules.PERMISSIONS, "move_activity", methods=("GET", "POST"))
def activity_move(request: ViewerRequest, pk: int) -> HttpResponse:
    """Move an activity to another time or place."""
    shown = activity_for(request.viewer, pk, to="move_activity")
    form = MoveForm(posted(request), initial={"starts_at": shown.starts_at, "ends_at": shown.ends_at, "venue": shown.venue})
    act = move_activity
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="move_activity", back=shown, lead=shown.title)


@page(rules.PERMISSIONS, "answer_invitation", methods=("GET", "POST"))
def invitation_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Answer one's own invitation, or write down what an invited person told."""
    viewer, found = request.viewer, invitation_for(request.viewer, pk)
    is_own = viewer.person_id == found.person_id
    through = rules.AnsweredThrough.ACCOUNT if is_own else rules.AnsweredThrough.STAFF
    after = found.activity.get_absolute_url() if is_own else reverse("meetings:activity-invitations", args=[found.activity_id])
    return _answer_page(request, found, viewer, through, after, is_own=is_own)


@open_page(methods=("GET", "POST"))
def invitation_by_link(request: ViewerRequest, token: str) -> HttpResponse:
    """The answer without an account. Opening the page changes nothing; a link of an earlier time or place takes none."""
    found, is_latest = invitation_behind(token)
    if not is_latest:
        return render(request, "meetings/invitation.html", {"invitation": found, "activity": found.activity, "is_latest": False})
    return _answer_page(request, found, invited_viewer(found), rules.AnsweredThrough.LINK, request.path, is_own=True)


def _answer_page(request: ViewerRequest, found: Invitation, actor: Viewer, through: str, after: str, *, is_own: bool) -> HttpResponse:
    form = AnswerForm(posted(request), invitation=found)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            answer_invitation(actor=actor, invitation=found, through=through, **form.cleaned_data)
            messages.success(request, _("Thank you. Your answer has been recorded.") if is_own else _("Saved."))
            return redirect(after)
    return render(request, "meetings/invitation.html", {**_facts_of(found), "form": form, "is_own": is_own, "is_latest": True})


def _facts_of(found: Invitation) -> dict[str, Any]:
    activity = found.activity
    reasons = {answer: rules.why_no_answer(activity.state, answer, activity.starts_at, activity.now()) for answer in ("coming", "declined")}
    return {
        "invitation": found,
        "activity": activity,
        "seat": seat_of(found),
        "why_closed": reasons["coming"].label if reasons["coming"] else "",
        "may_come": reasons["coming"] is None,
        "may_decline": reasons["declined"] is None,
    }
