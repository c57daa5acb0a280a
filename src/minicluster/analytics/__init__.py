"""Measures as a pure Python library: no Django, no database. Usable alone: `from minicluster import analytics`.

Families are loaded when they are first asked for: `analytics.specialisation.location_quotient(table)`.
"""

from importlib import import_module
from types import ModuleType
from typing import Final

FAMILIES: Final = (
    "bulk", "change", "claims", "cluster_definition", "complexity", "concentration", "crosswalks", "forecast", "formation", "graph", "relatedness", "retrieval",
    "specialisation", "suppression", "tables",
)  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    if name in FAMILIES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"minicluster.analytics has no family {name}; it has {', '.join(FAMILIES)}.")
