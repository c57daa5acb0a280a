"""What waits around minutes for those who look after groups."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import ActionItem, Activity, Minutes
from minicluster.members.models import Programme
from minicluster.platform.permissions import Viewer
from minicluster.platform.queue import QueueItem


def waiting_around_minutes(viewer: Viewer, activities: QuerySet[Activity]) -> list[QueueItem]:
    """Overdue action items of others and comments on drafts, among these activities."""
    chosen = activities.order_by().values("pk")
    return [*_overdue_items(viewer, chosen), *_commented_drafts(chosen)]


def _overdue_items(viewer: Viewer, activities: QuerySet[Activity, Any]) -> list[QueueItem]:
    today = Programme.objects.get(pk=viewer.programme_id).today()
    rows = ActionItem.objects.filter(activity__in=activities, state=rules.ActionItemState.OPEN, due_on__lt=today).exclude(owner_id=viewer.person_id or 0)
    kind = _("Action item")
    return [
        QueueItem(item.text, item.activity.get_absolute_url(), str(item.owner), kind, due_on=item.due_on, invented=item.invented)
        for item in rows.select_related("activity", "owner").order_by("due_on", "pk")
    ]


def _commented_drafts(activities: QuerySet[Activity, Any]) -> list[QueueItem]:
    drafts = Minutes.objects.filter(activity__in=activities).exclude(state=rules.MinutesState.APPROVED).select_related("activity").prefetch_related("comments")
    kind, what = _("Minutes"), _("somebody wants the draft put right")
    return [
        QueueItem(row.activity.title, row.get_absolute_url(), what, kind, invented=row.invented)
        for row in drafts.exclude(comments=None).order_by("pk").distinct()
        if any(comment.is_open for comment in row.comments.all())
    ]
