"""Django's registration of this app."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """The station `problems`."""

    name = "minicluster.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"
