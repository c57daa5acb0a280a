"""The addresses of mapping."""

from django.urls import path

from minicluster.mapping import views

app_name = "mapping"
urlpatterns = [
    path("map/", views.overview, name="overview"),
    path("map/complexes/<int:pk>/", views.profile, name="profile"),
    path("map/complexes/<int:pk>/pictures/<slug:name>.svg", views.picture, name="picture"),
]
