"""Files of activities: who may have which."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import activities_for, visit_reports_for
from minicluster.meetings.models import Activity, ActivityFile, Observation
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError


def evidence_of(viewer: Viewer, activity: Activity) -> QuerySet[ActivityFile]:
    """The photographed sheets of an activity, for whoever may see who attended; none for everyone else."""
    rows = activity.files.filter(kind=rules.ActivityFileKind.SHEET).select_related("file").order_by("added_at", "pk")
    return rows if rules.PERMISSIONS.allows(viewer, "view_attendance", activity.place()) else rows.none()


def activity_file_for(viewer: Viewer, pk: int) -> ActivityFile:
    """One file of an activity: a photo for whoever may read the visit report that shows it, everything else for whoever may see who attended.

    Raises:
        NotVisibleError: not for them.
    """
    rows = ActivityFile.objects.filter(activity__in=activities_for(viewer).order_by()).select_related("file", "activity")
    found = get_object_or_404(rows, pk=pk)
    if not _may_have(viewer, found):
        raise NotVisibleError
    return found


def _may_have(viewer: Viewer, file: ActivityFile) -> bool:
    if file.kind == rules.ActivityFileKind.PHOTO:
        return Observation.objects.filter(photo=file, visit_report__in=visit_reports_for(viewer).order_by()).exists()
    return rules.PERMISSIONS.allows(viewer, "view_attendance", file.activity.place())
