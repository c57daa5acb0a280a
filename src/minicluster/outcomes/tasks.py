"""The background work of outcomes."""

from minicluster.members.models import Programme
from minicluster.outcomes.domain.follow_ups import let_follow_ups_run
from minicluster.outcomes.domain.forecast_requests import TASK, continue_forecasts, request_what_is_due
from minicluster.outcomes.domain.forecasting import make_forecasts
from minicluster.outcomes.domain.impact import finish_impact_study
from minicluster.platform.jobs.background import Progressing, background_task, enqueue, periodic_task
from minicluster.platform.permissions import Role, Viewer


@background_task(TASK)
def make(job: Progressing, *, programme_id: int, user_id: int | None, horizon: int) -> None:
    """Make a programme's forecasts. Where the worker has to end, they are asked for again; where a person called them off, they are not."""

    def goes_on(done: int, of: int) -> bool:
        job.tell(done, of)
        return not job.should_stop()

    actor = Viewer(Role.PROGRAMME_OFFICE, programme_id, user_id=user_id)
    if make_forecasts(actor=actor, horizon=horizon, goes_on=goes_on) is None and not job.is_cancelled():
        continue_forecasts(programme_id, user_id, horizon)


@background_task("outcomes.make_impact_study")
def make_impact_study(job: Progressing, *, study_id: int) -> None:
    """Compute a study that was asked for; told to stop, ask for it again."""
    if not finish_impact_study(study_id, should_stop=job.should_stop):
        enqueue("outcomes.make_impact_study", key=f"impact-study-{study_id}", study_id=study_id)


@periodic_task("outcomes.forecast_what_has_come", cron="45 * * * *")
def forecast_what_has_come() -> None:
    """Every hour, so that a machine that is off at night misses no day."""
    for programme in Programme.objects.all():
        request_what_is_due(programme)


@periodic_task("outcomes.run_follow_ups", cron="25 * * * *")
def run_all_follow_ups() -> None:
    """Every hour, so that a machine that is off at night misses no day."""
    for programme in Programme.objects.all():
        let_follow_ups_run(programme)
