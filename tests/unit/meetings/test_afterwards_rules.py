"""What may be told of a survey, and when talks of two are."""

from datetime import UTC, datetime, timedelta

import pytest

from minicluster.meetings.rules import SurveyFigures, asks_for_follow_up, can_be_arranged, offers_talks, slot_begins, survey_figures


def test_from_two_answers_nothing_is_told():
    assert [survey_figures([(5, True)] * number) for number in range(3)] == [None] * 3


def test_three_answers_give_mean_spread_and_share():
    assert survey_figures([(5, True), (3, False), (4, False)]) == SurveyFigures(answers=3, mean=4.0, deviation=1.0, lowest=3, highest=5, met_share=1 / 3)


@pytest.mark.parametrize(("met", "contact", "follows"), [(True, False, True), (False, True, True), (True, True, True), (False, False, False)])
def test_a_wish_is_followed_up(met, contact, follows):
    assert asks_for_follow_up(met_somebody=met, wants_contact=contact) is follows


def test_slots_follow_each_other_without_a_gap():
    start = datetime(2007, 3, 5, 1, tzinfo=UTC)
    assert [slot_begins(start, 15, slot) - start for slot in (1, 2, 5)] == [timedelta(0), timedelta(minutes=15), timedelta(hours=1)]


def test_talks_are_offered_where_strangers_meet_and_arranged_until_it_is_held():
    assert [offers_talks(kind, "open") for kind in ("forum", "fair", "steering_meeting", "company_visit")] == [True, True, False, False]
    states = ("planned", "open", "closed", "held", "attendance_confirmed", "cancelled", "postponed")
    assert [can_be_arranged(state) for state in states] == [True, True, True, False, False, False, False]
