"""When answers are taken, when somebody is reminded, and what a calendar's answer means."""

from datetime import UTC, datetime, timedelta

import pytest

from minicluster.meetings import rules

START = datetime(2007, 11, 8, 5, tzinfo=UTC)
BEFORE, AFTER = START - timedelta(days=3), START + timedelta(minutes=1)


def reason(state, answer, now):
    found = rules.why_no_answer(state, answer, START, now)
    return found.value if found else "taken"


def test_which_answer_is_taken_in_which_state():
    table = {state: tuple(reason(state, answer, now) for now in (BEFORE, AFTER) for answer in ("coming", "declined")) for state in rules.ActivityState.values}
    assert table == {
        "planned": ("planned", "planned", "past", "past"),
        "announced": ("taken", "taken", "past", "past"),
        "open": ("taken", "taken", "past", "past"),
        "closed": ("closed", "taken", "past", "past"),
        "held": ("past",) * 4,
        "attendance_confirmed": ("past",) * 4,
        "minutes_approved": ("past",) * 4,
        "settled": ("past",) * 4,
        # Its time is not known, so that it is not past.
        "postponed": ("postponed", "taken", "postponed", "taken"),
        "cancelled": ("cancelled",) * 4,
    }


def test_a_deputy_is_taken_where_coming_is_taken():
    assert [reason(state, "deputy", BEFORE) for state in rules.ActivityState.values] == [
        reason(state, "coming", BEFORE) for state in rules.ActivityState.values
    ]


@pytest.mark.parametrize(
    ("told_days_before", "now_days_before", "due"),
    [
        (30, 7.01, None),
        (30, 7, "week"),
        (30, 1.01, "week"),
        (30, 1, "day"),
        (30, 0.01, "day"),
        (30, 0, None),
        (30, -1, None),
        (6, 5, None),
        (6, 1, "day"),
        (7, 6, None),
        (0.5, 0.2, None),
    ],
)
def test_one_is_reminded_a_week_and_a_day_before_but_not_of_what_one_was_told_since(told_days_before, now_days_before, due):
    told_at, now = (START - timedelta(days=days) for days in (told_days_before, now_days_before))
    assert rules.reminder_due(START, told_at, now) == due


def test_what_a_calendar_answers():
    said = ["ACCEPTED", "declined ", "Delegated", "TENTATIVE", "NEEDS-ACTION", "COMPLETED", "", "X-PERHAPS"]
    assert [rules.answer_of(status) for status in said] == ["coming", "declined", "deputy", "none", None, None, None, None]


def test_addresses_are_compared_however_they_are_written():
    written = ["mailto:Kim@Firm.Example", "MAILTO:kim@firm.example?subject=x", " <kim@firm.example> ", "KIM@FIRM.EXAMPLE"]
    assert {rules.address_in(address) for address in written} == {"kim@firm.example"}


@pytest.mark.parametrize(
    ("sequence", "stamped_at", "answered_at", "stale"),
    [
        (1, BEFORE, None, True),
        (2, BEFORE, None, False),
        (3, BEFORE, None, False),
        (2, BEFORE, AFTER, True),
        (2, AFTER, BEFORE, False),
        (2, BEFORE, BEFORE, False),
        (2, None, AFTER, False),
        (1, AFTER, BEFORE, True),
    ],
)
def test_an_answer_is_stale_by_its_sequence_and_then_by_its_stamp(sequence, stamped_at, answered_at, stale):
    assert rules.is_stale(sequence, stamped_at, rules.Known(sequence=2, answered_at=answered_at)) is stale
