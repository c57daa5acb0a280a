"""Who of a scarce role sits in further groups: the greatest likeness, at the fewest seats for the busiest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from minicluster.analytics.formation.organisations import Organisations
from minicluster.analytics.formation.requirements import Requirements, Sharing
from minicluster.analytics.formation.rules import Rule
from minicluster.analytics.formation.standing import Floats, Standing
from minicluster.analytics.formation.violations import Violation

_HALF = 0.5


@dataclass(frozen=True)
class Guest:
    """An organisation (its row) that also sits in a group (from 0), because of a rule."""

    row: int
    group: int
    rule: Rule


def guests(organisations: Organisations, standing: Standing, needs: Requirements) -> tuple[Guest, ...]:
    """Fill what the homes of a shared role leave open; a group stays open where the limit of seats leaves nobody, which `violations` names.

    Seats are shared as evenly as they can be: with c organisations for K groups that need m each, an organisation sits in ⌈K m / c⌉ groups if that
    is possible and in one more until it is, never beyond a rule of `seats`.
    """
    likeness = standing.to_groups() / np.maximum(standing.sizes, 1) if needs.sharings else np.zeros((0, 0))
    return tuple(guest for sharing in needs.sharings for guest in _of_role(len(organisations), sharing, standing, likeness))


def _of_role(count: int, sharing: Sharing, standing: Standing, likeness: Floats) -> list[Guest]:
    rows = np.arange(count)[sharing.members]
    homes = standing.labels[rows]
    lacking = np.maximum(sharing.lower - np.bincount(homes, minlength=standing.groups), 0)
    if not lacking.any():
        return []
    fewest = -(-standing.groups * sharing.lower // len(rows))
    for seats in range(fewest, min(sharing.seats or standing.groups, standing.groups) + 1):
        taken = _seated(likeness[rows], homes, lacking, seats - 1)
        if taken is not None:
            return [Guest(int(rows[place]), int(group), sharing.rule) for place, group in zip(*np.nonzero(taken > _HALF), strict=True)]
    return []


def _seated(likeness: Floats, homes: NDArray[np.intp], lacking: NDArray[np.int64], further: int) -> Floats | None:
    """Shape (organisations, K): a transport problem, whose corners are whole."""
    count, groups = likeness.shape
    by_organisation = np.kron(np.eye(count), np.ones(groups))
    by_group = np.kron(np.ones(count), np.eye(groups))
    open_to = np.ones((count, groups))
    open_to[np.arange(count), homes] = 0
    bounds = np.column_stack([np.zeros(count * groups), open_to.ravel()])
    solved = linprog(-likeness.ravel(), A_ub=by_organisation, b_ub=np.full(count, further), A_eq=by_group, b_eq=lacking, bounds=bounds, method="highs-ds")
    return solved.x.reshape(count, groups) if solved.success else None


def unfilled(standing: Standing, needs: Requirements, sitting: Sequence[Guest]) -> tuple[Violation, ...]:
    """Where a shared role is still missing though guests sit."""
    found = []
    for sharing in needs.sharings:
        present = np.bincount(standing.labels[sharing.members], minlength=standing.groups)
        for guest in sitting:
            present[guest.group] += guest.rule == sharing.rule
        lacking = tuple(int(group) + 1 for group in np.flatnonzero(present < sharing.lower))
        found += [Violation(sharing.rule, lacking)] if lacking else []
    return tuple(found)
