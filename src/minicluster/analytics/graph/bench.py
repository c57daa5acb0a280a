"""How long each measure takes on an invented network of any size."""

import resource
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import polars as pl

from minicluster.analytics.graph.attendance import attendance_projection
from minicluster.analytics.graph.betweenness import EXACT_TO, betweenness
from minicluster.analytics.graph.brokerage import brokerage_roles
from minicluster.analytics.graph.closure import transitivity
from minicluster.analytics.graph.core import core_periphery
from minicluster.analytics.graph.growth import density_over_time, new_ties
from minicluster.analytics.graph.helix import triple_helix
from minicluster.analytics.graph.holes import structural_holes
from minicluster.analytics.graph.meeting import who_should_meet
from minicluster.analytics.graph.network import Network, read_network
from minicluster.analytics.graph.positions import components, degrees, isolates
from minicluster.analytics.graph.sectors import cross_sector_ties, ei_index
from minicluster.analytics.tables import TableError

SECTORS: Final = ("firm", "university", "government", "association")
YEARS: Final = (2003, 2008)
# Some have many times as many ties as others: a heavy tail, as in networks of people.
TAIL: Final = 2.0
BUSIEST: Final = 10
TIES_OF_A_VISIT: Final = 5


def invented_ties(nodes: int, ties: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A table of that many distinct ties (from, to, time, activity), and one of nodes and their sectors. All of it is made up.

    Raises:
        TableError: more ties than half of all pairs.
    """
    if ties > nodes * (nodes - 1) // 4:
        raise TableError("ties", f"{nodes} nodes have no room for {ties} ties.", "Ask for at most half of all pairs.")
    rng = np.random.default_rng(seed)
    popular = rng.pareto(TAIL, nodes) + 0.5
    pairs = np.zeros(0, dtype=np.int64)
    while len(pairs) < ties:
        # A quarter of the ends fall on anybody, so that small networks too have enough distinct pairs.
        one, other = (np.where(rng.random(ties) < 1 / 4, rng.integers(0, nodes, ties), rng.choice(nodes, ties, p=popular / popular.sum())) for _end in "ab")
        drawn = (np.minimum(one, other) * nodes + np.maximum(one, other))[one != other]
        pairs = np.unique(np.concatenate([pairs, drawn]))
    kept = rng.permutation(pairs)[:ties]
    visit = np.arange(ties) // TIES_OF_A_VISIT
    times = rng.integers(*YEARS, visit[-1] + 1)[visit]
    who = pl.DataFrame({"node": np.arange(nodes), "sector": rng.choice(SECTORS, nodes)})
    return pl.DataFrame({"from": kept // nodes, "to": kept % nodes, "time": times, "activity": visit}), who


def measured(nodes: int, ties: int, *, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Seconds of each measure, by the clock and of the processor (all threads together), their totals, and the most memory held.

    Args:
        nodes: how many.
        ties: how many distinct ones.
        seed: of the invented network.
        tell: is told of progress.
    """
    table, who = invented_ties(nodes, ties, seed)
    seconds: dict[str, dict[str, float]] = {}

    def timed(name: str, run: Callable[[], Any]) -> Any:
        clock, processor = time.perf_counter(), time.process_time()
        found = run()
        seconds[name] = {"clock": round(time.perf_counter() - clock, 3), "processor": round(time.process_time() - processor, 3)}
        tell(f"{name}: {seconds[name]['clock']:.2f} s by the clock, {seconds[name]['processor']:.2f} s of the processor")
        return found

    network = timed("reading", lambda: read_network(table, time="time", sectors=who))
    found = {name: timed(name, run) for name, run in _measures(network, table, who).items()}
    return {
        "nodes": network.size,
        "ties": network.number_of_ties,
        "largest_degree": int(found["degree and strength"]["degree"].max()),
        "seconds": seconds,
        "total_clock": round(sum(taken["clock"] for taken in seconds.values()), 2),
        "total_processor": round(sum(taken["processor"] for taken in seconds.values()), 2),
        "betweenness": "exact" if network.size <= EXACT_TO else "sampled",
        "betweenness_error_of_the_busiest": _relative_error(found["betweenness"]),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _measures(network: Network, table: pl.DataFrame, who: pl.DataFrame) -> dict[str, Callable[[], Any]]:
    ends = pl.concat([table.select("activity", node="from"), table.select("activity", node="to")])
    there = ends.unique(maintain_order=True)
    sectors = there.join(who, on="node", how="left", maintain_order="left")
    return {
        "isolates": lambda: isolates(network),
        "components": lambda: components(network),
        "degree and strength": lambda: degrees(network),
        "constraint and effective size": lambda: structural_holes(network),
        "brokerage": lambda: brokerage_roles(network),
        "core and periphery": lambda: core_periphery(network),
        "E-I index": lambda: ei_index(network),
        "cross-sector ties": lambda: cross_sector_ties(network),
        "density over time": lambda: density_over_time(network),
        "new ties by activity": lambda: new_ties(table),
        "transitivity": lambda: transitivity(network),
        "who should meet": lambda: who_should_meet(network),
        "attendance projection": lambda: attendance_projection(there, person="node"),
        "triple helix": lambda: triple_helix(sectors, record="activity", university={"university"}, industry={"firm"}, government={"government"}),
        "betweenness": lambda: betweenness(network),
    }


def _relative_error(found: pl.DataFrame) -> float:
    """The median of standard error over estimate, of those through whom most ways lead; 0 where nobody stands between others."""
    busiest = found.sort("betweenness", descending=True).head(BUSIEST).filter(pl.col("betweenness") > 0)
    median = (busiest["betweenness_se"] / busiest["betweenness"]).median()
    return round(float(median), 4) if isinstance(median, float) else 0.0
