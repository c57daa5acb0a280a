"""The same on arrays: what each year multiplies is multiplied once, on as many threads as there are."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.complexity.conventions import ATLAS, Convention
from minicluster.analytics.complexity.eigenvectors import Eigenvectors, eigenvectors_of
from minicluster.analytics.complexity.index import standardised
from minicluster.analytics.complexity.outlook import outlook_pci, published_coi
from minicluster.analytics.relatedness.presence import Array, Presence, PresentBy, rca

Precision = Literal["double", "single"]
# Of our own, with BLAS on one each: a machine of the size that the system is made for has two processors.
THREADS: Final = 2
ROWS: Final = 64


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


class _Year(NamedTuple):
    """One year: presence, what each industry is related to (symmetric), its sums, what was taken from it, and the PCI that outlook is made of."""

    present: Presence
    related: NDArray[np.floating[Any]]
    sums: Array
    taken: tuple[Array, Array] | None
    pci: Array


class _Outlook(NamedTuple):
    """Where one year's measures are written: shapes (regions, industries) twice and (regions,)."""

    density: Array
    cog: Array
    coi: Array


def complexity_arrays(
    cells: Array,
    convention: Convention = ATLAS,
    *,
    present_by: PresentBy = "rca",
    threshold: float = 1.0,
    keep_proximity: bool = False,
    precision: Precision = "double",
    threads: int = THREADS,
) -> ComplexityArrays:
    """All measures of a panel, each year's proximity made once and used for density, COI and COG.

    Args:
        cells: shape (years, regions, industries), not negative.
        convention: what the literature leaves open.
        present_by: "rca" or "value".
        threshold: what must be reached.
        keep_proximity: give the proximities as well: 8 bytes for each year and pair of industries.
        precision: "double", or "single" for proximity and its products in float32: about two thirds of the time, density, COI and COG right to about 5e-7.
        threads: how many work at the same time, best with BLAS on one thread; results are the same.
    """
    advantage = rca(cells)
    present = (advantage if present_by == "rca" else cells) >= threshold
    years, regions, industries = cells.shape
    density, cog, coi = np.empty(cells.shape), np.empty(cells.shape), np.empty((years, regions))
    kind = np.float64 if precision == "double" else np.float32
    kept = np.empty((years, industries, industries)) if keep_proximity else None
    found = []
    with ThreadPoolExecutor(max(threads - 1, 1)) as others:
        at_once = partial(_at_once, others if threads > 1 else None)
        for place, matrix in enumerate(present):
            (related, sums), of_year = at_once(partial(_proximity, matrix, kind, itself=convention.itself), partial(eigenvectors_of, matrix[None]))
            if kept is not None:
                kept[place] = related
            year = _Year(matrix, related, sums, _taken_from(related, sums), np.nan_to_num(outlook_pci(of_year, convention))[0])
            into = _Outlook(density[place], cog[place], coi[place])
            at_once(*(partial(_fill, year, into, convention, rows) for rows in _parts(regions, threads)))
            found.append(of_year)
    solved = _joined(found)
    eci, published = standardised(solved, convention)
    return ComplexityArrays(advantage, present, density, cog, eci, published_coi(coi, solved.inside, convention), published, solved, kept)


def _parts(regions: int, parts: int) -> list[slice]:
    ends = np.linspace(0, regions, parts + 1).astype(int)
    return [slice(start, end) for start, end in pairwise(ends)]


def _at_once(others: Executor | None, *works: Callable[[], Any]) -> list[Any]:
    """What each gives; the first is done by this thread, the rest by others meanwhile, if there are any."""
    if others is None:
        return [work() for work in works]
    begun = [others.submit(work) for work in works[1:]]
    return [works[0](), *(work.result() for work in begun)]


def _fill(year: _Year, into: _Outlook, convention: Convention, rows: slice) -> None:
    """Write density, COG and COI (in units of PCI) of some regions."""
    present, density, gain = year.present[rows], into.density[rows], into.cog[rows]
    divisor = np.where(year.sums == 0, 1, year.sums)
    weight = ~present * year.pci
    _multiply(present, year, density)
    density /= divisor
    into.coi[rows] = np.vecdot(density, weight)
    _multiply(weight / divisor if convention.gain_per == "neighbour" else weight, year, gain)
    if convention.gain_per == "industry":
        gain /= divisor
    gain *= ~present
    density[:, year.sums == 0] = np.nan


def _multiply(rows: NDArray[Any], year: _Year, product: Array) -> None:
    """Write `rows @ related` into `product`.

    What `_taken_from` took from it is added in double.
    """
    if year.taken is None:
        np.matmul(rows, year.related, out=product)
        return
    of_one, of_other = year.taken
    np.multiply((rows @ of_one)[:, None], of_other, out=product)
    product += rows.astype(np.float32) @ year.related


def _taken_from(related: NDArray[np.floating[Any]], sums: Array) -> tuple[Array, Array] | None:
    """Take from proximities in single precision what two industries would have by their sums alone, `s_i s_j / Σ s`, and give its two factors.

    What is left has either sign, so that its sums stay small and so does what single precision rounds of them: a tenth of what it would be. In double precision
    nothing is taken.
    """
    if related.dtype == np.float64:
        return None
    of_one, of_other = (sums / max(sums.sum(), 1)).astype(np.float32), sums.astype(np.float32)
    for some in _few(len(sums)):
        related[some] -= of_one[some, None] * of_other
    return of_one.astype(np.float64), of_other.astype(np.float64)


def _proximity(present: Presence, kind: type[np.floating[Any]], *, itself: bool) -> tuple[NDArray[np.floating[Any]], Array]:
    """One year's proximity, as `proximity_of`, and its sums."""
    rows = present.astype(np.float32)
    related = (rows.T @ rows).astype(kind, copy=False)
    ubiquity = np.maximum(np.diagonal(related), 1)
    for some in _few(len(related)):
        related[some] /= np.maximum(ubiquity[some, None], ubiquity)
    if not itself:
        np.fill_diagonal(related, 0)
    return related, related.sum(axis=0, dtype=np.float64)


def _few(rows: int) -> list[slice]:
    """A few rows at a time: what is worked out beside them stays in the processor's cache."""
    return [slice(start, start + ROWS) for start in range(0, rows, ROWS)]


def _joined(years: list[Eigenvectors]) -> Eigenvectors:
    return Eigenvectors(*(np.concatenate(parts) for parts in zip(*(vars(year).values() for year in years), strict=True)))
