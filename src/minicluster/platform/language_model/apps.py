"""Django's registration of this app."""

from django.apps import AppConfig


class LanguageModelConfig(AppConfig):
    """Language model: nothing is sent without a recorded decision."""

    name = "minicluster.platform.language_model"
    label = "language_model"
    default_auto_field = "django.db.models.BigAutoField"
