"""How the question what became of an expected outcome reaches its firm: by mail, and as a text to copy into a messenger."""

from functools import partial
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from minicluster.members.domain.letters import Letter, write_letters
from minicluster.members.domain.queries import representatives_of
from minicluster.members.models import Person
from minicluster.outcomes import rules
from minicluster.outcomes.models import OutcomeFollowUp
from minicluster.platform.signed_links import SignedLink

FOLLOW_UP_LINK: Final = SignedLink("outcome-follow-up", rules.LINK_LIVES)


def contact_of(follow_up: OutcomeFollowUp) -> Person | None:
    """Whom one asks: the contact of the problem, else who represents the firm in the group."""
    entry = follow_up.outcome
    problem = entry.problem or (entry.project.problem if entry.project else None)
    named = problem.contact if problem else None
    return named or representatives_of([entry.organisation_id], [entry.group_id]).get(entry.organisation_id)


def follow_up_text(follow_up: OutcomeFollowUp, name: object) -> str:
    """What the mail says, and what can be copied into a messenger. It names no figure: that stands behind the link."""
    entry = follow_up.outcome
    return _(
        "Dear %(name)s,\n\non %(day)s your firm reported what it expected of %(indicator)s by %(until)s. What became of it? "
        "Three fields are enough, and no account is needed:\n%(address)s\n\nThe link is for your firm alone. “Not yet” and “it did not come true” are answers too."
    ) % {
        "name": name,
        "day": localtime(entry.reported_at).date().isoformat(),
        "indicator": entry.indicator,
        "until": entry.period_to.isoformat(),
        "address": _address(follow_up),
    }


def send_follow_up(follow_up: OutcomeFollowUp) -> int:
    """Ask the firm, or remind it, by mail; how many mails that were: none where nobody there has an address."""
    contact = contact_of(follow_up)
    if contact is None:
        return 0
    return write_letters(follow_up, [Letter(contact, f"ask {follow_up.reminders}", partial(_letter, follow_up, contact))])


def _letter(follow_up: OutcomeFollowUp, contact: Person) -> tuple[str, str]:
    subject = _("Reminder: what became of what you expected?") if follow_up.reminders else _("What became of what you expected?")
    return subject, follow_up_text(follow_up, contact)


def _address(follow_up: OutcomeFollowUp) -> str:
    return settings.BASE_ADDRESS + reverse("outcomes:follow-up-by-link", args=[FOLLOW_UP_LINK.token(follow_up.pk)])
