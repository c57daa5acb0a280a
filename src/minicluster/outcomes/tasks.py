"""The background work of outcomes."""

from minicluster.outcomes.domain.impact import finish_impact_study
from minicluster.platform.jobs.background import Progressing, background_task, enqueue


@background_task("outcomes.make_impact_study")
def make_impact_study(job: Progressing, *, study_id: int) -> None:
    """Compute a study that was asked for; told to stop, ask for it again."""
    if not finish_impact_study(study_id, should_stop=job.should_stop):
        enqueue("outcomes.make_impact_study", key=f"impact-study-{study_id}", study_id=study_id)
