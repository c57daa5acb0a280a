"""Django's registration of this app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The station `meetings`."""

    name = "minicluster.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
