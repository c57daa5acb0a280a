import pytest

from minicluster.platform.permissions import Role
from minicluster.stories import rules
from minicluster.stories.rules import CASE_LIFECYCLE, CaseState


@pytest.mark.parametrize("first", [Role.FIRM_USER, Role.EXPERT])
def test_firm_and_expert_approve_in_either_order(first):
    second = Role.EXPERT if first is Role.FIRM_USER else Role.FIRM_USER
    state = CASE_LIFECYCLE.target_of(rules.approval_verb(first, CaseState.DRAFT, has_expert=True), CaseState.DRAFT)
    assert state == {Role.FIRM_USER: CaseState.FIRM_APPROVED, Role.EXPERT: CaseState.EXPERT_APPROVED}[first]
    assert CASE_LIFECYCLE.target_of(rules.approval_verb(second, state, has_expert=True), state) == CaseState.APPROVED


def test_where_no_expert_took_part_the_firms_word_is_enough():
    verb = rules.approval_verb(Role.FIRM_USER, CaseState.DRAFT, has_expert=False)
    assert CASE_LIFECYCLE.target_of(verb, CaseState.DRAFT) == CaseState.APPROVED


def test_nobody_approves_twice():
    verb = rules.approval_verb(Role.FIRM_USER, CaseState.FIRM_APPROVED, has_expert=True)
    assert CASE_LIFECYCLE.target_of(verb, CaseState.FIRM_APPROVED) is None


@pytest.mark.parametrize(("state", "outcomes", "may"), [("confirmed", 0, True), ("closed", 0, True), ("in_project", 1, True), ("advised", 0, False)])
def test_a_story_needs_a_confirmation_or_an_outcome(state, outcomes, may):
    assert rules.may_become_case(state, outcomes) is may


def test_a_solution_is_told_only_when_the_firm_has_opened_it():
    assert [rules.solution_may_be_told(secrecy) for secrecy in (0, 1, 2, 3)] == [True, True, False, False]


def test_every_kind_of_stop_says_what_it_is_for():
    assert set(rules.PURPOSES) == set(rules.StopKind)
