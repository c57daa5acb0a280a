"""From any kind of table to a polars frame with just the columns asked for, and back to the kind that was given."""

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import narwhals as nw
import numpy as np
import polars as pl

from minicluster.analytics.tables.errors import TableError

# pandas, polars, pyarrow, DuckDB or Ibis, or the path of a file: narwhals tells them apart at run time, and no type is common to them.
Table: TypeAlias = Any
ROWS_NAMED: Final = 3
# What a column that says in what values are counted is called, where nobody says which it is.
UNITS: Final = ("unit", "currency", "단위", "통화")


@dataclass(frozen=True)
class Kind:
    """The kind of table that was given, so that results come back as the same."""

    name: str

    def give(self, frame: pl.DataFrame) -> Table:
        """The frame as that kind."""
        if self.name == "pandas":
            return frame.to_pandas()
        return frame.to_arrow() if self.name == "pyarrow" else frame


def read_table(table: Table, columns: Sequence[str], *, keys: Sequence[str] = ()) -> tuple[pl.DataFrame, Kind]:
    """The columns asked for, in that order, and the kind of the table.

    Args:
        table: of any kind, or a path.
        columns: their names.
        keys: of these columns only which values there are, and which of them stands in each row, will be asked: texts in them may come as `pl.Categorical`.

    Raises:
        TableError: a column is missing, or the file is of no known kind or damaged.
    """
    wanted = tuple(dict.fromkeys(columns))
    with _refusing_what_is_no_table(table):
        if keys and (file := _parquet(table)):
            frame, kind = _decoded(file, wanted, keys), Kind("path")
        else:
            lazy, kind = _opened(table)
            _require(wanted, lazy.collect_schema().names())
            frame = lazy.select(*wanted).collect("polars").to_native()
    if frame.is_empty():
        raise TableError("empty", "The table has no rows.", "Give a table with at least one row.")
    return frame, kind


def columns_of(table: Table) -> tuple[str, ...]:
    """The names of the table's columns, for a reader of which some are optional.

    Raises:
        TableError: the file is missing, of no known kind or damaged.
    """
    with _refusing_what_is_no_table(table):
        return tuple(_opened(table)[0].collect_schema().names())


def columns_of_units(table: Table, parts: Container[str]) -> list[str]:
    """The columns that say in what values are counted, of those that play none of these parts."""
    return [column for column in columns_of(table) if column.strip().lower() in UNITS and column not in parts]


@contextmanager
def _refusing_what_is_no_table(table: Table) -> Iterator[None]:
    """Say in our words that a file is empty, damaged, ragged or not of UTF-8; what is wrong with a table in memory is its maker's to see."""
    try:
        yield
    except TableError:
        raise
    except (nw.exceptions.NarwhalsError, pl.exceptions.PolarsError, ValueError, OSError) as error:
        if not isinstance(table, str | Path):
            raise
        what = f"{Path(table).name} cannot be read as a table ({str(error).strip().splitlines()[0]})."
        raise TableError("file", what, "Save it anew, as Parquet or as CSV in UTF-8 with a heading and as many cells in each row.") from error


def _require(wanted: Sequence[str], present: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in present]
    if missing:
        raise TableError("column", f"There is no column {', '.join(missing)}.", f"The table has {', '.join(present)}: say which of them it is.")


def _parquet(table: Table) -> Path | None:
    """The path, where the table is a single Parquet file."""
    path = Path(table) if isinstance(table, str | Path) else None
    return path if path and path.name.lower().endswith(".parquet") and path.is_file() else None


def _decoded(path: Path, wanted: Sequence[str], keys: Sequence[str]) -> pl.DataFrame:
    """The columns with texts in `keys` numbered as they are in the file, so that none has to be read once for each row."""
    # Only here: the pages of the web need not load it.
    from pyarrow import parquet

    metadata = parquet.read_metadata(path)
    _require(wanted, metadata.schema.to_arrow_schema().names)
    with parquet.ParquetFile(path, metadata=metadata, read_dictionary=list(keys)) as file:
        return pl.DataFrame(pl.from_arrow(file.read(list(wanted), use_threads=False)))


def _opened(table: Table) -> tuple[Any, Kind]:
    if isinstance(table, str | Path):
        return nw.from_native(_scanned(Path(table))), Kind("path")
    native = nw.from_native(table)
    return native.lazy(), Kind(native.implementation.value)


def numbers(frame: pl.DataFrame, column: str, *, may_be_empty: bool = False, may_be_negative: bool = False) -> pl.Series:
    """The column as finite numbers.

    Raises:
        TableError: a value is not a number, not finite, empty or negative where that makes no sense.
    """
    read = frame[column].cast(pl.Float64, strict=False)
    if _nothing_is_wrong(read, may_be_negative=may_be_negative):
        return read
    given = frame[column].is_not_null()
    if frame[column].dtype == pl.String:
        given &= frame[column].str.strip_chars() != ""
    refuse(given & read.is_null(), "number", f"{column} is not a number.", "Write digits, without units.")
    refuse(given & ~read.is_finite(), "finite", f"{column} is not finite.", "Write the number, or leave the cell empty where it is suppressed.")
    if not may_be_empty:
        refuse(~given, "missing", f"{column} is empty.", "Write 0 where there is nothing; for suppressed cells see analytics.suppression.")
    if not may_be_negative:
        refuse(read < 0, "negative", f"{column} is negative.", "Employment, plants and sales cannot be: correct it or leave the row out.")
    return read


def _nothing_is_wrong(read: pl.Series, *, may_be_negative: bool) -> bool:
    """Told by three passes without a mask: which row is wrong is only looked for where one is."""
    if read.null_count():
        return False
    values = read.to_numpy()
    return bool(np.isfinite(values).all()) and (may_be_negative or bool(values.min() >= 0))


def refuse_empty_keys(frame: pl.DataFrame, keys: Sequence[str]) -> None:
    """Raise where a key is empty."""
    for key in keys:
        if frame[key].null_count():
            refuse(frame[key].is_null(), "key", f"{key} is empty.", "Name it, or leave the row out.")


def refuse_twins(frame: pl.DataFrame, keys: Sequence[str], cure: str) -> None:
    """Raise where a row's keys stood in a row before."""
    refuse(~frame.select(pl.struct(*keys).is_first_distinct()).to_series(), "duplicate", f"The same {', '.join(keys)} stood before.", cure)


def refuse(broken: pl.Series, rule: str, what: str, cure: str) -> None:
    """Raise with the first rows where something is broken, if there are any."""
    rows = broken.fill_null(value=False).arg_true()[:ROWS_NAMED]
    if len(rows):
        raise TableError(rule, what, cure, tuple(int(row) + 1 for row in rows))


def read_groups(table: Table, member: str, group: str) -> dict[Any, Any]:
    """To which group each member belongs, from a table that says so in every row: regions of provinces, industries of families.

    Raises:
        TableError: a group is empty, or a member has two.
    """
    frame, _kind = read_table(table, [member, group])
    refuse(frame[group].is_null(), "group", f"{group} is empty.", f"Name it: every {member} needs one.")
    first = frame.select(pl.col(group).first().over(member)).to_series()
    refuse(frame[group] != first, "group", f"The same {member} had another {group} before.", "Give it one.")
    return dict(frame.unique(member, keep="first").iter_rows())


def _scanned(path: Path) -> pl.LazyFrame:
    name = path.name.lower().removesuffix(".gz")
    if not path.exists():
        raise TableError("file", f"There is no file {path}.", "Check the path.")
    if name.endswith(".parquet"):
        return pl.scan_parquet(path)
    if name.endswith((".csv", ".tsv")):
        return pl.scan_csv(path, separator="\t" if name.endswith(".tsv") else ",", infer_schema_length=None)
    raise TableError("file", f"{path.name} is neither Parquet nor CSV.", "Save it as .parquet, .csv or .tsv.")
