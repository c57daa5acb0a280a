"""Synthetic difference-in-differences and synthetic control on one block: some units treated from one time on, the others never."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from minicluster.analytics.impact.simplex import ROUNDS, simplex_weights
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


def synthetic_did(block: Block) -> Synthetic:
    """Difference-in-differences with units and times weighted so that the trends before the treatment are parallel.

    ω: weights of controls with an intercept, ridge ζ² T₀, ζ = (N₁ T₁)^¼ σ; λ: weights of times before, so that their mix is the mean after, over controls.
    effect = (mean of treated after − λ-mean before) − Σ ω (mean after − λ-mean before).

    Source: Arkhangelsky, D., Athey, S., Hirshberg, D. A., Imbens, G. W. and Wager, S. (2021), American Economic Review 111, 4088-4118.
    """
    before, noise = block.before, block.noise
    past, after = block.controls[:, :before], block.controls[:, before:]
    zeta = (block.number * after.shape[1]) ** 0.25 * noise
    times = _searched(_centred(past), _centred(after.mean(axis=1)), FAINT * noise, noise)
    units = _searched(_centred(past.T), _centred(block.treated[:before]), zeta, noise)
    return _found(block, units, times, own_level=True)


def synthetic_control(block: Block) -> Synthetic:
    """The treated against the mix of controls that comes closest to their outcomes before the treatment; its level counts too.

    effect = mean over the times after of (treated − Σ ω controls).

    Source: Abadie, A., Diamond, A. and Hainmueller, J. (2010), Journal of the American Statistical Association 105, 493-505, with outcomes before the treatment
    as the only predictors.
    """
    past = block.controls[:, : block.before].T
    units = _searched(past, block.treated[: block.before], FAINT * block.noise, block.noise)
    return _found(block, units, np.zeros(block.before), own_level=False)


def _searched(columns: Array, target: Array, zeta: float, noise: float) -> Array:
    """Weights in two searches: after the first, those below a quarter of the largest are dropped."""
    named = {"ridge": zeta**2, "tolerance": (DECREASE * noise) ** 2}
    weights = simplex_weights(columns, target, rounds=FIRST_ROUNDS, **named)
    kept = np.where(weights > weights.max() / SPARSE, weights, 0.0)
    return simplex_weights(columns, target, start=kept / kept.sum(), rounds=ROUNDS, **named)


def _centred(values: Array) -> Array:
    centred: Array = values - values.mean(axis=0)
    return centred


def _found(block: Block, units: Array, times: Array, *, own_level: bool) -> Synthetic:
    gap = block.treated - units @ block.controls
    before, after = gap[: block.before], gap[block.before :]
    gap_before = float(times @ before)
    level = float(before.mean()) if own_level else 0.0
    return Synthetic(float(after.mean()) - gap_before, units, times, _size(before - level), _size(after - level))


def _size(gap: Array) -> float:
    return float(np.sqrt((gap**2).mean()))
