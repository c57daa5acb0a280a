"""In which industries a region is present: the 0/1 array that every measure of relatedness and complexity stands on."""

import warnings
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.tables import Columns, Panel, Table, TableError, read_panel

Array = NDArray[np.float64]
Presence = NDArray[np.bool_]
PresentBy = Literal["rca", "value"]
NAMED: Final = 5


class ComplexityWarning(UserWarning):
    """Something of the table has no answer, and the result is empty (NaN) there."""


def rca(cells: Array) -> Array:
    """Revealed comparative advantage: an industry's share in a region over its share everywhere.

    `RCA = (x_ri / Σ_i x_ri) / (Σ_r x_ri / Σ_ri x_ri)`, 1 where they are equal, 0 where there is nothing. Source: Balassa (1965).

    Args:
        cells: shape (years, regions, industries), not negative.

    Returns:
        The same shape.
    """
    regions, industries = cells.sum(axis=2, keepdims=True), cells.sum(axis=1, keepdims=True)
    everything = industries.sum(axis=2, keepdims=True)
    # Divided by the region first, as the field does: a share of 1 is then exactly 1 and does not fall below the threshold by rounding.
    shares, expected = over(cells, regions), over(industries, everything)
    shares /= np.where(expected == 0, 1, expected)
    return shares


def present_in(cells: Array, *, by: PresentBy = "rca", threshold: float = 1.0) -> Presence:
    """Where a region is present in an industry: RCA, or the value itself, reaches the threshold.

    Args:
        cells: shape (years, regions, industries).
        by: "rca", or "value" for a table that already holds RCA, 0/1 or the like.
        threshold: what must be reached.

    Returns:
        The same shape, boolean.
    """
    return (rca(cells) if by == "rca" else cells) >= threshold


def read_presence(table: Table, columns: Columns, *, by: PresentBy, threshold: float) -> tuple[Panel, Presence]:
    """Read a table and say where each region is present; warns of industries and regions that are present nowhere in a year.

    Raises:
        TableError: see `read_active`; the threshold is not positive.
    """
    require_positive(threshold)
    panel = read_active(table, columns)
    present = present_in(panel.cells, by=by, threshold=threshold)
    warn_of_absent(panel, present)
    return panel, present


def require_positive(threshold: float) -> None:
    """Raise where a threshold would make every region present in every industry."""
    if not threshold > 0:
        raise TableError("threshold", f"The threshold {threshold} is not positive.", "Give one above 0: at 0 every region is present in every industry.")


def read_active(table: Table, columns: Columns) -> Panel:
    """Read a table in which every industry has something somewhere.

    Raises:
        TableError: see `read_panel`; an industry has nothing in any row.
    """
    panel = read_panel(table, columns)
    empty = [str(name) for name, size in zip(panel.industries, panel.cells.sum(axis=(0, 1)), strict=True) if size == 0]
    if empty:
        what = f"{columns.industry} {named(empty)} has nothing in any region."
        raise TableError("empty industry", what, "Leave it out: nothing can be said of what it is related to.")
    return panel


def warn_of_absent(panel: Panel, present: Presence) -> None:
    """Name, year by year, the regions and industries that are present nowhere: what is measured of them is empty."""
    for axis, kind, names in ((1, panel.columns.industry, panel.industries), (2, panel.columns.region, panel.regions)):
        absent: Presence = np.logical_not(present.any(axis=axis))
        for year in np.flatnonzero(absent.any(axis=1)):
            which = named([str(names[place]) for place in np.flatnonzero(absent[year])])
            warn(f"{at(panel, year)}{kind} {which} is present nowhere: what is measured of it is empty.")


def warn(text: str) -> None:
    """Warn, pointing at the line that called the library's public function."""
    warnings.warn(text, ComplexityWarning, stacklevel=5)


def at(panel: Panel, year: Any) -> str:
    """The year as the beginning of a sentence, nothing where the table is of one moment."""
    return f"{panel.years[year]}: " if panel.columns.year else ""


def named(names: list[str]) -> str:
    """The first few names and how many more there are."""
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def over(above: Array, below: Array) -> Array:
    """A quotient of what is nothing where the divisor is nothing: 0 there."""
    quotient: Array = above / np.where(below == 0, 1, below)
    return quotient
