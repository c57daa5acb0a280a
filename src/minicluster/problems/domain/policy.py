"""How a programme spreads its requests: its own figures, or those of the rules."""

from minicluster.members.models import Programme
from minicluster.problems.models import MatchingPolicy


def policy_of(programme: Programme) -> MatchingPolicy:
    """The programme's policy; one that was never set holds the figures of the rules and is not stored."""
    return MatchingPolicy.objects.filter(programme=programme).first() or MatchingPolicy(programme=programme, invented=programme.invented)
