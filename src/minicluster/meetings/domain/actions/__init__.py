"""What can be done with meetings' records: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.meetings.domain.actions.action_items import assign_action_item, drop_action_item, finish_action_item
from minicluster.meetings.domain.actions.activities import hold_activity, plan_activity, settle_costs, take_activity_step
from minicluster.meetings.domain.actions.agenda import AgendaPoint, plan_assembly, write_agenda
from minicluster.meetings.domain.actions.answers import answer_invitation, note_on_invitation
from minicluster.meetings.domain.actions.attendance import AttendanceLine, confirm_attendance, name_chief, record_attendance
from minicluster.meetings.domain.actions.changes import announce_activity, cancel_activity, move_activity, postpone_activity
from minicluster.meetings.domain.actions.circulation import circulate_minutes, comment_on_minutes
from minicluster.meetings.domain.actions.decisions import record_decision, record_election, take_back_decision
from minicluster.meetings.domain.actions.door import check_in, dismiss_door_entry, enter_by_name, match_door_entry, register_visitor
from minicluster.meetings.domain.actions.evidence import SentPhoto, attach_signature_sheet
from minicluster.meetings.domain.actions.feeds import make_group_calendar_address, make_own_calendar_address, revoke_calendar_address
from minicluster.meetings.domain.actions.held_mail import settle_message
from minicluster.meetings.domain.actions.honoraria import correct_honorarium, record_honorarium, settle_honoraria
from minicluster.meetings.domain.actions.inviting import invite_guest, invite_people
from minicluster.meetings.domain.actions.minutes import ChangedMeanwhileError, approve_minutes, write_minutes
from minicluster.meetings.domain.actions.plans import approve_work_plan, reopen_work_plan, start_work_plan, write_work_plan
from minicluster.meetings.domain.actions.replies import take_calendar_reply
from minicluster.meetings.domain.actions.seats import register_for_activity, withdraw_registration
from minicluster.meetings.domain.actions.series import Repeated, cancel_series, change_activity, repeat_activity
from minicluster.meetings.domain.actions.survey import answer_survey, follow_up_answer
from minicluster.meetings.domain.actions.taking_in import take_in_applicants
from minicluster.meetings.domain.actions.talks import arrange_talks, ask_for_wishes, send_talk_lists, set_up_talks, wish_for_talks
from minicluster.meetings.domain.actions.templates import drop_minutes_template, set_minutes_template
from minicluster.meetings.domain.actions.visits import Noticed, write_visit_report

__all__ = [
    "AgendaPoint",
    "AttendanceLine",
    "ChangedMeanwhileError",
    "Noticed",
    "Repeated",
    "SentPhoto",
    "announce_activity",
    "answer_invitation",
    "answer_survey",
    "approve_minutes",
    "approve_work_plan",
    "arrange_talks",
    "ask_for_wishes",
    "assign_action_item",
    "attach_signature_sheet",
    "cancel_activity",
    "cancel_series",
    "change_activity",
    "check_in",
    "circulate_minutes",
    "comment_on_minutes",
    "confirm_attendance",
    "correct_honorarium",
    "dismiss_door_entry",
    "drop_action_item",
    "drop_minutes_template",
    "enter_by_name",
    "finish_action_item",
    "follow_up_answer",
    "hold_activity",
    "invite_guest",
    "invite_people",
    "make_group_calendar_address",
    "make_own_calendar_address",
    "match_door_entry",
    "move_activity",
    "name_chief",
    "note_on_invitation",
    "plan_activity",
    "plan_assembly",
    "postpone_activity",
    "record_attendance",
    "record_decision",
    "record_election",
    "record_honorarium",
    "register_for_activity",
    "register_visitor",
    "reopen_work_plan",
    "repeat_activity",
    "revoke_calendar_address",
    "send_talk_lists",
    "set_minutes_template",
    "set_up_talks",
    "settle_costs",
    "settle_honoraria",
    "settle_message",
    "start_work_plan",
    "take_activity_step",
    "take_back_decision",
    "take_calendar_reply",
    "take_in_applicants",
    "wish_for_talks",
    "withdraw_registration",
    "write_agenda",
    "write_minutes",
    "write_visit_report",
    "write_work_plan",
]
