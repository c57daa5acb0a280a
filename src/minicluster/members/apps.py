"""Django's registration of this app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The station `members`."""

    name = "minicluster.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
