"""Django's registration of this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit: who did what, when and why."""

    name = "minicluster.platform.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
