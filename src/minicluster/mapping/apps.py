"""Django's registration of this app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """The station `mapping`."""

    name = "minicluster.mapping"
    label = "mapping"
    default_auto_field = "django.db.models.BigAutoField"
