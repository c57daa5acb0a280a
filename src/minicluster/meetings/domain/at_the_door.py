"""What the page of an activity shows of its door: how it stands, the signed sheets, and whether the reader may do something there."""

from dataclasses import dataclass

from minicluster.meetings import rules
from minicluster.meetings.domain.attendance_list import Standing, standing_of
from minicluster.meetings.domain.evidence import evidence_of
from minicluster.meetings.models import Activity, ActivityFile
from minicluster.platform.permissions import Viewer


@dataclass(frozen=True)
class AtTheDoor:
    """The door of an activity as one reader may see it."""

    standing: Standing
    sheets: list[ActivityFile]
    may_record: bool


def at_the_door(viewer: Viewer, activity: Activity) -> AtTheDoor | None:
    """The door of an activity; nothing for whoever may not see who attended."""
    place = activity.place()
    if not rules.PERMISSIONS.allows(viewer, "view_attendance", place):
        return None
    may_record = rules.takes_attendance(activity.state) and rules.PERMISSIONS.allows(viewer, "record_attendance", place)
    return AtTheDoor(standing_of(activity), list(evidence_of(viewer, activity)), may_record)
