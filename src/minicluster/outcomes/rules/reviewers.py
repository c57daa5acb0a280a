"""Who may review a mini-cluster: conflicts of interest by the records, and enough reviewers from outside its region. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CONFLICTS_LAST: Final = timedelta(days=3 * 365)


class ReviewConflict(TextChoices):
    """Why somebody does not review a mini-cluster, as far as records tell."""

    WORKS_FOR_MEMBER = "works_for_member", _("works for a member, or did in the last three years")
    IS_MEMBER = "is_member", _("is a member")
    HOLDS_OFFICE = "holds_office", _("holds an office in it, or did in the last three years")
    LOOKS_AFTER = "looks_after", _("looks after it or its complex")
    WORKED_TOGETHER = "worked_together", _("worked with a member in the last three years")
    DECLARED_INTEREST = "declared_interest", _("has declared an interest in a member")


class Shortage(TextChoices):
    """Why the scoring cannot begin."""

    TOO_FEW = "too_few", _("There are not enough reviewers without a conflict.")
    TOO_FEW_OUTSIDE = "too_few_outside", _("There are not enough reviewers from outside the region.")


@dataclass(frozen=True)
class Quota:
    """How many reviewers are needed, there, and from outside."""

    needed: int
    there: int
    needed_outside: int
    there_outside: int

    @property
    def shortages(self) -> list[Shortage]:
        """What is missing; nothing where the scoring can begin."""
        found = [(Shortage.TOO_FEW, self.there < self.needed), (Shortage.TOO_FEW_OUTSIDE, self.there_outside < self.needed_outside)]
        return [shortage for shortage, is_short in found if is_short]


def quota_of(free: Sequence[bool], *, fewest: int, outside_share: float) -> Quota:
    """The quota of those without a conflict: `free` says of each whether they come from outside the region. The share is of all who are there, rounded up."""
    there = max(len(free), fewest)
    return Quota(fewest, len(free), ceil(round(outside_share * there, 6)), sum(free))


def is_free(conflicts: Collection[str], declared: str) -> bool:
    """Whether a reviewer may score: no conflict by the records, and none declared."""
    return not conflicts and not declared.strip()
