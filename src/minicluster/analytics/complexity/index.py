"""The economic complexity of regions (ECI) and of industries (PCI)."""

from dataclasses import dataclass

import numpy as np

from minicluster.analytics.complexity.conventions import ATLAS, Convention
from minicluster.analytics.complexity.eigenvectors import APART, Eigenvectors, eigenvectors_of
from minicluster.analytics.relatedness.presence import Array, PresentBy, at, named, read_presence, warn
from minicluster.analytics.tables import Columns, Panel, Table


@dataclass(frozen=True)
class Complexity:
    """Complexity as long tables.

    Attributes:
        regions: a row for each year and region: `diversity` (number of industries present), `eci`.
        industries: a row for each year and industry: `ubiquity` (number of regions present), `pci`.
        years: a row for each year: `second_eigenvalue`, `spectral_gap` (to the third), `components`.
    """

    regions: Table
    industries: Table
    years: Table


def economic_complexity(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
    convention: Convention = ATLAS,
) -> Complexity:
    """Economic complexity: regions are complex that are present in what only complex regions are present in.

    Formula, signs, components and source: `eigenvectors_of`. ECI has mean 0 and variance 1 over the regions of each year. PCI is measured by ECI's mean and
    standard deviation, so that **ECI is the mean PCI of the industries present** (or by its own, see `Convention`).

    Args:
        table: a long table of employment, exports, patents …; see `minicluster.analytics.tables`.
        region: the column with the region.
        industry: the column with the industry.
        value: the column with the size, not negative.
        year: the column with the year, if there is one: each is measured by itself.
        present_by: "rca" (present where RCA ≥ threshold) or "value" (present where value ≥ threshold).
        threshold: what must be reached.
        convention: in what PCI is measured.

    Warns:
        ComplexityWarning: a region or industry is present nowhere; the graph falls apart (only the largest component is measured); the second and third
            eigenvalue are one, so that the index is arbitrary; nothing tells the regions apart.

    Raises:
        TableError: see `read_panel`; an industry with nothing in any region.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AAAABBBCC"), "industry": list("wxyzxyzyz"), "value": [1] * 9})
    >>> found = economic_complexity(table, present_by="value")
    >>> [(name, diversity, round(eci, 3)) for name, diversity, eci in found.regions.rows()]
    [('A', 4, 1.292), ('B', 3, -0.147), ('C', 2, -1.144)]
    >>> found.years["components"].to_list()
    [1]
    """
    panel, present = read_presence(table, Columns(region, industry, value, year), by=present_by, threshold=threshold)
    found = eigenvectors_of(present)
    warn_of_weakness(panel, found)
    eci, pci = standardised(found, convention)
    return Complexity(
        panel.by_region(diversity=present.sum(axis=2), eci=eci),
        panel.by_industry(ubiquity=present.sum(axis=1), pci=pci),
        panel.by_year(second_eigenvalue=found.second, spectral_gap=found.gap, components=found.components),
    )


def standardised(found: Eigenvectors, convention: Convention = ATLAS) -> tuple[Array, Array]:
    """ECI with mean 0 and variance 1 over regions, PCI by ECI's mean and standard deviation or by its own; shapes as in `Eigenvectors`."""
    middle, spread = _moments(found.eci)
    eci = (found.eci - middle) / spread
    if convention.pci_in == "pci":
        middle, spread = _moments(found.pci)
    return eci, (found.pci - middle) / spread


def to_unit_variance(measure: Array) -> Array:
    """Mean 0 and variance 1 in each year, over what is not empty; shape (years, of what)."""
    middle, spread = _moments(measure)
    unit: Array = (measure - middle) / spread
    return unit


def warn_of_weakness(panel: Panel, found: Eigenvectors) -> None:
    """Warn of years in which the graph falls apart or the index is arbitrary."""
    for year in range(len(panel.years)):
        if found.components[year] > 1:
            outside = named([str(panel.regions[place]) for place in np.flatnonzero(~found.inside[year])])
            warn(
                f"{at(panel, year)}nothing connects the {found.components[year]} components of the graph, and the index would only say which a {panel.columns.region} is in. "
                f"The largest is measured; outside it are {outside or 'only industries'}."
            )
        elif not found.second[year] >= APART:
            warn(f"{at(panel, year)}nothing tells one {panel.columns.region} from another: the index is empty.")
        elif found.gap[year] < APART:
            warn(f"{at(panel, year)}the second and third eigenvalue are one: the index is as arbitrary as the choice between them.")


def _moments(measure: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each year over what is not empty; 0 and 1 where all is."""
    known = ~np.isnan(measure)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    middle = np.where(known, measure, 0).sum(axis=1, keepdims=True) / count
    spread = np.sqrt(np.square(np.where(known, measure - middle, 0)).sum(axis=1, keepdims=True) / count)
    return middle, np.where(spread == 0, 1, spread)
