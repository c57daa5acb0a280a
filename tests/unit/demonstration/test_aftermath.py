"""What came after the last forums of the demonstration: it follows the rules that people follow, and is marked as invented."""

import pytest
from test_plan import SHARED

from minicluster.demonstration.complexes import plan_complex
from minicluster.demonstration.geography import WONJU
from minicluster.meetings.models import Activity, Attendance, Registration, SurveyAnswer, Talk, TalkRound, TalkWish
from minicluster.meetings.rules import SURVEY_OPEN_FOR, WAS_THERE
from minicluster.members.models import Tie
from minicluster.platform.audit.models import AuditEntry


@pytest.fixture(scope="module")
def plan():
    return plan_complex(WONJU, SHARED, scale=0.2, seed=2007)


def there(plan):
    return {(row["activity_id"], row["person_id"]) for row in plan.rows[Attendance] if row["kind"] in WAS_THERE}


def test_each_council_was_asked_about_its_last_forum(plan):
    confirmed = {row["record_id"]: row["programme_time"] for row in plan.rows[AuditEntry] if row["action"] == "confirm_attendance"}
    answers = plan.rows[SurveyAnswer]
    assert (len(confirmed), {plan.row(forum)["kind"] for forum in confirmed}) == (4, {"forum"})
    assert {(row["activity_id"], row["person_id"]) for row in answers} <= there(plan)
    assert [row for row in answers if not confirmed[row["activity_id"]] <= row["answered_at"] < confirmed[row["activity_id"]] + SURVEY_OPEN_FOR] == []
    assert {row["invented"] for row in [*answers, *plan.rows[TalkRound], *plan.rows[Registration]]} == {True}


def test_the_round_of_talks_lies_within_its_forum_and_joins_those_who_wished(plan):
    (talk_round,) = plan.rows[TalkRound]
    forum = talk_round["activity_id"]
    last = talk_round["starts_at"] + talk_round["slots"] * (talk_round["starts_at"] - plan.row(forum)["starts_at"]) / 4
    assert plan.row(forum)["starts_at"] < talk_round["starts_at"] < last <= plan.row(forum)["ends_at"]
    wished = {frozenset((row["person_id"], row["wanted_id"])) for row in plan.rows[TalkWish]}
    talks = [frozenset((row["one_id"], row["other_id"])) for row in plan.rows[Talk]]
    assert (len(talks) > 5, len(set(talks)), set(talks) <= wished) == (True, len(talks), True)
    tied = [frozenset((row["one_id"], row["other_id"])) for row in plan.rows[Tie] if row["through_type"] == "talk"]
    assert tied == talks
    assert {(forum, person) for pair in talks for person in pair} <= there(plan)


def test_a_forum_of_an_activity_that_is_still_ahead_is_not_asked_about(plan):
    states = {plan.row(row["activity_id"])["state"] for row in plan.rows[SurveyAnswer]}
    assert states <= {"attendance_confirmed", "minutes_approved", "settled"}
    assert plan.count(Activity) > 4
