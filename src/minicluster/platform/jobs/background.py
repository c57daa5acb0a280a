"""Background work over Procrastinate: one way to declare it, one way to ask for it.

A job runs at least once: after a crash it is run again, so its function must do no harm when it runs twice. Asking again with the same key while
the job still waits asks for nothing new, and jobs of one key never run side by side.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.job_context import AbortReason

from minicluster.platform.jobs.progress import tell_progress


class Progressing(Protocol):
    """What a running job may ask about itself."""

    def should_stop(self) -> bool:
        """Whether the worker is to end: finish the batch in hand and return."""

    def is_cancelled(self) -> bool:
        """Whether a person called it off: then what is left is not asked for again."""

    def tell(self, done: int, of: int) -> None:
        """Say how many steps are done of how many, for whoever looks."""


class _Running:
    def __init__(self, context: JobContext) -> None:
        self._context = context

    def should_stop(self) -> bool:
        return self._context.should_abort()

    def is_cancelled(self) -> bool:
        return self._context.abort_reason() is AbortReason.USER_REQUEST

    def tell(self, done: int, of: int) -> None:
        tell_progress(self._context.job.id or 0, done, of)


def background_task(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a function as background work: it is called with the running job and the arguments that were enqueued."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        @app.task(name=name, pass_context=True)
        def run(context: JobContext, /, **arguments: Any) -> None:
            function(_Running(context), **arguments)

        return function

    return declare


def periodic_task(name: str, *, cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a function as background work that the clock asks for: `cron` as in crontab, minute first."""

    def declare(function: Callable[[], None]) -> Callable[[], None]:
        @app.periodic(cron=cron)
        @app.task(name=name)
        def run(timestamp: int) -> None:
            del timestamp  # the time for which it was due; it is given and does not matter
            function()

        return function

    return declare


def enqueue(task_name: str, *, key: str, **arguments: Any) -> bool:
    """Ask for background work in the caller's transaction: it is done if that is committed. False where the same key waits already."""
    try:
        with transaction.atomic():
            app.configure_task(task_name, queueing_lock=key, lock=key).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
