"""The process that does the background work."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

# A worker tells every ten seconds that it lives; after thirty seconds of silence its jobs are given to another.
SILENCE_SECONDS = 30
# Told to stop, it waits so long for a job to end by itself, and then tells it to finish the batch in hand.
PATIENCE_SECONDS = 1


def run_worker(*, wait: bool = True) -> None:
    """Work until told to stop; without `wait` until nothing waits any more.

    Jobs run one after the other, the long ones in slices: two models side by side on two cores would leave none for the pages.
    """
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]  # Django's connector has one
        working.run_worker(
            wait=wait,
            concurrency=1,
            install_signal_handlers=True,
            stalled_worker_timeout=SILENCE_SECONDS,
            shutdown_graceful_timeout=PATIENCE_SECONDS,
            delete_jobs="successful",
        )


@app.periodic(cron="* * * * *")
@app.task(name="jobs.take_up_abandoned", pass_context=True)
async def take_up_abandoned(context: JobContext, /, timestamp: int) -> None:
    """Put jobs back in the queue whose worker died: every job may run twice."""
    del timestamp  # the time for which it was due; it is given and does not matter
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same work has been asked for anew since; that job does it.
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
