"""Which share of the votes carries, and what was counted."""

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Decision


def majority_of(activity: Activity) -> float:
    """The share of the votes above which a decision carries; of several groups' by-laws the strictest."""
    return max((group.majority_share for group in activity.groups.all()), default=0.5)


def count_of(decision: Decision) -> rules.Count | None:
    """The votes of a decision; None where nobody counted them."""
    if decision.votes_for is None:
        return None
    return rules.Count(decision.votes_for, decision.votes_against or 0, decision.abstentions or 0)
