"""The pure rules of meetings: kinds, lifecycles, permissions."""

from minicluster.meetings.rules.activities import (
    ACTIVITY_LIFECYCLE,
    AHEAD,
    WAS_HELD,
    ActivityFileKind,
    ActivityKind,
    ActivityState,
    AgendaKind,
    Visibility,
    asks_for,
    is_on_record,
    takes_attendance,
)
from minicluster.meetings.rules.attendance import DORMANT_AFTER, WAS_THERE, AttendanceKind, RecordedThrough
from minicluster.meetings.rules.honoraria import IncomeKind, PaidService
from minicluster.meetings.rules.invitations import AnsweredThrough, InvitationAnswer, RegistrationState, ReplyVerdict, has_a_free_seat
from minicluster.meetings.rules.minutes import ACTION_ITEM_LIFECYCLE, ActionItemState, MinutesState
from minicluster.meetings.rules.permissions import PERMISSIONS, SEES_EVERY_GROUP, may_register_person, may_see_activity
from minicluster.meetings.rules.plans import WORK_PLAN_LIFECYCLE, WorkPlanState

__all__ = [
    "ACTION_ITEM_LIFECYCLE",
    "ACTIVITY_LIFECYCLE",
    "AHEAD",
    "DORMANT_AFTER",
    "PERMISSIONS",
    "SEES_EVERY_GROUP",
    "WAS_HELD",
    "WAS_THERE",
    "WORK_PLAN_LIFECYCLE",
    "ActionItemState",
    "ActivityFileKind",
    "ActivityKind",
    "ActivityState",
    "AgendaKind",
    "AnsweredThrough",
    "AttendanceKind",
    "IncomeKind",
    "InvitationAnswer",
    "MinutesState",
    "PaidService",
    "RecordedThrough",
    "RegistrationState",
    "ReplyVerdict",
    "Visibility",
    "WorkPlanState",
    "asks_for",
    "has_a_free_seat",
    "is_on_record",
    "may_register_person",
    "may_see_activity",
    "takes_attendance",
]
