"""What comes next in the life of an activity, and what one does beside it."""

from datetime import datetime, timedelta

import pytest

from minicluster.meetings import rules

BEGINS = datetime(2007, 10, 22, 14)  # noqa: DTZ001  # the rule compares two instants, wherever they are


def at(state, hours_after=-24.0, **known):
    return rules.Progress(state, BEGINS, BEGINS + timedelta(hours=hours_after), **known)


def test_a_forum_is_led_from_its_plan_to_its_settled_costs():
    way = [
        at("planned"), at("announced"), at("open"), at("closed"), at("closed", -2), at("closed", 0), at("held", 2), at("held", 2, has_attendance=True),
        at("attendance_confirmed", 3), at("attendance_confirmed", 3, minutes="draft"), at("attendance_confirmed", 3, minutes="circulated"), at("minutes_approved", 9), at("settled", 99),
    ]  # fmt: skip
    assert [rules.next_act(progress) for progress in way] == [
        "announce_activity", "open_registration", "close_registration", "record_attendance", "record_attendance", "hold_activity", "record_attendance",
        "confirm_attendance", "write_minutes", "circulate_minutes", "approve_minutes", "settle_costs", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "hours_after", "following"),
    [
        ("planned", 1, "hold_activity"),
        ("announced", -1, "record_attendance"),
        ("open", 1, "hold_activity"),
        ("postponed", 1, "move_activity"),
        ("postponed", -24, "announce_activity"),
        ("cancelled", -24, ""),
    ],
)
def test_what_comes_next_follows_the_clock(state, hours_after, following):
    assert rules.next_act(at(state, hours_after)) == following


def test_at_every_stage_few_acts_stand_beside_the_next_one_and_none_of_them_is_impossible():
    for kind in rules.ActivityKind:
        for state in rules.ActivityState:
            possible = rules.acts_possible(kind, state)
            beside = rules.acts_at_work(at(state), possible)
            assert (set(beside) <= set(possible), len(beside) <= 6, rules.next_act(at(state)) in beside) == (True, True, False), (kind, state)
    assert rules.acts_at_work(at("attendance_confirmed"), rules.acts_possible("forum", "attendance_confirmed")) == ["record_decision", "assign_action_item"]
