"""What the station promises about fairness, as figures."""

from minicluster.platform.permissions import Role, Scope
from minicluster.problems import rules
from minicluster.problems.models import MatchingPolicy
from minicluster.problems.rules import fairness


def test_the_figures_of_a_programme_that_set_none():
    policy = MatchingPolicy()
    assert (policy.open_requests_per_expert, policy.new_face_share, policy.candidates_per_problem) == (3, 0.2, 1)
    assert fairness.NEW_FACE_AFTER.days == 365


def test_every_declared_kind_keeps_somebody_out():
    kinds = [kind for kind in fairness.InterestKind if fairness.conflict_of(fairness.Party(1), [fairness.Bond(kind, 1, "interest-1")]) is None]
    assert kinds == []


def test_only_an_administrator_measures_and_decides_on_a_ranker():
    assert {action: dict(rules.PERMISSIONS[action]) for action in ("measure_ranker", "decide_on_ranker")} == {
        "measure_ranker": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "decide_on_ranker": {Role.ADMINISTRATOR: Scope.PROGRAMME},
    }
