"""Which meeting takes members in."""

from typing import Final

from minicluster.meetings.rules.activities import ActivityKind
from minicluster.members.rules import ApprovalBody

_BODIES: Final = {ActivityKind.STEERING: ApprovalBody.STEERING, ActivityKind.ASSEMBLY: ApprovalBody.ASSEMBLY}


def body_of(kind: str) -> ApprovalBody | None:
    """The body of the by-laws that meets in an activity of this kind; None for all others."""
    return _BODIES.get(ActivityKind(kind))
