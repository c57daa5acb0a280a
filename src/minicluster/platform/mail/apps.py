"""Django's registration of this app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Mail: every message that leaves the house."""

    name = "minicluster.platform.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"
