"""SPEC.md, lifecycle of a success case: found → draft → approved by firm and expert → checked → published → (amended | withdrawn)."""

import pytest

from minicluster.stories.rules import CASE_LIFECYCLE, PUBLIC, CaseState

BOTH_ORDERS = [
    ["draft_case", "approve_case_as_firm", "approve_case_as_expert_too", "check_case", "publish_case"],
    ["draft_case", "approve_case_as_expert", "approve_case_as_firm_too", "check_case", "publish_case"],
]


@pytest.mark.parametrize("verbs", BOTH_ORDERS)
def test_a_case_is_published_after_both_have_approved_in_either_order(verbs):
    state = CaseState.FOUND
    for verb in verbs:
        state = CASE_LIFECYCLE.target_of(verb, state)
    assert state == CaseState.PUBLISHED


@pytest.mark.parametrize(
    "state", [CaseState.FOUND, CaseState.DRAFT, CaseState.FIRM_APPROVED, CaseState.EXPERT_APPROVED, CaseState.APPROVED, CaseState.WITHDRAWN]
)
def test_nothing_is_published_without_both_approvals_and_a_check(state):
    assert CASE_LIFECYCLE.target_of("publish_case", state) is None


@pytest.mark.parametrize("verb", ["amend_case", "withdraw_case", "ask_for_changes"])
def test_going_back_needs_a_reason(verb):
    assert CASE_LIFECYCLE.steps[verb].needs_reason


def test_only_published_and_amended_cases_are_public():
    assert {CaseState.PUBLISHED, CaseState.AMENDED} == PUBLIC
