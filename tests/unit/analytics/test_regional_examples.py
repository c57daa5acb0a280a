"""The examples in the documentation of the regional measures hold, and each public function has one."""

import doctest
import importlib
import pkgutil

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

PACKAGES = ["tables", "specialisation", "concentration", "change"]
MODULES = [
    f"minicluster.analytics.{package}.{module.name}"
    for package in PACKAGES
    for module in pkgutil.iter_modules(importlib.import_module(f"minicluster.analytics.{package}").__path__)
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_documentation_hold(module):
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize("package", PACKAGES[1:])
def test_every_function_on_tables_shows_an_example_its_source_and_its_errors(package):
    module = importlib.import_module(f"minicluster.analytics.{package}")
    for name in module.__all__:
        function = getattr(module, name)
        if "table" in function.__annotations__:
            assert [word for word in (">>>", "Source:", "Raises:", "Args:", "Returns:") if word not in function.__doc__] == [], name


PLANTS = {"region": ["A", "A", "B", "B"], "industry": ["x", "y", "x", "y"], "value": [3, 1, 2, 4], "east": [0, 1, 5, 6], "north": [0, 0, 1, 1]}
CELLS = {**PLANTS, "plants": [2, 1, 1, 2], "family": ["f", "f", "f", "f"], "group": ["g", "g", "h", "h"], "area": [9, 9, 8, 8], "population": [7, 7, 6, 6]}
OVER_YEARS = {name: values * 2 for name, values in CELLS.items()} | {"year": [2007] * 4 + [2008] * 4, "value": [3, 1, 2, 4, 5, 1, 2, 3]}
CONVERGING = {"region": list("ABC") * 2, "year": [2007] * 3 + [2008] * 3, "value": [3, 1, 2, 4, 5, 2]}
NEEDS = {"radii": {"radii": [2, 9]}, "distances": {"distances": [2, 9]}}
FUNCTIONS = [
    getattr(importlib.import_module(f"minicluster.analytics.{package}"), name)
    for package in PACKAGES[1:]
    for name in importlib.import_module(f"minicluster.analytics.{package}").__all__
]
ON_TABLES = [function for function in FUNCTIONS if "table" in function.__annotations__]


@pytest.mark.parametrize("function", ON_TABLES, ids=lambda function: function.__name__)
def test_every_function_reads_any_kind_of_table_and_gives_the_same_kind_with_the_same_figures(function, tmp_path):
    names = function.__annotations__
    cells = CONVERGING if function.__name__.endswith("_convergence") else OVER_YEARS if names.get("year") is str else CELLS
    given = {name: value for need, more in NEEDS.items() if need in names for name, value in more.items()}
    expected = function(pl.DataFrame(cells), **given)
    pandas, arrow = function(pd.DataFrame(cells), **given), function(pa.table(cells), **given)
    assert (type(pandas), type(arrow)) == (pd.DataFrame, pa.Table)
    pl.DataFrame(cells).write_parquet(tmp_path / "cells.parquet")
    for other in (
        pl.from_pandas(pandas),
        pl.DataFrame(arrow),
        function(str(tmp_path / "cells.parquet"), **given),
        function(duckdb.from_arrow(pa.table(cells)), **given),
    ):
        assert_frame_equal(other.fill_nan(None), expected.fill_nan(None))
