"""The background work of outcomes."""

from minicluster.members.models import Programme
from minicluster.outcomes.domain.follow_ups import let_follow_ups_run
from minicluster.platform.jobs.background import periodic_task


@periodic_task("outcomes.run_follow_ups", cron="25 * * * *")
def run_all_follow_ups() -> None:
    """Every hour, so that a machine that is off at night misses no day."""
    for programme in Programme.objects.all():
        let_follow_ups_run(programme)
