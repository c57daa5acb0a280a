"""Where the program runs: DuckDB in this process with little memory, or Spark where it is installed."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final, Literal

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis.backends.sql import SQLBackend

from minicluster.analytics.tables import TableError

Engine = Literal["duckdb", "spark"]
# What DuckDB may hold; with the process itself that stays below 2 GiB.
MEMORY_MIB: Final = 1536
THREADS: Final = 2
# Groups of whole numbers within 2^20 places are counted by place instead of by hash: some 30 MiB a thread.
PLACES_BITS: Final = 20
# DuckDB draws a bar to the standard output when a query takes long, into the midst of a JSON answer.
WITHOUT_PROGRESS: Final = "set enable_progress_bar = false"
# What the engines' own adapters say of each other: Ibis 12 calls DuckDB by an older name, and PySpark 4 does not know pandas 3, of which nothing is used.
NOT_OURS: Final = MappingProxyType(
    {
        r"fetch_arrow_table\(\) is deprecated": DeprecationWarning,
        "PySpark does not yet fully support pandas": FutureWarning,
    }
)


@contextmanager
def opened(engine: Engine = "duckdb", *, memory_mib: int = MEMORY_MIB, threads: int = THREADS, spill: Path | None = None) -> Iterator[SQLBackend]:
    """An Ibis connection with bounds on memory and threads; what does not fit is spilled to disk.

    Args:
        engine: "duckdb", or "spark" (needs `pip install minicluster[spark]` and Java 17 or later).
        memory_mib: how much the engine may hold.
        threads: how many threads it may use.
        spill: a folder for what does not fit; a temporary one by default.

    Raises:
        TableError: Spark is asked for and not installed.
    """
    with TemporaryDirectory(prefix="mc-bulk-") as folder, warnings.catch_warnings():
        for message, category in NOT_OURS.items():
            warnings.filterwarnings("ignore", message=message, category=category)
        connection = _spark(memory_mib, threads, spill or Path(folder)) if engine == "spark" else _duckdb(memory_mib, threads, spill or Path(folder))
        try:
            yield connection
        finally:
            connection.disconnect()


def fetched(connection: SQLBackend, expression: ir.Table) -> pl.DataFrame:
    """What an expression gives on the engine, by Arrow; Ibis would take the way through pandas on Spark."""
    spark = connection.name == "pyspark"
    return pl.DataFrame(pl.from_arrow(connection.raw_sql(connection.compile(expression)).toArrow() if spark else connection.to_pyarrow(expression)))


def _duckdb(memory_mib: int, threads: int, spill: Path) -> SQLBackend:
    connection = ibis.duckdb.connect(
        ":memory:",
        memory_limit=f"{memory_mib}MiB",
        threads=threads,
        temp_directory=str(spill),
        preserve_insertion_order=False,
        perfect_ht_threshold=PLACES_BITS,
    )
    connection.raw_sql(WITHOUT_PROGRESS)
    return connection


def _spark(memory_mib: int, threads: int, spill: Path) -> SQLBackend:
    try:
        from pyspark.sql import SparkSession
    except ImportError as absent:
        raise TableError("engine", "Spark is not installed.", "Run pip install minicluster[spark], or use DuckDB.") from absent
    options = {
        "spark.driver.memory": f"{memory_mib}m",
        "spark.local.dir": str(spill),
        "spark.sql.warehouse.dir": str(spill / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        # As many parts after a shuffle as there are threads to work on them.
        "spark.sql.shuffle.partitions": str(threads),
    }
    builder = SparkSession.builder.master(f"local[{threads}]").appName("minicluster")
    for name, setting in options.items():
        builder = builder.config(name, setting)
    return ibis.pyspark.connect(builder.getOrCreate())
