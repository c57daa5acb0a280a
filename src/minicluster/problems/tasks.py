"""The background work of problems."""

from minicluster.members.models import Programme
from minicluster.platform.jobs.background import Progressing, background_task
from minicluster.problems.domain.indexing import learn_from_problems


@background_task("problems.learn_questions")
def learn(_job: Progressing, *, programme_id: int) -> None:
    """Learn from the programme's problems where questions stand on average."""
    learn_from_problems(Programme.objects.get(pk=programme_id))
