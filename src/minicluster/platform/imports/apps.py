"""Django's registration of this app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports: which record an office's own number means, and the texts of verdicts."""

    name = "minicluster.platform.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
