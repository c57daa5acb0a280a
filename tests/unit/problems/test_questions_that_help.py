"""Which questions of the intake would still help; no database."""

import pytest

from minicluster.problems.domain.intake import QUESTION_LABELS, QUESTIONS, questions_that_help
from minicluster.problems.models import Intake


def test_without_an_intake_every_question_would_help_the_symptom_first():
    assert questions_that_help(None) == tuple(QUESTIONS)
    assert next(iter(QUESTIONS)) == "symptom"


@pytest.mark.parametrize("sense", Intake.SENSES)
def test_one_sense_is_enough_to_answer_for_the_symptom(sense):
    assert questions_that_help(Intake(**{sense: "잔금"})) == tuple(question for question in QUESTIONS if question != "symptom")


def test_when_it_does_not_come_answers_as_well_as_when_it_comes():
    assert "occurs_when" not in questions_that_help(Intake(occurs_not_when="처음 한 시간"))


def test_nothing_is_left_to_ask_where_all_was_answered():
    assert questions_that_help(Intake(**dict.fromkeys(Intake.SECRET_FIELDS, "답"))) == ()


def test_every_answer_belongs_to_one_question_and_every_question_has_its_words():
    answers = [field for fields in QUESTIONS.values() for field in fields]
    assert sorted(answers) == sorted(Intake.SECRET_FIELDS)
    assert set(QUESTION_LABELS) == set(QUESTIONS)
