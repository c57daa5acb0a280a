"""What can be done with meetings' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.meetings.domain.actions.activities import hold_activity, plan_activity, postpone_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, name_chief, record_attendance
from minicluster.meetings.domain.actions.door import check_in, dismiss_door_entry, enter_by_name, match_door_entry, register_visitor
from minicluster.meetings.domain.actions.evidence import SentPhoto, attach_signature_sheet
from minicluster.meetings.domain.actions.minutes import (
    approve_minutes,
    assign_action_item,
    drop_action_item,
    finish_action_item,
    record_decision,
    record_election,
    write_minutes,
)
from minicluster.meetings.domain.actions.seats import invite_people, register_for_activity, withdraw_registration
from minicluster.meetings.domain.actions.visits import Noticed, write_visit_report

__all__ = [
    "AttendanceLine",
    "Noticed",
    "SentPhoto",
    "approve_minutes",
    "assign_action_item",
    "attach_signature_sheet",
    "check_in",
    "confirm_attendance",
    "dismiss_door_entry",
    "drop_action_item",
    "enter_by_name",
    "finish_action_item",
    "hold_activity",
    "invite_people",
    "match_door_entry",
    "name_chief",
    "plan_activity",
    "postpone_activity",
    "record_attendance",
    "record_decision",
    "record_election",
    "register_for_activity",
    "register_visitor",
    "settle_costs",
    "take_activity_step",
    "withdraw_registration",
    "write_minutes",
    "write_visit_report",
]
