"""What can be done with meetings' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.meetings.domain.actions.activities import hold_activity, plan_activity, postpone_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, record_attendance
from minicluster.meetings.domain.actions.honoraria import correct_honorarium, record_honorarium, settle_honoraria
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
from minicluster.meetings.domain.actions.taking_in import take_in_applicants
from minicluster.meetings.domain.actions.visits import write_visit_report

__all__ = [
    "AttendanceLine",
    "approve_minutes",
    "assign_action_item",
    "confirm_attendance",
    "correct_honorarium",
    "drop_action_item",
    "finish_action_item",
    "hold_activity",
    "invite_people",
    "plan_activity",
    "postpone_activity",
    "record_attendance",
    "record_decision",
    "record_election",
    "record_honorarium",
    "register_for_activity",
    "settle_costs",
    "settle_honoraria",
    "take_activity_step",
    "take_in_applicants",
    "withdraw_registration",
    "write_minutes",
    "write_visit_report",
]
