"""What was expected in the first years, as it is planned: followed up, kept or not, unanswered; without changing anything else."""

from collections import Counter

import pytest
from test_plan import SHARED

from minicluster.demonstration import complexes
from minicluster.demonstration.chronicle import TODAY
from minicluster.demonstration.complexes import plan_complex
from minicluster.demonstration.geography import COMPLEXES, WONJU
from minicluster.demonstration.stages import CUTOFF
from minicluster.outcomes.models import Outcome, OutcomeCredit, OutcomeFollowUp
from minicluster.outcomes.rules import Promise, follow_ups_to_plan, record_of
from minicluster.platform.audit.models import AuditEntry


@pytest.fixture(scope="module")
def plans():
    return [plan_complex(fact, SHARED, scale=1.0, seed=2007) for fact in COMPLEXES]


def promises_in(plan):
    came, answered = Counter(), set()
    for row in plan.rows[Outcome]:
        if "fulfils_id" in row:
            came[row["fulfils_id"].number] += row["value"]
    for row in plan.rows[OutcomeFollowUp]:
        if row.get("answered_at"):
            answered.add(row["outcome_id"].number)
    return [
        Promise(row["value"], came[number], number in answered, {})
        for number, row in enumerate(plan.rows[Outcome])
        if row["realisation"] == "expected" and row["period_to"] < TODAY
    ]


def test_there_are_promises_of_every_fate(plans):
    record = record_of(promise for plan in plans for promise in promises_in(plan))
    assert record.answered > 60
    assert min(record.kept, record.broken, record.unanswered) > 15
    assert 0.3 < record.kept_share < 0.7
    assert all(promises_in(plan) for plan in plans)


def test_every_expected_entry_has_the_follow_ups_that_the_clock_would_plan_and_nothing_lies_after_the_cutoff(plans):
    for plan in plans:
        found = {}
        for row in plan.rows[OutcomeFollowUp]:
            found.setdefault(row["outcome_id"].number, []).append((row["years"], row["due_on"]))
            assert row["due_on"] > TODAY or row["asked_at"] <= CUTOFF
            assert (row.get("answered_at") or CUTOFF) <= CUTOFF
        expected = {number: row for number, row in enumerate(plan.rows[Outcome]) if row["realisation"] == "expected"}
        assert found == {number: follow_ups_to_plan(row["reported_at"].date(), TODAY) for number, row in expected.items()}


def test_what_came_true_is_realised_marked_and_within_the_period(plans):
    for plan in plans:
        for row in plan.rows[Outcome]:
            if "fulfils_id" in row:
                expected = plan.row(row["fulfils_id"])
                assert (row["realisation"], row["invented"], expected["realisation"]) == ("realised", True, "expected")
                assert row["period_from"] <= row["period_to"] <= min(expected["period_to"], row["reported_at"].date())
                assert 0 < row["value"] <= expected["value"]


def test_nobody_shares_twice(plans):
    for plan in plans:
        keys = [(row["outcome_id"], row["organisation_id"], row["group_id"]) for row in plan.rows[OutcomeCredit]]
        assert len(keys) == len(set(keys)) > 0


def test_nothing_else_of_the_demonstration_changes_by_it(monkeypatch):
    with_it = plan_complex(WONJU, SHARED, scale=0.3, seed=2007)
    monkeypatch.setattr(complexes, "plan_promises", lambda _scene: None)
    without = plan_complex(WONJU, SHARED, scale=0.3, seed=2007)
    own = {Outcome, OutcomeFollowUp, OutcomeCredit, AuditEntry}
    assert {model: rows for model, rows in with_it.rows.items() if model not in own} | {
        model: with_it.rows[model][: len(rows)] for model, rows in without.rows.items() if model in own
    } == without.rows
