"""Contenders in turn, so that whatever else the machine does falls on all of them alike; and the most memory that one of them needs."""

import re
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

STATUS: Final = Path("/proc/self/status")


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int, tell: Callable[[str], None]) -> dict[str, dict[str, list[float]]]:
    """Seconds of each contender in each round, by the clock and of the processor (all threads of this process).

    Each is run once before, so that imports and first allocations do not count.
    """
    taken: dict[str, dict[str, list[float]]] = {name: {"clock": [], "processor": []} for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            clock, processor = time.perf_counter(), time.process_time()
            run()
            seconds = {"clock": time.perf_counter() - clock, "processor": time.process_time() - processor}
            if turn:
                tell(f"{name}: {seconds['clock']:.3f} s by the clock, {seconds['processor']:.3f} s of the processor")
                for kind, value in seconds.items():
                    taken[name][kind].append(value)
    return taken


def compared(taken: Mapping[str, Mapping[str, list[float]]], peers: tuple[str, ...]) -> dict[str, Any]:
    """Ratios to "ours", each the median of the rounds' ratios; more than 1 is slower than ours, and `ratio_to_floor` is ours to the floor."""

    def ratio(above: str, below: str, kind: str) -> float:
        return round(statistics.median(one / other for one, other in zip(taken[above][kind], taken[below][kind], strict=True)), 2)

    there = [peer for peer in peers if peer in taken]
    return {
        "ratio": {peer: ratio(peer, "ours", "clock") for peer in there},
        "ratio_of_processor": {peer: ratio(peer, "ours", "processor") for peer in there},
        "ratio_to_floor": ratio("ours", "floor", "clock"),
        "ratio_to_floor_of_processor": ratio("ours", "floor", "processor"),
        "seconds": {name: round(statistics.median(kinds["clock"]), 4) for name, kinds in taken.items()},
        "processor_seconds": {name: round(statistics.median(kinds["processor"]), 4) for name, kinds in taken.items()},
        "absent": [peer for peer in peers if peer not in taken],
    }


def peak_mib(run: Callable[..., object], *arguments: object) -> float | None:
    """The most memory that a process which does only this holds at any time, in MiB; `None` where the system does not tell."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        return one.submit(_peak, run, *arguments).result()


def _peak(run: Callable[..., object], *arguments: object) -> float | None:
    run(*arguments)
    told = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii")) if STATUS.exists() else None
    return round(int(told[1]) / 1024, 1) if told else None
