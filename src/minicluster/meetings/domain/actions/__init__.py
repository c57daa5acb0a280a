"""What can be done with meetings' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.meetings.domain.actions.activities import hold_activity, plan_activity, postpone_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, record_attendance
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
from minicluster.meetings.domain.actions.survey import answer_survey, follow_up_answer
from minicluster.meetings.domain.actions.talks import arrange_talks, ask_for_wishes, send_talk_lists, set_up_talks, wish_for_talks
from minicluster.meetings.domain.actions.visits import write_visit_report

__all__ = [
    "AttendanceLine",
    "answer_survey",
    "approve_minutes",
    "arrange_talks",
    "ask_for_wishes",
    "assign_action_item",
    "confirm_attendance",
    "drop_action_item",
    "finish_action_item",
    "follow_up_answer",
    "hold_activity",
    "invite_people",
    "plan_activity",
    "postpone_activity",
    "record_attendance",
    "record_decision",
    "record_election",
    "register_for_activity",
    "send_talk_lists",
    "set_up_talks",
    "settle_costs",
    "take_activity_step",
    "wish_for_talks",
    "withdraw_registration",
    "write_minutes",
    "write_visit_report",
]
