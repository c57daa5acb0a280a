"""Over which complexes figures are told, and in which money."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.members.domain.queries import complexes_for
from minicluster.outcomes import rules
from minicluster.outcomes.domain import actions, registry
from minicluster.outcomes.forms.perimeters import AddComplexForm, IndexForm, PerimeterForm, RateForm, TakeOutForm
from minicluster.outcomes.views.recording import recording_page
from minicluster.platform.pages import ViewerRequest, page

_LIST = "outcomes:perimeter-list"
_PRICES = "outcomes:price-list"


@page(rules.PERMISSIONS, "view_dashboard")
def perimeter_list(request: ViewerRequest) -> HttpResponse:
    """The perimeters with their complexes and days."""
    may = rules.PERMISSIONS.scope(request.viewer, "define_perimeter") is not None
    return render(request, "outcomes/perimeter_list.html", {"perimeters": registry.perimeters_for(request.viewer), "may_define": may})


@page(rules.PERMISSIONS, "define_perimeter", methods=("GET", "POST"))
def perimeter_define(request: ViewerRequest) -> HttpResponse:
    """Name a set of complexes."""
    return recording_page(request, "define_perimeter", actions.define_perimeter, PerimeterForm(request.POST or None), back=_LIST)


@page(rules.PERMISSIONS, "define_perimeter", methods=("GET", "POST"))
def perimeter_add(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a complex belong to a perimeter from a day on."""
    perimeter = registry.perimeter_for(request.viewer, pk)
    form = AddComplexForm(request.POST or None, complexes=complexes_for(request.viewer))
    return recording_page(request, "define_perimeter", partial(actions.add_to_perimeter, perimeter=perimeter), form, back=_LIST, about=str(perimeter))


@page(rules.PERMISSIONS, "define_perimeter", methods=("GET", "POST"))
def perimeter_take_out(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a complex belong to a perimeter no more from a day on."""
    part = registry.perimeter_part_for(request.viewer, pk)
    take_out = partial(actions.take_out_of_perimeter, part=part)
    return recording_page(request, "define_perimeter", take_out, TakeOutForm(request.POST or None), back=_LIST, about=str(part))


@page(rules.PERMISSIONS, "view_dashboard")
def price_list(request: ViewerRequest) -> HttpResponse:
    """The exchange rates and price indices by which money is told."""
    may = rules.PERMISSIONS.scope(request.viewer, "record_prices") is not None
    context = {"rates": registry.rates_for(request.viewer), "indices": registry.price_indices_for(request.viewer), "may_record": may}
    return render(request, "outcomes/price_list.html", context)


@page(rules.PERMISSIONS, "record_prices", methods=("GET", "POST"))
def rate_record(request: ViewerRequest) -> HttpResponse:
    """Record an exchange rate."""
    return recording_page(request, "record_prices", actions.record_exchange_rate, RateForm(request.POST or None), back=_PRICES)


@page(rules.PERMISSIONS, "record_prices", methods=("GET", "POST"))
def index_record(request: ViewerRequest) -> HttpResponse:
    """Record a price index."""
    return recording_page(request, "record_prices", actions.record_price_index, IndexForm(request.POST or None), back=_PRICES)
