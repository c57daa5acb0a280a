"""How asked-for work stands, and calling it off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from minicluster.platform.jobs.progress import progress_of

UNFINISHED = ("todo", "doing")
FAILED = "failed"


@dataclass(frozen=True)
class Standing:
    """The job of a key that was asked for last.

    Attributes:
        job: its number.
        state: it waits for the worker, it is being done, or it failed. What succeeded or was called off is not kept.
        since: when it came into that state, by real time.
        progress: how many steps are done of how many, where it says so.
    """

    job: int
    state: Literal["todo", "doing", "failed"]
    since: datetime | None
    progress: tuple[int, int] | None = None

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in UNFINISHED


def standing_of(key: str) -> Standing | None:
    """How the work asked for under a key stands: what is being done before what waits, both before what failed; None where there is none of these."""
    jobs = {job.status: job for job in ProcrastinateJob.objects.filter(lock=key, status__in=(*UNFINISHED, FAILED)).order_by("pk")}
    job = jobs.get("doing") or jobs.get("todo") or jobs.get(FAILED)
    if job is None:
        return None
    event = ProcrastinateEvent.objects.filter(job=job).order_by("-pk").first()
    return Standing(job.pk, job.status, event.at if event else None, progress_of(job.pk) if job.status == "doing" else None)


def call_off(key: str) -> bool:
    """Call off the work of a key: what waits is dropped, what is being done stops at its next step. False where there was none."""
    jobs = ProcrastinateJob.objects.filter(lock=key, status__in=UNFINISHED).values_list("pk", flat=True)
    # Each of them, and not only up to the first that is called off.
    called_off = [app.job_manager.cancel_job_by_id(job, abort=True, delete_job=True) for job in jobs]
    return any(called_off)
