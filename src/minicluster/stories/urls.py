"""The addresses of stories."""

from django.urls import path

from minicluster.stories import views

app_name = "stories"
urlpatterns = [
    path("thread/<str:reference>/", views.thread, name="thread"),
    path("cases/", views.case_list, name="case-list"),
    path("cases/find/", views.case_find, name="case-find"),
    path("cases/<int:pk>/", views.published_case, name="published-case"),
    path("cases/<int:pk>/seen/", views.case_seen, name="case-seen"),
    path("cases/<int:pk>/work/", views.case, name="case"),
    path("cases/<int:pk>/steps/<slug:verb>/", views.case_step, name="case-step"),
]
