"""Django's registration of this app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search: documents, postings and vectors in PostgreSQL."""

    name = "minicluster.platform.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
