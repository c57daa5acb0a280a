"""Django's registration of this app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files: evidence and attachments."""

    name = "minicluster.platform.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
