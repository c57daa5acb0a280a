"""Pages of activities: the list, one activity, planning it and leading it on."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import (
    cancel_activity,
    postpone_activity,
    register_for_activity,
    settle_costs,
    take_activity_step,
    withdraw_registration,
)
from minicluster.meetings.domain.afterwards import afterwards_of
from minicluster.meetings.domain.at_the_door import at_the_door
from minicluster.meetings.domain.honoraria import honoraria_of
from minicluster.meetings.domain.invitations import answers_so_far, own_invitation
from minicluster.meetings.domain.minutes import minuted_at
from minicluster.meetings.domain.queries import (
    OWN_GROUPS,
    STAGE_LABELS,
    ActivityFilter,
    activities_for,
    activity_for,
    attendance_of,
    registrations_of,
    totals_of,
    visit_reports_for,
    yields_by_kind,
)
from minicluster.meetings.domain.seats import registration_for
from minicluster.meetings.forms.activities import PostponeForm, SeatForm, SettleForm
from minicluster.meetings.forms.invitations import CancelForm
from minicluster.meetings.views.acts import acts_open_to
from minicluster.meetings.views.planning import year_panels
from minicluster.members.domain.queries import acts_on, complexes_for, groups_for
from minicluster.members.forms import step_form
from minicluster.members.views.asking import ask, posted
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.permissions import Viewer

_FILTERS = ("kind", "state", "stage", "year", "since", "until", "group", "complex", "firm", "line", "attended", "totals")
# Years that a day can have in every part of the product.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@page(rules.PERMISSIONS, "view_activity")
def activity_list(request: ViewerRequest) -> HttpResponse:
    """The activities that fit the filters of the address; what they add up to where few are meant or it is asked for, as it reads every attendance."""
    viewer, chosen = request.viewer, chosen_filters(request, *_FILTERS)
    wanted = _filter_of(viewer, chosen)
    activities = activities_for(viewer, wanted)
    adds_up = wanted.is_narrow or chosen["totals"] == "1"
    return render(
        request,
        "meetings/activity_list.html",
        {
            "page": page_of(request, activities),
            "chosen": chosen,
            "totals": totals_of(activities) if adds_up else None,
            "yields": yields_by_kind(activities) if adds_up else [],
            "kinds": rules.ActivityKind.choices,
            "states": rules.ActivityState.choices,
            "stages": STAGE_LABELS.items(),
            "years": range(request.programme.started_on.year, request.programme.today().year + 1),
            "groups": groups_for(viewer).order_by("complex__name_ko", "name_ko"),
            "has_own": bool(viewer.group_ids),
            "complexes": complexes_for(viewer),
            "may_plan": rules.PERMISSIONS.scope(viewer, "plan_activity") is not None,
            "may_read_along": rules.PERMISSIONS.scope(viewer, "make_calendar_address") is not None,
        },
    )


def _filter_of(viewer: Viewer, chosen: dict[str, str]) -> ActivityFilter:
    return ActivityFilter(
        kind=chosen["kind"] if chosen["kind"] in rules.ActivityKind.values else "",
        state=chosen["state"] if chosen["state"] in rules.ActivityState.values else "",
        year=_year_of(chosen["year"]),
        group=number_of(chosen["group"]),
        complex=number_of(chosen["complex"]),
        firm=number_of(chosen["firm"]),
        stage=chosen["stage"] if chosen["stage"] in STAGE_LABELS else "",
        line=chosen["line"] if chosen["line"] in rules.ActivityKind.values else "",
        since=_day_of(chosen["since"]),
        until=_day_of(chosen["until"]),
        among=viewer.group_ids if chosen["group"] == OWN_GROUPS else None,
        attended=chosen["attended"] == "1",
    )


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _year_of(text: str) -> int | None:
    year = number_of(text)
    return year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None


@page(rules.PERMISSIONS, "view_activity")
def activity(request: ViewerRequest, pk: int) -> HttpResponse:
    """One activity: facts, people, minutes, decisions, what is to be done, and what can be done with it now."""
    viewer = request.viewer
    shown = activity_for(viewer, pk)
    attendances, minuted = attendance_of(viewer, shown), minuted_at(viewer, shown)
    return render(
        request,
        "meetings/activity.html",
        {
            "activity": shown,
            "acts": acts_open_to(viewer, shown, has_attendance=bool(attendances), minutes=minuted.minutes.state if minuted.minutes else ""),
            "may_register": shown.state == rules.ActivityState.OPEN and rules.PERMISSIONS.allows(viewer, "register_for_activity", shown.place()),
            "attendances": attendances,
            "registrations": registrations_of(viewer, shown),
            "at_the_door": at_the_door(viewer, shown),
            "invited": {"answers": answers_so_far(viewer, shown), "own": own_invitation(viewer, shown)},
            "visit_report": visit_reports_for(viewer).filter(activity=shown).first(),
            "minuted": minuted,
            "afterwards": afterwards_of(viewer, shown),
            "honoraria": honoraria_of(viewer, shown),
            "may_record_honorarium": rules.PERMISSIONS.allows(viewer, "record_honorarium", shown.place()),
            "history": acts_on(viewer, shown, reads_reasons=rules.PERMISSIONS.allows(viewer, "view_attendance", shown.place())),
            "year": year_panels(viewer, shown),
        },
    )


@page(rules.PERMISSIONS, "hold_activity", methods=("GET", "POST"))
def activity_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Take a step of an activity's lifecycle."""
    if verb not in rules.ACTIVITY_LIFECYCLE.steps:
        raise Http404
    viewer, shown = request.viewer, activity_for(request.viewer, pk, to=verb)
    if verb == "postpone_activity":
        later = PostponeForm(posted(request))
        return ask(request, later, lambda typed: postpone_activity(actor=viewer, activity=shown, **typed), verb=verb, back=shown)
    if verb == "cancel_activity":
        off = CancelForm(posted(request))
        return ask(request, off, lambda typed: cancel_activity(actor=viewer, activity=shown, **typed), verb=verb, back=shown)
    if verb == "settle_costs":
        costs = SettleForm(posted(request), initial={"actual_cost_krw": shown.planned_cost_krw})
        return ask(request, costs, lambda typed: settle_costs(actor=viewer, activity=shown, **typed), verb=verb, back=shown)
    form = step_form(rules.ACTIVITY_LIFECYCLE.steps[verb], posted(request))
    return ask(request, form, lambda typed: take_activity_step(actor=viewer, activity=shown, verb=verb, **typed), verb=verb, back=shown)


@page(rules.PERMISSIONS, "register_for_activity", methods=("GET", "POST"))
def activity_register(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a seat."""
    shown = activity_for(request.viewer, pk, to="register_for_activity")
    form = SeatForm(posted(request), viewer=request.viewer, activity=shown)
    act = register_for_activity
    return ask(request, form, lambda typed: act(actor=request.viewer, activity=shown, **typed), verb="register_for_activity", back=shown)


@page(rules.PERMISSIONS, "register_for_activity", methods=("GET", "POST"))
def registration_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give a seat back."""
    registration = registration_for(request.viewer, pk)
    form = PlainForm(posted(request))
    return ask(
        request,
        form,
        lambda _typed: withdraw_registration(actor=request.viewer, registration=registration),
        verb="withdraw_registration",
        back=registration.activity,
        lead=str(registration.person),
    )
