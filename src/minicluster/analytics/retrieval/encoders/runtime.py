"""Running a graph on the processor: one thread for what is asked, as many as there are processors for a heap of documents."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from minicluster.analytics.retrieval.encoders.packed import Numbers

# Past this many pieces per run the intermediate results leave the processor's cache.
PIECES_PER_RUN: Final = 1024
MOST_THREADS: Final = 4
# Groups of 128 inputs are quantised together: of 32, 64, 128 and 384 the fastest whose vectors stay within a cosine of .9995 of the plain ones.
_QUANTISED_TOGETHER: Final = 128


def bulk_threads() -> int:
    """How many texts are computed side by side when there are many: one per processor that this process may use, four at most."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_THREADS, mine)


class Runner:
    """A compiled graph. Whoever computes takes a request that nobody uses; the sums run outside Python, so threads do and no process is left behind."""

    def __init__(self, graph: Any, *, threads: int) -> None:
        import openvino

        settings = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "NUM_STREAMS": threads,
            "INFERENCE_NUM_THREADS": threads,
            "ENABLE_CPU_PINNING": False,
            "INFERENCE_PRECISION_HINT": "bf16" if _has_short_floats() else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _QUANTISED_TOGETHER,
        }
        self._compiled = openvino.Core().compile_model(graph, "CPU", settings)
        self._idle: list[Any] = []

    @property
    def inputs(self) -> list[str]:
        """The names of what goes in."""
        return [place.get_any_name() for place in self._compiled.inputs]

    def run(self, inputs: Sequence[Any] | Mapping[str, Any]) -> Numbers:
        """The first output for these inputs, on one thread."""
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._compiled.create_infer_request()
        result: Numbers = request.infer(inputs)[0].copy()
        self._idle.append(request)
        return result


def side_by_side(work: Callable[[Any], None], parts: Sequence[Any], *, threads: int) -> None:
    """Do all parts, so many at a time; the first failure is told after the others have ended."""
    if threads <= 1 or len(parts) <= 1:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, parts))


def by_length(lengths: Sequence[int], budget: int = PIECES_PER_RUN) -> list[list[int]]:
    """Places of texts in runs of similar length: what is padded is at most what the longest of the run needs, and no run exceeds the budget."""
    runs: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if runs and (len(runs[-1]) + 1) * lengths[runs[-1][0]] <= budget:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _has_short_floats() -> bool:
    import openvino

    return "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
