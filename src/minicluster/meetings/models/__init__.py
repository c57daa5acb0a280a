"""Records of meetings."""

from minicluster.meetings.models.activities import Activity, ActivityFile, ActivityRecord, ActivitySeries, AgendaItem
from minicluster.meetings.models.afterwards import SurveyAnswer, Talk, TalkPause, TalkRound, TalkWish
from minicluster.meetings.models.attendance import Attendance, DoorEntry
from minicluster.meetings.models.honoraria import Honorarium
from minicluster.meetings.models.invitations import CalendarFeed, CalendarReply, Invitation, Registration
from minicluster.meetings.models.minutes import ActionItem, Decision, Election, Minutes, MinutesComment, MinutesTemplate
from minicluster.meetings.models.plans import PlanLine, WorkPlan
from minicluster.meetings.models.visits import Observation, VisitReport

__all__ = [
    "ActionItem",
    "Activity",
    "ActivityFile",
    "ActivityRecord",
    "ActivitySeries",
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "CalendarReply",
    "Decision",
    "DoorEntry",
    "Election",
    "Honorarium",
    "Invitation",
    "Minutes",
    "MinutesComment",
    "MinutesTemplate",
    "Observation",
    "PlanLine",
    "Registration",
    "SurveyAnswer",
    "Talk",
    "TalkPause",
    "TalkRound",
    "TalkWish",
    "VisitReport",
    "WorkPlan",
]
