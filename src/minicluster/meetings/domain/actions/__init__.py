"""What can be done with meetings' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.meetings.domain.actions.activities import hold_activity, plan_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.answers import answer_invitation, note_on_invitation
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, record_attendance
from minicluster.meetings.domain.actions.changes import announce_activity, cancel_activity, move_activity, postpone_activity
from minicluster.meetings.domain.actions.feeds import make_group_calendar_address, make_own_calendar_address, revoke_calendar_address
from minicluster.meetings.domain.actions.held_mail import settle_message
from minicluster.meetings.domain.actions.inviting import invite_guest, invite_people
from minicluster.meetings.domain.actions.minutes import (
    approve_minutes,
    assign_action_item,
    drop_action_item,
    finish_action_item,
    record_decision,
    record_election,
    write_minutes,
)
from minicluster.meetings.domain.actions.replies import take_calendar_reply
from minicluster.meetings.domain.actions.seats import register_for_activity, withdraw_registration
from minicluster.meetings.domain.actions.visits import write_visit_report

__all__ = [
    "AttendanceLine",
    "announce_activity",
    "answer_invitation",
    "approve_minutes",
    "assign_action_item",
    "cancel_activity",
    "confirm_attendance",
    "drop_action_item",
    "finish_action_item",
    "hold_activity",
    "invite_guest",
    "invite_people",
    "make_group_calendar_address",
    "make_own_calendar_address",
    "move_activity",
    "note_on_invitation",
    "plan_activity",
    "postpone_activity",
    "record_attendance",
    "record_decision",
    "record_election",
    "register_for_activity",
    "revoke_calendar_address",
    "settle_costs",
    "settle_message",
    "take_activity_step",
    "take_calendar_reply",
    "withdraw_registration",
    "write_minutes",
    "write_visit_report",
]
