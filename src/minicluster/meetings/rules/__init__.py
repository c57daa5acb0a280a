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
    is_on_record,
    takes_attendance,
)
from minicluster.meetings.rules.attendance import DORMANT_AFTER, WAS_THERE, AttendanceKind, RecordedThrough
from minicluster.meetings.rules.clashes import Clash, ClashKind, Occasion, clashes_among
from minicluster.meetings.rules.comparisons import Comparison, SocialShare, social_share, together
from minicluster.meetings.rules.days_off import holidays_in, is_holiday, is_weekend
from minicluster.meetings.rules.honoraria import IncomeKind, PaidService
from minicluster.meetings.rules.invitations import AnsweredThrough, InvitationAnswer, RegistrationState, ReplyVerdict, has_a_free_seat
from minicluster.meetings.rules.minutes import ACTION_ITEM_LIFECYCLE, ActionItemState, MinutesState
from minicluster.meetings.rules.permissions import PERMISSIONS, SEES_EVERY_GROUP, may_register_person, may_see_activity
from minicluster.meetings.rules.plans import (
    MOST_TIMES,
    WORK_PLAN_LIFECYCLE,
    LineFacts,
    WorkPlanState,
    compared,
    fingerprint,
    in_order,
    lines_from_what_was_held,
)
from minicluster.meetings.rules.recurrence import MOST_APART, MOST_MEETINGS, Recurrence, Rhythm, Skipped, SkipReason, Turns, at_clock, turns_of
from minicluster.meetings.rules.shares import share_of, shares_of
from minicluster.meetings.rules.short_forms import MOST_ASKED, SHORT_FORMS, ShortForm, asks_for

__all__ = [
    "ACTION_ITEM_LIFECYCLE",
    "ACTIVITY_LIFECYCLE",
    "AHEAD",
    "DORMANT_AFTER",
    "MOST_APART",
    "MOST_ASKED",
    "MOST_MEETINGS",
    "MOST_TIMES",
    "PERMISSIONS",
    "SEES_EVERY_GROUP",
    "SHORT_FORMS",
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
    "Clash",
    "ClashKind",
    "Comparison",
    "IncomeKind",
    "InvitationAnswer",
    "LineFacts",
    "MinutesState",
    "Occasion",
    "PaidService",
    "RecordedThrough",
    "Recurrence",
    "RegistrationState",
    "ReplyVerdict",
    "Rhythm",
    "ShortForm",
    "SkipReason",
    "Skipped",
    "SocialShare",
    "Turns",
    "Visibility",
    "WorkPlanState",
    "asks_for",
    "at_clock",
    "clashes_among",
    "compared",
    "fingerprint",
    "has_a_free_seat",
    "holidays_in",
    "in_order",
    "is_holiday",
    "is_on_record",
    "is_weekend",
    "lines_from_what_was_held",
    "may_register_person",
    "may_see_activity",
    "share_of",
    "shares_of",
    "social_share",
    "takes_attendance",
    "together",
    "turns_of",
]
