"""Synthetic difference-in-differences and synthetic control on one block: some units treated from one time on, the others never."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from minicluster.analytics.impact.simplex import simplex_weights
from minicluster.analytics.tables.panel import Array

# How the reference implementation of the paper ends its search: published figures depend on it in the third decimal.
DECREASE: Final = 1e-5
FIRST_ROUNDS: Final = 100
SPARSE: Final = 4.0
FAINT: Final = 1e-6


@dataclass(frozen=True)
class Block:
    """A block of outcomes.

    Attributes:
        controls: shape (controls, times).
        treated: shape (times,), the mean of the treated units.
        number: how many they are.
        before: the number of times before the treatment.
    """

    controls: Array
    treated: Array
    number: int
    before: int

    @property
    def noise(self) -> float:
        """The standard deviation of the changes of controls from time to time before the treatment; 0 where there is one time before."""
        steps = np.diff(self.controls[:, : self.before], axis=1)
        return float(steps.std(ddof=1)) if steps.size > 1 else 0.0


@dataclass(frozen=True)
class Synthetic:
    """What came of a block.

    Attributes:
        effect: on the treated, the mean over the times after.
        units: shape (controls,), their weights.
        times: shape (times before,), their weights; all 0 for synthetic control.
        misfit: the root mean square by which the mix misses the treated before, its own level taken off for synthetic difference-in-differences.
        aftermath: the same for the times after.
    """

    effect: float
    units: Array
    times: Array
    misfit: float
    aftermath: float


def synthetic_did(blocks: Sequence[Block]) -> list[Synthetic]:
    """Difference-in-differences with units and times weighted so that the trends before the treatment are parallel; for blocks of one shape.

    ω: weights of controls with an intercept, ridge ζ² T₀, ζ = (N₁ T₁)^¼ σ; λ: weights of times before, so that their mix is the mean after, over controls.
    effect = (mean of treated after − λ-mean before) − Σ ω (mean after − λ-mean before).

    Source: Arkhangelsky, D., Athey, S., Hirshberg, D. A., Imbens, G. W. and Wager, S. (2021), American Economic Review 111, 4088-4118.
    """
    noise, past, after, goal = _stacked(blocks)
    number = np.array([block.number for block in blocks])
    zeta = (number * after.shape[2]) ** 0.25 * noise
    times = _searched(_centred(past), _centred(after.mean(axis=2)), FAINT * noise, noise)
    units = _searched(_centred(past.transpose(0, 2, 1)), _centred(goal), zeta, noise)
    return [_found(block, own, when, own_level=True) for block, own, when in zip(blocks, units, times, strict=True)]


def synthetic_control(blocks: Sequence[Block]) -> list[Synthetic]:
    """The treated against the mix of controls that comes closest to their outcomes before the treatment; its level counts too. For blocks of one shape.

    effect = mean over the times after of (treated − Σ ω controls).

    Source: Abadie, A., Diamond, A. and Hainmueller, J. (2010), Journal of the American Statistical Association 105, 493-505, with outcomes before the treatment
    as the only predictors.
    """
    noise, past, _, goal = _stacked(blocks)
    units = _searched(past.transpose(0, 2, 1), goal, FAINT * noise, noise)
    return [_found(block, own, np.zeros(block.before), own_level=False) for block, own in zip(blocks, units, strict=True)]


def _stacked(blocks: Sequence[Block]) -> tuple[Array, Array, Array, Array]:
    """Noise, outcomes of controls before and after, and of the treated before, the blocks along the first axis."""
    before = blocks[0].before
    controls, treated = np.stack([block.controls for block in blocks]), np.stack([block.treated for block in blocks])
    return np.array([block.noise for block in blocks]), controls[:, :, :before], controls[:, :, before:], treated[:, :before]


def _searched(columns: Array, target: Array, zeta: Array, noise: Array) -> Array:
    """Weights in two searches: after the first, those up to a quarter of the largest are dropped."""
    ridge, tolerance = zeta**2, (DECREASE * noise) ** 2
    weights = simplex_weights(columns, target, ridge, tolerance, rounds=FIRST_ROUNDS)
    kept = np.where(weights > weights.max(axis=1, keepdims=True) / SPARSE, weights, 0.0)
    return simplex_weights(columns, target, ridge, tolerance, start=kept / kept.sum(axis=1, keepdims=True))


def _centred(values: Array) -> Array:
    """Without the mean over rows, the second axis."""
    centred: Array = values - values.mean(axis=1, keepdims=True)
    return centred


def _found(block: Block, units: Array, times: Array, *, own_level: bool) -> Synthetic:
    gap = block.treated - units @ block.controls
    before, after = gap[: block.before], gap[block.before :]
    gap_before = float(times @ before)
    level = float(before.mean()) if own_level else 0.0
    return Synthetic(float(after.mean()) - gap_before, units, times, _size(before - level), _size(after - level))


def _size(gap: Array) -> float:
    return float(np.sqrt((gap**2).mean()))
