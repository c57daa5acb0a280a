"""What the estimators make of the demonstration's firms, beside the truth that is built into them: the figures of docs/explanation/demonstration.md.

A tenth of the firms and no further seed; all of them, and 21 more seeds at three tenths, when MINICLUSTER_LONG=1. No database. `pytest -s` shows the tables.
"""

import os

import pytest
from planned_panels import built_in_effect, planned_panel

from minicluster.analytics.impact import impact
from minicluster.demonstration.quotas import SEED
from minicluster.outcomes.domain.firm_panel import COVARIATES, OUTCOME, TREATED_FROM, UNIT, YEAR
from minicluster.outcomes.rules import ImpactMeasure

IN_FULL = "MINICLUSTER_LONG" in os.environ
FURTHER_SEEDS = (*range(1, 6), *range(11, 27))


def tell(line):
    print(line)  # noqa: T201  # a figure to be read


def estimates(panel, *, covariates=COVARIATES, placebos=50):
    """The first figure of each estimator: estimate, error, lower and upper end."""
    columns = {"unit": UNIT, "time": YEAR, "treated_from": TREATED_FROM, "outcome": OUTCOME}
    found = {}
    for row in impact(panel.rows, **columns, covariates=covariates, placebos=placebos).estimates.iter_rows(named=True):
        found.setdefault(row["estimator"], (row["estimate"], row["error"], row["lower"], row["upper"]))
    return found


@pytest.mark.parametrize("measure", list(ImpactMeasure) if IN_FULL else [ImpactMeasure.SALES])
def test_the_naive_figure_overshoots_and_the_staggered_one_does_not(measure):
    panel = planned_panel(1.0 if IN_FULL else 0.1, SEED, measure)
    truth, found = built_in_effect(panel), estimates(panel)
    without = estimates(panel, covariates=())["staggered"]
    tell(f"{measure.label}: built-in truth {truth:.3f}; staggered without covariates {without[0]:.3f} ({without[1]:.3f})")
    tell("; ".join(f"{name} {estimate:.3f} ({error:.3f})" for name, (estimate, error, _lower, _upper) in found.items() if error is not None))
    naive, staggered = found["naive difference-in-differences"], found["staggered"]
    assert naive[0] - truth > 3 * naive[1]
    assert abs(staggered[0] - truth) < abs(naive[0] - truth) / 2


@pytest.mark.skipif(not IN_FULL, reason="21 panels take minutes: `make long` does it")
def test_no_seed_was_chosen_for_it():
    overshoots, missed = [], 0
    for seed in FURTHER_SEEDS:
        panel = planned_panel(0.3, seed, ImpactMeasure.SALES)
        truth, found = built_in_effect(panel), estimates(panel, placebos=5)
        estimate, error, _lower, _upper = found["naive difference-in-differences"]
        overshoots.append((estimate - truth) / error)
        missed += not found["staggered"][2] <= truth <= found["staggered"][3]
    tell(
        f"{len(FURTHER_SEEDS)} seeds: naive overshoots by {min(overshoots):.1f} to {max(overshoots):.1f} errors; the staggered interval misses the truth {missed} times"
    )
    assert min(overshoots) > 3
    assert missed <= 3
