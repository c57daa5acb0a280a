"""Tables of organisations in which the groups are known beforehand."""

import numpy as np
import polars as pl

from minicluster.analytics.formation import likeness_of, read_organisations

SPECIALITIES = ("주조 금형 용접", "센서 회로 제어", "의료 재활 진단", "차체 도장 프레스", "필름 도료 접착", "선박 배관 밸브", "로봇 감속기 구동")
HELPERS = ("university", "institute", "agency")


def planted(groups=4, firms=8, *, stray=0.0, seed=0):
    """Each group has its industry, speciality, firms and one of each helper; a share of the organisations has the words of another group's speciality.

    Returns:
        The table and, in its order, the group of each organisation.
    """
    rng = np.random.default_rng(seed)
    roles = [*["firm"] * firms, *HELPERS]
    truth = np.repeat(np.arange(groups), len(roles))
    shown = np.where(rng.random(len(truth)) < stray, rng.integers(groups, size=len(truth)), truth)
    table = pl.DataFrame(
        {
            "id": [f"o{row}" for row in range(len(truth))],
            "name": [f"기관 {row}" for row in range(len(truth))],
            "role": roles * groups,
            "industry": [f"{20 + group}{rng.integers(3)}" for group in truth],
            "speciality": [" ".join(rng.permutation(SPECIALITIES[group].split())[:2]) for group in shown],
        }
    )
    return table, truth


def planted_ties(truth, *, each=4, inside=0.85, seed=0):
    """A table of ties, a share of which stays inside the groups."""
    rng = np.random.default_rng(seed)
    pairs = []
    for row, group in enumerate(truth):
        for _tie in range(each):
            candidates = np.flatnonzero((truth == group) if rng.random() < inside else (truth != group))
            pairs.append((f"o{row}", f"o{rng.choice(candidates[candidates != row])}", 1.0))
    return pl.DataFrame(pairs, schema=["a", "b", "weight"], orient="row")


def read(table, **evidence):
    """Organisations and their likeness."""
    organisations = read_organisations(table)
    return organisations, likeness_of(organisations, **evidence)


def adjusted_rand(one, other):
    """Hubert and Arabie 1985, from the table of counts."""
    counts = np.zeros((max(one) + 1, max(other) + 1))
    np.add.at(counts, (one, other), 1)
    both, rows, columns = (float((sizes * (sizes - 1) / 2).sum()) for sizes in (counts, counts.sum(axis=1), counts.sum(axis=0)))
    expected = rows * columns / (len(one) * (len(one) - 1) / 2)
    return (both - expected) / ((rows + columns) / 2 - expected)


def fit_by_pairs(labels, likeness, groups):
    """The objective over n as its definition says it, pair by pair: a second formula."""
    alike = likeness.features @ likeness.features.T + likeness.ties_among(groups).toarray()
    total = 0.0
    for group in set(labels):
        members = [row for row, label in enumerate(labels) if label == group]
        total += sum(alike[one, other] for one in members for other in members) / len(members)
    return total / len(labels)
