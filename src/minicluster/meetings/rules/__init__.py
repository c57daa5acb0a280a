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
from minicluster.meetings.rules.invitations import (
    AnsweredThrough,
    InvitationAnswer,
    InviteList,
    NoAnswer,
    RegistrationState,
    has_a_free_seat,
    why_no_answer,
)
from minicluster.meetings.rules.minutes import ACTION_ITEM_LIFECYCLE, ActionItemState, MinutesState
from minicluster.meetings.rules.permissions import PERMISSIONS, SEES_EVERY_GROUP, may_register_person, may_see_activity
from minicluster.meetings.rules.plans import WORK_PLAN_LIFECYCLE, WorkPlanState
from minicluster.meetings.rules.reminders import REMINDED_BEFORE, REMINDED_OF, Reminder, reminder_due
from minicluster.meetings.rules.replies import Known, ReplyVerdict, address_in, answer_of, is_stale

__all__ = [
    "ACTION_ITEM_LIFECYCLE",
    "ACTIVITY_LIFECYCLE",
    "AHEAD",
    "DORMANT_AFTER",
    "PERMISSIONS",
    "REMINDED_BEFORE",
    "REMINDED_OF",
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
    "InviteList",
    "Known",
    "MinutesState",
    "NoAnswer",
    "PaidService",
    "RecordedThrough",
    "RegistrationState",
    "Reminder",
    "ReplyVerdict",
    "Visibility",
    "WorkPlanState",
    "address_in",
    "answer_of",
    "asks_for",
    "has_a_free_seat",
    "is_on_record",
    "is_stale",
    "may_register_person",
    "may_see_activity",
    "reminder_due",
    "takes_attendance",
    "why_no_answer",
]
