"""Contenders in turn, so that whatever else the machine does falls on all of them alike; and the most memory that one of them needs."""

import re
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import numpy as np

STATUS: Final = Path("/proc/self/status")


@dataclass(frozen=True)
class Taken:
    """What contenders took and gave.

    Attributes:
        clock: contender → seconds by the clock, one for each round.
        processor: contender → seconds of the processor, all threads of this process together.
        results: contender → what it gave in the last round.
    """

    clock: dict[str, list[float]]
    processor: dict[str, list[float]]
    results: dict[str, Any]


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int, tell: Callable[[str], None]) -> Taken:
    """Run each contender in turn, round by round, each round in another order.

    Whoever comes after one that used much memory finds caches and the allocator cold, and that must not always be the same.
    """
    taken, orders = Taken({name: [] for name in contenders}, {name: [] for name in contenders}, {}), np.random.default_rng(0)
    for _round in range(rounds):
        for name in map(str, orders.permutation(list(contenders))):
            run = contenders[name]
            clock, processor = time.perf_counter(), time.process_time()
            taken.results[name] = run()
            taken.clock[name].append(time.perf_counter() - clock)
            taken.processor[name].append(time.process_time() - processor)
            tell(f"{name}: {taken.clock[name][-1]:.3f} s by the clock, {taken.processor[name][-1]:.3f} s of the processor")
    return taken


def compared(taken: Taken, peers: tuple[str, ...]) -> dict[str, Any]:
    """Ratios to "ours", each the median of the rounds' ratios; more than 1 is slower than ours, and `ratio_to_floor` is ours to the floor."""
    there = [peer for peer in peers if peer in taken.clock]
    return {
        "ratio": {peer: _ratio(taken.clock, peer, "ours") for peer in there},
        "ratio_of_processor": {peer: _ratio(taken.processor, peer, "ours") for peer in there},
        "ratio_to_floor": _ratio(taken.clock, "ours", "floor"),
        "ratio_to_floor_of_processor": _ratio(taken.processor, "ours", "floor"),
        "seconds": {name: round(statistics.median(seconds), 4) for name, seconds in taken.clock.items()},
        "processor_seconds": {name: round(statistics.median(seconds), 4) for name, seconds in taken.processor.items()},
        "absent": [peer for peer in peers if peer not in taken.clock],
    }


def _ratio(seconds: Mapping[str, list[float]], above: str, below: str) -> float:
    return round(statistics.median(one / other for one, other in zip(seconds[above], seconds[below], strict=True)), 2)


def peak_mib(run: Callable[..., object], *arguments: object) -> float | None:
    """The most memory that a process which does only this holds at any time, in MiB; `None` where the system does not tell."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        return one.submit(_peak, run, *arguments).result()


def _peak(run: Callable[..., object], *arguments: object) -> float | None:
    run(*arguments)
    told = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii")) if STATUS.exists() else None
    return round(int(told[1]) / 1024, 1) if told else None
