"""What is measured, and the figures kept for it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.members.domain.queries import complexes_for
from minicluster.outcomes import rules
from minicluster.outcomes.domain import actions
from minicluster.outcomes.domain.queries import (
    indicators_for,
    indicators_with_figures,
)
from minicluster.outcomes.forms.indicators import FigureForm, ForecastForm, IndicatorForm
from minicluster.outcomes.views.recording import recording_page
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.permissions import Viewer


@page(rules.PERMISSIONS, "view_dashboard")
def indicator_list(request: ViewerRequest) -> HttpResponse:
    """What is measured, with the baselines, targets and forecasts kept for it."""
    may = [action for action in ("define_indicator", "set_baseline", "set_target", "record_forecast") if rules.PERMISSIONS.scope(request.viewer, action)]
    return render(request, "outcomes/indicator_list.html", {"indicators": indicators_with_figures(request.viewer), "may": may})


@page(rules.PERMISSIONS, "define_indicator", methods=("GET", "POST"))
def indicator_define(request: ViewerRequest) -> HttpResponse:
    """Define what is measured."""
    return recording_page(request, "define_indicator", actions.define_indicator, IndicatorForm(request.POST or None))


@page(rules.PERMISSIONS, "set_baseline", methods=("GET", "POST"))
def baseline_set(request: ViewerRequest) -> HttpResponse:
    """Say where an indicator stood before."""
    return recording_page(request, "set_baseline", actions.set_baseline, FigureForm(request.POST or None, **_known_to(request.viewer)))


@page(rules.PERMISSIONS, "set_target", methods=("GET", "POST"))
def target_set(request: ViewerRequest) -> HttpResponse:
    """Say where an indicator should stand."""
    return recording_page(request, "set_target", actions.set_target, FigureForm(request.POST or None, **_known_to(request.viewer)))


@page(rules.PERMISSIONS, "record_forecast", methods=("GET", "POST"))
def forecast_record(request: ViewerRequest) -> HttpResponse:
    """Record where an indicator is foreseen to stand."""
    return recording_page(request, "record_forecast", actions.record_forecast, ForecastForm(request.POST or None, **_known_to(request.viewer)))


def _known_to(viewer: Viewer) -> dict[str, Any]:
    return {"indicators": indicators_for(viewer), "complexes": complexes_for(viewer)}
