"""What the clocks do on their own; running them twice does no harm."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from factories import make_user

from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError
from minicluster.problems.domain import actions
from minicluster.problems.domain.queries import queue_for
from minicluster.problems.tasks import run_all_clocks, run_clocks

pytestmark = pytest.mark.django_db


def _after(days, programme):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        return run_clocks(programme), run_clocks(programme)


def test_a_request_lapses_the_day_after_its_ten_days(stage):
    introduction = stage.introduction("asked")
    assert [_after(days, stage.programme)[0] for days in (0, 10, 11)] == [{}, {}, {"lapse_introduction": 1}]
    introduction.refresh_from_db()
    last = history_of(introduction).last()
    assert (introduction.state, last.action, last.role, last.actor_id) == ("lapsed", "lapse_introduction", "administrator", None)


def test_a_firm_is_reminded_twice_and_then_left_in_peace(stage):
    problem = stage.problem("diagnosed")
    actions.report_solved_by_firm(actor=stage.coordinator, problem=problem, solution="스스로")
    runs = [_after(days, stage.programme) for days in (14, 15, 20, 30, 40, 45, 90)]
    assert runs == [
        ({}, {}),
        ({"remind_firm": 1}, {}),
        ({}, {}),
        ({"remind_firm": 1}, {}),
        ({}, {}),
        ({"leave_unconfirmed": 1}, {}),
        ({}, {}),
    ]
    problem.refresh_from_db()
    assert (problem.state, problem.confirm_reminders) == ("unconfirmed", 2)
    assert [message.subject for message in Message.objects.filter(recipient=stage.contact.email).order_by("pk")] == [
        "Is your problem solved?",
        "Reminder: is your problem solved?",
        "Reminder: is your problem solved?",
    ]
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    assert problem.state == "confirmed"


def test_a_worker_that_was_away_for_months_still_reminds_before_it_gives_up(stage):
    problem = stage.problem("diagnosed")
    actions.report_solved_by_firm(actor=stage.coordinator, problem=problem, solution="스스로")
    assert _after(200, stage.programme) == ({"remind_firm": 1}, {})


def test_the_hourly_task_looks_after_every_programme_by_its_own_clock(stage):
    introduction = stage.introduction("asked")
    stage.programme.clock_shift = timedelta(days=12)
    stage.programme.save()
    run_all_clocks()
    introduction.refresh_from_db()
    assert introduction.state == "lapsed"


def test_a_year_after_the_firms_word_its_coordinator_is_told_to_ask_again(stage):
    problem = stage.problem("diagnosed")
    actions.report_solved_by_firm(actor=stage.coordinator, problem=problem, solution="스스로")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    actions.take_problem_step(actor=stage.coordinator, problem=problem, verb="begin_follow_up")

    def waits(days):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            return [item.what for item in queue_for(stage.coordinator)]

    ask = ["Ask the firm what came of it"]
    assert [waits(days) for days in (0, 300, 340, 400, 1060)] == [[], [], ask, ask, ask]
    with pytest.raises(IllegalStepError):
        actions.record_follow_up(actor=stage.coordinator, problem=problem, held=True)
    with time_machine.travel(timezone.now() + timedelta(days=370)):
        told = actions.record_follow_up(actor=stage.firm_user, problem=problem, held=False, note="여름에 다시 나타났습니다.")
    assert (told.years, told.held, history_of(problem).last().action) == (1, False, "record_follow_up")
    assert [waits(days) for days in (371, 1060, 1070)] == [[], [], ask]
    problem.refresh_from_db()
    assert problem.confirmed_at is not None
    actions.reopen_problem(actor=stage.firm_user, problem=problem, why="다시 나타났습니다.")
    problem.refresh_from_db()
    assert (problem.confirmed_at, problem.follow_ups.count(), waits(1070)) == (None, 1, ["Frame it for experts"])


def test_the_answer_to_a_follow_up_is_given_on_the_page_of_the_problem(stage, client):
    problem = stage.problem("diagnosed")
    actions.report_solved_by_firm(actor=stage.coordinator, problem=problem, solution="스스로")
    actions.confirm_solved(actor=stage.firm_user, problem=problem)
    actions.take_problem_step(actor=stage.coordinator, problem=problem, verb="begin_follow_up")
    client.force_login(make_user(Role.COORDINATOR, stage.programme, person=stage.coordinator_person, groups=[stage.group]))
    address = reverse("problems:problem-step", args=[problem.pk, "record_follow_up"])
    assert address not in client.get(problem.get_absolute_url()).content.decode()
    stage.programme.clock_shift = timedelta(days=365)
    stage.programme.save()
    assert address in client.get(problem.get_absolute_url()).content.decode()
    assert client.post(address, {"held": "no", "note": "여름에 다시"}).status_code == 302
    told = problem.follow_ups.get()
    assert (told.years, told.held, told.note) == (1, False, "여름에 다시")
    assert "여름에 다시" in client.get(problem.get_absolute_url()).content.decode()
