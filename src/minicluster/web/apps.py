"""Django's registration of this app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, sign-in, the home page and the pages that belong to no station."""

    name = "minicluster.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
