"""A panel of regions and industries: everything that economic complexity asks of it, ours beside py-ecomplexity and econcomplex."""

import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.linalg import eigh

from minicluster.analytics.bulk.bench import synthetic
from minicluster.analytics.bulk.bench.timing import compared, interleaved, peak_mib
from minicluster.analytics.complexity import ATLAS, ECONCOMPLEX, ComplexityPanel, Convention, complexity_panel
from minicluster.analytics.complexity.arrays import THREADS, Precision

PEERS: Final = ("py-ecomplexity", "econcomplex")
MODULES: Final[Mapping[str, str]] = {"py-ecomplexity": "ecomplexity", "econcomplex": "econcomplex"}
KEYS: Final = ["year", "region", "industry"]
PRECISIONS: Final[tuple[Precision, Precision]] = ("single", "double")
MEASURES: Final = ["rca", "density", "eci", "pci", "coi", "cog"]


def measured_panel(folder: Path, shape: tuple[int, int, int], *, rounds: int, seed: int, peers: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """RCA, density, ECI, PCI, COI and COG of an invented panel.

    Ours begins with a Parquet file and multiplies proximities in single precision ("ours in double" does not) on two threads ("ours on one thread" does not),
    the peers begin with a pandas frame in memory and know one thread only. The floor is decoding the file and the products and eigenvectors that no way around
    is known for, in the same precision and on as many threads as ours. BLAS has one thread for each of them.

    Args:
        folder: where the file is written.
        shape: how many regions, industries and years.
        rounds: how often each is timed.
        seed: of the invented figures.
        peers: whether to run the peers that are installed.
        tell: is told of progress.
    """
    path = folder / "panel.parquet"
    frame = synthetic.panel(*shape, seed)
    frame.write_parquet(path)
    there = {peer: _peer(peer, frame) for peer in PEERS if peers and find_spec(MODULES[peer])}
    contenders = {
        "ours": lambda: ours(path),
        "ours in double": lambda: ours(path, "double"),
        "ours on one thread": lambda: ours(path, threads=1),
        "floor": _floor(path, frame),
        **there,
    }
    # Once before, so that imports and first allocations do not count.
    interleaved(contenders, 1, lambda _line: None)
    taken = interleaved(contenders, rounds, tell)
    single, double = ({peer: _differences(path, peer, taken.results[peer], precision) for peer in there} for precision in PRECISIONS)
    return {
        "regions": shape[0],
        "industries": shape[1],
        "years": shape[2],
        "rows": frame.height,
        "threads": THREADS,
        **compared(taken, PEERS),
        "max_difference": _largest(single),
        "max_difference_in_double": _largest(double),
        "differences": single,
        "peak_mib": peak_mib(ours, path),
    }


def ours(path: Path, precision: Precision = "single", convention: Convention = ATLAS, threads: int = THREADS) -> ComplexityPanel:
    """Everything in one call."""
    return complexity_panel(path, year="year", convention=convention, precision=precision, threads=threads)


def _floor(path: Path, frame: pl.DataFrame) -> Callable[[], object]:
    """Decode the file; for each year the co-occurrences beside the smaller square and three eigenvectors, then in parts what density and COG multiply."""
    regions, industries = frame["region"].n_unique(), frame["industry"].n_unique()
    rng = np.random.default_rng(0)
    present = (rng.random((regions, industries)) < 0.3).astype(np.float64)  # noqa: PLR2004 - about as many as in the panel; BLAS does not mind
    single, size = present.astype(np.float32), min(regions, industries)
    parts, related = np.array_split(np.concatenate([single, single]), THREADS), rng.random((industries, industries), dtype=np.float32)

    def solve() -> None:
        square = present @ present.T if regions <= industries else present.T @ present
        eigh(square, subset_by_index=(size - 3, size - 1), check_finite=False, overwrite_a=True)

    def run() -> None:
        pl.read_parquet(path)
        with ThreadPoolExecutor(THREADS) as pool:
            for _year in range(frame["year"].n_unique()):
                for step in ((solve, lambda: single.T @ single), [partial(np.matmul, part, related) for part in parts]):
                    for done in [pool.submit(work) for work in step]:
                        done.result()

    return run


def _peer(name: str, frame: pl.DataFrame) -> Callable[[], Any]:
    """A peer on its own kind of table, with all that it measures beyond ours switched off."""
    table = frame.to_pandas()
    if name == "econcomplex":
        from econcomplex import compute_complexity

        return lambda: _quietly(lambda: compute_complexity(table, {"time": "year", "loc": "region", "act": "industry", "val": "value"}))
    from ecomplexity import ecomplexity

    columns = {"time": "year", "loc": "region", "prod": "industry", "val": "value"}
    return lambda: _quietly(lambda: ecomplexity(table, columns, check_logsupermodularity=False, verbose=False))


def _quietly(run: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run()


def _largest(differences: Mapping[str, Mapping[str, float]]) -> float | None:
    return max((max(measures.values()) for measures in differences.values()), default=None)


def _differences(path: Path, peer: str, theirs: Any, precision: Precision) -> dict[str, float]:
    """The largest difference of each measure, relative to the figure where that is above 1."""
    found = ours(path, precision, ECONCOMPLEX if peer == "econcomplex" else ATLAS)
    mine = found.cells.join(found.regions, on=KEYS[:2]).join(found.industries, on=[KEYS[0], KEYS[2]])
    # econcomplex gives density in per cent.
    other = pl.from_pandas(theirs[[*KEYS, *MEASURES]]).with_columns(pl.col("density") / (100 if peer == "econcomplex" else 1))
    both = mine.join(other, on=KEYS, suffix="_theirs")
    pairs = {measure: (both[measure].to_numpy(), both[f"{measure}_theirs"].to_numpy()) for measure in MEASURES}
    return {measure: float(np.nanmax(np.abs(one - two) / np.maximum(1, np.abs(two)))) for measure, (one, two) in pairs.items()}
