"""However one presses the buttons, no record leaves the states that are declared."""

from hypothesis import given
from hypothesis import strategies as st

from minicluster.problems import rules

LIFECYCLES = (
    (rules.PROBLEM_LIFECYCLE, rules.ProblemState),
    (rules.INTRODUCTION_LIFECYCLE, rules.IntroductionState),
    (rules.PROJECT_LIFECYCLE, rules.ProjectState),
)


@given(st.sampled_from(LIFECYCLES), st.data())
def test_any_row_of_verbs_leads_only_to_declared_states(pair, data):
    lifecycle, states = pair
    state = lifecycle.initial
    for verb in data.draw(st.lists(st.sampled_from(sorted(lifecycle.steps)), max_size=40)):
        state = lifecycle.target_of(verb, state) or state
        assert state in set(states.values)


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=20), max_size=4))
def test_a_name_put_into_any_summary_is_found_out(text, names):
    told = rules.what_identifies(f"{text} 한결정밀 {text}", [*names, "(주)한결정밀"])
    assert "(주)한결정밀" in told
