"""Synthetic estimates of a panel whose cohorts came at different times, with errors from placebos or the jackknife."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.impact.cohorts import Cohorts, Places
from minicluster.analytics.impact.estimates import Estimate
from minicluster.analytics.impact.synthetic import Block, Synthetic
from minicluster.analytics.tables.panel import Array

Estimator: TypeAlias = Callable[[Sequence[Block]], list[Synthetic]]
# With so many treated units the jackknife says the error; with fewer, what the same estimator finds where there was no treatment.
MANY: Final = 10
DRAWS: Final = 200
# Of many controls fewer sets are drawn, so that draws × controls stay below this; but no fewer than so many.
WORK: Final = 40_000
FEWEST: Final = 20
# Placebos need as many donors.
_TWO: Final = 2
NO_PLACEBOS: Final = "There are too few units never treated for placebos: the estimate has no error."
FEWER_PLACEBOS: Final = "Fewer units were never treated than treated at once: placebos are of fewer units, so that the error is rather too large."


@dataclass(frozen=True)
class SyntheticImpact:
    """The estimate, and by cohort what it is made of; empty where there is no estimate."""

    estimate: Estimate
    entries: tuple[int, ...] = ()
    parts: tuple[Synthetic, ...] = ()
    controls: tuple[int, ...] = ()
    placebos: int = 0


def synthetic_impact(cohorts: Cohorts, estimator: Estimator, *, confidence: float = 0.95, draws: int = DRAWS, seed: int = 0) -> SyntheticImpact:
    """A synthetic estimate over all cohorts, each against the units never treated, weighted by treated units × times under treatment.

    Error of synthetic difference-in-differences with 10 treated units or more, and two or more in each cohort: the jackknife over units with weights held.
    Else by placebos: the same dates of entry are given to controls, and the standard deviation of what is then found is the error; with one treated unit every
    control has its turn, with more, `draws` random sets (fewer where there are more than
    200 controls, 20 at least). A cohort that would leave fewer than two controls is stood for by as many as do leave two: their mean is more uncertain than that of the
    whole cohort, so that the error is rather too large, and `why` says so. The p value ranks the ratio of misfit after to misfit before (one treated unit), or the size of the
    estimate, among the placebos.

    Args:
        cohorts: the panel.
        estimator: `synthetic_did` or `synthetic_control`.
        confidence: of the interval, by the normal distribution.
        draws: random placebos.
        seed: of them.

    Source: Arkhangelsky et al. (2021), algorithms 3 and 4; Abadie, Diamond and Hainmueller (2010) for the ratio; Clarke, D., Pailañir, D., Athey, S. and Imbens,
    G. (2023), arXiv:2301.11859, for several cohorts.
    """
    control, treated = np.flatnonzero(~cohorts.treated), int(cohorts.treated.sum())
    if len(control) < _TWO:
        return SyntheticImpact(Estimate.absent("A mix of controls needs at least two units that are never treated.", treated, len(control)))
    early = cohorts.entry < _TWO
    if early.sum() == treated:
        return SyntheticImpact(Estimate.absent("A mix of controls needs at least two times before the first treatment.", treated, len(control)))
    own = cohorts.of(~early)
    found = _of_long_runs(own, estimator, confidence, draws, seed)
    without = f"Without {int(early.sum())} treated units that have one time before." if early.any() else ""
    estimate = replace(found.estimate, why=" ".join(filter(None, [found.estimate.why, without])))
    return replace(found, estimate=estimate, controls=tuple(int(place) for place in control))


def _of_long_runs(cohorts: Cohorts, estimator: Estimator, confidence: float, draws: int, seed: int) -> SyntheticImpact:
    """The estimate of a panel whose cohorts all have two times before or more."""
    control, treated = np.flatnonzero(~cohorts.treated), int(cohorts.treated.sum())
    pieces = [_block(cohorts, cohorts.entry == entry, control, entry) for entry in cohorts.entries]
    parts = tuple(estimator([piece])[0] for piece in pieces)
    value = _together(pieces, parts)
    error, p, inference, done = _uncertain(cohorts, estimator, parts, value, draws=draws, seed=seed)
    why = _why(error, inference, cohorts, len(control))
    estimate = Estimate.with_error(value, error, inference, why=why, treated=treated, controls=len(control), confidence=confidence, p=p)
    return SyntheticImpact(estimate, cohorts.entries, parts, placebos=done)


def _why(error: float, inference: str, cohorts: Cohorts, controls: int) -> str:
    """What is to be said of the error."""
    if not np.isfinite(error):
        return NO_PLACEBOS
    largest = max(int((cohorts.entry == entry).sum()) for entry in cohorts.entries)
    return FEWER_PLACEBOS if inference == "placebo" and controls - largest < _TWO else ""


def _block(cohorts: Cohorts, treated: NDArray[np.bool_] | Places, control: Places, entry: int) -> Block:
    own = cohorts.outcome[treated]
    return Block(cohorts.outcome[control], own.mean(axis=0), len(own), entry)


def _together(pieces: Sequence[Block], parts: Sequence[Synthetic]) -> float:
    weights = [piece.number * (len(piece.treated) - piece.before) for piece in pieces]
    return float(np.average([part.effect for part in parts], weights=weights))


def _uncertain(cohorts: Cohorts, estimator: Estimator, parts: Sequence[Synthetic], value: float, *, draws: int, seed: int) -> tuple[float, float, str, int]:
    """The error, the p value, where they come from, and the number of placebos."""
    sizes = [int((cohorts.entry == entry).sum()) for entry in cohorts.entries]
    control = np.flatnonzero(~cohorts.treated)
    if sum(sizes) >= MANY and min(sizes) >= _TWO and parts[0].times.any():
        return _jackknifed(cohorts, parts), float("nan"), "jackknife", 0
    if len(control) <= _TWO:
        return float("nan"), float("nan"), "none", 0
    sizes = [min(size, len(control) - _TWO) for size in sizes]
    fewer = min(draws, max(FEWEST, WORK // len(control)))
    values, ratios = _placebos(cohorts, estimator, list(_choices(control, sizes, fewer, seed)), control)
    own, others = (_ratio(parts[0]), ratios) if cohorts.treated.sum() == 1 else (abs(value), np.abs(values))
    p = (1 + int((others >= own).sum())) / (1 + len(values))
    return float(values.std()), p, "placebo", len(values)


def _choices(control: Places, sizes: Sequence[int], draws: int, seed: int) -> Iterator[list[Places]]:
    """Which controls stand for the treated of each cohort. Where there are fewer controls than treated units one may stand for several cohorts."""
    if sum(sizes) == 1:
        yield from ([control[place : place + 1]] for place in range(len(control)))
        return
    generator, ends = np.random.default_rng(seed), np.cumsum(sizes)[:-1]
    for _ in range(draws):
        if len(control) - sum(sizes) >= _TWO:
            yield np.split(generator.choice(control, sum(sizes), replace=False), ends)
        else:
            yield [generator.choice(control, size, replace=False) for size in sizes]


def _placebos(cohorts: Cohorts, estimator: Estimator, choices: Sequence[Sequence[Places]], control: Places) -> tuple[Array, Array]:
    """What is found where the chosen controls are said to have been treated, and the ratio of misfits of the first cohort, for each choice."""
    pieces, parts = [], []
    for place, entry in enumerate(cohorts.entries):
        pieces.append([_block(cohorts, chosen[place], np.setdiff1d(control, chosen[place]), entry) for chosen in choices])
        parts.append(estimator(pieces[-1]))
    values = [_together(own, found) for own, found in zip(zip(*pieces, strict=True), zip(*parts, strict=True), strict=True)]
    return np.array(values), np.array([_ratio(part) for part in parts[0]])


def _ratio(part: Synthetic) -> float:
    return part.aftermath / part.misfit if part.misfit > 0 else np.inf


def _jackknifed(cohorts: Cohorts, parts: Sequence[Synthetic]) -> float:
    """The jackknife over all units with the weights of units and times as they are, those of controls left out shared among the rest."""
    control, entries = np.flatnonzero(~cohorts.treated), cohorts.entries
    sizes = np.array([(cohorts.entry == entry).sum() for entry in entries])
    spans = len(cohorts.times) - np.array(entries)
    gains = [_gains(cohorts.outcome, part, entry) for part, entry in zip(parts, entries, strict=True)]
    of_treated = np.array([gain[cohorts.entry == entry].mean() for gain, entry in zip(gains, entries, strict=True)])
    of_controls = np.array([part.units @ gain[control] for part, gain in zip(parts, gains, strict=True)])
    without_control = np.stack([_without_each(part.units, gain[control]) for part, gain in zip(parts, gains, strict=True)], axis=1)
    left = [(of_treated - without_control) @ (sizes * spans) / (sizes @ spans)]
    for place, (gain, entry) in enumerate(zip(gains, entries, strict=True)):
        own, fewer = gain[cohorts.entry == entry], sizes - (np.arange(len(entries)) == place)
        changed = np.tile(of_treated - of_controls, (len(own), 1))
        changed[:, place] = (own.sum() - own) / (len(own) - 1) - of_controls[place]
        left.append(changed @ (fewer * spans) / (fewer @ spans))
    values = np.concatenate(left)
    return float(np.sqrt((len(values) - 1) * values.var()))


def _gains(outcome: Array, part: Synthetic, entry: int) -> Array:
    """Shape (units,): the mean after less the weighted mean before."""
    gains: Array = outcome[:, entry:].mean(axis=1) - outcome[:, :entry] @ part.times
    return gains


def _without_each(weights: Array, gains: Array) -> Array:
    """The weighted mean of controls without each of them in turn; as it was where nobody else has weight."""
    whole, others = weights @ gains, 1 - weights
    return np.divide(whole - weights * gains, others, out=np.full_like(others, whole), where=others > np.finfo(float).eps)
