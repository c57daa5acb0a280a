"""The examples in the documentation of the regional measures hold, and each public function has one."""

import doctest
import importlib
import pkgutil

import pytest

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
