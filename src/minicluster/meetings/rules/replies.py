"""Answers that come as calendar mail (RFC 5546): what they mean, and which of two is the newer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.invitations import InvitationAnswer


class ReplyVerdict(TextChoices):
    """What was made of a mail that was handed in as an answer."""

    TAKEN = "taken", _("Taken")
    STALE = "stale", _("Older than what is known")
    FOREIGN = "foreign", _("From somebody who was not invited")
    UNREADABLE = "unreadable", _("No answer in it")
    TOO_LATE = "too_late", _("Too late")


_ANSWERS: Final = {
    "ACCEPTED": InvitationAnswer.COMING,
    "DECLINED": InvitationAnswer.DECLINED,
    "DELEGATED": InvitationAnswer.DEPUTY,
    # Perhaps: no answer yet, but worth a note.
    "TENTATIVE": InvitationAnswer.NONE,
}


def answer_of(partstat: str) -> InvitationAnswer | None:
    """What a participation status (RFC 5545, 3.2.12) answers; None where it is none: NEEDS-ACTION, or a word that nobody knows."""
    return _ANSWERS.get(partstat.strip().upper())


def address_in(text: str) -> str:
    """A mail address, out of `mailto:Kim@Firm.example` or written plainly, so that two of them can be compared."""
    plain = text.strip().strip("<>")
    scheme, _colon, rest = plain.partition(":")
    return (rest if scheme.lower() == "mailto" else plain).partition("?")[0].strip().casefold()


@dataclass(frozen=True)
class Known:
    """What is known of an invitation when a reply comes: the sequence of the activity, and when the last answer was given, in real time."""

    sequence: int
    answered_at: datetime | None


def is_stale(sequence: int, stamped_at: datetime | None, known: Known) -> bool:
    """Whether a reply is older than what is known: it answers an earlier time of the activity, or was written before the last answer.

    RFC 5546, 2.1.5: first the sequences are compared, then, where they are equal, the stamps. A later sequence than ours is not stale: some programs count by themselves.
    """
    if sequence < known.sequence:
        return True
    return stamped_at is not None and known.answered_at is not None and stamped_at < known.answered_at
