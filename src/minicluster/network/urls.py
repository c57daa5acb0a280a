"""The addresses of the network."""

from django.urls import path

from minicluster.network.rules import WholeKind
from minicluster.network.views import measures, proposals

_GROUP, _COMPLEX, _PROGRAMME = ({"kind": kind.value} for kind in (WholeKind.GROUP, WholeKind.COMPLEX, WholeKind.PROGRAMME))

app_name = "network"
urlpatterns = [
    # What the ties show.
    path("network/groups/<int:pk>/measures/", measures.measures, _GROUP, name="group-measures"),
    path("network/complexes/<int:pk>/measures/", measures.measures, _COMPLEX, name="complex-measures"),
    path("network/programme/measures/", measures.measures, _PROGRAMME, name="programme-measures"),
    path("network/groups/<int:pk>/measures/density.svg", measures.density_picture, _GROUP, name="group-density-picture"),
    path("network/complexes/<int:pk>/measures/density.svg", measures.density_picture, _COMPLEX, name="complex-density-picture"),
    path("network/programme/measures/density.svg", measures.density_picture, _PROGRAMME, name="programme-density-picture"),
    path("network/groups/<int:pk>/measures/helix.svg", measures.helix_picture, _GROUP, name="group-helix-picture"),
    path("network/complexes/<int:pk>/measures/helix.svg", measures.helix_picture, _COMPLEX, name="complex-helix-picture"),
    path("network/programme/measures/helix.svg", measures.helix_picture, _PROGRAMME, name="programme-helix-picture"),
    path("network/groups/<int:pk>/brokers/", measures.brokers, _GROUP, name="group-brokers"),
    path("network/complexes/<int:pk>/brokers/", measures.brokers, _COMPLEX, name="complex-brokers"),
    path("network/programme/brokers/", measures.brokers, _PROGRAMME, name="programme-brokers"),
    path("network/groups/<int:pk>/unreached/", measures.unreached, _GROUP, name="group-unreached"),
    path("network/complexes/<int:pk>/unreached/", measures.unreached, _COMPLEX, name="complex-unreached"),
    path("network/programme/unreached/", measures.unreached, _PROGRAMME, name="programme-unreached"),
    # Who should meet.
    path("network/groups/<int:pk>/who-should-meet/", proposals.who_should_meet, name="group-who-should-meet"),
    path("network/groups/<int:pk>/who-should-meet/<int:one>-<int:other>/aside/", proposals.pair_aside, name="pair-aside"),
    path("network/pairs-set-aside/<int:pk>/again/", proposals.pair_again, name="pair-again"),
]
