"""Pages of what the ties show: measures over the years, brokers, and members whom nobody reaches."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.network import rules
from minicluster.network.domain.addresses import leads_from
from minicluster.network.domain.brokers import brokers_within, roles_explained
from minicluster.network.domain.charts import density_over_years, helix_over_years
from minicluster.network.domain.helix import reading_of_helix
from minicluster.network.domain.measures import measures_of, reading_of_growth
from minicluster.network.domain.unreached import unreached_in
from minicluster.network.domain.wholes import whole_for
from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.pictures import svg_response


@page(rules.PERMISSIONS, "view_network")
def measures(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """The measures of a mini-cluster, complex or programme."""
    shown = measures_of(request.viewer, whole_for(request.viewer, kind, pk))
    readings = {"growth_reading": reading_of_growth(shown.figures), "helix_reading": reading_of_helix(shown.helix)}
    return render(request, "network/measures.html", {"shown": shown, "leads": leads_from(request.viewer, shown.whole), **readings})


@page(rules.PERMISSIONS, "view_network")
def density_picture(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Density over time as a picture."""
    return svg_response(density_over_years(measures_of(request.viewer, whole_for(request.viewer, kind, pk)).figures))


@page(rules.PERMISSIONS, "view_network")
def helix_picture(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """T(UIG) over time as a picture."""
    return svg_response(helix_over_years(measures_of(request.viewer, whole_for(request.viewer, kind, pk)).helix))


@page(rules.PERMISSIONS, "view_network")
def brokers(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Who stands between others, with the reason."""
    shown = brokers_within(request.viewer, whole_for(request.viewer, kind, pk))
    return render(request, "network/brokers.html", {"shown": shown, "roles": roles_explained(), "leads": leads_from(request.viewer, shown.whole)})


@page(rules.PERMISSIONS, "view_network")
def unreached(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Members whom nobody reaches, with one thing to do for each."""
    shown = unreached_in(request.viewer, whole_for(request.viewer, kind, pk))
    rows = page_of(request, shown.rows)
    return render(request, "network/unreached.html", {"shown": shown, "page": rows, "leads": leads_from(request.viewer, shown.whole)})
