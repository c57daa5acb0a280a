"""What a region could become: the complexity of what is near it and not yet there (COI), and what a new industry would add to that (COG)."""

from dataclasses import dataclass

import numpy as np

from minicluster.analytics.complexity.conventions import ATLAS, Convention
from minicluster.analytics.complexity.eigenvectors import Eigenvectors, eigenvectors_of
from minicluster.analytics.complexity.index import standardised, to_unit_variance, warn_of_weakness
from minicluster.analytics.relatedness import density_of, proximity_of, without_itself
from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, over, read_presence
from minicluster.analytics.tables import Columns, Table


@dataclass(frozen=True)
class Outlook:
    """Outlook as long tables.

    Attributes:
        regions: a row for each year and region: `coi`.
        cells: a row for each year, region and industry: `present`, `density` (0–1), `cog` (0 where present), `net_gain`: by how much COI (before it is
            standardised) changes when the region enters the industry, which then is no outlook any more (0 where present).
    """

    regions: Table
    cells: Table


def complexity_outlook(
    table: Table,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    year: str | None = None,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
    convention: Convention = ATLAS,
) -> Outlook:
    """Complexity outlook index and gain by proximity; formulas and source in `coi_of` and `cog_of`, arguments, warnings and errors in `economic_complexity`.

    >>> import polars as pl
    >>> table = pl.DataFrame({"region": list("AAAABBBCC"), "industry": list("wxyzxyzyz"), "value": [1] * 9})
    >>> found = complexity_outlook(table, present_by="value")
    >>> [(name, round(coi, 2)) for name, coi in found.regions.rows()]
    [('A', -1.4), ('B', 0.89), ('C', 0.5)]
    >>> found.cells.filter(pl.col("region") == "B").select("industry", pl.col("cog").round(2)).rows()
    [('w', 2.46), ('x', 0.0), ('y', 0.0), ('z', 0.0)]
    """
    panel, present = read_presence(table, Columns(region, industry, value, year), by=present_by, threshold=threshold)
    found = eigenvectors_of(present)
    warn_of_weakness(panel, found)
    related = proximity_of(present) if convention.itself else without_itself(proximity_of(present))
    density, pci = density_of(present, related), outlook_pci(found, convention)
    coi, cog = coi_of(present, density, pci), cog_of(present, related, pci, convention)
    return Outlook(
        panel.by_region(coi=published_coi(coi, found.inside, convention)),
        panel.by_cell(present=present, density=density, cog=cog, net_gain=net_gain_of(present, related, pci)),
    )


def coi_of(present: Presence, density: Array, pci: Array) -> Array:
    """Complexity outlook index: `COI_r = Σ_i ω_ri (1 − M_ri) PCI_i`. Source: Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity.

    Args:
        present: shape (years, regions, industries).
        density: the same shape, 0–1.
        pci: shape (years, industries); an empty PCI (NaN) counts nothing.

    Returns:
        Shape (years, regions), in units of PCI.
    """
    return (np.where(present, 0, np.nan_to_num(density)) @ np.nan_to_num(pci)[:, :, None])[:, :, 0]


def cog_of(present: Presence, related: Array, pci: Array, convention: Convention = ATLAS) -> Array:
    """Complexity outlook gain: `COG_ri = (1 − M_ri) Σ_j (1 − M_rj) φ_ij PCI_j / Σ_k φ_kj`, what entering i adds to the outlook of what remains.

    Source: Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, whose formula subtracts `ω_ri PCI_i` as well: see `net_gain_of`. The sum holds j = i
    (as in the Growth Lab's programs) where the diagonal of `related` is not 0.

    Args:
        present: shape (years, regions, industries).
        related: shape (years, industries, industries), symmetric.
        pci: shape (years, industries); an empty PCI (NaN) counts nothing.
        convention: only `gain_per` matters here.

    Returns:
        Shape (years, regions, industries), in units of PCI.
    """
    sums, absent, weight = related.sum(axis=1), ~present, np.nan_to_num(pci)
    if convention.gain_per == "industry":
        return np.where(present, 0, over((absent * weight[:, None, :]) @ related, sums[:, None, :]))
    return np.where(present, 0, (absent * over(weight, sums)[:, None, :]) @ related)


def net_gain_of(present: Presence, related: Array, pci: Array) -> Array:
    """By how much COI changes when a region enters an industry, relatedness and PCI as they are: `Σ_{j≠i} (1 − M_rj) φ_ij PCI_j / Σ_k φ_kj − ω_ri PCI_i`.

    Arguments and shape as in `cog_of`; 0 where the region is present.
    """
    others = without_itself(related)
    sums = related.sum(axis=1)[:, None, :]
    weight = np.nan_to_num(pci)[:, None, :]
    gained = (~present * over(weight, sums)) @ others
    return np.where(present, 0, gained - over(present.astype(np.float64) @ related, sums) * weight)


def outlook_pci(found: Eigenvectors, convention: Convention) -> Array:
    """The PCI that COI and COG are made of; shape (years, industries)."""
    return found.pci if convention.outlook_on == "eigenvector" else standardised(found, convention)[1]


def published_coi(coi: Array, inside: Presence, convention: Convention) -> Array:
    """COI as the convention gives it, empty for the regions that have no ECI."""
    known = np.where(inside, coi, np.nan)
    return to_unit_variance(known) if convention.coi_standardised else known
