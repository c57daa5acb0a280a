"""The addresses of the network."""

from typing import Any

from django.urls import URLPattern, path

from minicluster.network.rules import WholeKind
from minicluster.network.views import pictures

app_name = "network"


def _of(kind: WholeKind, at: str) -> list[URLPattern]:
    """The pages of the network of a mini-cluster, a complex or the programme."""
    name, of = f"{kind.name.lower()}-network", {"kind": kind.value}
    pages: tuple[tuple[str, Any, str], ...] = (
        ("", pictures.network, ""),
        ("picture.svg", pictures.picture, "-picture"),
        ("ties/", pictures.tie_list, "-ties"),
        ("tie/<int:one>/<int:other>/", pictures.tie, "-tie"),
    )
    return [path(f"network/{at}{rest}", view, of, name=f"{name}{ending}") for rest, view, ending in pages]


urlpatterns: list[URLPattern] = [
    path("network/", pictures.network_list, name="network-list"),
    *_of(WholeKind.GROUP, "groups/<int:pk>/"),
    *_of(WholeKind.COMPLEX, "complexes/<int:pk>/"),
    *_of(WholeKind.PROGRAMME, "programme/"),
]
