"""The yearly review: what is measured, its lifecycle, its decisions."""

from dataclasses import dataclass, replace
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.outcomes.rules.indicators import Direction
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


@dataclass(frozen=True)
class Criterion:
    """A criterion that every round starts with; without a measure, reviewers judge it."""

    slug: str
    name_ko: str
    name_en: str
    measure: str
    weight: int
    direction: str = Direction.UP

    def measure_label(self) -> str:
        """What it is called in the reader's language."""
        return str(ReviewMeasure(self.measure).label) if self.measure else str(_("Plan for next year"))

    def weighing(self, weight: int) -> "Criterion":
        """The same with another weight."""
        return replace(self, weight=weight)


STANDARD_CRITERIA: Final = (
    Criterion("participation", "참여 기관", "Organisations that took part", ReviewMeasure.PARTICIPATION, 1),
    Criterion("problem-yield", "활동당 애로과제 발굴", "Problems found per activity", ReviewMeasure.PROBLEM_YIELD, 2),
    Criterion("solved-rate", "애로과제 해결률", "Solved share of the problems", ReviewMeasure.SOLVED_RATE, 2),
    Criterion("money-levered", "유치 금액", "Money levered", ReviewMeasure.MONEY_LEVERED, 1),
    Criterion("private-share", "민간 부담 비율", "Private share", ReviewMeasure.PRIVATE_SHARE, 1),
    Criterion("verified-outcomes", "검증된 성과", "Verified outcomes", ReviewMeasure.VERIFIED_OUTCOMES, 3),
    Criterion("satisfaction", "만족도", "Satisfaction", ReviewMeasure.SATISFACTION, 1),
    Criterion("next-year", "내년 계획", "Plan for next year", "", 2),
)
# What a decision means for the mini-cluster; reorganising asks for its successors, on a page of its own.
GROUP_STEPS: Final = {
    ReviewDecision.CONTINUE: "continue_group",
    ReviewDecision.ON_WATCH: "put_group_on_watch",
    ReviewDecision.GRADUATE: "graduate_group",
    ReviewDecision.CLOSE: "close_group",
}
