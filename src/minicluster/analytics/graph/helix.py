"""The triple helix: what university, industry and government have in common that no two of them explain."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from minicluster.analytics.graph.network import Array
from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import refuse_empty_keys

MILLIBITS: Final = 1000
DRAWS: Final = 1_000
# The axes that are summed over for H of U, I, G, UI, IG, UG, UIG, and the sign with which each stands in T.
ENTROPIES: Final = (((1, 2), 1), ((0, 2), 1), ((0, 1), 1), ((2,), -1), ((0,), -1), ((1,), -1), ((), 1))


@dataclass(frozen=True)
class TripleHelix:
    """Mutual information of three dimensions.

    Attributes:
        t: T(UIG) in mbit.
        low: lower end of the bootstrap band.
        high: upper end.
        bias: mean of the bootstrap draws less `t`: with few records T is drawn away from what it would be with many.
        records: how many records were counted.
        university: in how many of them a university is.
        industry: the same of industry.
        government: the same of government.
    """

    t: float
    low: float
    high: float
    bias: float
    records: int
    university: int
    industry: int
    government: int

    def as_facts(self) -> dict[str, float]:
        """The attributes by name."""
        return asdict(self)


def triple_helix(
    table: Table,
    *,
    university: Collection[Any],
    industry: Collection[Any],
    government: Collection[Any],
    record: str = "record",
    sector: str = "sector",
    confidence: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> TripleHelix:
    """T(UIG) over records (activities, projects, papers) of which each may have a university, a firm and a government body, or not.

    Args:
        table: a row for each sector that takes part in a record; the same sector may stand several times.
        university: which sectors are universities (and institutes, if you say so).
        industry: which are firms.
        government: which are government.
        record: the column with the record.
        sector: the column with the sector.
        confidence: of the band.
        draws: how many times records are drawn anew.
        seed: of the draws.

    Returns:
        See `TripleHelix` and `triple_helix_of`.

    Raises:
        TableError: a column is missing, a record or sector is empty, a sector is in two helices, or none of the sectors that were named for a helix stands
            in the table.

    >>> rows = pl.DataFrame({"record": [1, 1, 1, 2], "sector": ["professor", "firm", "city", "other"]})
    >>> triple_helix(rows, university={"professor"}, industry={"firm"}, government={"city"}).t
    1000.0
    """
    frame, _kind = read_table(table, [record, sector])
    refuse_empty_keys(frame, [record, sector])
    helices = {"university": university, "industry": industry, "government": government}
    _require_apart(helices, set(frame[sector].to_list()))
    by_record = frame.group_by(record, maintain_order=True).agg(pl.col(sector).is_in(list(names)).any().alias(helix) for helix, names in helices.items())
    return triple_helix_of(*(by_record[helix].to_numpy() for helix in helices), confidence=confidence, draws=draws, seed=seed)


def triple_helix_of(
    university: ArrayLike, industry: ArrayLike, government: ArrayLike, *, confidence: float = 0.95, draws: int = DRAWS, seed: int = 0
) -> TripleHelix:
    """T(UIG) of three yes-or-no columns with a row for each record, and the band of a bootstrap over the records.

    T = H_U + H_I + H_G − H_UI − H_IG − H_UG + H_UIG with H = −Σ p log₂ p, in mbit. Below 0: the three bind each other beyond what pairs explain (uncertainty is
    taken out at the level of the system); above 0: the pairs repeat the same information. Limits: −1000 (each is the exclusive or of the others) and 1000 (copies).
    Beware: sectors that never take part together (three exclusive classes of equal size) also give −415.

    Args:
        university: shape (records,), whether one takes part.
        industry: the same.
        government: the same.
        confidence: of the percentile band, above 0 and below 1.
        draws: how many times as many records are drawn with putting back; at least 1.
        seed: of the draws.

    Returns:
        See `TripleHelix`.

    Raises:
        TableError: there is no record, the columns are not of one length, or `confidence` or `draws` are out of range.

    Source: Leydesdorff, L. (2003), Scientometrics 58, 445-467; McGill, W. J. (1954), Psychometrika 19, 97-116; band: Efron, B. (1979), Annals of Statistics 7, 1-26.

    >>> triple_helix_of([0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]).t
    -1000.0
    """
    columns = [np.asarray(column, dtype=np.bool_) for column in (university, industry, government)]
    if len({column.shape for column in columns}) > 1 or columns[0].ndim != 1 or not len(columns[0]):
        raise TableError("records", "The three columns are not of one length of at least 1.", "Give a yes or no for each record in each.")
    if not 0 < confidence < 1 or draws < 1:
        raise TableError(
            "bootstrap", f"A confidence of {confidence:g} and {draws} draws give no band.", "Give a confidence between 0 and 1 and at least 1 draw."
        )
    records = len(columns[0])
    counts = np.bincount(columns[0] * 4 + columns[1] * 2 + columns[2], minlength=8)
    t = float(_transmission(counts[None, :])[0])
    # Drawing records anew is drawing anew how many fall into each of the eight kinds.
    drawn = _transmission(np.random.default_rng(seed).multinomial(records, counts / records, size=draws))
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return TripleHelix(t, float(low), float(high), float(drawn.mean() - t), records, *(int(column.sum()) for column in columns))


def _transmission(counts: NDArray[np.integer[Any]]) -> Array:
    """T in mbit for counts of the eight kinds, shape (draws, 8), university first."""
    shares = (counts / counts.sum(axis=1, keepdims=True)).reshape(-1, 2, 2, 2)
    terms = [sign * _entropy(shares.sum(axis=tuple(axis + 1 for axis in axes)).reshape(len(counts), -1)) for axes, sign in ENTROPIES]
    # Adding 0 turns the −0 of rounding into 0.
    t: Array = np.round(MILLIBITS * np.sum(terms, axis=0), 9) + 0.0
    return t


def _entropy(shares: Array) -> Array:
    logarithm = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy: Array = -(shares * logarithm).sum(axis=1)
    return entropy


def _require_apart(helices: dict[str, Collection[Any]], there: set[Any]) -> None:
    seen: dict[Any, str] = {}
    for helix, names in helices.items():
        for name in names:
            if name in seen:
                raise TableError("helix", f"{name} is both {seen[name]} and {helix}.", "Put each sector into one helix.")
            seen[name] = helix
        if not there & set(names):
            named = ", ".join(map(str, names)) or "no sector"
            raise TableError("helix", f"{helix} is {named}, of which the table has none.", f"The table has {', '.join(sorted(map(str, there)))}.")
