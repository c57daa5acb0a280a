"""Django's registration of this app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The station `meetings`."""

    name = "minicluster.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what the station below tells of."""
        from minicluster.meetings.domain.handing_over import pass_on_action_items
        from minicluster.meetings.domain.welcome import welcome_member
        from minicluster.members.domain.announcements import membership_activated, work_handed_over

        membership_activated.connect(welcome_member, dispatch_uid="meetings.welcome_member")
        work_handed_over.connect(pass_on_action_items, dispatch_uid="meetings.pass_on_action_items")
