"""Invitations, answers and seats."""

from datetime import datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.activities import AHEAD, ActivityState


class InviteList(TextChoices):
    """The lists from which one invites: each is derived from membership and office at the moment at which it is asked for."""

    REPRESENTATIVES = "representatives", _("Representatives of the members")
    DEPUTIES = "deputies", _("Their standing deputies")
    EXPERTS = "experts", _("Experts")
    OFFICERS = "officers", _("Officers")
    STEERING = "steering", _("Steering members")


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


class NoAnswer(TextChoices):
    """Why no answer can be taken, in the words for the person who would give it."""

    PLANNED = "planned", _("This activity is not announced yet. You will be told when it is; nothing is lost.")
    CLOSED = "closed", _("Registration is closed. You can still say that you are not coming; for anything else please ask the coordinator.")
    POSTPONED = "postponed", _("This activity is postponed. You will be told the new time, and can answer then; you can say now that you are not coming.")
    CANCELLED = "cancelled", _("This activity is cancelled. Nothing is expected of you any more.")
    PAST = "past", _("This activity has begun, or is over, so that nothing can be answered any more. Please speak to the coordinator.")


class RegistrationState(TextChoices):
    """States of a registration."""

    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Answers are taken while an activity is announced and while registration is open. Who cannot come may say so until it begins: it frees a seat.
TAKES_ANSWERS: Final = (ActivityState.ANNOUNCED, ActivityState.OPEN)
TAKES_REFUSALS: Final = (*TAKES_ANSWERS, ActivityState.CLOSED, ActivityState.POSTPONED)


def why_no_answer(state: str, answer: str, starts_at: datetime, now: datetime) -> NoAnswer | None:
    """Why this answer cannot be taken; None where it can. The time of a postponed activity is not known, so that it cannot be past."""
    if state == ActivityState.CANCELLED:
        return NoAnswer.CANCELLED
    if state not in (*AHEAD, ActivityState.POSTPONED) or (now >= starts_at and state != ActivityState.POSTPONED):
        return NoAnswer.PAST
    if state in (TAKES_REFUSALS if answer == InvitationAnswer.DECLINED else TAKES_ANSWERS):
        return None
    return {ActivityState.CLOSED: NoAnswer.CLOSED, ActivityState.POSTPONED: NoAnswer.POSTPONED}.get(ActivityState(state), NoAnswer.PLANNED)


def has_a_free_seat(capacity: int | None, registered: int) -> bool:
    """Whether one more may come; without a number of seats everyone may."""
    return capacity is None or registered < capacity
