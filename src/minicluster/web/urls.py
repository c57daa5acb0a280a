"""The addresses of the product, station by station."""

from django.urls import include, path

from minicluster.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.choose_language, name="choose-language"),
    path("role/", views.choose_role, name="choose-role"),
    path("rights/", views.rights, name="rights"),
    path("health/", views.health, name="health"),
    path("", include("minicluster.members.urls")),
    path("", include("minicluster.meetings.urls")),
    path("", include("minicluster.problems.urls")),
    path("", include("minicluster.mapping.urls")),
    path("", include("minicluster.network.urls")),
    path("", include("minicluster.outcomes.urls")),
    path("", include("minicluster.stories.urls")),
]

handler400 = "minicluster.web.views.malformed"
handler403 = "minicluster.web.views.forbidden"
handler404 = "minicluster.web.views.not_found"
handler500 = "minicluster.web.views.broken"
