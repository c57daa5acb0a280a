"""The calendar over groups and complexes."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.meetings import rules
from minicluster.meetings.domain.months import Month, calendar_for
from minicluster.meetings.domain.queries import OWN_GROUPS, ActivityFilter
from minicluster.members.domain.queries import complexes_for, groups_for
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.permissions import Viewer

_ALL = "all"


@page(rules.PERMISSIONS, "view_activity")
def calendar(request: ViewerRequest) -> HttpResponse:
    """A month of activities; whoever has groups of their own sees these first."""
    viewer, chosen = request.viewer, chosen_filters(request, "month", "group", "complex", "kind")
    today = request.programme.today()
    if not chosen["group"] and not chosen["complex"]:
        chosen["group"] = OWN_GROUPS if viewer.group_ids else _ALL
    month = Month.read(chosen["month"], today)
    context = {
        "calendar": calendar_for(viewer, month, _filter_of(viewer, chosen), today),
        "month": month,
        "chosen": chosen,
        "rows": urlencode({name: chosen[name] for name in ("group", "complex", "kind") if chosen[name] not in ("", _ALL)}),
        "kinds": rules.ActivityKind.choices,
        "groups": groups_for(viewer).order_by("complex__name_ko", "name_ko"),
        "complexes": complexes_for(viewer),
        "has_own": bool(viewer.group_ids),
        "may_plan": rules.PERMISSIONS.scope(viewer, "plan_activity") is not None,
    }
    return render(request, "meetings/calendar.html", context)


def _filter_of(viewer: Viewer, chosen: dict[str, str]) -> ActivityFilter:
    return ActivityFilter(
        kind=chosen["kind"] if chosen["kind"] in rules.ActivityKind.values else "",
        group=number_of(chosen["group"]),
        complex=number_of(chosen["complex"]),
        among=viewer.group_ids if chosen["group"] == OWN_GROUPS else None,
    )
