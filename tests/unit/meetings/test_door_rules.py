from datetime import UTC, datetime, timedelta

import pytest

from minicluster.meetings import rules
from minicluster.meetings.rules import KnownPerson

START, END = datetime(2007, 10, 22, 5, tzinfo=UTC), datetime(2007, 10, 22, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KIM, NAMESAKE = KnownPerson(1, ("김하늘", "Kim Haneul"), ("(주)가람정밀", "Garam Precision")), KnownPerson(2, ("김하늘", ""), ("나래전자",))
LONER = KnownPerson(3, ("박바다", "Park Bada"))


def test_whoever_comes_up_to_ten_minutes_after_the_beginning_is_not_late():
    assert [rules.arrival_kind(START, START + minutes * MINUTE) for minutes in (-90, 0, 10, 11)] == ["present", "present", "present", "late"]


@pytest.mark.parametrize(
    ("state", "at", "is_open"),
    [
        ("planned", START, True), ("open", START - 120 * MINUTE, True), ("held", END + 60 * MINUTE, True), ("open", START - 121 * MINUTE, False),
        ("held", END + 61 * MINUTE, False), ("attendance_confirmed", START, False), ("cancelled", START, False), ("postponed", START, False),
    ],
)  # fmt: skip
def test_the_door_is_open_around_the_hours_until_the_attendance_is_confirmed(state, at, is_open):
    assert rules.door_is_open(state, START, END, at) is is_open


@pytest.mark.parametrize("typed", ["김하늘", " 김 하늘 ", "kim haneul", "KIM, Haneul", "김\u1112\u1161\u1102\u1173\u11af"])
def test_a_name_is_recognised_however_it_is_typed(typed):
    assert rules.who_is_meant(typed, "", [KIM, LONER]) == 1


@pytest.mark.parametrize(
    ("organisation", "meant"),
    [("", None), ("가람정밀", 1), ("㈜ 가람정밀", 1), ("가람", 1), ("garam precision co., ltd.", 1), ("나래전자 주식회사", 2), ("다온", None)],
)
def test_of_two_of_one_name_the_organisation_decides_and_nobody_is_guessed(organisation, meant):
    assert rules.who_is_meant("김하늘", organisation, [KIM, NAMESAKE]) == meant


def test_who_names_another_organisation_is_somebody_else_of_that_name():
    assert [rules.who_is_meant("김하늘", organisation, [KIM]) for organisation in ("", "가람정밀", "다온테크")] == [1, 1, None]


def test_of_whom_no_organisation_is_known_the_name_is_enough():
    assert rules.who_is_meant("박바다", "다온테크", [KIM, LONER]) == 3


@pytest.mark.parametrize("typed", ["", "  ", "…", "하늘", "김하"])
def test_half_a_name_means_nobody(typed):
    assert rules.who_is_meant(typed, "", [KIM, LONER]) is None
