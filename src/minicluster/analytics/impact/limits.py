"""What the estimates of a panel cannot show, told from the panel itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.special import chdtrc

from minicluster.analytics.impact.cohorts import Cohorts
from minicluster.analytics.impact.estimates import Estimate, covariance_of, error_of, quantile
from minicluster.analytics.impact.matching import IMBALANCE, Matched
from minicluster.analytics.impact.naive import wrong_signs
from minicluster.analytics.impact.staggered import GroupTimes

# Errors that are clustered need about as many clusters (Cameron and Miller 2015).
FEW_CLUSTERS: Final = 42
FEW_TREATED: Final = 10
# A test of trends at five in a hundred would pass most bends that matter (Roth 2022); this is where it speaks.
SPEAKS: Final = 0.05
WIDE: Final = 0.2
_TWO: Final = 2


@dataclass(frozen=True)
class Limit:
    """Something that the estimates cannot show.

    Attributes:
        code: a short fixed name, for those who translate.
        figures: the numbers of the panel that say so.
        text: it, in a sentence or two.
    """

    code: str
    text: str
    figures: dict[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """What limits are told from."""

    cohorts: Cohorts
    found: GroupTimes
    matched: Matched
    naive: Estimate
    staggered: Estimate
    misfit: float
    confidence: float


def what_this_cannot_show(evidence: Evidence, *, few_units: bool = False) -> tuple[Limit, ...]:
    """The limits that the panel itself shows, the gravest first, and then those that no such panel can lift.

    With `few_units` only such as tell no figure of a unit.
    """
    if few_units:
        own: tuple[Callable[[Evidence], Iterator[Limit]], ...] = (_kept_back, _no_trend, _few_treated, _few_clusters, _nobody_untreated)
    else:
        own = (
            *(_no_trend, _selection_on_decline, _trends_differ, _few_treated, _few_clusters, _nobody_untreated),
            *(_no_overlap, _imbalance, _late, _wrong_signs, _poor_fit),
        )
    return (*(limit for tell in own for limit in tell(evidence)), *_ALWAYS)


def pre_trend_test(found: GroupTimes) -> tuple[float, int, float]:
    """Wald test that all effects before entry are 0: the statistic, its degrees of freedom, p; NaN where there are none or their covariance is singular."""
    before = np.flatnonzero([not cell.after and cell.time != cell.base for cell in found.cells] & np.isfinite(found.effect))
    covariance = covariance_of(found.influence[:, before], found.cohorts.cluster)
    if not len(before) or np.linalg.matrix_rank(covariance, hermitian=True) < len(before):
        return float("nan"), len(before), float("nan")
    statistic = float(found.effect[before] @ np.linalg.solve(covariance, found.effect[before]))
    return statistic, len(before), float(chdtrc(len(before), statistic))


def decline_before_entry(cohorts: Cohorts, *, confidence: float = 0.95) -> Estimate:
    """How much faster or slower the treated grew for each time before their entry than those not yet or never treated at the same times.

    Mean over treated units of (Y at the last time before entry − Y at the first time)/(times between) − the same of all units that are untreated until then.
    """
    slopes, influence, number = 0.0, np.zeros(len(cohorts.entry)), 0
    for entry in cohorts.entries:
        own, others = cohorts.entry == entry, cohorts.entry > entry
        if entry < _TWO or not others.any():
            continue
        slope = (cohorts.outcome[:, entry - 1] - cohorts.outcome[:, 0]) / (entry - 1)
        slopes += float(own.sum()) * (slope[own].mean() - slope[others].mean())
        number += int(own.sum())
        influence += own * (slope - slope[own].mean()) - others * (slope - slope[others].mean()) * (own.sum() / others.sum())
    if not number:
        return Estimate.absent("There is one time before entry: it has no trend.")
    error = float(error_of(influence * (len(influence) / number), cohorts.cluster))
    controls = int((~cohorts.treated).sum())
    return Estimate.with_error(slopes / number, error, "influence function", treated=number, controls=controls, confidence=confidence)


def _kept_back(_evidence: Evidence) -> Iterator[Limit]:
    yield Limit("kept_back", "Too few units were treated, or compared with, for a figure that gives none of them away.")


def _no_trend(evidence: Evidence) -> Iterator[Limit]:
    shortest = min(evidence.cohorts.entries)
    if shortest < _TWO:
        first = evidence.cohorts.times[shortest]
        yield Limit(
            "no_trend_before",
            f"Those treated from {first:g} have one time before it: whether they were on the same course as the others cannot be checked for them.",
            {"treated_from": first, "times_before": shortest},
        )


def _selection_on_decline(evidence: Evidence) -> Iterator[Limit]:
    slope = decline_before_entry(evidence.cohorts, confidence=evidence.confidence)
    if np.isfinite(slope.error) and (slope.upper < 0 or slope.lower > 0):
        course, bias = ("fell behind", "A recovery that would have come by itself") if slope.value < 0 else ("ran ahead of", "A growth that was there already")
        yield Limit(
            "selection_on_decline" if slope.value < 0 else "selection_on_growth",
            f"Before they joined, the treated {course} those who did not join by {abs(slope.value):.4g} for each time. {bias} looks like an effect.",
            {"slope": slope.value, "lower": slope.lower, "upper": slope.upper},
        )


def _trends_differ(evidence: Evidence) -> Iterator[Limit]:
    statistic, freedom, p = pre_trend_test(evidence.found)
    if p < SPEAKS:
        text = f"Treated and controls were not on parallel courses before entry (Wald {statistic:.2f}, {freedom} degrees of freedom, p = {p:.3g})."
        yield Limit("trends_differ", text, {"statistic": statistic, "freedom": freedom, "p": p})
    elif np.isfinite(p):
        text = (
            f"No difference in courses before entry was found (p = {p:.2g}). That is no proof of parallel courses: such a test misses most bends that matter."
        )
        yield Limit("trends_not_proven", text, {"statistic": statistic, "freedom": freedom, "p": p})


def _few_treated(evidence: Evidence) -> Iterator[Limit]:
    number = int(evidence.cohorts.treated.sum())
    if number < FEW_TREATED:
        text = f"{number} treated unit{'s' if number > 1 else ''}: one of them can make the figure, and errors by the normal distribution are too small. Read the placebos."
        yield Limit("few_treated", text, {"treated": number})


def _few_clusters(evidence: Evidence) -> Iterator[Limit]:
    groups = len(np.unique(evidence.cohorts.cluster))
    if groups < FEW_CLUSTERS:
        what = evidence.cohorts.columns.cluster or evidence.cohorts.columns.unit
        yield Limit("few_clusters", f"Errors rest on {groups} values of {what}; with fewer than {FEW_CLUSTERS} they are too small.", {"clusters": groups})


def _nobody_untreated(evidence: Evidence) -> Iterator[Limit]:
    if evidence.cohorts.treated.all():
        yield Limit("nobody_untreated", "Everybody is treated in the end: the last to join are the only controls, and nothing is known once they have joined.")


def _no_overlap(evidence: Evidence) -> Iterator[Limit]:
    empty = int(np.isnan(evidence.found.effect).sum())
    if empty:
        text = f"For {empty} cohorts and times the covariates leave nobody who is like the treated: they have no figure."
        yield Limit("no_overlap", text, {"cells": empty})


def _imbalance(evidence: Evidence) -> Iterator[Limit]:
    import narwhals as nw

    balance = nw.from_native(evidence.matched.balance).rows(named=True) if evidence.matched.pairs else []
    uneven = [row["covariate"] for row in balance if abs(row["difference_after"] or 0) > IMBALANCE]
    if uneven:
        text = f"After matching the two sides still differ by more than {IMBALANCE:g} standard deviations in {', '.join(uneven)}."
        yield Limit("imbalance", text, {"covariates": ", ".join(uneven)})
    left = int(evidence.cohorts.treated.sum()) - evidence.matched.pairs
    if evidence.matched.pairs and left > 0:
        yield Limit("unmatched", f"{left} treated units found no partner: the matched figure does not speak of them.", {"unmatched": left})


def _late(evidence: Evidence) -> Iterator[Limit]:
    if evidence.cohorts.later:
        text = f"{evidence.cohorts.later} units are treated after the last time of the table; they count as not treated, and may have changed in expectation of it."
        yield Limit("treated_later", text, {"units": evidence.cohorts.later})


def _wrong_signs(evidence: Evidence) -> Iterator[Limit]:
    share, naive, other = wrong_signs(evidence.cohorts), evidence.naive, evidence.staggered
    apart = abs(naive.value - other.value) > quantile(evidence.confidence) * other.error
    figures: dict[str, float | int | str] = {"share": share, "naive": naive.value, "staggered": other.value}
    if share > 0:
        yield Limit("wrong_signs", f"The naive figure counts {share:.0%} of treated units × times with the wrong sign.", figures)
    if apart:
        yield Limit("naive_apart", "The naive figure lies outside the interval of the staggered one: do not quote it.", figures)


def _poor_fit(evidence: Evidence) -> Iterator[Limit]:
    spread = float(evidence.cohorts.outcome[:, : min(evidence.cohorts.entries)].std())
    if np.isfinite(evidence.misfit) and spread > 0 and evidence.misfit > WIDE * spread:
        text = f"No mix of controls follows the treated before entry: synthetic control misses them by {evidence.misfit:.4g}."
        yield Limit("poor_fit", text, {"misfit": evidence.misfit, "spread": spread})


_ALWAYS: Final = (
    Limit("unseen_selection", "Who joined was not drawn by lot: what made them join and is in no column may be what the figures show."),
    Limit(
        "spillovers",
        "Members and non-members trade, learn and compete: if those outside gained or lost through the programme, every figure here is off by as much.",
    ),
    Limit(
        "survivors",
        "Only units with a figure at every time are in the panel: those that closed, moved or merged are not, and joining may have to do with that.",
    ),
    Limit("anticipation", "Units that changed in expectation of joining have part of their effect before it, where it counts as difference in courses."),
    Limit("these_only", "An effect on those who joined says nothing of those who did not, nor of the next to come."),
)
