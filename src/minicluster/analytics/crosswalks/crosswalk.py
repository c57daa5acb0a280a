"""Which share of each old code goes to which new ones."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import numbers, refuse, refuse_twins

# Published shares are often rounded to four decimals; a code with ten targets may then miss 1 by half a thousandth.
TOLERANCE: Final = 5e-4


@dataclass(frozen=True)
class Crosswalk:
    """From the codes of one classification to those of another.

    Attributes:
        shares: `source`, `target` (text) and `share` (0–1, more than 0); the shares of a source sum to 1. Sorted by source and target.
    """

    shares: pl.DataFrame

    @property
    def sources(self) -> frozenset[str]:
        """The codes that it leads from."""
        return frozenset(self.shares["source"])

    def then(self, following: "Crosswalk") -> "Crosswalk":
        """This crosswalk and the following one as one: share(a → c) = Σ over b of share(a → b) · share(b → c).

        Raises:
            TableError: a target of this one is no source of the following one.

        >>> old, new = (read_crosswalk(pl.DataFrame({"from": [a, a], "to": b}), source="from", target="to") for a, b in [("1", ["2", "3"]), ("2", ["4", "5"])])
        >>> old.then(new)
        Traceback (most recent call last):
            ...
        minicluster.analytics.tables.errors.TableError: Code 3 is a target of the first crosswalk and no source of the second. Add its rows to the second.
        """
        lost = sorted(set(self.shares["target"]) - following.sources)
        if lost:
            raise TableError("code", f"Code {', '.join(lost)} is a target of the first crosswalk and no source of the second.", "Add its rows to the second.")
        both = self.shares.join(following.shares, left_on="target", right_on="source", suffix="_after")
        return _made(both.select("source", pl.col("target_after").alias("target"), pl.col("share") * pl.col("share_after")))

    def weighed(self, sizes: Table, *, code: str, size: str) -> "Crosswalk":
        """The same correspondences with shares in proportion to the sizes of their targets.

        The best that can be done where offices publish which codes correspond and not how much: the sizes of a year that was counted by the new
        classification. Targets of a source that are all of size 0 share equally.

        Args:
            sizes: a table with a row for each target.
            code: its column of codes.
            size: its column of sizes, ≥ 0; a target that it does not name is of size 0.
        """
        frame, _kind = read_table(with_text(sizes, code), [code, size])
        known = pl.DataFrame({"target": texts(frame, code), "size": numbers(frame, size)})
        refuse_twins(known, ["target"], "Add the rows up first.")
        rows = self.shares.join(known, on="target", how="left", maintain_order="left").with_columns(pl.col("size").fill_null(0.0))
        empty = pl.col("size").sum().over("source") == 0
        return _made(rows.select("source", "target", pl.when(empty).then(1.0).otherwise(pl.col("size")).alias("share")).filter(pl.col("share") > 0))


def read_crosswalk(table: Table, *, source: str, target: str, share: str | None = None) -> Crosswalk:
    """Read a table of correspondences, as statistical offices publish them.

    Args:
        table: see `minicluster.analytics.tables`. In CSV and TSV files codes keep their leading zeros.
        source: the column of old codes.
        target: the column of new codes.
        share: the column of shares, 0–1; without one each source is divided equally among its targets (see `Crosswalk.weighed` for better), and pairs
            that stand twice, as in lists of products, count once.

    Raises:
        TableError: a code is empty, a pair stands twice with shares, or the shares of a source do not sum to 1 (by more than rounding to four decimals).

    >>> read_crosswalk(pl.DataFrame({"ksic9": ["261", "261"], "ksic10": ["261", "262"], "w": [0.75, 0.25]}), source="ksic9", target="ksic10", share="w").shares.rows()
    [('261', '261', 0.75), ('261', '262', 0.25)]
    """
    frame, _kind = read_table(with_text(table, source, target), [source, target, *([share] if share else [])])
    codes = pl.DataFrame({"source": texts(frame, source), "target": texts(frame, target)})
    if share is None:
        return _made(codes.unique().with_columns(pl.lit(1.0).alias("share")))
    rows = codes.with_columns(numbers(frame, share).alias("share"))
    refuse_twins(rows, ["source", "target"], "Leave one of them, with the sum of their shares.")
    sums = rows.select(pl.col("share").sum().over("source")).to_series()
    refuse((sums - 1).abs() > TOLERANCE, "shares", f"The shares of its {source} do not sum to 1.", "Bring all targets of the code, with shares that sum to 1.")
    return _made(rows.filter(pl.col("share") > 0))


def texts(frame: pl.DataFrame, column: str) -> pl.Series:
    """Codes as text without spaces around them.

    Raises:
        TableError: one is empty.
    """
    written = frame[column].cast(pl.String).str.strip_chars()
    refuse(written.is_null() | (written == ""), "key", f"{column} is empty.", "Write the code, or leave the row out.")
    return written


def with_text(table: Table, *columns: str) -> Table:
    """A CSV or TSV file with these columns as text, because 0111 is no number; other tables as they are."""
    name = str(table).lower().removesuffix(".gz") if isinstance(table, str | Path) else ""
    if not name.endswith((".csv", ".tsv")) or not Path(table).exists():
        return table
    separator = "\t" if name.endswith(".tsv") else ","
    return pl.scan_csv(table, separator=separator, infer_schema_length=None, schema_overrides=dict.fromkeys(columns, pl.String))


def _made(rows: pl.DataFrame) -> Crosswalk:
    """Rows with weights of any sum as shares that sum to 1."""
    summed = rows.group_by("source", "target").agg(pl.col("share").sum())
    return Crosswalk(summed.with_columns(pl.col("share") / pl.col("share").sum().over("source")).sort("source", "target"))
