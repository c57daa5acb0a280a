"""Pages of memberships: one membership, its steps, who represents it, and the list of a group's members on a day."""

from datetime import date
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions import keep_member, name_representative, take_membership_step
from minicluster.members.domain.admission import checks_of, doubts_in
from minicluster.members.domain.fees import fees_of_membership
from minicluster.members.domain.queries import acts_on, group_for, membership_for, membership_lines
from minicluster.members.domain.rosters import ROSTER_COLUMNS, memberships_on, roster_rows, seat_of
from minicluster.members.forms import EndMembershipForm, RepresentativeForm, step_form
from minicluster.members.models import Group, Membership
from minicluster.members.views.asking import as_workbook, ask, posted, step_of
from minicluster.platform.forms import PlainForm, ReasonForm
from minicluster.platform.pages import ViewerRequest, page, page_of

# The steps that ask for the day on which the membership ends.
ENDING: Final = ("leave_group", "remove_member", "end_eligibility")


@page(rules.PERMISSIONS, "view_membership")
def membership(request: ViewerRequest, pk: int) -> HttpResponse:
    """One membership: the facts beside what the group asks, who represents it, its fees, and how it came to be what it is."""
    viewer = request.viewer
    shown = membership_for(viewer, pk, to="view_membership")
    place = shown.place()
    may = {action: rules.PERMISSIONS.allows(viewer, action, place) for action in ("name_representative", "keep_member", "record_fee_payment", "waive_fee")}
    return render(
        request,
        "members/membership.html",
        {
            "membership": shown,
            "steps": membership_lines(viewer, [shown])[0].steps,
            "may": may,
            "checks": checks_of(shown),
            "doubt": _doubt_about(shown) if may["keep_member"] else None,
            "terms": shown.former_representations.select_related("representative", "deputy").order_by("-valid_from"),
            "fees": fees_of_membership(shown, request.programme.today()),
            "history": acts_on(viewer, shown, reads_reasons=True),
        },
    )


def _doubt_about(shown: Membership) -> Any:
    return next((doubt for doubt in doubts_in([shown.group]) if doubt.membership.pk == shown.pk), None)


@page(rules.PERMISSIONS, "lead_membership", methods=("GET", "POST"))
def membership_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step of a membership's lifecycle; who checks and who decides sees the facts beside what the group asks."""
    step_of(rules.MEMBERSHIP_LIFECYCLE.steps, verb)
    shown = membership_for(request.viewer, pk, to=verb)
    act = partial(take_membership_step, actor=request.viewer, membership=shown, verb=verb)
    facts: dict[str, Any] = {"template": "members/membership_check.html", "checks": checks_of(shown), "membership": shown} if verb in _LOOKED_AT else {}
    return ask(request, _form_of(request, verb, shown), lambda typed: act(**typed), verb=verb, back=shown.group, lead=str(shown), **facts)


_LOOKED_AT: Final = ("check_membership", "approve_membership")


def _form_of(request: ViewerRequest, verb: str, shown: Membership) -> PlainForm:
    step = rules.MEMBERSHIP_LIFECYCLE.steps[verb]
    if verb in ENDING:
        return EndMembershipForm(posted(request), needs_reason=step.needs_reason, initial={"on_day": shown.programme.today()})
    return step_form(step, posted(request))


@page(rules.PERMISSIONS, "keep_member", methods=("GET", "POST"))
def membership_keep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Decide that a member stays although the facts speak against it."""
    shown = membership_for(request.viewer, pk, to="keep_member")
    act = partial(keep_member, actor=request.viewer, membership=shown)
    return ask(request, ReasonForm(posted(request)), lambda typed: act(**typed), verb="keep_member", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "name_representative", methods=("GET", "POST"))
def membership_representative(request: ViewerRequest, pk: int) -> HttpResponse:
    """Name who represents a member from a day on."""
    shown = membership_for(request.viewer, pk, to="name_representative")
    initial = {"representative": shown.representative_id, "deputy": shown.deputy_id, "from_day": shown.programme.today()}
    form = RepresentativeForm(posted(request), viewer=request.viewer, membership=shown, initial=initial)
    act = partial(name_representative, actor=request.viewer, membership=shown)
    return ask(request, form, lambda typed: act(**typed), verb="name_representative", back=shown, lead=str(shown))


@page(rules.PERMISSIONS, "view_group")
def group_members(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who belonged to a group on a day (`?on=2006-12-31`; today, if none is given)."""
    shown = group_for(request.viewer, pk)
    day = _day_asked_for(request, shown)
    if day is None:
        messages.error(request, _("“%(typed)s” is no day up to today. The list of today is shown instead.") % {"typed": request.GET["on"]})
        return redirect("members:group-members", pk=pk)
    members = page_of(request, memberships_on(shown, day))
    context = {"group": shown, "day": day, "page": members, "seats": [seat_of(row) for row in members], "today": shown.programme.today()}
    return render(request, "members/group_members.html", context)


@page(rules.PERMISSIONS, "view_group")
def group_members_export(request: ViewerRequest, pk: int) -> HttpResponse:
    """The same list as a workbook."""
    shown = group_for(request.viewer, pk)
    day = _day_asked_for(request, shown) or shown.programme.today()
    return as_workbook(f"members-{shown.slug}-{day.isoformat()}", ROSTER_COLUMNS, roster_rows(shown, day))


def _day_asked_for(request: ViewerRequest, group: Group) -> date | None:
    """The day in the address; today where there is none, None where it is no day or lies in the future."""
    today = group.programme.today()
    try:
        day = date.fromisoformat(request.GET.get("on", "") or today.isoformat())
    except ValueError:
        return None
    return day if day <= today else None
