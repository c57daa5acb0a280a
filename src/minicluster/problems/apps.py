"""Django's registration of this app."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """The station `problems`."""

    name = "minicluster.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what the stations below tell of."""
        from minicluster.members.domain.announcements import organisation_registered
        from minicluster.problems.domain.indexing import index_registered_firm

        organisation_registered.connect(index_registered_firm, dispatch_uid="problems.index_registered_firm")
