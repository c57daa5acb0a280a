"""Which meeting takes members in, and by what a decision counts as taken."""

from fractions import Fraction
from typing import Final

from minicluster.meetings.rules.activities import ActivityKind
from minicluster.members.rules import ApprovalBody

_BODIES: Final = {ActivityKind.STEERING: ApprovalBody.STEERING, ActivityKind.ASSEMBLY: ApprovalBody.ASSEMBLY}


def body_of(kind: str) -> ApprovalBody | None:
    """The body of the by-laws that meets in an activity of this kind; None for all others."""
    return _BODIES.get(ActivityKind(kind))


def was_voted_down(*, votes_for: int | None, votes_against: int | None, abstentions: int | None, majority_share: float) -> bool:
    """Whether the counted votes miss the majority of the by-laws, abstentions among them; what was decided without counting was decided.

    The share counts as it is written, 0.7 as seven tenths.
    """
    if votes_for is None:
        return False
    return votes_for <= Fraction(str(majority_share)) * (votes_for + (votes_against or 0) + (abstentions or 0))
