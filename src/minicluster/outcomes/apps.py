"""Django's registration of this app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """The station `outcomes`."""

    name = "minicluster.outcomes"
    label = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"
