"""Everything at once: RCA, presence, proximity, density, ECI, PCI, COI and COG of a panel, with each matrix product done once."""

from dataclasses import dataclass

from minicluster.analytics.complexity.arrays import THREADS, Precision, complexity_arrays
from minicluster.analytics.complexity.conventions import ATLAS, Convention
from minicluster.analytics.complexity.index import warn_of_weakness
from minicluster.analytics.relatedness.presence import PresentBy, read_active, require_positive, warn_of_absent
from minicluster.analytics.tables import Columns, Table


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
    threads: int = THREADS,
) -> ComplexityPanel:
    """RCA, presence, density, ECI, PCI, COI and COG in one call, by proximity; for arguments, warnings and errors see `economic_complexity`.

    The measures and their sources: `eigenvectors_of`, `density_of`, `coi_of`, `cog_of`. `precision` and `threads`:
    see `complexity_arrays`.

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
    arrays = complexity_arrays(panel.cells, convention, present_by=present_by, threshold=threshold, precision=precision, threads=threads)
    present = arrays.present
    warn_of_absent(panel, present)
    warn_of_weakness(panel, arrays.found)
    return ComplexityPanel(
        panel.by_cell(rca=arrays.rca, present=present, density=arrays.density, cog=arrays.cog),
        panel.by_region(diversity=present.sum(axis=2), eci=arrays.eci, coi=arrays.coi),
        panel.by_industry(ubiquity=present.sum(axis=1), pci=arrays.pci),
        panel.by_year(second_eigenvalue=arrays.found.second, spectral_gap=arrays.found.gap, components=arrays.found.components),
    )
