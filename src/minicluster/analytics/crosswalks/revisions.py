"""Codes that mean something else from a year on: a table of many years said in the terms of one."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from minicluster.analytics.crosswalks.conversion import Part, led, summed
from minicluster.analytics.crosswalks.crosswalk import Crosswalk, read_crosswalk, texts, with_text
from minicluster.analytics.tables import Columns, Table, TableError, read_table
from minicluster.analytics.tables.reading import ROWS_NAMED, numbers


@dataclass(frozen=True)
class Revision:
    """From the year `since` on, what `crosswalk` leads from is what it leads to.

    Attributes:
        since: the first year of the new codes.
        crosswalk: from old codes to new.
        complete: whether it names every code of before (a revision of industries does); otherwise those it does not name stay (a merger of regions).
    """

    since: int
    crosswalk: Crosswalk
    complete: bool = False


def merged(since: int, before: Sequence[str], after: str) -> Revision:
    """Regions that are one from the year `since` on; with one before, a region that was renamed.

    >>> merged(2014, ["Cheongju", "Cheongwon"], "Cheongju").crosswalk.shares.rows()
    [('Cheongju', 'Cheongju', 1.0), ('Cheongwon', 'Cheongju', 1.0)]
    """
    return Revision(since, read_crosswalk(pl.DataFrame({"before": before, "after": [after] * len(before)}), source="before", target="after"))


def harmonised(
    table: Table,
    revisions: Sequence[Revision],
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str = "year",
    part: Part = "region",
) -> Table:
    """All years in the terms of the latest revision: each row of a year before `since` is converted, one revision after the other.

    A name may live on with another meaning (Cheongju before and after 2014): the year decides which is meant. The total of each year is kept to rounding.

    Args:
        table: with a year that is a number; see `converted`.
        revisions: in any order.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year.
        part: whether regions or industries are meant.

    Raises:
        TableError: a year is not a number, a row lies before a complete revision with a code that it does not name, or a code that a revision ended stands in a
            year after it.

    >>> table = pl.DataFrame({"year": [2013, 2013, 2014], "region": ["Cheongju", "Cheongwon", "Cheongju"], "industry": "x", "value": [2, 1, 4]})
    >>> harmonised(table, [merged(2014, ["Cheongju", "Cheongwon"], "Cheongju")]).rows()
    [('Cheongju', 'x', 2013, 3.0), ('Cheongju', 'x', 2014, 4.0)]
    """
    columns = Columns(region, industry, value, year)
    column = columns.industry if part == "industry" else columns.region
    frame, kind = read_table(with_text(table, column), [*columns.keys, columns.value])
    years, values = numbers(frame, year).cast(pl.Int64), numbers(frame, columns.value)
    rows = frame.with_columns(texts(frame, column).alias(column), years.alias(year), values.alias(columns.value)).with_row_index("row", offset=1)
    in_order = sorted(revisions, key=lambda revision: revision.since)
    for place, revision in enumerate(in_order):
        _refuse_ended(rows, revision, in_order[place + 1 :], column, year)
        before, since = rows.filter(pl.col(year) < revision.since), rows.filter(pl.col(year) >= revision.since)
        _refuse_unknown(before, revision, column)
        rows = pl.concat([since.select("row", *columns.keys, columns.value), led(before, revision.crosswalk, column, columns)])
    return kind.give(summed(rows, columns))


def _refuse_unknown(before: pl.DataFrame, revision: Revision, column: str) -> None:
    """Raise where a complete revision does not name a code of before."""
    unknown = before.filter(~pl.col(column).is_in(list(revision.crosswalk.sources)))
    if revision.complete and not unknown.is_empty():
        codes = ", ".join(unknown[column].unique(maintain_order=True).head(ROWS_NAMED))
        what = f"{column} {codes} of before {revision.since} is not in the crosswalk."
        raise TableError("unmatched", what, "Correct the code or the year, or add it to the crosswalk.", tuple(unknown["row"].head(ROWS_NAMED)))


def _refuse_ended(rows: pl.DataFrame, revision: Revision, later: Sequence[Revision], column: str, year: str) -> None:
    """Raise where a code that the revision ended stands in a year after it; one that a later revision brings back has not ended."""
    alive = set(revision.crosswalk.shares["target"]).union(*(one.crosswalk.shares["target"] for one in later))
    ended = list(revision.crosswalk.sources - alive)
    late = rows.filter((pl.col(year) >= revision.since) & pl.col(column).is_in(ended))
    if not late.is_empty():
        code = late[column][0]
        follows = ", ".join(revision.crosswalk.shares.filter(pl.col("source") == code)["target"])
        what = f"{column} {code} stands in a year from {revision.since} on, when it was {follows}."
        raise TableError("ended", what, "Correct the code or the year of the row, or the year of the revision.", tuple(late["row"].head(ROWS_NAMED)))
