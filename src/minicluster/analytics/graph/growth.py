"""How a network grows: ties that were new, how many had met by then, and how dense that is for its size."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from minicluster.analytics.graph.network import Array, Dated, Network, Whole
from minicluster.analytics.graph.times import read_times
from minicluster.analytics.tables import Table, TableError, ratio, read_table
from minicluster.analytics.tables.reading import refuse, refuse_empty_keys


def density_over_time(network: Network, *, members: Mapping[Any, int] | None = None) -> Table:
    """The network period by period: what was tied in it, what was tied by then, and its density with and without what its size does to it.

    Density falls as a network grows, because nobody keeps up more ties only because there are more people. `corrected` takes this out: the density over that
    which the first period's mean degree k gives for today's number of nodes n, density / (k / (n − 1)), which is mean degree / first mean degree. Above 1: more
    ties a head than at first.

    Args:
        network: with times.
        members: how many nodes there were in each period, where that is known; without it those who have been tied by then.

    Returns:
        A row for each period: `period`, `nodes`, `active_ties` (distinct pairs of this period), `new_ties` (pairs never tied before), `ties` (distinct pairs by
        now), `density` (0 to 1), `mean_degree`, `corrected`, and with sectors `cross_sector`, the share of the new ties that cross sectors (NaN without any).

    Raises:
        TableError: the network knows no times; `members` lacks a period or has fewer than are tied.

    Source: Friedkin, N. E. (1981), Social Networks 3, 41-51; Anderson, B. S., Butts, C. and Carley, K. (1999), Social Networks 21, 239-267 (mean degree).

    >>> from minicluster.analytics.graph import read_network
    >>> ties = pl.DataFrame({"from": ["A", "B", "A", "C"], "to": ["B", "C", "B", "D"], "year": [2006, 2006, 2007, 2007]})
    >>> density_over_time(read_network(ties, time="year")).select("period", "nodes", "active_ties", "new_ties", "ties", "density").rows()
    [(2006, 3, 2, 2, 2, 0.6666666666666666), (2007, 4, 2, 1, 3, 0.5)]
    """
    dated = network.rows_in_time()
    pair, many = _pair(network, dated), len(dated.periods)
    first = _first_rows(pair, dated.period)
    new = np.bincount(dated.period[first], minlength=many)
    ties = np.cumsum(new)
    nodes = _nodes(dated, network.size) if members is None else _given_nodes(dated, network.size, members)
    ends = 1 if network.directed else 2
    mean_degree = ratio(ends * ties, nodes)
    measures = {
        "nodes": nodes,
        "active_ties": np.bincount(np.unique(dated.period * network.size**2 + pair) // network.size**2, minlength=many),
        "new_ties": new,
        "ties": ties,
        "density": ratio(ends * ties, nodes * (nodes - 1.0)),
        "mean_degree": mean_degree,
        "corrected": ratio(mean_degree, mean_degree[0]),
        **({} if network.sector is None else {"cross_sector": _crossing(network.sector, dated, first, new)}),
    }
    return network.kind.give(pl.DataFrame({"period": dated.periods, **measures}))


def new_ties(table: Table, *, source: str = "from", target: str = "to", time: str = "time", activity: str = "activity") -> Table:
    """How many pairs met at each activity who had never met before.

    A pair that first meets at several activities of the same time is shared among them in equal parts, so that the parts add up to the number of pairs.

    Args:
        table: a row for each pair at each activity.
        source: the column with one of the pair.
        target: the column with the other.
        time: the column with the activity's time.
        activity: the column with the activity.

    Returns:
        A row for each activity, in the order of time: the activity, `pairs` (that met there) and `new_ties`.

    Raises:
        TableError: a column is missing or empty, somebody is tied to themselves, a time cannot be read or an activity has two.

    >>> met = pl.DataFrame({"from": ["A", "B", "A"], "to": ["B", "A", "C"], "time": ["2007-03", "2007-04", "2007-04"], "activity": ["forum", "visit", "visit"]})
    >>> new_ties(met).rows()
    [('forum', 1, 1.0), ('visit', 2, 1.0)]
    """
    frame, kind = read_table(table, [source, target, time, activity])
    refuse_empty_keys(frame, [source, target, activity])
    refuse(frame[source] == frame[target], "self", f"{source} and {target} are the same.", "Leave the row out: nobody meets themselves.")
    when = read_times(frame[time])
    rows = pl.DataFrame({"one": frame[source], "other": frame[target], "time": when, "activity": frame[activity]})
    refuse(
        rows["time"] != rows.select(pl.col("time").first().over("activity")).to_series(),
        "time",
        f"The same {activity} had another {time} before.",
        "Give it one.",
    )
    pairs = rows.with_columns(one=pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other")).unique(maintain_order=True)
    firsts = pairs.filter(pl.col("time") == pl.col("time").min().over("one", "other")).with_columns(part=1 / pl.len().over("one", "other"))
    parts = firsts.group_by("activity").agg(new_ties=pl.col("part").sum())
    activities = pairs.group_by("activity", maintain_order=True).agg(pl.col("time").first(), pairs=pl.len().cast(pl.Int64)).sort("time", maintain_order=True)
    found = activities.join(parts, on="activity", how="left", maintain_order="left").with_columns(pl.col("new_ties").fill_null(0.0))
    return kind.give(found.select(pl.col("activity").alias(activity), "pairs", "new_ties"))


def _pair(network: Network, dated: Dated) -> Whole:
    """A number for each row that is the same for the same pair."""
    if network.directed:
        return dated.source * network.size + dated.target
    return np.minimum(dated.source, dated.target) * network.size + np.maximum(dated.source, dated.target)


def _first_rows(pair: Whole, period: Whole) -> Whole:
    """A row of the first period of each pair."""
    order = np.lexsort((period, pair))
    ordered = pair[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    first: Whole = order[begins]
    return first


def _nodes(dated: Dated, size: int) -> Whole:
    """How many nodes have been tied by the end of each period."""
    first = np.full(size, len(dated.periods), dtype=np.int64)
    for ends in (dated.source, dated.target):
        np.minimum.at(first, ends, dated.period)
    return np.cumsum(np.bincount(first, minlength=len(dated.periods) + 1)[:-1])


def _given_nodes(dated: Dated, size: int, members: Mapping[Any, int]) -> Whole:
    lacking = [str(period) for period in dated.periods if period not in members]
    if lacking:
        raise TableError("members", f"There is no number of members for {', '.join(lacking)}.", "Give it for every period, or for none.")
    given = np.array([members[period] for period in dated.periods], dtype=np.int64)
    short = np.flatnonzero(given < _nodes(dated, size))
    if len(short):
        period, tied = dated.periods[short[0]], _nodes(dated, size)[short[0]]
        raise TableError("members", f"{given[short[0]]} members in {period}, and {tied} have been tied by then.", "Count everybody who was ever a member.")
    return given


def _crossing(sector: Whole, dated: Dated, first: Whole, new: Whole) -> Array:
    crossing = sector[dated.source[first]] != sector[dated.target[first]]
    return ratio(np.bincount(dated.period[first], crossing, len(dated.periods)), new)
