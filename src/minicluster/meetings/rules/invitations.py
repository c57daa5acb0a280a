"""Invitations, answers and seats."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class RegistrationState(TextChoices):
    """States of a registration."""

    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def has_a_free_seat(capacity: int | None, registered: int) -> bool:
    """Whether one more may come; without a number of seats everyone may."""
    return capacity is None or registered < capacity
