"""Pages of calendar addresses, and the calendars under them."""

import hashlib
from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import make_group_calendar_address, make_own_calendar_address, revoke_calendar_address
from minicluster.meetings.domain.feeds import calendar_of, feed_behind, feed_for, group_feeds, groups_with_feeds, own_feeds, owner_of
from minicluster.meetings.forms.invitations import GroupCalendarForm
from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, open_page, page, shown_on

_STAMP = "DTSTAMP:"


@page(rules.PERMISSIONS, "make_calendar_address", methods=("GET", "POST"))
def calendar_addresses(request: ViewerRequest) -> HttpResponse:
    """The viewer's own calendar addresses and those of the groups that they look after. A new one is shown once, in the answer to the press that made it."""
    viewer, made = request.viewer, ""
    wants_group, wants_own = request.POST.get("make") == "group", request.POST.get("make") == "own"
    own, group = PlainForm(request.POST if wants_own else None), GroupCalendarForm(request.POST if wants_group else None, groups=groups_with_feeds(viewer))
    if wants_own and own.is_valid():
        with shown_on(own):
            made = make_own_calendar_address(actor=viewer)
    if wants_group and group.is_valid():
        with shown_on(group):
            made = make_group_calendar_address(actor=viewer, **group.cleaned_data)
    context = {
        "made": made,
        "own_form": own,
        "group_form": group,
        "own": own_feeds(viewer),
        "groups": group_feeds(viewer),
        "has_own": owner_of(viewer) is not None,
        "has_groups": groups_with_feeds(viewer).exists(),
    }
    response = render(request, "meetings/calendar_addresses.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(rules.PERMISSIONS, "make_calendar_address", methods=("POST",))
def calendar_feed_revoke(request: ViewerRequest, pk: int) -> HttpResponse:
    """Revoke a calendar address."""
    revoke_calendar_address(actor=request.viewer, feed=feed_for(request.viewer, pk))
    return redirect("meetings:calendar-addresses")


@open_page()
def calendar_feed(request: ViewerRequest, secret: str) -> HttpResponse:
    """The calendar under a secret address, for a calendar program. Reading it changes nothing."""
    text = calendar_of(feed_behind(secret))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="minicluster.ics"'
    response["Cache-Control"] = "private, max-age=600"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = _etag(text)
    return cast("HttpResponse", get_conditional_response(request, etag=response["ETag"], response=response))


def _etag(text: str) -> str:
    """The mark of what a calendar says. When it was read, which each entry states too, is no difference: so the mark is a weak one."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith(_STAMP))
    return f'W/"{hashlib.sha256(lines.encode()).hexdigest()}"'
