"""The permission maps: complete, and holding to the scopes that each role can have."""

import pytest

from minicluster.mapping import rules as mapping
from minicluster.meetings import rules as meetings
from minicluster.members import rules as members
from minicluster.network import rules as network
from minicluster.outcomes import rules as outcomes
from minicluster.platform.permissions import Role, Scope
from minicluster.problems import rules as problems
from minicluster.stories import rules as stories
from minicluster.web.vocabulary import ACT_LABELS, STATE_TONES

STATIONS = (members, mapping, meetings, problems, network, outcomes, stories)
LIFECYCLES = [
    (station, name, value) for station in STATIONS for name, value in vars(station).items() if name.endswith("_LIFECYCLE")
]  # fmt: skip
READ_ONLY = (Role.ANONYMOUS, Role.FUNDER, Role.REVIEWER)
# A reviewer reads, and scores what they are seated for.
A_REVIEWERS_OWN = {("score_review", Role.REVIEWER)}


@pytest.mark.parametrize(("station", "name", "lifecycle"), LIFECYCLES, ids=[name for _station, name, _lifecycle in LIFECYCLES])
def test_every_step_of_every_lifecycle_has_its_permission_and_its_words(station, name, lifecycle):  # noqa: ARG001  # the name is the test's id
    assert [verb for verb in lifecycle.steps if verb not in station.PERMISSIONS] == []
    assert [verb for verb in lifecycle.steps if verb not in ACT_LABELS] == []
    assert [verb for verb in lifecycle.steps if not station.PERMISSIONS[verb]] == []


@pytest.mark.parametrize(("station", "name", "lifecycle"), LIFECYCLES, ids=[name for _station, name, _lifecycle in LIFECYCLES])
def test_every_state_of_every_lifecycle_can_be_reached(station, name, lifecycle):  # noqa: ARG001  # the name is the test's id
    assert [state for state in lifecycle.states if lifecycle.path_to(state) is None] == []


@pytest.mark.parametrize("station", STATIONS, ids=lambda station: station.PERMISSIONS.station)
def test_every_action_has_words_and_no_reader_may_change_anything(station):
    assert [action for action in station.PERMISSIONS if action not in ACT_LABELS] == []
    changes = [action for action in station.PERMISSIONS if not action.startswith("view_")]
    assert [(action, role) for action in changes for role in READ_ONLY if role in station.PERMISSIONS[action] and (action, role) not in A_REVIEWERS_OWN] == []


@pytest.mark.parametrize("station", STATIONS, ids=lambda station: station.PERMISSIONS.station)
def test_a_coordinator_never_reaches_beyond_the_own_groups_in_what_they_change(station):
    beyond = [
        action
        for action in station.PERMISSIONS
        if not action.startswith("view_") and station.PERMISSIONS[action].get(Role.COORDINATOR, Scope.GROUPS) not in {Scope.GROUPS, Scope.PERSON}
    ]
    assert beyond == []


def test_only_the_firm_confirms_that_its_problem_is_solved():
    assert dict(problems.PERMISSIONS["confirm_solved"]) == {Role.FIRM_USER: Scope.ORGANISATION}


def test_every_tone_belongs_to_a_state_that_exists():
    states = set().union(*(lifecycle.states for _station, _name, lifecycle in LIFECYCLES))
    assert set(STATE_TONES) <= states
