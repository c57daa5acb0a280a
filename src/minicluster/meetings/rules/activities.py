"""Activities: kinds, states, and what each kind cannot do without."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class ActivityKind(TextChoices):
    """What a mini-cluster does together."""

    ASSEMBLY = "assembly", _("Assembly")
    STEERING = "steering_meeting", _("Steering meeting")
    FORUM = "forum", _("Forum")
    SEMINAR = "technical_seminar", _("Technical seminar")
    LECTURE = "invited_lecture", _("Invited lecture")
    VISIT = "company_visit", _("Company visit")
    WORKSHOP = "workshop", _("Workshop")
    CONSULTATION = "consultation", _("Consultation")
    EXCHANGE = "exchange", _("Exchange")
    BRIEFING = "policy_briefing", _("Policy briefing")
    PROBLEM_FINDING = "problem_finding", _("Problem-finding meeting")
    WORKING_GROUP = "working_group", _("Working group")
    FAIR = "fair", _("Fair")
    BUYER_MEETING = "buyer_meeting", _("Buyer meeting")
    MISSION = "mission", _("Mission")
    TRAINING = "training", _("Training")
    SOCIAL = "social", _("Social event")


class Visibility(TextChoices):
    """Who may know of an activity."""

    PUBLIC = "public", _("Public")
    PROGRAMME = "programme", _("Programme")
    GROUP = "group", _("Mini-cluster")


class AgendaKind(TextChoices):
    """What a point of an agenda is for."""

    REPORT = "report", _("Report")
    DISCUSSION = "discussion", _("Discussion")
    VOTE = "vote", _("Vote")
    ELECTION = "election", _("Election")


class ActivityFileKind(TextChoices):
    """What a file of an activity is."""

    SHEET = "sheet", _("Signature sheet")
    PHOTO = "photo", _("Photo")
    HANDOUT = "handout", _("Handout")


class ActivityState(TextChoices):
    """States of an activity."""

    PLANNED = "planned", _("Planned")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open for registration")
    CLOSED = "closed", _("Registration closed")
    HELD = "held", _("Held")
    ATTENDED = "attendance_confirmed", _("Attendance confirmed")
    MINUTED = "minutes_approved", _("Minutes approved")
    SETTLED = "settled", _("Costs settled")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


AHEAD: Final = (ActivityState.PLANNED, ActivityState.ANNOUNCED, ActivityState.OPEN, ActivityState.CLOSED)
ACTIVITY_LIFECYCLE: Final = Lifecycle(
    "activity",
    ActivityState.PLANNED,
    {
        "announce_activity": step((ActivityState.PLANNED, ActivityState.POSTPONED), ActivityState.ANNOUNCED),
        "open_registration": step(ActivityState.ANNOUNCED, ActivityState.OPEN),
        "close_registration": step(ActivityState.OPEN, ActivityState.CLOSED),
        "hold_activity": step(AHEAD, ActivityState.HELD),
        "confirm_attendance": step(ActivityState.HELD, ActivityState.ATTENDED),
        "approve_minutes": step(ActivityState.ATTENDED, ActivityState.MINUTED),
        "settle_costs": step((ActivityState.ATTENDED, ActivityState.MINUTED), ActivityState.SETTLED),
        "postpone_activity": step(AHEAD, ActivityState.POSTPONED, needs_reason=True),
        "cancel_activity": step((*AHEAD, ActivityState.POSTPONED), ActivityState.CANCELLED, needs_reason=True),
    },
)
WAS_HELD: Final = (ActivityState.HELD, ActivityState.ATTENDED, ActivityState.MINUTED, ActivityState.SETTLED)
ON_RECORD: Final = (ActivityState.ATTENDED, ActivityState.MINUTED, ActivityState.SETTLED)


def takes_attendance(state: str) -> bool:
    """Whether attendance may be written down: at the door and afterwards, until it is confirmed."""
    return state in (*AHEAD, ActivityState.HELD)


def is_on_record(state: str) -> bool:
    """Whether what was held is a fact by now that no table overwrites: from the confirmed attendance on."""
    return state in ON_RECORD
