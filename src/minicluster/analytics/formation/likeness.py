"""How alike organisations are: features whose products are likeness, and ties beside them. No matrix of all pairs is ever made.

Each kind of evidence becomes rows of length 1 (or 0 where an organisation has none), so that the product of two rows is a cosine; the rows are joined,
each kind times the root of its weight. So the product of two joined rows is the weighted mean of the cosines, and the likeness of an organisation to
all members of a group is its product with one sum. Ties stay as they are, as a sparse matrix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from minicluster.analytics.formation.organisations import Organisations, row_of
from minicluster.analytics.retrieval.words import words_of
from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import numbers, refuse, refuse_twins

Floats = NDArray[np.float64]

# What each kind of evidence weighs where there are all; what is absent leaves its weight to the others.
WEIGHTS: Final = {"industry": 1.0, "speciality": 1.0, "vectors": 1.0, "ties": 1.0, "location": 0.25}
TOPICS: Final = 32
_SEED, _OVERSAMPLED, _ITERATIONS = 0, 8, 6
_SHORTEST_CODE: Final = 2
_NOTHING: Final = 1e-12


@dataclass(frozen=True)
class Likeness:
    """What is known of how alike organisations are.

    Attributes:
        features: shape (n, d); the product of two rows is the weighted mean of their cosines, at most 1.
        ties: shape (n, n), symmetric, nothing on the diagonal: the weight w_ij of a tie over √(d_i d_j), d being an organisation's sum of weights
            (Ng, Jordan, Weiss 2002), so that a hub does not draw everybody; times the weight of ties.
        weights: what each kind of evidence weighs; they add up to 1.
        relatedness: (industry, industry) → 0–1, as it was given.
        tie_weights: shape (n, n), the ties as they were given.
    """

    features: Floats
    ties: sparse.csr_array
    weights: dict[str, float]
    relatedness: Mapping[tuple[str, str], float]
    tie_weights: sparse.csr_array

    def ties_among(self, groups: int) -> sparse.csr_array:
        """Ties on the scale of cosines: times n/K, so that all ties of an organisation inside a group of middle size count as much as a cosine of 1."""
        return sparse.csr_array(self.ties * (self.features.shape[0] / groups))

    def with_ties_drawn(self, rng: np.random.Generator) -> "Likeness":
        """Every tie drawn 0, 1, 2 … times by Poisson's law, as a bootstrap sample of ties."""
        upper = sparse.triu(self.ties, format="coo")
        drawn = sparse.coo_array((upper.data * rng.poisson(1.0, len(upper.data)), upper.coords), shape=upper.shape)
        drawn.eliminate_zeros()
        return replace(self, ties=sparse.csr_array(drawn + drawn.T))


def likeness_of(
    organisations: Organisations,
    *,
    relatedness: Table | None = None,
    vectors: Floats | None = None,
    ties: Table | None = None,
    weights: Mapping[str, float] | None = None,
) -> Likeness:
    """What the table and what stands beside it say of how alike its organisations are.

    Args:
        organisations: their industries, specialities and locations count where the table has them.
        relatedness: a long table `industry_1`, `industry_2`, `proximity` from 0 to 1, such as `relatedness` gives; pairs that it does not name are unrelated,
            and the mean counts where the two directions differ. Without it industries are as alike as their codes begin alike.
        vectors: shape (n, d), in the order of the table's rows; centred before they are compared.
        ties: a table `a`, `b`, `weight` (> 0); pairs that stand more than once are added up.
        weights: other weights than `WEIGHTS`, ≥ 0.

    Raises:
        TableError: there is nothing to compare, an organisation or industry is unknown, a number is out of its range, or shapes do not fit.
    """
    given = {**WEIGHTS, **(weights or {})}
    wrong = [name for name, weight in given.items() if name not in WEIGHTS or not np.isfinite(weight) or weight < 0]
    if wrong:
        raise TableError("weight", f"The weight of {', '.join(wrong)} is none.", f"Give weights of 0 or more to {', '.join(WEIGHTS)}.")
    related = _read_relatedness(relatedness, organisations)
    kinds = {
        "industry": _industries(organisations.industries, related),
        "speciality": _specialities(organisations.specialities),
        "vectors": _centred(vectors, len(organisations)),
        "location": _one_of(organisations.locations),
    }
    told = _read_ties(ties, organisations)
    used = {name: given[name] for name, rows in kinds.items() if rows.any()} | ({"ties": given["ties"]} if told.nnz else {})
    total = sum(used.values())
    if not total:
        raise TableError(
            "evidence", "Nothing says how alike the organisations are.", "Add a column industry or speciality, vectors, or ties, with a weight above 0."
        )
    shares = {name: weight / total for name, weight in used.items()}
    features = [np.sqrt(shares[name]) * rows for name, rows in kinds.items() if name in shares]
    joined = np.ascontiguousarray(np.hstack(features)) if features else np.zeros((len(organisations), 0))
    return Likeness(joined, sparse.csr_array(_normalised(told) * shares.get("ties", 0.0)), shares, related, told)


def _industries(codes: Sequence[str], related: Mapping[tuple[str, str], float]) -> Floats:
    """Rows whose products are the relatedness of industries: of the given table the nearest table that is a product of rows, else of beginnings of codes."""
    known = sorted({code for code in codes if code})
    if not known:
        return np.zeros((len(codes), 0))
    if related:
        proximity = np.array([[1.0 if one == other else related.get((one, other), 0.0) for other in known] for one in known])
        values, axes = np.linalg.eigh(proximity)
        rows = _unit(axes[:, values > _NOTHING] * np.sqrt(values[values > _NOTHING]))
    else:
        beginnings = [{code[:length] for length in range(min(_SHORTEST_CODE, len(code)), len(code) + 1)} for code in known]
        every = sorted(set().union(*beginnings))
        rows = _unit(np.array([[float(beginning in own) for beginning in every] for own in beginnings]))
    places = {code: place for place, code in enumerate(known)}
    with_none = np.vstack([rows, np.zeros(rows.shape[1])])
    found: Floats = with_none[[places.get(code, len(known)) for code in codes]]
    return found


def _specialities(texts: Sequence[str]) -> Floats:
    """Latent semantic analysis (Deerwester et al. 1990): words by log frequency and rarity, the strongest `TOPICS` directions."""
    terms = {text: [word.term for word in words_of(text)] for text in set(texts)}
    vocabulary = {term: place for place, term in enumerate(sorted(set().union(*terms.values())))}
    if not vocabulary:
        return np.zeros((len(texts), 0))
    rows, columns = zip(*((row, vocabulary[term]) for row, text in enumerate(texts) for term in terms[text]), strict=True)
    counts = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(vocabulary)))
    counts.data = 1 + np.log(counts.data)
    rarity = np.log1p(len(texts) / np.bincount(counts.indices, minlength=len(vocabulary)))
    weighed = sparse.csr_array(counts * rarity)
    topics = min(TOPICS, min(weighed.shape) - 1)
    if topics < 1:
        return _unit(weighed.toarray())
    return _unit(_strongest(sparse.csr_array(sparse.diags_array(_inverse(np.sqrt(weighed.power(2).sum(axis=1)))) @ weighed), topics))


def _strongest(table: sparse.csr_array, topics: int) -> Floats:
    """The left singular vectors of the largest singular values, each times its value, by subspace iteration (Halko, Martinsson and Tropp 2011).

    ARPACK, which scipy would ask, draws at random where values are equal, and the same input would not give the same groups.
    """
    drawn = np.random.default_rng(_SEED).standard_normal((table.shape[1], min(topics + _OVERSAMPLED, *table.shape)))
    basis = np.linalg.qr(table @ drawn)[0]
    for _step in range(_ITERATIONS):
        basis = np.linalg.qr(table @ np.linalg.qr(table.T @ basis)[0])[0]
    left, strengths, _right = np.linalg.svd((table.T @ basis).T, full_matrices=False)
    found: Floats = (basis @ left * strengths)[:, :topics]
    return found


def _centred(vectors: Floats | None, count: int) -> Floats:
    if vectors is None:
        return np.zeros((count, 0))
    rows = np.asarray(vectors, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[0] != count:  # noqa: PLR2004  # a matrix has two sides
        raise TableError("vectors", f"The vectors have the shape {rows.shape}.", f"Give one row for each of the {count} organisations, in the table's order.")
    broken = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(broken):
        raise TableError(
            "finite", "A vector is not finite.", "Compute it again, or write zeros where there is none.", tuple(int(row) + 1 for row in broken[:3])
        )
    given = rows.any(axis=1, keepdims=True)
    mean = rows.sum(axis=0) / max(given.sum(), 1)
    return _unit((rows - mean) * given)


def _one_of(names: Sequence[str]) -> Floats:
    known = sorted({name for name in names if name})
    return np.array([[float(name == one) for one in known] for name in names]).reshape(len(names), len(known))


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows * _inverse(np.linalg.norm(rows, axis=1))[:, None]
    return scaled


def _inverse(lengths: Floats) -> Floats:
    return np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > _NOTHING)


def _normalised(told: sparse.csr_array) -> sparse.csr_array:
    scale = sparse.diags_array(np.sqrt(_inverse(np.asarray(told.sum(axis=1), dtype=np.float64).ravel())))
    return sparse.csr_array(scale @ told @ scale)


def _read_ties(table: Table | None, organisations: Organisations) -> sparse.csr_array:
    count = len(organisations)
    if table is None:
        return sparse.csr_array((count, count))
    frame, _kind = read_table(table, ["a", "b", "weight"])
    weight = numbers(frame, "weight")
    refuse(weight == 0, "tie", "weight is 0.", "Leave the row out: there is no tie.")
    one, other = (np.array([row_of(organisations, name, row) for row, name in enumerate(frame[side], start=1)]) for side in ("a", "b"))
    looped = np.flatnonzero(one == other)
    if len(looped):
        raise TableError("tie", "An organisation is tied to itself.", "Leave the row out.", tuple(int(row) + 1 for row in looped[:3]))
    half = sparse.coo_array((weight.to_numpy(), (one, other)), shape=(count, count))
    return sparse.csr_array(half + half.T)


def _read_relatedness(table: Table | None, organisations: Organisations) -> dict[tuple[str, str], float]:
    if table is None:
        return {}
    frame, _kind = read_table(table, ["industry_1", "industry_2", "proximity"])
    refuse_twins(frame, ["industry_1", "industry_2"], "Leave one of the rows.")
    proximity = numbers(frame, "proximity")
    refuse(proximity > 1 + _NOTHING, "proximity", "proximity is above 1.", "Give relatedness from 0 to 1, such as proximities or cosines.")
    told = {(str(one), str(other)): value for one, other, value in zip(frame["industry_1"], frame["industry_2"], proximity, strict=True)}
    known = {industry for pair in told for industry in pair}
    missing = [row for row, code in enumerate(organisations.industries, start=1) if code and code not in known]
    if missing:
        codes = ", ".join(sorted({organisations.industries[row - 1] for row in missing})[:3])
        raise TableError("industry", f"The relatedness does not know industry {codes}.", "Add its pairs, or correct the code.", tuple(missing[:3]))
    return {pair: _mean(told, pair) for one, other in told for pair in ((one, other), (other, one))}


def _mean(told: Mapping[tuple[str, str], float], pair: tuple[str, str]) -> float:
    there, back = told.get(pair), told.get((pair[1], pair[0]))
    values: list[Any] = [value for value in (there, back) if value is not None]
    return float(sum(values) / len(values))
