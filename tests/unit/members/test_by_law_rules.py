"""What by-laws can say, who takes a member in by them, and how it stands with a fee."""

from datetime import date

import pytest

from minicluster.members.rules import approves_alone, fee_state, is_majority, is_quorum, receipt_name


@pytest.mark.parametrize(("share", "answers"), [(-0.1, (False, False)), (0, (False, False)), (0.01, (True, True)), (1, (True, False)), (1.01, (False, False))])
def test_a_quorum_may_be_all_but_more_than_all_is_no_majority(share, answers):
    assert (is_quorum(share), is_majority(share)) == answers


@pytest.mark.parametrize(
    ("body", "staff", "chair", "nobody"),
    [("coordinator", True, False, False), ("chair", True, True, False), ("steering", False, False, False), ("assembly", False, False, False)],
)
def test_who_takes_a_member_in_alone(body, staff, chair, nobody):
    told = [approves_alone(body, is_staff=is_staff, is_chair=is_chair) for is_staff, is_chair in ((True, False), (False, True), (False, False))]
    assert told == [staff, chair, nobody]


def test_a_fee_is_overdue_from_the_day_after_it_was_due_until_it_is_paid_or_waived():
    due = date(2007, 6, 30)
    asked = [
        {"paid_on": None, "waived_because": "", "day": due},
        {"paid_on": None, "waived_because": "", "day": date(2007, 7, 1)},
        {"paid_on": date(2007, 8, 1), "waived_because": "", "day": date(2007, 9, 1)},
        {"paid_on": None, "waived_because": "휴업", "day": date(2007, 9, 1)},
    ]
    assert [fee_state(due_on=due, **facts).value for facts in asked] == ["owed", "overdue", "paid", "waived"]


def test_receipts_are_numbered_within_the_year():
    assert [receipt_name(2007, 3), receipt_name(2007, 12_345)] == ["2007-0003", "2007-12345"]
