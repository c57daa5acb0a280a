"""Who looks after a problem today: the one place that says whom its mails go to and whose name stands on its page."""

from minicluster.members.domain.queries import coordinator_of
from minicluster.members.models import Person
from minicluster.problems.models import Problem


def coordinator_now(problem: Problem) -> Person | None:
    """The coordinator of its mini-cluster; without one, whoever diagnosed or raised it. After a hand-over that is the successor."""
    return coordinator_of(problem.group) or problem.coordinator
