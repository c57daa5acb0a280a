"""The addresses of the network."""

from typing import Any

from django.urls import URLPattern, path

from minicluster.network.rules import WholeKind
from minicluster.network.views import measures, pictures, proposals

app_name = "network"


def _of(kind: WholeKind, at: str) -> list[URLPattern]:
    """The pages of the network of a mini-cluster, a complex or the programme."""
    name, of = f"{kind.name.lower()}-network", {"kind": kind.value}
    pages: tuple[tuple[str, Any, str], ...] = (
        ("", pictures.network, ""),
        ("picture.svg", pictures.picture, "-picture"),
        ("ties/", pictures.tie_list, "-ties"),
        ("tie/<int:one>/<int:other>/", pictures.tie, "-tie"),
        # What the ties show.
        ("measures/", measures.measures, "-measures"),
        ("measures/density.svg", measures.density_picture, "-density-picture"),
        ("measures/helix.svg", measures.helix_picture, "-helix-picture"),
        ("brokers/", measures.brokers, "-brokers"),
        ("unreached/", measures.unreached, "-unreached"),
    )
    return [path(f"network/{at}{rest}", view, of, name=f"{name}{ending}") for rest, view, ending in pages]


urlpatterns: list[URLPattern] = [
    path("network/", pictures.network_list, name="network-list"),
    *_of(WholeKind.GROUP, "groups/<int:pk>/"),
    *_of(WholeKind.COMPLEX, "complexes/<int:pk>/"),
    *_of(WholeKind.PROGRAMME, "programme/"),
    # Who should meet.
    path("network/groups/<int:pk>/who-should-meet/", proposals.who_should_meet, name="who-should-meet"),
    path("network/groups/<int:pk>/who-should-meet/<int:one>-<int:other>/aside/", proposals.pair_aside, name="pair-aside"),
    path("network/pairs-set-aside/<int:pk>/again/", proposals.pair_again, name="pair-again"),
]
