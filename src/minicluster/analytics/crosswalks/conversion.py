"""A long table said in the codes of another classification."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from minicluster.analytics.crosswalks.crosswalk import Crosswalk, texts, with_text
from minicluster.analytics.tables import Columns, Table, TableError, read_table
from minicluster.analytics.tables.reading import ROWS_NAMED, numbers

Part = Literal["industry", "region"]


@dataclass(frozen=True)
class Conversion:
    """A converted table, and what the crosswalk did not know.

    Attributes:
        table: a row for each cell, with the columns of the table that was given; its total is that of the table that was given.
        unmatched: `code`, `rows` (how many), `first_row` (counted from 1) and `value` (their sum) of codes that the crosswalk does not name, which stand in
            `table` as they were.
    """

    table: Table
    unmatched: pl.DataFrame


def converted(
    table: Table,
    crosswalk: Crosswalk,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    part: Part = "industry",
    keep_unmatched: bool = False,
) -> Conversion:
    """Convert employment, plants or sales; quotients and shares cannot be added up and so not be converted.

    value(region, new) = Σ over old of share(old → new) · value(region, old), by year where there is one. The total is kept to rounding.

    Args:
        table: see `minicluster.analytics.tables`; several rows of a cell are added up. Codes are compared as text.
        crosswalk: from the codes of the table to others.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size.
        year: the column with the year, if there is one.
        part: whether industries or regions are converted.
        keep_unmatched: leave codes that the crosswalk does not name as they are and report them, instead of refusing the table.

    Raises:
        TableError: a code is not in the crosswalk (with its rows), or a value is empty, negative or not finite.

    >>> from minicluster.analytics.crosswalks import read_crosswalk
    >>> halves = read_crosswalk(pl.DataFrame({"from": ["1", "1"], "to": ["a", "b"]}), source="from", target="to")
    >>> converted(pl.DataFrame({"region": ["Busan"], "industry": ["1"], "value": [10]}), halves).table.rows()
    [('Busan', 'a', 5.0), ('Busan', 'b', 5.0)]
    """
    columns = Columns(region, industry, value, year)
    column = columns.industry if part == "industry" else columns.region
    frame, kind = read_table(with_text(table, column), [*columns.keys, columns.value])
    rows = frame.with_columns(texts(frame, column).alias(column), numbers(frame, columns.value).alias(columns.value)).with_row_index("row", offset=1)
    unknown = rows.filter(~pl.col(column).is_in(list(crosswalk.sources)))
    if not unknown.is_empty() and not keep_unmatched:
        raise _unmatched(unknown, column, crosswalk)
    return Conversion(
        kind.give(summed(led(rows, crosswalk, column, columns), columns)),
        unknown.group_by(pl.col(column).alias("code"))
        .agg(pl.len().alias("rows"), pl.col("row").min().alias("first_row"), pl.col(columns.value).sum().alias("value"))
        .sort("code"),
    )


def led(rows: pl.DataFrame, crosswalk: Crosswalk, column: str, columns: Columns) -> pl.DataFrame:
    """Each row once for each code that its own leads to, with that share of its value; other codes as they are."""
    joined = rows.join(crosswalk.shares, left_on=column, right_on="source", how="left", maintain_order="left")
    return joined.select(
        "row",
        *(pl.coalesce("target", column).alias(column) if key == column else key for key in columns.keys),
        pl.col(columns.value) * pl.col("share").fill_null(1.0),
    )


def summed(rows: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """One row for each cell, sorted by year, region and industry."""
    keys = [*([columns.year] if columns.year else []), columns.region, columns.industry]
    return rows.group_by(columns.keys).agg(pl.col(columns.value).sum()).sort(keys)


def _unmatched(unknown: pl.DataFrame, column: str, crosswalk: Crosswalk) -> TableError:
    codes = unknown[column].unique(maintain_order=True)
    named = ", ".join(codes.head(ROWS_NAMED)) + (f" and {len(codes) - ROWS_NAMED} more" if len(codes) > ROWS_NAMED else "")
    widths = {len(code) for code in crosswalk.sources}
    lost_zeros = any(code.zfill(width) in crosswalk.sources for code in codes for width in widths)
    cure = "Give the column as text: its leading zeros were lost." if lost_zeros else "Correct the code, add it to the crosswalk, or keep unmatched codes."
    return TableError("unmatched", f"{column} {named} is not in the crosswalk.", cure, tuple(unknown["row"].head(ROWS_NAMED)))
