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
from minicluster.meetings.rules.differences import Side, differences, merged
from minicluster.meetings.rules.honoraria import IncomeKind, PaidService
from minicluster.meetings.rules.invitations import AnsweredThrough, InvitationAnswer, RegistrationState, ReplyVerdict, has_a_free_seat
from minicluster.meetings.rules.minutes import (
    ACTION_ITEM_LIFECYCLE,
    MINUTES_LIFECYCLE,
    MOST_COMMENTS,
    REMINDED_AFTER_AT_MOST,
    REMINDED_DAYS_BEFORE,
    TERM_NOTICES,
    ActionItemState,
    MinutesState,
)
from minicluster.meetings.rules.permissions import PERMISSIONS, SEES_EVERY_GROUP, may_register_person, may_see_activity
from minicluster.meetings.rules.plans import WORK_PLAN_LIFECYCLE, WorkPlanState
from minicluster.meetings.rules.sentences import QUOTE_LENGTH, Sentence, headings_for, sentence_named, sentences_of
from minicluster.meetings.rules.votes import Count, could_be_cast, is_carried

__all__ = [
    "ACTION_ITEM_LIFECYCLE",
    "ACTIVITY_LIFECYCLE",
    "AHEAD",
    "DORMANT_AFTER",
    "MINUTES_LIFECYCLE",
    "MOST_COMMENTS",
    "PERMISSIONS",
    "QUOTE_LENGTH",
    "REMINDED_AFTER_AT_MOST",
    "REMINDED_DAYS_BEFORE",
    "SEES_EVERY_GROUP",
    "TERM_NOTICES",
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
    "Count",
    "IncomeKind",
    "InvitationAnswer",
    "MinutesState",
    "PaidService",
    "RecordedThrough",
    "RegistrationState",
    "ReplyVerdict",
    "Sentence",
    "Side",
    "Visibility",
    "WorkPlanState",
    "asks_for",
    "could_be_cast",
    "differences",
    "has_a_free_seat",
    "headings_for",
    "is_carried",
    "is_on_record",
    "may_register_person",
    "may_see_activity",
    "merged",
    "sentence_named",
    "sentences_of",
    "takes_attendance",
]
