"""What can be done with meetings' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.meetings.domain.actions.action_items import assign_action_item, drop_action_item, finish_action_item
from minicluster.meetings.domain.actions.activities import hold_activity, plan_activity, postpone_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.agenda import AgendaPoint, plan_assembly, write_agenda
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, record_attendance
from minicluster.meetings.domain.actions.circulation import circulate_minutes, comment_on_minutes
from minicluster.meetings.domain.actions.decisions import record_decision, record_election, take_back_decision
from minicluster.meetings.domain.actions.minutes import ChangedMeanwhileError, approve_minutes, write_minutes
from minicluster.meetings.domain.actions.seats import invite_people, register_for_activity, withdraw_registration
from minicluster.meetings.domain.actions.templates import drop_minutes_template, set_minutes_template
from minicluster.meetings.domain.actions.visits import write_visit_report

__all__ = [
    "AgendaPoint",
    "AttendanceLine",
    "ChangedMeanwhileError",
    "approve_minutes",
    "assign_action_item",
    "circulate_minutes",
    "comment_on_minutes",
    "confirm_attendance",
    "drop_action_item",
    "drop_minutes_template",
    "finish_action_item",
    "hold_activity",
    "invite_people",
    "plan_activity",
    "plan_assembly",
    "postpone_activity",
    "record_attendance",
    "record_decision",
    "record_election",
    "register_for_activity",
    "set_minutes_template",
    "settle_costs",
    "take_activity_step",
    "take_back_decision",
    "withdraw_registration",
    "write_agenda",
    "write_minutes",
    "write_visit_report",
]
