"""ECI and PCI on arrays: the second eigenvector of who shares industries with whom."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from minicluster.analytics.relatedness.presence import Array, Presence

Places: TypeAlias = NDArray[np.intp]
# Eigenvalues nearer to each other than this are one: between 0 and 1 they are exact to about 1e-15.
APART: Final = 1e-9


@dataclass(frozen=True)
class Eigenvectors:
    """ECI and PCI as the eigenvectors are, before anybody standardises them: ECI is the mean PCI of the industries present, exactly.

    The mean of ECI weighted by diversity, and of PCI weighted by ubiquity, is 0; the variance of ECI over regions is 1.

    Attributes:
        eci: shape (years, regions), NaN outside the largest component.
        pci: shape (years, industries), NaN outside the largest component.
        second: shape (years,), the second eigenvalue, 0–1: near 1 the regions nearly fall apart into two blocks, and the index says which.
        gap: shape (years,), from the second to the third eigenvalue: near 0 the index is as arbitrary as the choice between the two.
        components: shape (years,), parts of the graph of regions and industries that nothing connects.
        inside: shape (years, regions), the regions of the largest component.
    """

    eci: Array
    pci: Array
    second: Array
    gap: Array
    components: NDArray[np.int64]
    inside: Presence


@dataclass(frozen=True)
class _Solution:
    eci: Array
    pci: Array
    second: float
    gap: float


def eigenvectors_of(present: Presence) -> Eigenvectors:
    """ECI and PCI by a symmetric solve on the smaller side.

    With diversity `d_r`, ubiquity `u_i` and `S = D^-½ M U^-½`, the eigenvectors v of `S Sᵀ` give those of `D⁻¹ M U⁻¹ Mᵀ` as `D^-½ v`: same eigenvalues, all
    real, between 0 and 1. The first says nothing (all equal), the second is ECI; `PCI = U⁻¹ Mᵀ ECI / λ` and `ECI = D⁻¹ M PCI`.

    **Signs are fixed together**: ECI so that it goes with diversity (where all are equally diverse: so that PCI goes against ubiquity), PCI by ECI.

    On a graph of several components the second eigenvector would only name a component: the largest (most regions and industries) is solved and the
    rest left empty. Where no eigenvalue beyond the first is above 0, nothing tells the regions apart, and all are empty.

    Source: Hidalgo & Hausmann (2009), PNAS 106; Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity; Mealy, Farmer & Teytelboym (2019),
    Science Advances 5.

    Args:
        present: shape (years, regions, industries).
    """
    years, regions, industries = present.shape
    eci, pci = np.full((years, regions), np.nan), np.full((years, industries), np.nan)
    second, gap = np.full(years, np.nan), np.full(years, np.nan)
    components, inside = np.zeros(years, dtype=np.int64), np.zeros((years, regions), dtype=np.bool_)
    for year, matrix in enumerate(present):
        rows, columns = np.flatnonzero(matrix.any(axis=1)), np.flatnonzero(matrix.any(axis=0))
        solution, parts = _solved_within(matrix, rows, columns), min(len(rows), 1)
        if not solution.second < 1 - APART:
            # As many eigenvalues are 1 as there are components: only then is it worth while to look for them.
            parts, rows, columns = _largest_component(matrix)
            solution = _solved_within(matrix, rows, columns)
        components[year], second[year], gap[year] = parts, solution.second, solution.gap
        eci[year, rows], pci[year, columns], inside[year, rows] = solution.eci, solution.pci, True
    return Eigenvectors(eci, pci, second, gap, components, inside)


def _largest_component(matrix: Presence) -> tuple[int, Places, Places]:
    """How many components there are, and the regions and industries of the largest; those that are present nowhere are in none."""
    regions = matrix.shape[0]
    rows, columns = np.nonzero(matrix)
    nodes = sum(matrix.shape)
    edges = csr_array((np.ones(len(rows), dtype=np.bool_), (rows, columns + regions)), shape=(nodes, nodes))
    _, label = connected_components(edges, directed=False)
    used = np.concatenate([matrix.any(axis=1), matrix.any(axis=0)])
    sizes = np.bincount(label[used], minlength=1)
    largest = used & (label == sizes.argmax())
    return int((sizes > 0).sum()), np.flatnonzero(largest[:regions]), np.flatnonzero(largest[regions:])


def _solved_within(matrix: Presence, rows: Places, columns: Places) -> _Solution:
    if min(len(rows), len(columns)) < 2:  # noqa: PLR2004 - one region cannot be compared with another
        return _Solution(np.full(len(rows), np.nan), np.full(len(columns), np.nan), np.nan, np.nan)
    whole = (len(rows), len(columns)) == matrix.shape
    return _solved(matrix if whole else matrix[np.ix_(rows, columns)])


def _solved(matrix: Presence) -> _Solution:
    """ECI, PCI, the second eigenvalue and the gap of a connected matrix."""
    diversity, ubiquity = matrix.sum(axis=1, dtype=np.float64), matrix.sum(axis=0, dtype=np.float64)
    of_regions, of_industries = np.sqrt(diversity), np.sqrt(ubiquity)
    scaled = matrix / of_industries
    scaled /= of_regions[:, None]
    by_region = matrix.shape[0] <= matrix.shape[1]
    square = scaled @ scaled.T if by_region else scaled.T @ scaled
    size = len(square)
    values, vectors = eigh(square, subset_by_index=(max(size - 3, 0), size - 1), check_finite=False, overwrite_a=True)
    second = float(values[-2])
    gap = second - (float(values[-3]) if size > 2 else 0.0)  # noqa: PLR2004 - the third of two is 0: the other side has no more either
    if second < APART:
        return _Solution(np.full_like(diversity, np.nan), np.full_like(ubiquity, np.nan), second, gap)
    vector = vectors[:, -2]
    if by_region:
        eci, pci = vector / of_regions, scaled.T @ vector / of_industries / second
    else:
        eci, pci = scaled @ vector / of_regions, vector / of_industries
    scale = _sign(eci, pci, diversity, ubiquity) / eci.std()
    return _Solution(eci * scale, pci * scale, second, gap)


def _sign(eci: Array, pci: Array, diversity: Array, ubiquity: Array) -> float:
    """+1 or −1: ECI goes with diversity; where it does not depend on it, PCI goes against ubiquity."""
    for measure, direction in ((eci, diversity), (pci, -ubiquity)):
        spread = direction - direction.mean()
        along = float(measure @ spread)
        if abs(along) > APART * float(np.linalg.norm(measure) * np.linalg.norm(direction)):
            return float(np.sign(along))
    return 1.0
