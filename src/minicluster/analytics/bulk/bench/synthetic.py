"""Invented regions, industries and establishments, of the shape that real ones have: few of great size, and skilled regions with rare industries."""

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

REGIONS: Final = 250
INDUSTRIES: Final = 1000
ROWS_AT_ONCE: Final = 1_000_000
# The share of establishments in the industries that their region is known for.
NEAR: Final = 0.5


def panel(regions: int, industries: int, years: int, seed: int) -> pl.DataFrame:
    """A long table with `year`, `region`, `industry`, `value`; about two cells in five are not 0, and only those have a row."""
    rng = np.random.default_rng(seed)
    size, weight = rng.lognormal(0, 1, regions), rng.lognormal(0, 1.2, industries)
    skill, need = np.linspace(0, 1, regions), np.linspace(0, 1, industries)
    present = rng.random((regions, industries)) < 0.6 / (1 + np.exp(-6 * (skill[:, None] - need) - 1))
    # Every industry is somewhere, and the first is everywhere.
    present[np.arange(industries) % regions, np.arange(industries)] = True
    present[:, 0] = True
    found = []
    for year in range(years):
        cells = np.where(present, 1 + np.floor(20 * size[:, None] * weight * rng.lognormal(0, 1, present.shape)), 0)
        region, industry = np.nonzero(cells)
        keys = {"year": np.full(len(region), 2001 + year), "region": _named("R", regions)[region], "industry": _named("C", industries)[industry]}
        found.append(pl.DataFrame({**keys, "value": cells[region, industry]}))
    return pl.concat(found)


def write_establishments(path: Path, rows: int, seed: int, *, codes_are_text: bool) -> None:
    """A Parquet file with `region`, `industry`, `value`, in groups of a million rows; codes as text, as offices write them, or as small whole numbers."""
    rng = np.random.default_rng(seed)
    places = [pa.array(_named(letter, count)) if codes_are_text else None for letter, count in (("R", REGIONS), ("C", INDUSTRIES))]
    kinds = [pa.dictionary(pa.int16(), pa.string()) if codes_are_text else pa.int16()] * 2
    schema = pa.schema([("region", kinds[0]), ("industry", kinds[1]), ("value", pa.int32())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, rows, ROWS_AT_ONCE):
            count = min(ROWS_AT_ONCE, rows - start)
            region = (REGIONS * rng.random(count) ** 2).astype(np.int16)
            near = (region * 4 + rng.integers(0, INDUSTRIES // 8, count)) % INDUSTRIES
            industry = np.where(rng.random(count) < NEAR, near, rng.integers(0, INDUSTRIES, count)).astype(np.int16)
            columns = [
                pa.DictionaryArray.from_arrays(code, names) if names is not None else pa.array(code)
                for code, names in zip((region, industry), places, strict=True)
            ]
            value = np.minimum(rng.pareto(1.1, count) * 2 + 1, 60_000).astype(np.int32)
            writer.write_table(pa.Table.from_arrays([*columns, pa.array(value)], schema=schema), row_group_size=ROWS_AT_ONCE)


def _named(letter: str, count: int) -> NDArray[np.str_]:
    return np.array([f"{letter}{place:04d}" for place in range(count)])
