"""The pure rules of meetings: kinds, lifecycles, permissions."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer, covers


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


class WorkPlanState(TextChoices):
    """States of a group's plan for a year."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


WORK_PLAN_LIFECYCLE: Final = Lifecycle(
    "work plan",
    WorkPlanState.DRAFT,
    {
        "approve_work_plan": step(WorkPlanState.DRAFT, WorkPlanState.APPROVED),
        "reopen_work_plan": step(WorkPlanState.APPROVED, WorkPlanState.DRAFT, needs_reason=True),
    },
)


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


def takes_attendance(state: str) -> bool:
    """Whether attendance may be written down: at the door and afterwards, until it is confirmed."""
    return state in (*AHEAD, ActivityState.HELD)


def is_on_record(state: str) -> bool:
    """Whether what was held is a fact by now that no table overwrites: from the confirmed attendance on."""
    return state in (ActivityState.ATTENDED, ActivityState.MINUTED, ActivityState.SETTLED)


def asks_for(kind: str) -> str:
    """The fact that the short form of this kind of activity cannot do without: a visit its firm, a lecture its speaker."""
    return {ActivityKind.VISIT: "host", ActivityKind.LECTURE: "speaker"}.get(ActivityKind(kind), "")


def has_a_free_seat(capacity: int | None, registered: int) -> bool:
    """Whether one more may come; without a number of seats everyone may."""
    return capacity is None or registered < capacity


class AttendanceKind(TextChoices):
    """How a person attended."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    DEPUTY = "deputy", _("Deputy")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")
    VISITOR = "visitor", _("Visitor")


DORMANT_AFTER: Final = timedelta(days=365)
WAS_THERE: Final = (AttendanceKind.PRESENT, AttendanceKind.LATE, AttendanceKind.DEPUTY, AttendanceKind.VISITOR)


class RecordedThrough(TextChoices):
    """How an attendance came to be written down."""

    LIST = "list", _("List")
    DOOR = "door", _("Code at the door")
    SHEET = "sheet", _("Signature sheet")


class InvitationAnswer(TextChoices):
    """What an invited person answered."""

    NONE = "none", _("No answer yet")
    COMING = "coming", _("Coming")
    DEPUTY = "deputy", _("Sends a deputy")
    DECLINED = "declined", _("Not coming")


class AnsweredThrough(TextChoices):
    """By which way an answer came."""

    LINK = "link", _("Link")
    CALENDAR = "calendar", _("Calendar mail")
    ACCOUNT = "account", _("Signed in")
    STAFF = "staff", _("Told to the coordinator")


class ReplyVerdict(TextChoices):
    """What was made of a mail that was handed in as an answer."""

    TAKEN = "taken", _("Taken")
    STALE = "stale", _("Older than what is known")
    FOREIGN = "foreign", _("From somebody who was not invited")
    UNREADABLE = "unreadable", _("No answer in it")
    TOO_LATE = "too_late", _("Too late")


class PaidService(TextChoices):
    """What somebody outside is paid for."""

    LECTURE = "lecture", _("Lecture")
    ADVICE = "advice", _("Advice")


class IncomeKind(TextChoices):
    """Which income it is for the person who is paid: it decides what is withheld."""

    OTHER = "other", _("Other income (occasional)")
    BUSINESS = "business", _("Business income (regular)")


class RegistrationState(TextChoices):
    """States of a registration."""

    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MinutesState(TextChoices):
    """States of minutes."""

    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated")
    APPROVED = "approved", _("Approved")


class ActionItemState(TextChoices):
    """States of an action item."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


ACTION_ITEM_LIFECYCLE: Final = Lifecycle(
    "action item",
    ActionItemState.OPEN,
    {
        "finish_action_item": step(ActionItemState.OPEN, ActionItemState.DONE),
        "drop_action_item": step(ActionItemState.OPEN, ActionItemState.DROPPED, needs_reason=True),
    },
)

_STAFF: Final = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_OFFICE: Final = {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_WITH_OFFICERS: Final = {**_STAFF, Role.GROUP_OFFICER: Scope.GROUPS}
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

_OWN: Final = {Role.FIRM_USER: Scope.PERSON, Role.EXPERT: Scope.PERSON}

PERMISSIONS: Final = PermissionMap(
    "meetings",
    {
        "view_activity": _SIGNED_IN,
        "view_visit_report": {**_WITH_OFFICERS, Role.FIRM_USER: Scope.ORGANISATION},
        "view_attendance": {**_WITH_OFFICERS, Role.FIRM_USER: Scope.GROUPS},
        "plan_activity": _WITH_OFFICERS,
        **dict.fromkeys(ACTIVITY_LIFECYCLE.steps, _WITH_OFFICERS),
        "invite_person": _WITH_OFFICERS,
        "register_for_activity": {**_WITH_OFFICERS, Role.FIRM_USER: Scope.GROUPS, Role.EXPERT: Scope.GROUPS},
        "record_attendance": _WITH_OFFICERS,
        "write_minutes": _WITH_OFFICERS,
        "record_decision": _WITH_OFFICERS,
        "assign_action_item": _WITH_OFFICERS,
        "finish_action_item": {**_WITH_OFFICERS, **_OWN},
        "drop_action_item": _WITH_OFFICERS,
        "write_visit_report": _WITH_OFFICERS,
        "record_election": _WITH_OFFICERS,
        "view_work_plan": _SIGNED_IN,
        "write_work_plan": _WITH_OFFICERS,
        "approve_work_plan": _OFFICE,
        "reopen_work_plan": _OFFICE,
    },
)


SEES_EVERY_GROUP: Final = (Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)


def may_see_activity(viewer: Viewer, visibility: str, place: Place) -> bool:
    """Whether the viewer may know of an activity: of one for its groups only they, the visited firm and those who look after them may."""
    if PERMISSIONS.scope(viewer, "view_activity") is None or viewer.programme_id != place.programme_id:
        return False
    if visibility != Visibility.GROUP or viewer.role in SEES_EVERY_GROUP:
        return True
    if viewer.role is Role.COMPLEX_MANAGER:
        return covers(viewer, Scope.COMPLEX, place)
    return covers(viewer, Scope.GROUPS, place) or covers(viewer, Scope.ORGANISATION, place)


def may_register_person(viewer: Viewer, person_id: int, organisation_ids: frozenset[int]) -> bool:
    """Whether the viewer may take a seat for this person: firms for their own staff, experts for themselves, those who run the activity for anyone."""
    if viewer.role is Role.EXPERT:
        return viewer.person_id == person_id
    if viewer.role is Role.FIRM_USER:
        return viewer.person_id == person_id or bool(viewer.organisation_ids & organisation_ids)
    return True
