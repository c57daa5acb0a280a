"""The pages of mapping."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.mapping import rules
from minicluster.mapping.domain.pictures import PICTURES
from minicluster.mapping.domain.queries import are_invented, overview_for, profile_for, proposals_for
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.pictures import svg_response
from minicluster.platform.refusals import NotVisibleError


@page(rules.PERMISSIONS, "view_map")
def overview(request: ViewerRequest) -> HttpResponse:
    """The complexes, and what each is strong in."""
    found = overview_for(request.viewer)
    return render(request, "mapping/overview.html", {"rows": found.rows, "year": found.year, "sources": found.sources, "invented": found.invented})


@page(rules.PERMISSIONS, "view_map")
def profile(request: ViewerRequest, pk: int) -> HttpResponse:
    """What a complex is strong in, what is near, how it changed."""
    found = profile_for(request.viewer, pk, request.GET.get("year", ""))
    names = found.figures.names
    context = {
        "profile": found,
        "pairs": [(names[pair.one], names[pair.other], pair.proximity) for pair in found.pairs],
        "proposals": proposals_for(request.viewer).filter(complex=found.complex),
        "may_propose": rules.PERMISSIONS.allows(request.viewer, "draw_up_groups", found.complex.place()),
        "invented": are_invented(found.complex.programme),
    }
    return render(request, "mapping/profile.html", context)


@page(rules.PERMISSIONS, "view_map")
def picture(request: ViewerRequest, pk: int, name: str) -> HttpResponse:
    """One of the profile's pictures."""
    if name not in PICTURES:
        raise NotVisibleError
    return svg_response(PICTURES[name](profile_for(request.viewer, pk, request.GET.get("year", ""))))
