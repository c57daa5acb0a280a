"""Django's registration of this app."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The station `network`."""

    name = "minicluster.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
