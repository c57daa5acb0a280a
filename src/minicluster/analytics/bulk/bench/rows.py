"""Rows of establishments to location quotients: ours beside pandas and beside DuckDB by hand."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from minicluster.analytics.bulk.bench import synthetic
from minicluster.analytics.bulk.bench.timing import compared, interleaved, peak_mib
from minicluster.analytics.bulk.engines import MEMORY_MIB, THREADS, WITHOUT_PROGRESS
from minicluster.analytics.bulk.measuring import cells_from

PEERS: Final = ("pandas", "duckdb")
# pandas holds as many rows at a time; all at once would need more memory, and take longer where memory is short.
PANDAS_ROWS: Final = 10_000_000
COLUMNS: Final = ["region", "industry", "value"]
BY_HAND: Final = """
    with cells as (select region, industry, sum(value)::double as value, count(*) as establishments from read_parquet(?) group by region, industry)
    select region, industry, value, establishments,
        (value / sum(value) over (partition by region)) / (sum(value) over (partition by industry) / sum(value) over ()) as lq,
        (establishments / sum(establishments) over (partition by region)) / (sum(establishments) over (partition by industry) / sum(establishments) over ())
            as lq_establishments
    from cells order by region, industry
"""


def measured_rows(folder: Path, rows: int, *, rounds: int, seed: int, peers: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Location quotients by value and by establishments of 250 regions and 1,000 industries, once with codes as text and once as small whole numbers.

    The floor is decoding the three columns with as many threads. Arguments as in `measured_panel`; each file is removed before the next is written.
    """
    return {"rows": rows} | {
        codes: _measured(folder / f"{codes}.parquet", rows, rounds=rounds, seed=seed, peers=peers, codes_are_text=codes == "text", tell=tell)
        for codes in ("text", "numbers")
    }


def _measured(path: Path, rows: int, *, rounds: int, seed: int, peers: bool, codes_are_text: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    few = path.with_stem(f"few-{path.stem}")
    for file, count in ((few, min(rows, synthetic.ROWS_AT_ONCE)), (path, rows)):
        synthetic.write_establishments(file, count, seed, codes_are_text=codes_are_text)
    try:
        # On few rows first, so that imports and first allocations do not count.
        interleaved(_contenders(few, peers=peers), 1, lambda _line: None)
        taken = interleaved(_contenders(path, peers=peers), rounds, tell)
        differences = [_difference(taken.results["ours"], taken.results[peer]) for peer in PEERS if peer in taken.results]
        return {
            **compared(taken, PEERS),
            "max_difference": max(differences, default=None),
            "peak_mib": peak_mib(cells_from, path),
            "file_mib": round(path.stat().st_size / 2**20, 1),
        }
    finally:
        few.unlink()
        path.unlink()


def _contenders(path: Path, *, peers: bool) -> dict[str, Callable[[], object]]:
    own: dict[str, Callable[[], object]] = {"ours": lambda: cells_from(path), "floor": lambda: _decode(path)}
    by_hand: dict[str, Callable[[], object]] = {"duckdb": lambda: _by_duckdb(path)} if peers else {}
    return own | by_hand | ({"pandas": lambda: _by_pandas(path)} if peers and find_spec("pandas") else {})


def _decode(path: Path) -> None:
    pa.set_cpu_count(THREADS)
    for _batch in pq.ParquetFile(path, read_dictionary=COLUMNS[:2]).iter_batches(synthetic.ROWS_AT_ONCE, columns=COLUMNS):
        pass


def _by_duckdb(path: Path) -> pl.DataFrame:
    with duckdb.connect(config={"memory_limit": f"{MEMORY_MIB}MiB", "threads": THREADS}) as connection:
        connection.execute(WITHOUT_PROGRESS)
        return pl.DataFrame(pl.from_arrow(connection.sql(BY_HAND, params=[str(path)]).to_arrow_table()))


def _by_pandas(path: Path) -> pl.DataFrame:
    """With codes as categories, which pandas groups faster than text."""
    import pandas as pd

    file, parts, held = pq.ParquetFile(path, read_dictionary=COLUMNS[:2]), [], []
    for number in range(file.num_row_groups):
        held.append(file.read_row_group(number, columns=COLUMNS))
        if sum(map(len, held)) >= PANDAS_ROWS or number == file.num_row_groups - 1:
            frame, held = pa.concat_tables(held).unify_dictionaries().to_pandas(), []
            parts.append(frame.groupby(COLUMNS[:2], observed=True)["value"].agg(value="sum", establishments="count"))
            del frame
    cells = pd.concat([part.reset_index() for part in parts]).groupby(COLUMNS[:2], observed=True).sum().reset_index()
    for size, name in (("value", "lq"), ("establishments", "lq_establishments")):
        region, industry = (cells.groupby(key, observed=True)[size].transform("sum") for key in COLUMNS[:2])
        cells[name] = (cells[size] / region) / (industry / cells[size].sum())
    return pl.from_pandas(cells)


def _difference(mine: pl.DataFrame, theirs: pl.DataFrame) -> float:
    """The largest relative difference of a quotient, and infinite where the cells are not the same."""
    keys = [pl.col(key).cast(pl.String) for key in COLUMNS[:2]]
    one, two = (frame.with_columns(keys).sort(COLUMNS[:2]) for frame in (mine, theirs))
    if not one.select(COLUMNS[:2]).equals(two.select(COLUMNS[:2])):
        return float("inf")
    return max(float(((one[name] - two[name]).abs() / two[name]).max()) for name in ("lq", "lq_establishments"))  # type: ignore[arg-type]  # there are rows
