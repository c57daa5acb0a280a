"""Pages of who should meet: the proposals of a mini-cluster, invitations from them, and pairs set aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.members.models import Group
from minicluster.members.views.asking import ask, posted
from minicluster.network import rules
from minicluster.network.domain.actions import invite_pairs, propose_pair_again, set_pair_aside
from minicluster.network.domain.addresses import leads_from
from minicluster.network.domain.proposals import group_to_propose_in, pair_set_aside_for, pair_to_set_aside, proposals_for
from minicluster.network.domain.wholes import Whole
from minicluster.network.forms.proposals import InvitePairsForm, SetAsideForm
from minicluster.platform.pages import ViewerRequest, page, shown_on


@page(rules.PERMISSIONS, "view_meeting_proposals", methods=("GET", "POST"))
def who_should_meet(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who should meet in a mini-cluster; chosen pairs go on the list of an activity."""
    viewer, group = request.viewer, group_to_propose_in(request.viewer, pk)
    shown = proposals_for(viewer, group)
    form = InvitePairsForm(posted(request), rows=shown.rows, ahead=shown.ahead)
    if form.is_bound and form.is_valid():
        with shown_on(form):
            activity = form.cleaned_data["activity"]
            invited = invite_pairs(actor=viewer, group=group, **form.cleaned_data)
            told = ngettext("%(count)s person is new on the list of “%(activity)s”.", "%(count)s people are new on the list of “%(activity)s”.", len(invited))
            messages.success(request, told % {"count": len(invited), "activity": activity})
            return redirect("network:who-should-meet", group.pk)
    context = {"shown": shown, "form": form, "chosen": request.POST.getlist("pairs"), "leads": leads_from(viewer, Whole(rules.WholeKind.GROUP, group))}
    return render(request, "network/who_should_meet.html", context, status=422 if form.errors else 200)


@page(rules.PERMISSIONS, "set_pair_aside", methods=("GET", "POST"))
def pair_aside(request: ViewerRequest, pk: int, one: int, other: int) -> HttpResponse:
    """Say why two people need not meet."""
    group, first, second = pair_to_set_aside(request.viewer, pk, one, other)
    form = SetAsideForm(posted(request))

    def act(typed: dict[str, str]) -> object:
        return set_pair_aside(actor=request.viewer, group=group, one=first, other=second, **typed)

    return ask(request, form, act, verb="set_pair_aside", back=_page_of(group), lead=f"{first} · {second} ({group})")


@page(rules.PERMISSIONS, "set_pair_aside", methods=("POST",))
def pair_again(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back that a pair was set aside."""
    pair = pair_set_aside_for(request.viewer, pk)
    propose_pair_again(actor=request.viewer, pair=pair)
    messages.success(request, _("The two may be proposed again."))
    return redirect(_page_of(pair.group))


def _page_of(group: Group) -> str:
    return str(reverse("network:who-should-meet", args=[group.pk]))
