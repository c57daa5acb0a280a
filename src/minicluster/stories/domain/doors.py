"""Where a viewer may go on from a record: no page offers a link that would end at a closed door."""

from typing import Any

from django.urls import reverse

from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.stories import rules
from minicluster.stories.domain.stops import stop_of
from minicluster.stories.domain.thread import thread_of


def page_open_to(viewer: Viewer, record: Any) -> str:
    """The address of the record's page where this viewer may read it, else nothing."""
    return stop_of(viewer, record).address


def thread_open_to(viewer: Viewer, record: Any) -> str:
    """The address of the record's thread where this viewer may walk it, else nothing."""
    if rules.PERMISSIONS.scope(viewer, "view_thread") is None:
        return ""
    try:
        thread_of(viewer, record.reference)
    except NotVisibleError:
        return ""
    return reverse("stories:thread", args=[record.reference])
