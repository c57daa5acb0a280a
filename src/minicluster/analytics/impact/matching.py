"""Nearest-neighbour matching on the probability of treatment, with a table of what it did to the balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.impact.cohorts import Cohorts, Places
from minicluster.analytics.impact.estimates import Estimate
from minicluster.analytics.impact.naive import since_entry
from minicluster.analytics.impact.regressions import SeparationError, logit, with_constant
from minicluster.analytics.tables import Kind, Table, TableError, read_table
from minicluster.analytics.tables.panel import Array
from minicluster.analytics.tables.reading import numbers, refuse

# A standardised difference above this is imbalance that matters (Austin 2009).
IMBALANCE: Final = 0.1
_TWO: Final = 2


@dataclass(frozen=True)
class Matched:
    """What matching found.

    Attributes:
        estimate: the mean difference of the pairs, with its error from the pairs.
        balance: a row for each covariate: means of treated and controls and standardised differences, before and after.
        pairs: of how many pairs; treated units beyond the number of controls have no partner.
    """

    estimate: Estimate
    balance: Table
    pairs: int


def matched_difference(table: Table, *, treated: str, outcome: str, covariates: Sequence[str], confidence: float = 0.95) -> Matched:
    """The difference between treated and untreated rows of a table of one moment, each treated row beside its nearest neighbour.

    Nearest by the probability of treatment (logit on the covariates), one to one, without replacement, those most likely to be treated choosing first.
    The error is the standard deviation of the pairs' differences / √pairs, the interval normal.

    Args:
        table: a row for each unit.
        treated: the column that is 1 for treated rows and 0 for the others.
        outcome: the column of the outcome.
        covariates: the columns to match on, as numbers.
        confidence: of the interval.

    Returns:
        The estimate, and the balance as a table: `covariate`, `treated`, `controls`, `matched_controls` (means), `difference_before`, `difference_after`: standardised,
        (mean of treated − mean of controls) / standard deviation of the treated.

    Raises:
        TableError: the table cannot be read; treated is not 0 or 1, or the same in all rows; covariates separate the groups or repeat each other.

    Source: Rosenbaum, P. R. and Rubin, D. B. (1983), Biometrika 70, 41-55; Abadie, A. and Spiess, J. (2022), Journal of the American Statistical Association 117,
    983-995, for the error.

    >>> rows = {"in": [1, 1, 0, 0, 0, 0], "age": [30, 50, 31, 49, 20, 60], "pay": [9, 12, 7, 11, 4, 15]}
    >>> found = matched_difference(pl.DataFrame(rows), treated="in", outcome="pay", covariates=["age"])
    >>> found.estimate.value, found.pairs
    (1.5, 2)
    """
    frame, kind = read_table(table, [treated, outcome, *covariates])
    mark = numbers(frame, treated, may_be_negative=True)
    refuse(~mark.is_in([0.0, 1.0]), "treated", f"{treated} is neither 0 nor 1.", "Write 1 for treated rows and 0 for the others.")
    chosen = (mark == 1).to_numpy()
    if chosen.all() or not chosen.any():
        raise TableError("treated", f"{treated} is the same in every row.", "Matching needs treated and untreated rows.")
    figures = np.column_stack([numbers(frame, name, may_be_negative=True).to_numpy() for name in covariates])
    refuse_repeats(figures, covariates)
    values = numbers(frame, outcome, may_be_negative=True).to_numpy()
    try:
        own, partner = nearest(figures, chosen)
    except SeparationError:
        cure = "There is nobody to compare with: leave out the covariate that does it."
        raise TableError("separation", f"The covariates tell treated and untreated rows apart without error: {', '.join(covariates)}.", cure) from None
    balance = kind.give(balance_of(figures, covariates, chosen, own, partner))
    return Matched(_of_pairs(values[own] - values[partner], np.ones(len(own)), chosen, confidence), balance, len(own))


def matched_change(cohorts: Cohorts, *, confidence: float = 0.95) -> Matched:
    """Difference-in-differences between each treated unit and its nearest neighbour among those never treated.

    Neighbours are near in covariates, and in the mean and the trend of the outcome before the first unit was treated, by the probability of treatment (logit);
    where that tells both sides apart without error, by the distance in standard deviations instead, and `why` says so. Σ over pairs and times under treatment of (change of
    the treated since the last time before its treatment − the same change of its neighbour) / their number; error from the pairs.

    Source: as `matched_difference`; Heckman, J., Ichimura, H. and Todd, P. (1997) for the change. Matching on outcomes can itself mislead: Daw, J. R. and
    Hatfield, L. A. (2018), Health Services Research 53, 4138-4156.
    """
    treated = cohorts.treated
    if treated.all():
        absent = Estimate.absent("Nobody is never treated: there is nobody to match with.", int(treated.sum()))
        return Matched(absent, _without_rows(cohorts.kind), 0)
    figures, names = _course_before(cohorts)
    why = ""
    try:
        own, partner = nearest(figures, treated)
    except (SeparationError, np.linalg.LinAlgError):
        own, partner = _closest(figures, treated)
        why = "The probability of treatment tells both sides apart without error: neighbours are those closest in standard deviations."
    gain, span = since_entry(cohorts)
    of_partner = np.array([_same_times(cohorts, mine, other) for mine, other in zip(own, partner, strict=True)])
    balance = cohorts.kind.give(balance_of(figures, names, treated, own, partner))
    return Matched(_of_pairs(gain[own] - of_partner, span[own], treated, confidence, why), balance, len(own))


def nearest(figures: Array, treated: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Treated units and their partners: places, in the order of choosing.

    Raises:
        SeparationError: the figures tell both apart without error.
    """
    score = logit(with_constant(figures), treated).fitted
    own = np.flatnonzero(treated)
    own = own[np.argsort(-score[own], kind="stable")]
    free = np.flatnonzero(~treated)
    mine, partners = [], []
    for unit in own[: len(free)]:
        best = int(np.argmin(np.abs(score[free] - score[unit])))
        mine.append(unit)
        partners.append(free[best])
        free = np.delete(free, best)
    return np.array(mine, dtype=np.intp), np.array(partners, dtype=np.intp)


def _course_before(cohorts: Cohorts) -> tuple[Array, list[str]]:
    """What units are matched on in a panel, and its names; without what repeats itself."""
    first, outcome = min(cohorts.entries), cohorts.columns.outcome
    before = cohorts.outcome[:, :first]
    course = [before.mean(axis=1), (before[:, -1] - before[:, 0]) / max(1, first - 1)]
    names = [*cohorts.columns.covariates, f"{outcome} before", f"trend of {outcome} before"]
    return independent(np.column_stack([cohorts.covariates, *course]), names)


def _closest(figures: Array, treated: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Partners by Euclidean distance of standardised figures, in the order of the rows."""
    scaled = _standardised(figures)
    free, own = np.flatnonzero(~treated), np.flatnonzero(treated)
    partners = []
    for unit in own[: len(free)]:
        best = int(np.argmin(((scaled[free] - scaled[unit]) ** 2).sum(axis=1)))
        partners.append(free[best])
        free = np.delete(free, best)
    return own[: len(partners)], np.array(partners, dtype=np.intp)


def balance_of(figures: Array, names: Sequence[str], treated: NDArray[np.bool_], own: Places, partner: Places) -> pl.DataFrame:
    """Means and standardised differences before and after matching, a row for each name."""
    spread = figures[treated].std(axis=0, ddof=1) if treated.sum() > 1 else np.full(figures.shape[1], np.nan)
    scale = np.where(spread > 0, spread, np.nan)
    of_treated, of_controls, of_partners = figures[treated].mean(axis=0), figures[~treated].mean(axis=0), figures[partner].mean(axis=0)
    return pl.DataFrame(
        {
            "covariate": list(names),
            "treated": of_treated,
            "controls": of_controls,
            "matched_controls": of_partners,
            "difference_before": (of_treated - of_controls) / scale,
            "difference_after": (figures[own].mean(axis=0) - of_partners) / scale,
        }
    )


def refuse_repeats(figures: Array, names: Sequence[str]) -> None:
    """Raise where a covariate is constant or a sum of multiples of the others."""
    for place, name in enumerate(names):
        if np.linalg.matrix_rank(_standardised(figures[:, : place + 1])) <= place:
            raise TableError("covariates", f"{name} says nothing that the other covariates (or a constant) do not say.", "Leave it out.")


def independent(figures: Array, names: Sequence[str]) -> tuple[Array, list[str]]:
    """The figures without those that the ones before them (or a constant) already say."""
    kept: list[int] = []
    for place in range(len(names)):
        if np.linalg.matrix_rank(_standardised(figures[:, [*kept, place]])) > len(kept):
            kept.append(place)
    return figures[:, kept], [names[place] for place in kept]


def _standardised(figures: Array) -> Array:
    centred: Array = figures - figures.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    # Rounding is not variation.
    real = spread > np.finfo(float).eps * np.abs(figures).max(axis=0) * _TWO
    scaled: Array = np.divide(centred, spread, out=np.zeros_like(centred), where=real)
    return scaled


def _same_times(cohorts: Cohorts, treated: int, partner: int) -> float:
    entry, row = cohorts.entry[treated], cohorts.outcome[partner]
    return float((row[entry:] - row[entry - 1]).sum())


def _of_pairs(differences: Array, spans: Array, treated: NDArray[np.bool_], confidence: float, why: str = "") -> Estimate:
    """The mean over pairs × times, and its error over pairs."""
    number, pairs, value = int(treated.sum()), len(differences), float(differences.sum() / spans.sum())
    if pairs < _TWO:
        one = f"One pair has no error. {why}".strip()
        return Estimate.with_error(value, float("nan"), "none", treated=number, controls=pairs, confidence=confidence, why=one)
    left = differences - value * spans
    error = float(np.sqrt(pairs / (pairs - 1) * (left**2).sum()) / spans.sum())
    return Estimate.with_error(value, error, "pairs", treated=number, controls=pairs, confidence=confidence, why=why)


def _without_rows(kind: Kind) -> Table:
    schema = {"covariate": pl.String, **dict.fromkeys(("treated", "controls", "matched_controls", "difference_before", "difference_after"), pl.Float64)}
    return kind.give(pl.DataFrame(schema=schema))
