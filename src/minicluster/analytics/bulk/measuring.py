"""From Parquet files of establishments to long tables of measures, within a bound of memory."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import polars as pl
from ibis.backends.sql import SQLBackend

from minicluster.analytics.bulk.engines import Engine, fetched, opened
from minicluster.analytics.bulk.programme import cells_of, industries_of, location_quotients_of, places_of
from minicluster.analytics.tables import Columns, TableError


@dataclass(frozen=True)
class Measured:
    """What establishments say of regions and industries.

    Attributes:
        cells: see `location_quotients_of`; it may be given to every other measure of the library, with `value="value"`.
        industries: see `industries_of`.
    """

    cells: pl.DataFrame
    industries: pl.DataFrame


def measure_establishments(
    files: str | Path, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, engine: Engine = "duckdb"
) -> Measured:
    """Location quotients and concentration from rows of establishments, one year or many, in one call.

    The files are read once, in a stream, and keys that are texts once more before: memory is bounded by `engines.MEMORY_MIB` whatever their length.

    Args:
        files: a Parquet file, or a pattern such as `plants/*.parquet`.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size, not negative.
        year: the column with the year, if there is one.
        engine: "duckdb" or "spark"; both give the same, floating-point sums to rounding.

    Raises:
        TableError: there is no such file or column, the table is empty, a key or a size is empty, negative or not finite.
    """
    columns = Columns(region, industry, value, year)
    with _cells(files, columns, engine) as (cells, connection), cells.cache() as kept:
        return Measured(*(_answer(connection, measure(kept, columns), columns) for measure in (location_quotients_of, industries_of)))


def cells_from(
    files: str | Path, *, region: str = "region", industry: str = "industry", value: str = "value", year: str | None = None, engine: Engine = "duckdb"
) -> pl.DataFrame:
    """Location quotients only; arguments, errors and columns as in `measure_establishments` and `location_quotients_of`."""
    columns = Columns(region, industry, value, year)
    with _cells(files, columns, engine) as (cells, connection):
        return _answer(connection, location_quotients_of(cells, columns), columns)


@contextmanager
def _cells(files: str | Path, columns: Columns, engine: Engine) -> Iterator[tuple[ir.Table, SQLBackend]]:
    folder, name = Path(files).parent, Path(files).name
    if not any(folder.glob(name)):
        raise TableError("file", f"There is no file {files}.", "Check the path.")
    with opened(engine) as connection:
        rows = connection.read_parquet(str(files))
        missing = [column for column in (*columns.keys, columns.value) if column not in rows.columns]
        if missing:
            raise TableError("column", f"There is no column {', '.join(missing)}.", f"The table has {', '.join(rows.columns)}: say which of them it is.")
        _refuse_sizes(connection, rows, columns)
        with ExitStack() as kept:
            # A text is looked up in a short table for less than it is grouped by, and Parquet tells which texts there are nearly for nothing.
            places = {key: kept.enter_context(places_of(rows, key).cache()) for key in columns.keys if rows[key].type().is_string()}
            yield cells_of(rows, columns, places), connection


def _refuse_sizes(connection: SQLBackend, rows: ir.Table, columns: Columns) -> None:
    """Raise where a size is empty or negative; Parquet's own statistics answer that without reading rows, where they are written."""
    size = rows[columns.value]
    found = fetched(connection, rows.agg(rows=rows.count(), given=size.count(), least=size.min())).row(0, named=True)
    if not found["rows"]:
        raise TableError("empty", "The table has no rows.", "Give a table with at least one row.")
    if found["given"] < found["rows"]:
        raise TableError("missing", f"{columns.value} is empty in {found['rows'] - found['given']} rows.", "Leave the rows out, or write the size.")
    if found["least"] < 0:
        example = fetched(connection, rows.filter(size < 0).limit(1)).row(0, named=True)
        raise TableError("negative", f"{columns.value} is negative: {example}.", "Employment and sales cannot be: correct it or leave the row out.")


def _answer(connection: SQLBackend, measures: ir.Table, columns: Columns) -> pl.DataFrame:
    """The measures sorted by their keys, whatever order the engine found them in."""
    keys = [key for key in (columns.year, columns.region, columns.industry) if key is not None and key in measures.columns]
    frame = fetched(connection, measures)
    for key in keys:
        if frame[key].null_count():
            raise TableError("key", f"{key} is empty in some rows.", "Name it, or leave the rows out.")
    if not frame["value"].is_finite().all():
        cell = frame.filter(~pl.col("value").is_finite()).select(keys).row(0)
        raise TableError("finite", f"{columns.value} is not finite in {', '.join(map(str, cell))}.", "Write the number, or leave the row out.")
    return frame.sort(keys)
