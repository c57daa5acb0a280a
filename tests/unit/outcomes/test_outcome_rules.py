from datetime import date

import pytest

from minicluster.outcomes import rules
from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.problems import rules as problems

TODAY = date(2007, 10, 22)


@pytest.mark.parametrize(
    ("realisation", "period", "may"),
    [
        ("realised", (date(2007, 1, 1), date(2007, 12, 31)), True),
        ("realised", (date(2008, 1, 1), date(2008, 12, 31)), False),
        ("expected", (date(2008, 1, 1), date(2012, 12, 31)), True),
        ("expected", (date(2008, 1, 2), date(2008, 1, 1)), False),
        ("realised", (TODAY, TODAY), True),
    ],
)
def test_nothing_is_realised_in_a_period_that_has_not_begun(realisation, period, may):
    assert rules.may_stand_in_period(realisation, period, TODAY) is may


def test_the_funnel_counts_states_and_a_merged_problem_nowhere():
    counts = {"raised": 4, "diagnosed": 3, "matching": 2, "advised": 1, "confirmed": 5, "closed": 1, "merged": 9}
    stages = rules.funnel(problems.PROBLEM_FUNNEL, counts)
    assert [(stage.key, stage.count) for stage in stages] == [("found", 16), ("diagnosed", 12), ("worked_on", 9), ("solved", 7), ("confirmed", 6)]
    assert [stage.share for stage in stages] == [1.0, 0.75, 9 / 16, 7 / 16, 6 / 16]


def test_an_empty_funnel_divides_by_nothing():
    assert [stage.share for stage in rules.funnel(problems.PROJECT_FUNNEL, {})] == [0.0] * 4


COMPLEX = Place(1, complex_ids=frozenset({7}))
GROUP = Place(1, group_ids=frozenset({3}), complex_ids=frozenset({7}))


@pytest.mark.parametrize(
    ("viewer", "place", "may"),
    [
        (Viewer(Role.PROGRAMME_OFFICE, 1), COMPLEX, True),
        (Viewer(Role.PROGRAMME_OFFICE, 2), COMPLEX, False),
        (Viewer(Role.COMPLEX_MANAGER, 1, complex_ids=frozenset({7})), COMPLEX, True),
        (Viewer(Role.COMPLEX_MANAGER, 1, complex_ids=frozenset({8})), COMPLEX, False),
        (Viewer(Role.COORDINATOR, 1, group_ids=frozenset({3})), COMPLEX, False),
        (Viewer(Role.COORDINATOR, 1, group_ids=frozenset({3})), GROUP, True),
        (Viewer(Role.COORDINATOR, 1, group_ids=frozenset({4})), GROUP, False),
        (Viewer(Role.FIRM_USER, 1, organisation_ids=frozenset({5})), GROUP, False),
    ],
)
def test_a_figure_opens_only_where_every_row_behind_it_does(viewer, place, may):
    assert rules.opens(viewer, rules.PERMISSIONS, "view_outcome", place) is may
