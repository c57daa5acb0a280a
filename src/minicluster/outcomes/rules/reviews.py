"""The yearly review: what is measured, its lifecycle, its decisions."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class ReviewMeasure(TextChoices):
    """What is counted of a mini-cluster for its yearly review."""

    PARTICIPATION = "participation", _("Organisations that took part")
    PROBLEM_YIELD = "problem_yield", _("Problems found per activity")
    SOLVED_RATE = "solved_rate", _("Solved share of the problems")
    MONEY_LEVERED = "money_levered", _("Money levered per won of the programme")
    PRIVATE_SHARE = "private_share", _("Private share of the project money")
    VERIFIED_OUTCOMES = "verified_outcomes", _("Verified outcomes")
    SATISFACTION = "satisfaction", _("Satisfaction")


class ReviewState(TextChoices):
    """Where a yearly review stands."""

    OPEN = "open", _("Open")
    SCORING = "scoring", _("Being scored")
    DECIDED = "decided", _("Decided")


class ReviewDecision(TextChoices):
    """What is decided on a mini-cluster."""

    CONTINUE = "continue", _("Continue")
    ON_WATCH = "on_watch", _("On watch")
    REORGANISE = "reorganise", _("Merge, split or rename")
    GRADUATE = "graduate", _("Graduated")
    CLOSE = "close", _("Closed")


REVIEW_LIFECYCLE: Final = Lifecycle(
    "group-review",
    ReviewState.OPEN,
    {
        "begin_scoring": step(ReviewState.OPEN, ReviewState.SCORING),
        "decide_review": step(ReviewState.SCORING, ReviewState.DECIDED, needs_reason=True),
    },
)
