"""Forecasts: the latest and the earlier ones, one series with its picture, how good they were, and having new ones made."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain import forecasts as kept
from minicluster.outcomes.domain.forecast_pictures import fan
from minicluster.outcomes.domain.forecast_requests import call_off_forecasts, forecasts_standing, request_forecasts
from minicluster.outcomes.domain.forecast_scores import APART, SCORED, WAITING, scores_for
from minicluster.outcomes.forms.forecasts import HorizonForm
from minicluster.outcomes.models import ForecastRun
from minicluster.platform.pages import ViewerRequest, page, page_of, shown_on
from minicluster.platform.pictures import svg_response
from minicluster.platform.refusals import NotVisibleError

# While work is waited for, a page looks again after so many seconds, without a script.
LOOK_AGAIN_SECONDS = 3
EARLIER = 30


@page(rules.PERMISSIONS, "view_dashboard")
def forecast_list(request: ViewerRequest) -> HttpResponse:
    """The latest forecasts of all series, and the earlier runs."""
    return _run_page(request, kept.runs_for(request.viewer).first(), HorizonForm())


@page(rules.PERMISSIONS, "view_dashboard")
def forecast_run(request: ViewerRequest, pk: int) -> HttpResponse:
    """The forecasts of one run."""
    return _run_page(request, kept.run_for(request.viewer, pk), HorizonForm())


@page(rules.PERMISSIONS, "make_forecasts", methods=("POST",))
def forecasts_make(request: ViewerRequest) -> HttpResponse:
    """Ask for new forecasts of all series."""
    form = HorizonForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            if not request_forecasts(actor=request.viewer, horizon=form.cleaned_data["horizon"]):
                messages.info(request, _("Forecasts are being made already. Asking twice is asking once."))
            return redirect("outcomes:forecasts-making")
    return _run_page(request, kept.runs_for(request.viewer).first(), form)


@page(rules.PERMISSIONS, "make_forecasts")
def forecasts_making(request: ViewerRequest) -> HttpResponse:
    """How far the making of forecasts is."""
    standing = forecasts_standing(request.viewer)
    response = render(request, "outcomes/forecasts_making.html", {"standing": standing, "latest": kept.runs_for(request.viewer).first()})
    if standing and standing.is_unfinished:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@page(rules.PERMISSIONS, "make_forecasts", methods=("POST",))
def forecasts_call_off(request: ViewerRequest) -> HttpResponse:
    """Call the making of forecasts off."""
    if call_off_forecasts(actor=request.viewer):
        messages.success(request, _("Called off. Nothing of it was kept; earlier forecasts are as they were."))
    else:
        messages.info(request, _("No forecasts are being made now: there was nothing to call off."))
    return redirect("outcomes:forecast-list")


@page(rules.PERMISSIONS, "view_dashboard")
def forecast_series(request: ViewerRequest, pk: int) -> HttpResponse:
    """One series: its figures, its forecast, its targets."""
    series = kept.series_ahead_for(request.viewer, pk)
    return render(request, "outcomes/forecast_series.html", {"series": series, "targets": kept.targets_of(series), "run": series.first.run})


@page(rules.PERMISSIONS, "view_dashboard")
def forecast_picture(request: ViewerRequest, pk: int) -> HttpResponse:
    """The same as a picture."""
    series = kept.series_ahead_for(request.viewer, pk)
    return svg_response(fan(series, kept.targets_of(series)))


@page(rules.PERMISSIONS, "view_dashboard")
def forecast_scores(request: ViewerRequest) -> HttpResponse:
    """How good earlier forecasts were; the scored ones also of one maker and method."""
    state, maker, method = request.GET.get("show", SCORED), request.GET.get("maker", ""), request.GET.get("method", "")
    if state not in (SCORED, WAITING, APART):
        raise NotVisibleError
    scores = scores_for(request.viewer)
    chosen = next((one for one in scores.records if (one.maker, one.method) == (maker, method)), None)
    if maker and (chosen is None or state != SCORED):
        raise NotVisibleError
    shown = scores.of_record(maker, method) if maker else scores.of(state)
    return render(request, "outcomes/forecast_scores.html", {"scores": scores, "state": state, "chosen": chosen, "page": page_of(request, shown)})


def _run_page(request: ViewerRequest, run: ForecastRun | None, form: HorizonForm) -> HttpResponse:
    context: dict[str, Any] = {"runs": kept.runs_for(request.viewer)[:EARLIER], "standing": forecasts_standing(request.viewer)}
    if rules.PERMISSIONS.scope(request.viewer, "make_forecasts"):
        context["form"] = form
    if run:
        shown = kept.shown_run(request.viewer, run)
        context |= {"shown": shown, "run": run, "page": page_of(request, shown.series)}
    return render(request, "outcomes/forecast_run.html", context)
