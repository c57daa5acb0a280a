"""Pages of activities: the list, one activity, planning it and leading it on."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import (
    cancel_activity,
    plan_activity,
    postpone_activity,
    register_for_activity,
    settle_costs,
    take_activity_step,
    withdraw_registration,
)
from minicluster.meetings.domain.invitations import answers_so_far, own_invitation
from minicluster.meetings.domain.queries import (
    ActivityFilter,
    activities_for,
    activity_for,
    attendance_of,
    registration_for,
    registrations_of,
    totals_of,
    visit_reports_for,
    yields_by_kind,
)
from minicluster.meetings.forms.activities import PlanForm, PostponeForm, SeatForm, SettleForm
from minicluster.meetings.forms.invitations import CancelForm
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import acts_on, complexes_for, groups_for, steps_open_to
from minicluster.members.forms import step_form
from minicluster.members.views.asking import ask, posted
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.permissions import Viewer

# What can be written down on the page of an activity, and the address where that is done.
WRITING = {
    "invite_person": "meetings:activity-invite",
    "move_activity": "meetings:activity-move",
    "record_attendance": "meetings:attendance",
    "write_minutes": "meetings:activity-minutes",
    "record_decision": "meetings:activity-decision",
    "assign_action_item": "meetings:activity-action-item",
}

# Years that a day can have in every part of the product.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@page(rules.PERMISSIONS, "view_activity")
def activity_list(request: ViewerRequest) -> HttpResponse:
    """The activities that fit the filters of the address; what they add up to where few are meant or it is asked for, as it reads every attendance."""
    viewer, chosen = request.viewer, chosen_filters(request, "kind", "state", "year", "group", "complex", "firm", "totals")
    wanted = _filter_of(chosen)
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
            "years": range(request.programme.started_on.year, request.programme.today().year + 1),
            "groups": groups_for(viewer).order_by("complex__name_ko", "name_ko"),
            "complexes": complexes_for(viewer),
            "may_plan": rules.PERMISSIONS.scope(viewer, "plan_activity") is not None,
            "may_read_along": rules.PERMISSIONS.scope(viewer, "make_calendar_address") is not None,
        },
    )


def _filter_of(chosen: dict[str, str]) -> ActivityFilter:
    return ActivityFilter(
        kind=chosen["kind"] if chosen["kind"] in rules.ActivityKind.values else "",
        state=chosen["state"] if chosen["state"] in rules.ActivityState.values else "",
        year=_year_of(chosen["year"]),
        group=number_of(chosen["group"]),
        complex=number_of(chosen["complex"]),
        firm=number_of(chosen["firm"]),
    )


def _year_of(text: str) -> int | None:
    year = number_of(text)
    return year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None


@page(rules.PERMISSIONS, "view_activity")
def activity(request: ViewerRequest, pk: int) -> HttpResponse:
    """One activity: facts, people, minutes, decisions, what is to be done, and what can be done with it now."""
    viewer = request.viewer
    shown = activity_for(viewer, pk)
    return render(
        request,
        "meetings/activity.html",
        {
            "activity": shown,
            "steps": steps_open_to(viewer, shown),
            "writing": _writing_open_to(viewer, shown),
            "may_register": shown.state == rules.ActivityState.OPEN and rules.PERMISSIONS.allows(viewer, "register_for_activity", shown.place()),
            "attendances": attendance_of(viewer, shown),
            "registrations": registrations_of(viewer, shown),
            "invited": {"answers": answers_so_far(viewer, shown), "own": own_invitation(viewer, shown)},
            "visit_report": visit_reports_for(viewer).filter(activity=shown).first(),
            "minutes": getattr(shown, "minutes", None) if rules.PERMISSIONS.allows(viewer, "view_attendance", shown.place()) else None,
            "decisions": shown.decisions.order_by("pk"),
            "action_items": [(item, steps_open_to(viewer, item)) for item in shown.action_items.select_related("owner").order_by("due_on", "pk")],
            "elections": shown.elections.select_related("office__person", "office__group").order_by("pk"),
            "history": acts_on(viewer, shown, reads_reasons=rules.PERMISSIONS.allows(viewer, "view_attendance", shown.place())),
        },
    )


def _writing_open_to(viewer: Viewer, shown: Activity) -> list[tuple[str, str]]:
    """What the viewer may write down about it as it stands, with the address of each."""
    writing = dict(WRITING)
    if shown.state not in rules.AHEAD:
        del writing["invite_person"]
    if shown.state not in (*rules.AHEAD, rules.ActivityState.POSTPONED):
        del writing["move_activity"]
    if not rules.takes_attendance(shown.state):
        del writing["record_attendance"]
    if shown.state not in rules.WAS_HELD:
        del writing["write_minutes"], writing["record_decision"]
    if shown.kind == rules.ActivityKind.VISIT and shown.state in rules.WAS_HELD:
        writing["write_visit_report"] = "meetings:visit-report-write"
    if shown.kind == rules.ActivityKind.ASSEMBLY and shown.state in rules.WAS_HELD:
        writing["record_election"] = "meetings:activity-election"
    place = shown.place()
    return [(action, url_name) for action, url_name in writing.items() if rules.PERMISSIONS.allows(viewer, action, place)]


@page(rules.PERMISSIONS, "plan_activity", methods=("GET", "POST"))
def activity_plan(request: ViewerRequest) -> HttpResponse:
    """Plan an activity: first its kind, then the short form of that kind."""
    kind = request.GET.get("kind", "")
    if kind not in rules.ActivityKind.values:
        return render(request, "meetings/activity_plan.html", {"kinds": rules.ActivityKind.choices})
    label = rules.ActivityKind(kind).label
    form = PlanForm(posted(request), viewer=request.viewer, kind=kind, initial={"title": label, "groups": list(request.viewer.group_ids)[:1]})
    return ask(request, form, lambda typed: plan_activity(actor=request.viewer, kind=kind, **typed), verb="plan_activity", back=None, lead=str(label))


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
