"""The way of an introduction from a suggestion to the end, who declines and why, and when ratings are opened."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class IntroductionState(TextChoices):
    """States of an introduction."""

    SUGGESTED = "suggested", _("Suggested")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    APPROVED = "summary_approved", _("Summary approved by the firm")
    ASKED = "asked", _("Expert asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed without answer")
    CONSENTED = "consented", _("Consents and NDA in place")
    DISCLOSED = "disclosed", _("Details disclosed")
    MET = "met", _("First meeting held")
    COOPERATING = "cooperating", _("Cooperating")
    NO_FIT = "no_fit", _("No fit")
    COMPLETED = "completed", _("Completed and rated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_I = IntroductionState
_BEFORE_DISCLOSURE: Final = (_I.SUGGESTED, _I.SHORTLISTED, _I.APPROVED, _I.ASKED, _I.ACCEPTED, _I.CONSENTED)
INTRODUCTION_LIFECYCLE: Final = Lifecycle(
    "introduction",
    _I.SUGGESTED,
    {
        "shortlist_candidate": step(_I.SUGGESTED, _I.SHORTLISTED),
        "return_summary": step(_I.SHORTLISTED, _I.SUGGESTED, needs_reason=True),
        "approve_summary": step(_I.SHORTLISTED, _I.APPROVED),
        "ask_expert": step((_I.APPROVED, _I.LAPSED), _I.ASKED),
        "accept_introduction": step(_I.ASKED, _I.ACCEPTED),
        "decline_introduction": step(_I.ASKED, _I.DECLINED, needs_reason=True),
        "lapse_introduction": step(_I.ASKED, _I.LAPSED),
        "record_consents": step(_I.ACCEPTED, _I.CONSENTED),
        "disclose_details": step(_I.CONSENTED, _I.DISCLOSED),
        "record_first_meeting": step(_I.DISCLOSED, _I.MET),
        "start_cooperation": step(_I.MET, _I.COOPERATING),
        "record_no_fit": step(_I.MET, _I.NO_FIT, needs_reason=True),
        "complete_introduction": step((_I.COOPERATING, _I.NO_FIT), _I.COMPLETED),
        # Without it an expert who accepted would carry a request that went nowhere for ever.
        "withdraw_introduction": step(_BEFORE_DISCLOSURE, _I.WITHDRAWN, needs_reason=True),
    },
)


class DeclineKind(TextChoices):
    """Why an expert declines. The reasons are few, so that they can be counted and learnt from."""

    NO_TIME = "no_time", _("No time at present")
    NOT_MY_FIELD = "not_my_field", _("Not my field")
    CONFLICT = "conflict", _("A conflict of interest")
    OTHER_PERSON = "other_person", _("Somebody else is better suited")
    OTHER = "other", _("Another reason")


class RatingSide(TextChoices):
    """Who rates an introduction."""

    FIRM = "firm", _("The firm")
    EXPERT = "expert", _("The expert")


LIVE_INTRODUCTION: Final = frozenset({_I.ASKED, _I.ACCEPTED, _I.CONSENTED, _I.DISCLOSED, _I.MET, _I.COOPERATING})
SUMMARY_CAN_BE_EDITED: Final = frozenset({_I.SUGGESTED, _I.SHORTLISTED})
CAN_BE_RATED: Final = frozenset({_I.COOPERATING, _I.NO_FIT, _I.COMPLETED})
HIDDEN_FROM_FIRM: Final = frozenset({_I.SUGGESTED})
BEST_RATING: Final = 5
RATINGS_STAY_HIDDEN: Final = timedelta(days=14)
PASSING_ON: Final = frozenset({_I.DISCLOSED, _I.MET, _I.COOPERATING})


def ratings_are_open(rated_at: Mapping[str, datetime], now: datetime) -> bool:
    """Whether each side may see the other's rating: both have rated, or the first was given a fortnight ago."""
    return len(rated_at) == len(RatingSide) or (bool(rated_at) and min(rated_at.values()) + RATINGS_STAY_HIDDEN <= now)
