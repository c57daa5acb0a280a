"""Django's registration of this app."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """The station `stories`."""

    name = "minicluster.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"
