"""How far a proposal would be another if other organisations had been recorded: the bootstrap of clusters (Hennig 2007).

Organisations are drawn with replacement and ties by Poisson's law; groups are formed anew, from new starts, on what was drawn; everybody, drawn or not, is
assigned to their centres under the same requirements. The measure is the share of pairs of a group that are together again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.formation.likeness import Likeness
from minicluster.analytics.formation.searching import Search, coordinates, free_centres, nearness
from minicluster.analytics.formation.standing import Blocks, Floats, blocks_of

Labels = NDArray[np.intp]

_STARTS, _ALTERNATIONS = 2, 4


@dataclass(frozen=True)
class Stability:
    """Shares from 0 to 1 of pairs that stay together.

    Attributes:
        overall: over all pairs that the proposal puts together.
        groups: shape (K,); 1 for a group of one.
        members: shape (n,), over the pairs of each organisation.
        replicates: how many bootstrap samples were drawn.
    """

    overall: float
    groups: Floats
    members: Floats
    replicates: int


def stability_of(searched: Search, likeness: Likeness, labels: Labels, rng: np.random.Generator, replicates: int) -> Stability:
    """Bootstrap a partition of organisations.

    Args:
        searched: what the partition was found with.
        likeness: the evidence that is drawn from.
        labels: shape (n,), the partition.
        rng: what it is drawn with.
        replicates: how often.
    """
    totals, groups = np.zeros(len(labels)), searched.needs.groups
    done = 0
    for _replicate in range(replicates):
        again = _again(searched, likeness, rng)
        if again is not None:
            totals += pairs_kept(labels, again, groups)
            done += 1
    members = totals / max(done, 1)
    sizes = np.bincount(labels, minlength=groups)
    per_group = np.bincount(labels, weights=members, minlength=groups) / np.maximum(sizes, 1)
    pairs = (sizes * (sizes - 1)).astype(float)
    return Stability(float((per_group * pairs).sum() / max(pairs.sum(), 1)), per_group, members, done)


def pairs_kept(labels: Labels, again: Labels, groups: int) -> Floats:
    """Shape (n,): for each organisation the share of those with it in one partition that are with it in another too; 1 where it is alone.

    >>> pairs_kept(np.array([0, 0, 0, 1]), np.array([1, 1, 0, 0]), 2).tolist()
    [0.5, 0.5, 0.0, 1.0]
    """
    table = np.zeros((groups, groups))
    np.add.at(table, (labels, again), 1)
    peers = table.sum(axis=1)[labels] - 1
    kept: Floats = np.divide(table[labels, again] - 1, peers, out=np.ones(len(labels)), where=peers > 0)
    return kept


def _again(searched: Search, likeness: Likeness, rng: np.random.Generator) -> Labels | None:
    blocks, needs = searched.blocks, searched.needs
    if likeness.ties.nnz:
        blocks = blocks_of(likeness.with_ties_drawn(rng), needs, blocks.of)
    rows = coordinates(blocks, needs.groups) / blocks.sizes[:, None]
    drawn = rng.integers(len(rows), size=len(rows))
    times = np.bincount(drawn, minlength=len(rows)).astype(float)
    starts, steps = (_STARTS, _ALTERNATIONS) if searched.assigner.is_flow else (1, 1)
    best, most = None, -np.inf
    for _start in range(starts):
        scores = nearness(rows, free_centres(rows[drawn], needs.groups, rng)) * blocks.sizes[:, None]
        for _step in range(steps):
            labels = searched.assigner.best(scores)
            if labels is None:
                return None
            scores, objective = _of_drawn(blocks, labels, times, needs.groups)
            if objective > most:
                best, most = labels, objective
    return None if best is None else best[blocks.of]


def _of_drawn(blocks: Blocks, labels: Labels, times: Floats, groups: int) -> tuple[Floats, float]:
    """Scores as `centre_scores` gives them and F, both of what was drawn, each block as often as it was."""
    member = np.zeros((len(labels), groups))
    member[np.arange(len(labels)), labels] = times
    sums, sizes, tied = member.T @ blocks.features, np.maximum(member.T @ blocks.sizes, 1), np.asarray(blocks.ties @ member)
    within = np.einsum("gd,gd->g", sums, sums) + (member * tied).sum(axis=0)
    scores: Floats = 2 * (blocks.features @ sums.T + tied) / sizes - blocks.sizes[:, None] * (within / sizes**2)
    return scores, float((within / sizes).sum())
