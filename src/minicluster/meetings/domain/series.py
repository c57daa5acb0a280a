"""Series: which activities recur together."""

from django.db.models import QuerySet

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.models import Activity
from minicluster.platform.permissions import Viewer


def series_of(viewer: Viewer, activity: Activity) -> list[Activity]:
    """The activities of its series that the viewer may know of, in their order; none where it is in no series."""
    if activity.series_id is None:
        return []
    return list(activities_for(viewer).filter(series_id=activity.series_id).order_by("starts_at", "pk"))


def following(activity: Activity) -> QuerySet[Activity]:
    """This activity and those of its series that follow it, as far as they can still be changed."""
    own = Activity.objects.filter(pk=activity.pk)
    if activity.series_id is not None:
        own = Activity.objects.filter(programme_id=activity.programme_id, series_id=activity.series_id, starts_at__gte=activity.starts_at)
    return own.filter(state__in=rules.CHANGEABLE).select_related("programme").prefetch_related("groups").order_by("starts_at", "pk")
