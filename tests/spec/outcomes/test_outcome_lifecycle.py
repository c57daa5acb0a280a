"""SPEC.md, lifecycle of an outcome: reported → evidence attached → verified → confirmed → (corrected by a new entry, never overwritten)."""

from itertools import product

import pytest

from minicluster.outcomes.rules import COUNTED, OUTCOME_LIFECYCLE, OutcomeState

STEPS = {
    ("reported", "attach_evidence"): "evidenced",
    ("evidenced", "attach_evidence"): "evidenced",
    ("evidenced", "verify_outcome"): "verified",
    ("verified", "confirm_outcome"): "confirmed",
    **{(state, "correct_outcome"): "corrected" for state in ("reported", "evidenced", "verified", "confirmed")},
}


@pytest.mark.parametrize(("state", "verb"), list(product(OutcomeState.values, OUTCOME_LIFECYCLE.steps)))
def test_each_step_leads_where_the_specification_says_and_no_other_is_legal(state, verb):
    assert OUTCOME_LIFECYCLE.target_of(verb, state) == STEPS.get((state, verb))


def test_what_was_corrected_is_never_counted():
    assert set(OutcomeState.values) - COUNTED == {"corrected"}
