"""The addresses of meetings."""

from django.urls import path

app_name = "meetings"
urlpatterns: list[path] = []
