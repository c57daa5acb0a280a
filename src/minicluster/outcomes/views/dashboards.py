"""The dashboards, and the year of a mini-cluster."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.meetings import rules as meetings
from minicluster.members.views.organisations import number_of
from minicluster.outcomes import rules
from minicluster.outcomes.domain import dashboards as dashboard_queries
from minicluster.outcomes.domain.pictures import money_by_kind
from minicluster.outcomes.domain.plan_against_actual import year_of_group
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.pictures import svg_response


@page(rules.PERMISSIONS, "view_dashboard")
def programme_dashboard(request: ViewerRequest) -> HttpResponse:
    """The programme's figures, each leading to its rows."""
    return render(request, "outcomes/dashboard.html", {"dashboard": dashboard_queries.programme_dashboard(request.viewer)})


@page(rules.PERMISSIONS, "view_dashboard")
def complex_dashboard(request: ViewerRequest, pk: int) -> HttpResponse:
    """A complex's figures, each leading to its rows."""
    return render(request, "outcomes/dashboard.html", {"dashboard": dashboard_queries.complex_dashboard(request.viewer, pk)})


@page(meetings.PERMISSIONS, "view_work_plan")
def plan_against_actual(request: ViewerRequest, pk: int) -> HttpResponse:
    """The year of a mini-cluster: its work plan beside what it did."""
    return render(request, "outcomes/plan_against_actual.html", {"shown": year_of_group(request.viewer, pk, number_of(request.GET.get("year", "")))})


@page(meetings.PERMISSIONS, "view_work_plan")
def plan_picture(request: ViewerRequest, pk: int) -> HttpResponse:
    """The money of that year as a picture."""
    return svg_response(money_by_kind(year_of_group(request.viewer, pk, number_of(request.GET.get("year", "")))))
