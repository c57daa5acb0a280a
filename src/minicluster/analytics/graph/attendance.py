"""From who was where to who may have met whom: two-mode attendance projected on people."""

import polars as pl

from minicluster.analytics.graph.times import read_times
from minicluster.analytics.tables import Table, read_table
from minicluster.analytics.tables.reading import refuse_empty_keys, refuse_twins


def attendance_projection(table: Table, *, person: str = "person", activity: str = "activity", time: str | None = None) -> Table:
    """Ties between those who were at the same activities; a small one ties more than a large one.

    w_ij = Σ_a 1/(k_a − 1) over the activities a at which both were, with k_a people. So the weights of a person add up to the number of activities at which they
    met anybody: an assembly of 200 does not make 199 full ties.

    Args:
        table: a row for each person at each activity.
        person: the column with the person (or organisation).
        activity: the column with the activity.
        time: the column with the activity's time, if ties are to say when the two first and last met.

    Returns:
        A row for each pair, by their names: `from`, `to`, `weight`, `activities` (at how many both were), and with times `first` and `last`.

    Raises:
        TableError: a column is missing, a person or an activity is empty, a person stands twice at an activity, or a time cannot be read.

    Source: Newman, M. E. J. (2001), Physical Review E 64, 016132, equation 2.

    >>> there = pl.DataFrame({"person": ["A", "B", "C", "A", "B", "D"], "activity": ["forum", "forum", "forum", "visit", "visit", "talk"]})
    >>> attendance_projection(there).rows()
    [('A', 'B', 1.5, 2), ('A', 'C', 0.5, 1), ('B', 'C', 0.5, 1)]
    """
    frame, kind = read_table(table, [person, activity, *([time] if time else [])])
    refuse_empty_keys(frame, [person, activity])
    refuse_twins(frame, [person, activity], "Leave one of the rows: somebody is at an activity once.")
    rows = pl.DataFrame({"who": frame[person], "activity": frame[activity], **({"time": read_times(frame[time])} if time else {})})
    rows = rows.with_columns(weight=1 / (pl.len().over("activity") - 1.0))
    met = rows.lazy().join(rows.lazy().select("activity", other="who"), on="activity").filter(pl.col("who") < pl.col("other"))
    moments = [pl.col("time").min().alias("first"), pl.col("time").max().alias("last")] if time else []
    pairs = met.group_by("who", "other").agg(pl.col("weight").sum(), pl.len().cast(pl.Int64).alias("activities"), *moments)
    return kind.give(pairs.rename({"who": "from", "other": "to"}).sort("from", "to").collect())
