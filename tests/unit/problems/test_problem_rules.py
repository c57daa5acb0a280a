"""The pure rules of problems."""

from datetime import date
from itertools import pairwise

import pytest

from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.problems import rules

HERE = Place(1, person_ids=frozenset({7}), organisation_ids=frozenset({10}), group_ids=frozenset({20}), complex_ids=frozenset({30}))
NEAR = {"person_id": 7, "organisation_ids": frozenset({10}), "group_ids": frozenset({20}), "complex_ids": frozenset({30})}
# Up to which secrecy a role that stands next to the problem, and one that stands elsewhere in the programme, reads the text; -1: never.
READS_UP_TO = {
    Role.ANONYMOUS: (0, 0),
    Role.FIRM_USER: (3, 1),
    Role.EXPERT: (3, 1),
    Role.GROUP_OFFICER: (2, 1),
    Role.COORDINATOR: (3, 1),
    Role.COMPLEX_MANAGER: (2, 1),
    Role.PROGRAMME_OFFICE: (2, 1),
    Role.REVIEWER: (2, 1),
    Role.FUNDER: (2, 1),
    Role.PRIVACY_OFFICER: (2, 1),
    Role.ADMINISTRATOR: (2, 1),
}


@pytest.mark.parametrize("role", Role)
def test_who_may_read_the_text_of_a_problem_by_role_secrecy_and_place(role):
    near, far = (Viewer(role, 1, **NEAR) if role is not Role.ANONYMOUS else Viewer(role, 1)), Viewer(role, 1)
    read = [[secrecy for secrecy in rules.Secrecy if rules.may_read_problem_text(viewer, secrecy, HERE)] for viewer in (near, far)]
    assert read == [[secrecy for secrecy in rules.Secrecy if secrecy <= limit] for limit in READS_UP_TO[role]]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("secrecy", rules.Secrecy)
def test_nobody_reads_a_problem_of_another_programme(role, secrecy):
    assert not rules.may_read_problem_text(Viewer(role, 2, **NEAR), secrecy, HERE)


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("한 업체가 열변형 전문가를 찾습니다.", []),
        ("한결 정밀의 주축이 문제입니다.", ["(주)한결정밀"]),
        ("HANGYEOL precision 사의 장비", ["Hangyeol Precision Co., Ltd."]),
        ("담당자 오세라 과장에게", ["오세라"]),
        ("문의 sera.oh@firm.co.kr", ["sera.oh@firm.co.kr"]),
        ("전화 010-2345-6789", ["010-2345-6789"]),
        ("전화 +82-10-2345-6789", ["+82-10-2345-6789"]),
        ("사무실 (055)123-4567 로", ["(055)123-4567"]),
        ("전화 01023456789", ["01023456789"]),
        ("대표번호 1588-1234", ["1588-1234"]),
        ("algae 배양 온도 25.5도, 2006-2007년, 1,000-2,000 rpm", []),
    ],
)
def test_a_summary_that_tells_who_is_behind_it_is_found_out(summary, found):
    assert rules.what_identifies(summary, ["(주)한결정밀", "Hangyeol Precision Co., Ltd.", "오세라", "LG", "", "(주)"]) == found


def test_a_lifecycle_ends_only_where_the_specification_lets_it_end():
    ends = {lifecycle.name: {state for state in lifecycle.states if not lifecycle.verbs_from(state)} for lifecycle in LIFECYCLES}
    assert ends == {
        "problem": {"merged"},
        "introduction": {"declined", "completed", "withdrawn"},
        "project": {"rejected", "closed"},
    }


LIFECYCLES = (rules.PROBLEM_LIFECYCLE, rules.INTRODUCTION_LIFECYCLE, rules.PROJECT_LIFECYCLE)


def test_each_stage_of_a_funnel_lies_within_the_one_before():
    for funnel in (rules.PROBLEM_FUNNEL, rules.PROJECT_FUNNEL):
        stages = list(funnel.values())
        assert [later <= earlier for earlier, later in pairwise(stages)] == [True] * (len(stages) - 1)


def test_only_what_the_firm_confirmed_counts_as_confirmed():
    reached_without_the_firm = {"raised"}
    frontier = ["raised"]
    while frontier:
        state = frontier.pop()
        for verb in rules.PROBLEM_LIFECYCLE.verbs_from(state):
            target = str(rules.PROBLEM_LIFECYCLE.steps[verb].target)
            if verb != "confirm_solved" and target not in reached_without_the_firm:
                reached_without_the_firm.add(target)
                frontier.append(target)
    assert {str(state) for state in rules.CONFIRMED_BY_FIRM} & reached_without_the_firm == set()


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2007, 6, 1), (1, date(2008, 5, 31))),
        (date(2010, 5, 1), (1, date(2008, 5, 31))),
        (date(2010, 5, 2), (3, date(2010, 6, 1))),
        (date(2012, 5, 1), (5, date(2012, 5, 31))),
        (date(2013, 5, 30), (5, date(2012, 5, 31))),
        (date(2013, 5, 31), None),
    ],
)
def test_follow_up_is_due_one_three_and_five_years_after_the_firms_word(today, due):
    assert rules.next_follow_up(date(2007, 6, 1), today) == due


def test_a_follow_up_that_was_answered_is_not_asked_again():
    since = date(2007, 6, 1)
    assert [rules.next_follow_up(since, since, answered) for answered in ({1}, {1, 3}, {1, 3, 5})] == [(3, date(2010, 6, 1)), (5, date(2012, 5, 31)), None]


def test_an_expert_with_three_open_requests_is_not_asked_once_more():
    assert [rules.may_be_asked(count) for count in range(5)] == [True, True, True, False, False]


def test_a_programme_may_set_its_own_clock_days():
    assert [rules.days_for("answer", {}), rules.days_for("answer", {"answer": 3})] == [10, 3]
