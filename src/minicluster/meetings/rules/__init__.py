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
from minicluster.meetings.rules.honoraria import FIRST_KNOWN_DAY, IncomeKind, PaidService, withholding
from minicluster.meetings.rules.invitations import AnsweredThrough, InvitationAnswer, RegistrationState, ReplyVerdict, has_a_free_seat
from minicluster.meetings.rules.minutes import ACTION_ITEM_LIFECYCLE, ActionItemState, MinutesState
from minicluster.meetings.rules.permissions import PERMISSIONS, SEES_EVERY_GROUP, may_register_person, may_see_activity
from minicluster.meetings.rules.plans import WORK_PLAN_LIFECYCLE, WorkPlanState
from minicluster.meetings.rules.taking_in import body_of, was_voted_down

__all__ = [
    "ACTION_ITEM_LIFECYCLE",
    "ACTIVITY_LIFECYCLE",
    "AHEAD",
    "DORMANT_AFTER",
    "FIRST_KNOWN_DAY",
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
    "body_of",
    "has_a_free_seat",
    "is_on_record",
    "may_register_person",
    "may_see_activity",
    "takes_attendance",
    "was_voted_down",
    "withholding",
]
