"""Everything at once: RCA, presence, proximity, density, ECI, PCI, COI and COG of a panel, with each matrix product done once."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.complexity.conventions import ATLAS, Convention
from minicluster.analytics.complexity.eigenvectors import Eigenvectors, eigenvectors_of
from minicluster.analytics.complexity.index import standardised, warn_of_weakness
from minicluster.analytics.complexity.outlook import outlook_pci, published_coi
from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, rca, read_active, require_positive, warn_of_absent
from minicluster.analytics.tables import Columns, Table

Precision = Literal["double", "single"]


@dataclass(frozen=True)
class ComplexityPanel:
    """All measures of a panel as long tables.

    Attributes:
        cells: a row for each year, region and industry: `rca`, `present`, `density` (0–1), `cog`.
        regions: a row for each year and region: `diversity`, `eci`, `coi`.
        industries: a row for each year and industry: `ubiquity`, `pci`.
        years: a row for each year: `second_eigenvalue`, `spectral_gap`, `components`.
    """

    cells: Table
    regions: Table
    industries: Table
    years: Table


@dataclass(frozen=True)
class ComplexityArrays:
    """The same as arrays.

    Attributes:
        rca, present, density, cog: shape (years, regions, industries).
        eci, coi: shape (years, regions).
        pci: shape (years, industries).
        found: the eigenvectors and what they are worth.
        proximity: shape (years, industries, industries), or `None` where it was not asked for.
    """

    rca: Array
    present: Presence
    density: Array
    cog: Array
    eci: Array
    coi: Array
    pci: Array
    found: Eigenvectors
    proximity: Array | None


def complexity_panel(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
    convention: Convention = ATLAS,
    precision: Precision = "double",
) -> ComplexityPanel:
    """RCA, presence, density, ECI, PCI, COI and COG in one call, by proximity; for arguments, warnings and errors see `economic_complexity`.

    The measures and their sources: `eigenvectors_of`, `density_of`, `coi_of`, `cog_of`. `precision`: see `complexity_arrays`.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AAAABBBCC"), "industry": list("wxyzxyzyz"), "value": [1] * 9})
    >>> found = complexity_panel(table, present_by="value")
    >>> found.cells.columns
    ['region', 'industry', 'rca', 'present', 'density', 'cog']
    >>> found.regions["eci"].round(3).to_list()
    [1.292, -0.147, -1.144]
    """
    require_positive(threshold)
    panel = read_active(table, Columns(region, industry, value, year))
    arrays = complexity_arrays(panel.cells, convention, present_by=present_by, threshold=threshold, precision=precision)
    present = arrays.present
    warn_of_absent(panel, present)
    warn_of_weakness(panel, arrays.found)
    return ComplexityPanel(
        panel.by_cell(rca=arrays.rca, present=present, density=arrays.density, cog=arrays.cog),
        panel.by_region(diversity=present.sum(axis=2), eci=arrays.eci, coi=arrays.coi),
        panel.by_industry(ubiquity=present.sum(axis=1), pci=arrays.pci),
        panel.by_year(second_eigenvalue=arrays.found.second, spectral_gap=arrays.found.gap, components=arrays.found.components),
    )


def complexity_arrays(
    cells: Array,
    convention: Convention = ATLAS,
    *,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
    keep_proximity: bool = False,
    precision: Precision = "double",
) -> ComplexityArrays:
    """All measures of a panel, each year's proximity made once and used for density, COI and COG in one product.

    Args:
        cells: shape (years, regions, industries), not negative.
        convention: what the literature leaves open.
        present_by: "rca" or "value".
        threshold: what must be reached.
        keep_proximity: give the proximities as well: 8 bytes for each year and pair of industries.
        precision: "double", or "single" for proximity and its product in float32: about two thirds of the time, density, COI and COG right to about 1e-6.
    """
    advantage = rca(cells)
    present = (advantage if present_by == "rca" else cells) >= threshold
    found = eigenvectors_of(present)
    pci = np.nan_to_num(outlook_pci(found, convention))
    years, regions, industries = cells.shape
    density, cog, coi = np.empty(cells.shape), np.empty(cells.shape), np.empty((years, regions))
    kind = np.float64 if precision == "double" else np.float32
    proximity = np.empty((years if keep_proximity else 1, industries, industries), dtype=kind)
    both = np.empty((2, regions, industries), dtype=kind)
    for year in range(years):
        related = proximity[year if keep_proximity else 0]
        sums = _related(present[year], related, itself=convention.itself)
        divisor = np.where(sums == 0, 1, sums)
        shared = pci[year] / divisor if convention.gain_per == "neighbour" else pci[year]
        both[0] = present[year]
        np.multiply(1 - both[0], shared, out=both[1])
        near, gain = (both.reshape(2 * regions, industries) @ related).reshape(both.shape)
        np.divide(near, divisor, out=density[year])
        coi[year] = np.where(present[year], 0, density[year]) @ pci[year]
        cog[year] = np.where(present[year], 0, gain if convention.gain_per == "neighbour" else gain / divisor)
        density[year, :, sums == 0] = np.nan
    eci, published = standardised(found, convention)
    kept = proximity.astype(np.float64, copy=False) if keep_proximity else None
    return ComplexityArrays(advantage, present, density, cog, eci, published_coi(coi, found.inside, convention), published, found, kept)


def _related(present: Presence, related: NDArray[np.floating[Any]], *, itself: bool) -> Array:
    """Write one year's proximity into `related` and give its sums: as `proximity_of`, in place."""
    rows = present.astype(np.float32)
    together = rows.T @ rows
    ubiquity = np.maximum(np.diagonal(together), 1).astype(related.dtype)
    np.maximum(ubiquity[:, None], ubiquity, out=related)
    np.divide(together, related, out=related)
    if not itself:
        np.fill_diagonal(related, 0)
    sums: Array = related.sum(axis=0, dtype=np.float64)
    return sums
