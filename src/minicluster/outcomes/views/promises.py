"""How promises were kept."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.outcomes import rules
from minicluster.outcomes.domain.pictures import promises_by_fate
from minicluster.outcomes.domain.promises import Promises, promises_by_open_to, promises_of
from minicluster.outcomes.domain.queries import indicators_of_ledger
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.pictures import svg_response


@page(rules.PERMISSIONS, "view_promises")
def promises(request: ViewerRequest) -> HttpResponse:
    """The promise-keeping rates, each count with its entries."""
    context = {
        "shown": _asked(request),
        "indicators": [one for one in indicators_of_ledger(request.viewer) if one.is_additive],
        "ways": promises_by_open_to(request.viewer),
        "query": request.GET.urlencode(),
    }
    return render(request, "outcomes/promises.html", context)


@page(rules.PERMISSIONS, "view_promises")
def promises_picture(request: ViewerRequest) -> HttpResponse:
    """The same as a picture."""
    return svg_response(promises_by_fate(_asked(request)))


def _asked(request: ViewerRequest) -> Promises:
    return promises_of(request.viewer, by=request.GET.get("by", ""), indicator=request.GET.get("indicator", ""))
