"""What is measured, and the figures kept for it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on, complexes_for, groups_for
from minicluster.outcomes import rules
from minicluster.outcomes.domain import actions, registry
from minicluster.outcomes.domain.indicator_pictures import MOST_LINES, figures_over_years
from minicluster.outcomes.domain.queries import indicators_for
from minicluster.outcomes.forms.indicators import ActualForm, AmendForm, CorrectActualForm, FigureForm, ForecastForm, IndicatorForm
from minicluster.outcomes.models import Actual
from minicluster.outcomes.views.recording import recording_page
from minicluster.platform.forms import NoteForm, PlainForm
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.platform.pictures import svg_response
from minicluster.platform.refusals import NotVisibleError

RECORDING: Final = ("record_actual", "set_baseline", "set_target", "record_forecast")


@page(rules.PERMISSIONS, "view_dashboard")
def indicator_list(request: ViewerRequest) -> HttpResponse:
    """What is measured, along the results chain."""
    context = {"chain": registry.chain_for(request.viewer), "may": _may(request.viewer, "define_indicator", *RECORDING)}
    return render(request, "outcomes/indicator_list.html", context)


@page(rules.PERMISSIONS, "view_dashboard")
def indicator(request: ViewerRequest, pk: int) -> HttpResponse:
    """One indicator with its figures, as picture, table and sentence."""
    shown = registry.indicator_page(request.viewer, pk, **_choices(request))
    context = {"shown": shown, "indicator": shown.indicator, "most_lines": MOST_LINES, "may": _may(request.viewer, "define_indicator", *RECORDING)}
    return render(request, "outcomes/indicator.html", context)


@page(rules.PERMISSIONS, "view_dashboard")
def indicator_picture(request: ViewerRequest, pk: int) -> HttpResponse:
    """The figures as a picture."""
    return svg_response(figures_over_years(registry.indicator_page(request.viewer, pk, **_choices(request))))


@page(rules.PERMISSIONS, "view_dashboard")
def figure_rows(request: ViewerRequest, pk: int, year: int) -> HttpResponse:
    """What a figure rests on that was summed or worked out."""
    shown, line, point = registry.figure_rows_for(request.viewer, pk, year, of=request.GET.get("of", ""), money=request.GET.get("money", ""))
    return render(request, "outcomes/figure_rows.html", {"shown": shown, "indicator": shown.indicator, "line": line, "point": point})


@page(rules.PERMISSIONS, "view_dashboard")
def figure(request: ViewerRequest, pk: int) -> HttpResponse:
    """One entry: what it says, where it comes from, what became of it."""
    return _figure_page(request, registry.actual_for(request.viewer, pk))


@page(rules.PERMISSIONS, "record_actual", methods=("POST",))
def figure_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm an entry, or correct it by a new one; a refusal is shown on the form, with what was typed."""
    entry = registry.actual_for(request.viewer, pk)
    if verb not in _FORMS:
        raise NotVisibleError
    rules.PERMISSIONS.require(request.viewer, verb, entry.place())
    form = _FORMS[verb](request.POST, auto_id=f"{verb}_%s")
    if form.is_valid():
        with shown_on(form):
            result = FIGURE_STEPS[verb](actor=request.viewer, actual=entry, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect(result or entry)
    return _figure_page(request, registry.actual_for(request.viewer, pk), {verb: form})


@page(rules.PERMISSIONS, "define_indicator", methods=("GET", "POST"))
def indicator_define(request: ViewerRequest) -> HttpResponse:
    """Define what is measured."""
    return recording_page(request, "define_indicator", actions.define_indicator, IndicatorForm(request.POST or None))


@page(rules.PERMISSIONS, "define_indicator", methods=("GET", "POST"))
def indicator_amend(request: ViewerRequest, pk: int) -> HttpResponse:
    """Amend how an indicator is called, defined or worked out."""
    known = registry.indicator_for(request.viewer, pk)
    stands = {name: getattr(known, name) for name in AmendForm.base_fields if hasattr(known, name)}
    stands |= {"formula": known.formula.get("kind", ""), "formula_of": ", ".join(known.formula.get("of", ()))}
    amend = partial(actions.amend_indicator, indicator=known)
    return recording_page(request, "define_indicator", amend, AmendForm(request.POST or None, initial=stands), back=known.get_absolute_url(), about=str(known))


@page(rules.PERMISSIONS, "set_baseline", methods=("GET", "POST"))
def baseline_set(request: ViewerRequest) -> HttpResponse:
    """Say where an indicator stood before."""
    return _figure_recording(request, "set_baseline", actions.set_baseline, FigureForm)


@page(rules.PERMISSIONS, "set_target", methods=("GET", "POST"))
def target_set(request: ViewerRequest) -> HttpResponse:
    """Say where an indicator should stand."""
    return _figure_recording(request, "set_target", actions.set_target, FigureForm)


@page(rules.PERMISSIONS, "record_forecast", methods=("GET", "POST"))
def forecast_record(request: ViewerRequest) -> HttpResponse:
    """Record where an indicator is foreseen to stand."""
    return _figure_recording(request, "record_forecast", actions.record_forecast, ForecastForm)


@page(rules.PERMISSIONS, "record_actual", methods=("GET", "POST"))
def figure_record(request: ViewerRequest) -> HttpResponse:
    """Record where an indicator stood in a year."""
    return _figure_recording(request, "record_actual", actions.record_actual, ActualForm)


_FORMS: Final[dict[str, type[PlainForm]]] = {"confirm_actual": NoteForm, "record_actual": CorrectActualForm}
FIGURE_STEPS: Final[dict[str, Callable[..., Any]]] = {"confirm_actual": actions.confirm_actual, "record_actual": actions.correct_actual}


def _figure_recording(request: ViewerRequest, verb: str, record: Callable[..., object], form: type[FigureForm]) -> HttpResponse:
    """A form that names the indicator; opened from an indicator's page it is chosen already, and that is where the way leads back."""
    chosen = indicators_for(request.viewer).filter(pk=asked).first() if (asked := request.GET.get("indicator", "")).isdecimal() else None
    known = {
        "indicator": indicators_for(request.viewer),
        "perimeter": registry.perimeters_for(request.viewer),
        "complex": complexes_for(request.viewer),
        "group": groups_for(request.viewer).order_by("complex", "pk"),
    }
    back = chosen.get_absolute_url() if chosen else "outcomes:indicator-list"
    return recording_page(request, verb, record, form(request.POST or None, known=known, initial={"indicator": chosen}), back=back)


def _figure_page(request: ViewerRequest, entry: Actual, typed: dict[str, PlainForm] | None = None) -> HttpResponse:
    stands = {name: getattr(entry, name) for name in ("value", "source", "firms", "is_confidential")}
    open_now = registry.steps_with(request.viewer, entry)
    forms: dict[str, PlainForm] = {verb: _FORMS[verb](auto_id=f"{verb}_%s", initial=stands) for verb in open_now}
    failed = next(iter((typed or {}).values()), None)
    reads_reasons = rules.PERMISSIONS.allows(request.viewer, "record_actual", entry.place())
    context = {
        "entry": entry, "indicator": entry.indicator, "steps": list((forms | (typed or {})).items()), "form": failed,
        "history": acts_on(request.viewer, entry, reads_reasons=reads_reasons),
    }  # fmt: skip
    return render(request, "outcomes/figure.html", context, status=422 if failed else 200)


def _choices(request: ViewerRequest) -> dict[str, str]:
    return {"kind": request.GET.get("kind", ""), "money": request.GET.get("money", "")}


def _may(viewer: Viewer, *verbs: str) -> list[str]:
    return [verb for verb in verbs if rules.PERMISSIONS.scope(viewer, verb)]
