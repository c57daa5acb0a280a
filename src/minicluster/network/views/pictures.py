"""The network of a mini-cluster, complex or programme: its picture, its tables, and what a tie rests on."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.members.rules import TieKind
from minicluster.members.views.organisations import chosen_filters, number_of
from minicluster.network import rules
from minicluster.network.domain.addresses import leads_from
from minicluster.network.domain.choosing import networks_for, sees_programme
from minicluster.network.domain.evidence import evidence_of
from minicluster.network.domain.growing import start_of
from minicluster.network.domain.pictures import picture_of
from minicluster.network.domain.showing import PairFilter, Showing, legend, network_shown
from minicluster.network.domain.wholes import whole_for
from minicluster.network.rules.measuring import Part
from minicluster.platform.pages import ViewerRequest, page, page_of
from minicluster.platform.refusals import NotVisibleError


@page(rules.PERMISSIONS, "view_network")
def network_list(request: ViewerRequest) -> HttpResponse:
    """The networks that the viewer may see."""
    return render(request, "network/network_list.html", {"complexes": networks_for(request.viewer), "sees_programme": sees_programme(request.viewer)})


@page(rules.PERMISSIONS, "view_network")
def network(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """The picture of a network, how it grew, and who is in it or in a part of it."""
    shown, asked = _shown(request, kind, pk), chosen_filters(request, "part")["part"]
    part = Part(asked) if asked in Part.values else None
    rows, leads = page_of(request, shown.rows_in(part)), leads_from(request.viewer, shown.whole)
    return render(request, "network/network.html", {"shown": shown, "page": rows, "part": part, "legend": legend(), "kinds": TieKind, "leads": leads})


@page(rules.PERMISSIONS, "view_network")
def picture(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """The picture alone."""
    shown = _shown(request, kind, pk)
    if not shown.is_drawn:
        raise NotVisibleError
    svg = picture_of(shown.reading, shown.shown)
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})


@page(rules.PERMISSIONS, "view_network")
def tie_list(request: ViewerRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """The tied pairs: all, of one node, with one kind of tie, tied first since a month, or of two sectors."""
    shown, chosen = _shown(request, kind, pk), chosen_filters(request, "node", "kind", "since", "between_sectors")
    wanted = PairFilter(number_of(chosen["node"]), chosen["kind"], chosen["since"], chosen["between_sectors"] == "1")
    rows, node = page_of(request, shown.pair_rows(wanted)), shown.shown.by_id.get(wanted.node or 0)
    context = {"shown": shown, "page": rows, "node": node, "chosen": chosen, "since": start_of(wanted.since), "wanted": wanted, "kinds": TieKind.choices}
    return render(request, "network/tie_list.html", context)


@page(rules.PERMISSIONS, "view_network")
def tie(request: ViewerRequest, kind: str, one: int, other: int, pk: int | None = None) -> HttpResponse:
    """What one tie rests on."""
    whole = whole_for(request.viewer, kind, pk)
    level = rules.Level.PERSON if request.GET.get("level") == rules.Level.PERSON else rules.Level.ORGANISATION
    evidence = evidence_of(request.viewer, whole, one, other, level=level)
    return render(request, "network/tie.html", {"whole": whole, "evidence": evidence, "level": level})


def _shown(request: ViewerRequest, kind: str, pk: int | None) -> Showing:
    asked = chosen_filters(request, "level", "until")
    return network_shown(request.viewer, whole_for(request.viewer, kind, pk), level=asked["level"], until=asked["until"])
