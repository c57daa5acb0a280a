"""The addresses of mapping."""

from django.urls import path

from minicluster.mapping import views

app_name = "mapping"
urlpatterns = [
    path("map/", views.overview, name="overview"),
    path("map/complexes/<int:pk>/", views.profile, name="profile"),
    path("map/complexes/<int:pk>/pictures/<slug:name>.svg", views.picture, name="picture"),
    path("map/complexes/<int:pk>/propose/", views.propose, name="propose"),
    path("map/proposals/<int:pk>/", views.proposal, name="proposal"),
    path("map/proposals/<int:pk>/prices/<int:organisation_pk>/", views.prices, name="prices"),
    path("map/proposals/<int:pk>/move/<int:organisation_pk>/", views.move, name="move"),
    path("map/proposals/<int:pk>/steps/<slug:verb>/", views.proposal_step, name="proposal-step"),
]
