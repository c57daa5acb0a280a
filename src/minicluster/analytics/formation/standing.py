"""Where everybody stands, how good that is, and what changes if one moves: sums per group, so that no pair is ever looked at.

The objective is the mean likeness of the members to their own group (average association; Shi and Malik 2000, whose trace form is that of kernel k-means;
Dhillon, Guan, Kulis 2004):

    F = Σ_g (1 / n_g) Σ_{i,j ∈ g} s_ij      and the printed `fit` is F / n, at most about 1.

With W_g = Σ_{i,j ∈ g} s_ij and L_ug = Σ_{j ∈ g} s_uj, moving a block u of m organisations from g to h makes W_g − 2 L_ug + s_uu and W_h + 2 L_uh + s_uu.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from minicluster.analytics.formation.likeness import Likeness
from minicluster.analytics.formation.requirements import Requirements

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """What is moved: organisations, or several that must stay together, as one.

    Attributes:
        of: shape (n,), the block of each organisation.
        features: shape (u, d), summed.
        ties: shape (u, u), summed; what is inside a block stands twice on the diagonal.
        sizes: shape (u,).
        own: shape (u,), the likeness inside the block, each organisation to itself included.
        counts: shape (u, q), how many of each quota's organisations it has.
        partners: block → blocks from which it is kept apart.
        attendances: (blocks of a person, most groups) and block → places in that list.
        companies: (anchor's block, quota-like counts shape (u,), lower) and block → places in that list.
    """

    of: NDArray[np.intp]
    features: Floats
    ties: sparse.csr_array
    sizes: Whole
    own: Floats
    counts: Whole
    partners: dict[int, set[int]]
    attendances: list[tuple[list[int], int]]
    attends: dict[int, list[int]]
    companies: list[tuple[int, Whole, int]]
    accompanies: dict[int, list[int]]

    @property
    def special(self) -> list[int]:
        """The blocks about which some rule speaks that does not count whole groups."""
        return sorted({*self.partners, *self.attends, *self.accompanies})


def blocks_of(likeness: Likeness, needs: Requirements, of: NDArray[np.intp]) -> Blocks:
    """Sum organisations into the blocks `of`."""
    count, total = len(of), int(of.max()) + 1
    member = sparse.csr_array((np.ones(count), (of, np.arange(count))), shape=(total, count))
    features = np.asarray(member @ likeness.features)
    ties = sparse.csr_array(member @ likeness.ties_among(needs.groups) @ member.T)
    counts = np.column_stack([member @ quota.members.astype(float) for quota in needs.quotas]).astype(np.int64)
    partners: dict[int, set[int]] = {}
    for one, other, _rule in needs.apart:
        partners.setdefault(int(of[one]), set()).add(int(of[other]))
        partners.setdefault(int(of[other]), set()).add(int(of[one]))
    attendances = [(sorted({int(of[row]) for row in attendance.members}), attendance.most) for attendance in needs.attendances]
    companies = [(int(of[company.anchor]), np.asarray(member @ company.members.astype(float)).astype(np.int64), company.lower) for company in needs.companies]
    attends: dict[int, list[int]] = {}
    for place, (units, _most) in enumerate(attendances):
        for unit in units:
            attends.setdefault(unit, []).append(place)
    accompanies: dict[int, list[int]] = {}
    for place, (anchor, own, _lower) in enumerate(companies):
        for unit in {anchor, *np.flatnonzero(own).tolist()}:
            accompanies.setdefault(unit, []).append(place)
    own_likeness = np.einsum("ud,ud->u", features, features) + ties.diagonal()
    return Blocks(of, features, ties, counts[:, 0], own_likeness, counts, partners, attendances, attends, companies, accompanies)


class Standing:
    """A partition of blocks with its sums; `move` changes it in place, in time that does not depend on how many there are."""

    def __init__(self, blocks: Blocks, needs: Requirements, labels: NDArray[np.intp]) -> None:
        self.blocks, self.needs, self.groups = blocks, needs, needs.groups
        self.labels = labels.copy()
        member = np.zeros((len(labels), self.groups))
        member[np.arange(len(labels)), labels] = 1
        self.sums: Floats = member.T @ blocks.features
        self.sizes: Floats = member.T @ blocks.sizes
        self.counts: Whole = (member.T @ blocks.counts).astype(np.int64)
        tied = np.asarray(blocks.ties @ member)
        self.within: Floats = np.einsum("gd,gd->g", self.sums, self.sums) + (member * tied).sum(axis=0)
        self.lower = np.array([quota.lower for quota in needs.quotas])
        self.upper = np.array([quota.upper for quota in needs.quotas])
        self.spare = np.array([quota.spare for quota in needs.quotas])

    @property
    def objective(self) -> float:
        """F."""
        return float((self.within / np.maximum(self.sizes, 1)).sum())

    def to_groups(self) -> Floats:
        """Shape (u, K): L, the summed likeness of every block to the members of every group."""
        member = np.zeros((len(self.labels), self.groups))
        member[np.arange(len(self.labels)), self.labels] = 1
        found: Floats = self.blocks.features @ self.sums.T + self.blocks.ties @ member
        return found

    def to_groups_of(self, unit: int) -> Floats:
        """Shape (K,): the row of `to_groups` of one block."""
        blocks, ties = self.blocks, self.blocks.ties
        span = slice(ties.indptr[unit], ties.indptr[unit + 1])
        tied = np.bincount(self.labels[ties.indices[span]], weights=ties.data[span], minlength=self.groups)
        found: Floats = self.sums @ blocks.features[unit] + tied
        return found

    def gain(self, unit: int, to: int) -> float:
        """What F gains if the block moves."""
        home = int(self.labels[unit])
        if home == to:
            return 0.0
        towards, own, size = self.to_groups_of(unit), self.blocks.own[unit], self.blocks.sizes[unit]
        left, entered = self.within[home] - 2 * towards[home] + own, self.within[to] + 2 * towards[to] + own
        before = self.within[home] / self.sizes[home] + self.within[to] / max(self.sizes[to], 1)
        return float((left / (self.sizes[home] - size) if self.sizes[home] > size else 0.0) + entered / (self.sizes[to] + size) - before)

    def move(self, unit: int, to: int) -> None:
        """Move a block; nothing is checked."""
        home = int(self.labels[unit])
        if home == to:
            return
        towards, own, size = self.to_groups_of(unit), self.blocks.own[unit], self.blocks.sizes[unit]
        self.within[home] += own - 2 * towards[home]
        self.within[to] += own + 2 * towards[to]
        for group, sign in ((home, -1), (to, 1)):
            self.sums[group] += sign * self.blocks.features[unit]
            self.sizes[group] += sign * size
            self.counts[group] += sign * self.blocks.counts[unit]
        self.labels[unit] = to

    def moved(self, unit: int, to: int) -> "Standing":
        """The standing after a move, which leaves this one as it is."""
        after = copy(self)
        for name in ("labels", "sums", "sizes", "counts", "within"):
            setattr(after, name, getattr(self, name).copy())
        after.move(unit, to)
        return after

    def counts_allow(self, home: int, to: int, leaving: Whole) -> bool:
        """Whether the quotas still hold when `leaving` (shape (q,), may be negative) goes from one group to another."""
        after = self.counts.copy()
        after[home] -= leaving
        after[to] += leaving
        lacking = np.maximum(self.lower - after, 0).sum(axis=0)
        return bool((lacking <= self.spare).all() and (after[[home, to]] <= self.upper).all())

    def rules_allow(self) -> bool:
        """Whether apart, persons and company are kept everywhere."""
        return all(self.rules_allow_of(unit) for unit in self.blocks.special)

    def rules_allow_of(self, unit: int) -> bool:
        """Whether apart, persons and company are kept as far as they speak of this block."""
        blocks, group = self.blocks, self.labels[unit]
        if any(self.labels[partner] == group for partner in blocks.partners.get(unit, ())):
            return False
        if any(len(set(self.labels[blocks.attendances[place][0]])) > blocks.attendances[place][1] for place in blocks.attends.get(unit, ())):
            return False
        return all(self._has_company(*blocks.companies[place]) for place in blocks.accompanies.get(unit, ()))

    def _has_company(self, anchor: int, members: Whole, lower: int) -> bool:
        return int(members[self.labels == self.labels[anchor]].sum()) >= lower

    def quotas_hold(self) -> bool:
        """Whether every quota is kept."""
        lacking = np.maximum(self.lower - self.counts, 0).sum(axis=0)
        return bool((lacking <= self.spare).all() and (self.counts <= self.upper).all())

    @property
    def is_feasible(self) -> bool:
        """Whether everything is kept."""
        return self.quotas_hold() and self.rules_allow()
