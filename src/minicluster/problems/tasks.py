"""The background work of problems."""

import time

from minicluster.members.models import Programme
from minicluster.platform.jobs.background import Progressing, background_task, periodic_task
from minicluster.platform.search.tasks import SLICE_SECONDS
from minicluster.platform.search.understanding import is_learned
from minicluster.problems.domain.clocks import let_clocks_run
from minicluster.problems.domain.concept_learning import learn_concepts_of, request_learning
from minicluster.problems.models import Thesaurus


@background_task("problems.learn_thesaurus")
def learn_concepts(job: Progressing, *, programme_id: int) -> None:
    """Learn the programme's thesaurus, slice by slice; what is left is asked for again."""
    until = time.monotonic() + SLICE_SECONDS
    if not learn_concepts_of(programme_id, should_stop=lambda: job.should_stop() or time.monotonic() > until):
        request_learning(programme_id)


@periodic_task("problems.learn_what_is_missing", cron="*/10 * * * *")
def learn_what_is_missing() -> None:
    """Go on where a model failed, or where another model or version is used since: what it would know is missing."""
    for programme_id in Thesaurus.objects.filter(version__gt=0).values_list("programme_id", flat=True):
        if not is_learned(programme_id):
            request_learning(programme_id)


def run_clocks(programme: Programme) -> dict[str, int]:
    """Let requests lapse, remind firms, leave reports unconfirmed; how often each was done. A second run on the same day does nothing."""
    return let_clocks_run(programme)


@periodic_task("problems.run_clocks", cron="10 * * * *")
def run_all_clocks() -> None:
    """Every hour, so that a machine that is off at night misses no day."""
    for programme in Programme.objects.all():
        run_clocks(programme)
