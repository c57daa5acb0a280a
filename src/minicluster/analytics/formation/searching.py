"""From starts to a partition that no move and no swap improves.

Starts are greedy k-means++ centres (Arthur, Vassilvitskii 2007) and a few of Lloyd's steps without any requirement. Then assignment under all requirements and
centres alternate as long as F grows, and at last single moves and swaps of two are made until none improves F.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import eigsh

from minicluster.analytics.formation.assigning import Assigner
from minicluster.analytics.formation.likeness import Likeness
from minicluster.analytics.formation.requirements import Requirements
from minicluster.analytics.formation.standing import Blocks, Floats, Standing, blocks_of

Labels = NDArray[np.intp]

EPSILON: Final = 1e-9
_SEEDS, _CANDIDATES, _LLOYD_STEPS, _ALTERNATIONS = 4, 3, 12, 8
# Up to so many blocks → so many starts; where there are more, two. Where rules make whole-number programmes, which are slow, fewer.
_TINY: Final = 60
_STARTS: Final = ((_TINY, 30), (1000, 8))
_STARTS_BEYOND: Final = 2
_STARTS_BESIDE_A_FLOW: Final = 4
# ARPACK wants more rows than directions.
_FEWEST_TIED: Final = 3


@dataclass(frozen=True)
class Search:
    """All that is needed to look for the best partition of one K."""

    blocks: Blocks
    needs: Requirements
    assigner: Assigner
    coordinates: Floats

    def best(self, rng: np.random.Generator) -> Standing | None:
        """The best partition of several starts; None where the requirements cannot be met."""
        wanted = next((count for most, count in _STARTS if len(self.blocks.sizes) <= most), _STARTS_BEYOND)
        if not self.assigner.is_flow and len(self.blocks.sizes) > _TINY:
            wanted = min(wanted, _STARTS_BESIDE_A_FLOW)
        found: list[Standing] = []
        for _start in range(wanted):
            standing = self.alternated(self._start_scores(rng))
            if standing is None:
                return None
            found.append(improved(standing))
        return max(found, key=lambda standing: standing.objective)

    def alternated(self, scores: Floats) -> Standing | None:
        """Assign, take the centres, assign again, as long as F grows."""
        labels = self.assigner.best(scores)
        if labels is None:
            return None
        standing = Standing(self.blocks, self.needs, labels)
        for _step in range(_ALTERNATIONS if self.assigner.is_flow else 1):
            labels = self.assigner.best(centre_scores(standing))
            if labels is None:
                break
            following = Standing(self.blocks, self.needs, labels)
            if following.objective <= standing.objective + EPSILON:
                break
            standing = following
        return standing

    def _start_scores(self, rng: np.random.Generator) -> Floats:
        rows = self.coordinates / np.maximum(self.blocks.sizes, 1)[:, None]
        return nearness(rows, free_centres(rows, self.needs.groups, rng))


def search(likeness: Likeness, needs: Requirements) -> Search:
    """Make ready what all starts share."""
    blocks = blocks_of(likeness, needs, needs.blocks(likeness.features.shape[0]))
    return Search(blocks, needs, Assigner(blocks, needs), coordinates(blocks, needs.groups))


def centre_scores(standing: Standing) -> Floats:
    """Shape (u, K): minus the squared distance to the centres, up to what is the same for every group."""
    sizes = np.maximum(standing.sizes, 1)
    scores: Floats = 2 * standing.to_groups() / sizes - standing.blocks.sizes[:, None] * (standing.within / sizes**2)
    return scores


def free_centres(rows: Floats, groups: int, rng: np.random.Generator) -> Floats:
    """Shape (K, d): centres without any requirement, the tightest of several seeds."""
    return max(
        (_settled(rows, seeded_centres(rows, groups, rng)) for _seed in range(_SEEDS)), key=lambda centres: float(nearness(rows, centres).max(axis=1).sum())
    )


def _settled(rows: Floats, centres: Floats) -> Floats:
    for _step in range(_LLOYD_STEPS):
        labels = nearness(rows, centres).argmax(axis=1)
        member = np.zeros((len(rows), len(centres)))
        member[np.arange(len(rows)), labels] = 1
        sizes = member.sum(axis=0)[:, None]
        following = np.where(sizes > 0, member.T @ rows / np.maximum(sizes, 1), centres)
        if np.array_equal(following, centres):
            break
        centres = following
    return centres


def seeded_centres(rows: Floats, groups: int, rng: np.random.Generator) -> Floats:
    """K rows that lie far from each other, drawn as greedy k-means++ does: of a few drawn for each centre the one that leaves least distance."""
    chosen = [int(rng.integers(len(rows)))]
    nearest = ((rows - rows[chosen[0]]) ** 2).sum(axis=1)
    for _centre in range(groups - 1):
        total = nearest.sum()
        drawn = rng.choice(len(rows), size=_CANDIDATES, p=nearest / total if total > EPSILON else None)
        left = [np.minimum(nearest, ((rows - rows[row]) ** 2).sum(axis=1)) for row in drawn]
        best = int(np.argmin([distances.sum() for distances in left]))
        chosen.append(int(drawn[best]))
        nearest = left[best]
    return rows[chosen]


def nearness(rows: Floats, centres: Floats) -> Floats:
    """Shape (rows, K): minus the squared distance, up to what is the same for every centre."""
    found: Floats = 2 * rows @ centres.T - (centres**2).sum(axis=1)
    return found


def coordinates(blocks: Blocks, groups: int) -> Floats:
    """The features, and beside them the strongest directions of the ties, without which no start would see them."""
    if blocks.ties.nnz == 0 or blocks.ties.shape[0] <= groups + _FEWEST_TIED:
        return blocks.features
    # ARPACK draws anew where values are equal; from a seed of its own the same ties give the same directions.
    values, axes = eigsh(blocks.ties, k=groups, which="LA", v0=np.ones(blocks.ties.shape[0]), rng=np.random.default_rng(0))
    return np.hstack([blocks.features, axes * np.sqrt(np.maximum(values, 0))])


def improved(standing: Standing) -> Standing:
    """The same standing after moves and swaps until none improves it."""
    while _moves(standing) or _swaps(standing):
        pass
    return standing


def _moves(standing: Standing) -> bool:
    """One round of single moves, the most gainful first; each is computed anew before it is made."""
    gains = move_gains(standing)
    best = gains.argmax(axis=1)
    hopeful = np.flatnonzero(gains[np.arange(len(best)), best] > EPSILON)
    made = False
    for unit in hopeful[np.argsort(-gains[hopeful, best[hopeful]], kind="stable")]:
        for to in np.argsort(-gains[unit], kind="stable"):
            if gains[unit, to] <= EPSILON:
                break
            if _moved(standing, int(unit), int(to)):
                made = True
                break
    return made


def move_gains(standing: Standing) -> Floats:
    """Shape (u, K): what F gains if a block moves, 0 at home."""
    units, labels, size = np.arange(len(standing.labels)), standing.labels, standing.blocks.sizes[:, None]
    towards, own = standing.to_groups(), standing.blocks.own[:, None]
    home_size, home_within = standing.sizes[labels][:, None], standing.within[labels][:, None]
    left = (home_within - 2 * towards[units, labels][:, None] + own) / np.maximum(home_size - size, 1)
    entered = (standing.within + 2 * towards + own) / (standing.sizes + size)
    gains: Floats = np.where(home_size > size, left, 0.0) + entered - home_within / home_size - standing.within / np.maximum(standing.sizes, 1)
    gains[units, labels] = 0
    return gains


def _moved(standing: Standing, unit: int, to: int) -> bool:
    home = int(standing.labels[unit])
    if not standing.counts_allow(home, to, standing.blocks.counts[unit]) or standing.gain(unit, to) <= EPSILON:
        return False
    standing.move(unit, to)
    if _rules_broken(standing, unit):
        standing.move(unit, home)
        return False
    return True


def _rules_broken(standing: Standing, *units: int) -> bool:
    """Whether a rule is broken that speaks of these blocks; a rule of company may also have lost them."""
    return not all(standing.rules_allow_of(unit) for unit in units)


def _swaps(standing: Standing) -> bool:
    """One round of swaps over all pairs of groups.

    Likeness to the groups is summed once a round: after a swap it is out of date and only proposes, for every swap is computed anew before it is made;
    the last round makes none, so that it saw everything as it is.
    """
    made = False
    towards = standing.to_groups()
    for one in range(standing.groups):
        for other in range(one + 1, standing.groups):
            for left, right in _hopeful_swaps(standing, towards, one, other):
                made |= _swapped(standing, left, right)
    return made


def _hopeful_swaps(standing: Standing, towards: Floats, one: int, other: int) -> Iterator[tuple[int, int]]:
    """Pairs whose swap seems to improve F, the best first, each block once."""
    lefts, rights = _worth_swapping(standing, towards, one, other)
    if not len(lefts) or not len(rights):
        return
    gains = swap_gains(standing, towards, lefts, rights)
    gains[~_counts_allow_swaps(standing, lefts, rights)] = 0
    rows, columns = np.nonzero(gains > EPSILON)
    used: set[int] = set()
    for place in np.argsort(-gains[rows, columns], kind="stable"):
        left, right = int(lefts[rows[place]]), int(rights[columns[place]])
        if left not in used and right not in used:
            used |= {left, right}
            yield left, right


def _worth_swapping(standing: Standing, towards: Floats, one: int, other: int) -> tuple[Labels, Labels]:
    """The blocks of two groups that could gain in a swap with the best of the other group.

    A swap of blocks of one size gains u_i + v_j − 2 s_ij (1/n_g + 1/n_h), and s_ij ≥ −√(s_ii s_jj) for features, ≥ 0 for ties.
    """
    lefts, rights = (np.flatnonzero(standing.labels == group) for group in (one, other))
    if not len(lefts) or not len(rights) or (standing.blocks.sizes[lefts] > 1).any() or (standing.blocks.sizes[rights] > 1).any():
        return lefts, rights
    most = 2 * float(standing.blocks.own.max()) * (1 / standing.sizes[one] + 1 / standing.sizes[other])
    left, right = _leaving(standing, towards, lefts, one, other), _leaving(standing, towards, rights, other, one)
    return lefts[left + right.max() + most > EPSILON], rights[right + left.max() + most > EPSILON]


def _leaving(standing: Standing, towards: Floats, units: Labels, home: int, to: int) -> Floats:
    own, near = standing.blocks.own[units], towards[units]
    found: Floats = (own - 2 * near[:, home]) / standing.sizes[home] + (own + 2 * near[:, to]) / standing.sizes[to]
    return found


def swap_gains(standing: Standing, towards: Floats, lefts: Labels, rights: Labels) -> Floats:
    """Shape (left, right): what F gains if a block of one group and a block of another change places.

    Args:
        standing: where they stand.
        towards: shape (u, K), what `standing.to_groups()` gives.
        lefts: blocks that are all in one group.
        rights: blocks that are all in another.
    """
    one, other = standing.labels[lefts[0]], standing.labels[rights[0]]
    blocks = standing.blocks
    between = blocks.features[lefts] @ blocks.features[rights].T
    if blocks.ties.nnz:
        between += blocks.ties[lefts][:, rights].toarray()
    left, right = towards[lefts][:, [one, other]], towards[rights][:, [one, other]]
    own_left, own_right = blocks.own[lefts][:, None], blocks.own[rights][None, :]
    change = own_left + own_right - 2 * between
    gone = standing.within[one] - 2 * left[:, [0]] + 2 * right[:, 0][None, :] + change
    come = standing.within[other] - 2 * right[:, 1][None, :] + 2 * left[:, [1]] + change
    shift = blocks.sizes[rights][None, :] - blocks.sizes[lefts][:, None]
    before = standing.within[one] / standing.sizes[one] + standing.within[other] / standing.sizes[other]
    found: Floats = gone / np.maximum(standing.sizes[one] + shift, 1) + come / np.maximum(standing.sizes[other] - shift, 1) - before
    return found


def _counts_allow_swaps(standing: Standing, lefts: Labels, rights: Labels) -> NDArray[np.bool_]:
    """Shape (left, right): whether the quotas hold after a swap. Blocks of one kind (size, role, industry) are judged once."""
    one, other = int(standing.labels[lefts[0]]), int(standing.labels[rights[0]])
    kinds_left, of_left = np.unique(standing.blocks.counts[lefts], axis=0, return_inverse=True)
    kinds_right, of_right = np.unique(standing.blocks.counts[rights], axis=0, return_inverse=True)
    allowed = np.array([[standing.counts_allow(one, other, left - right) for right in kinds_right] for left in kinds_left])
    found: NDArray[np.bool_] = allowed[of_left][:, of_right]
    return found


def _swapped(standing: Standing, left: int, right: int) -> bool:
    one, other = int(standing.labels[left]), int(standing.labels[right])
    before = standing.objective
    if one == other or not standing.counts_allow(one, other, standing.blocks.counts[left] - standing.blocks.counts[right]):
        return False
    standing.move(left, other)
    standing.move(right, one)
    if standing.objective <= before + EPSILON or _rules_broken(standing, left, right):
        standing.move(right, other)
        standing.move(left, one)
        return False
    return True
