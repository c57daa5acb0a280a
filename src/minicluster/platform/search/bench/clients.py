"""Processes that ask at the same time. They import this module before Django is set up, and so it imports nothing of the kind."""

import time
from multiprocessing import get_context
from typing import Any, Final

CLIENTS: Final = 4
WARMING: Final = 8

Spans = list[tuple[float, float]]
_barrier: list[Any] = []


def ask_together(setting: Any) -> list[Spans]:
    """When each query of each client began and ended; all clients ask the questions of the setting, beginning together."""
    processes = get_context("spawn")
    with processes.Pool(CLIENTS, get_ready, (processes.Barrier(CLIENTS),)) as pool:
        return pool.map(ask_alone, [setting] * CLIENTS, chunksize=1)


def get_ready(barrier: Any) -> None:
    """Prepare a process. A failure here must end it as a failed task, or the pool would start others for ever."""
    import django

    django.setup()
    _barrier.append(barrier)


def ask_alone(setting: Any) -> Spans:
    """What one client does."""
    embedders = setting.embedders
    for one in setting.asked[:WARMING]:
        setting.ask(one, embedders)
    _barrier[0].wait()
    spans = []
    for one in setting.asked:
        begun = time.monotonic()
        setting.ask(one, embedders)
        spans.append((begun, time.monotonic()))
    return spans
