"""Use reports: five years after the settlement, one a year, asked for, reminded of, and not forgotten when the project is closed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from factories import make_user, make_viewer

from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError
from minicluster.problems.domain import actions
from minicluster.problems.domain.queries import queue_for, use_reports_of
from minicluster.problems.domain.use_report_days import is_time_to_remind, use_report_days
from minicluster.problems.tasks import run_clocks

pytestmark = pytest.mark.django_db


def _reporting(stage):
    project = stage.project("settlement")
    actions.take_project_step(actor=stage.coordinator, project=project, verb="begin_use_reports")
    return project


@pytest.mark.parametrize(
    ("settled_on", "first", "last"), [(date(2007, 1, 24), date(2008, 1, 24), date(2012, 1, 24)), (date(2008, 2, 29), date(2009, 2, 28), date(2013, 2, 28))]
)
def test_the_reports_are_due_on_the_anniversaries_of_the_settlement(settled_on, first, last):
    days = use_report_days(settled_on)
    assert (len(days), days[0], days[-1]) == (5, first, last)


def test_a_reminder_comes_a_month_before_and_once_after_the_day_and_never_twice_a_week():
    due = date(2008, 1, 24)
    asked = [
        (0, None, due - timedelta(days=31)),
        (0, None, due - timedelta(days=30)),
        (1, due - timedelta(days=30), due),
        (1, due - timedelta(days=30), due + timedelta(days=1)),
    ]
    asked += [(0, None, due + timedelta(days=90)), (1, due + timedelta(days=90), due + timedelta(days=91)), (2, due, due + timedelta(days=400))]
    assert [is_time_to_remind(due, *facts) for facts in asked] == [False, True, False, True, True, False, False]


def test_they_wait_in_the_queues_of_firm_and_coordinator_from_a_month_before(stage):
    _reporting(stage)

    def waits(days, viewer):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            return [item.what for item in queue_for(viewer) if "use of the result" in item.what]

    year = ["Report on the use of the result, year 1"]
    assert [waits(days, stage.coordinator) for days in (0, 330, 340, 400)] == [[], [], year, year]
    assert waits(340, stage.firm_user) == year
    assert waits(720, stage.firm_user) == [*year, "Report on the use of the result, year 2"]
    assert waits(340, stage.expert_viewer) == []


def test_the_firm_is_reminded_twice_and_running_the_clock_again_does_no_harm(stage):
    _reporting(stage)

    def run(days):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            return [run_clocks(stage.programme).get("remind_of_use_report", 0) for _time in range(2)]

    assert [run(days) for days in (330, 340, 360, 367, 380)] == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0]]
    subjects = [message.subject for message in Message.objects.filter(recipient=stage.contact.email) if "use of a project" in message.subject]
    assert subjects == ["Report on the use of a project's result, year 1"] * 2


def test_the_report_is_written_on_the_page_and_not_written_over(stage, client):
    project = _reporting(stage)
    stage.programme.clock_shift = timedelta(days=350)
    stage.programme.save()
    project.refresh_from_db()
    client.force_login(make_user(Role.FIRM_USER, stage.programme, person=stage.contact, organisation=stage.firm))
    address = reverse("problems:project-step", args=[project.pk, "record_use_report"])
    first = project.use_reports.get(year_number=1)
    assert address in client.get(project.get_absolute_url()).content.decode()
    typed = {"report": first.pk, "is_used": "yes", "use": "두 라인에 적용했습니다.", "sales_krw": "120000000", "new_jobs": "2"}
    assert client.post(address, typed).status_code == 302
    first.refresh_from_db()
    assert (first.is_used, first.use, first.sales_krw, first.new_jobs) == (True, "두 라인에 적용했습니다.", 120_000_000, 2)
    with pytest.raises(IllegalStepError):
        actions.record_use_report(actor=stage.firm_user, project=project, report=first, is_used=False, use="anders")
    with pytest.raises(IllegalStepError):
        actions.record_use_report(actor=stage.firm_user, project=project, report=project.use_reports.get(year_number=3), is_used=True, use="아직")
    assert "두 라인에" in client.get(project.get_absolute_url()).content.decode()


def test_who_is_outside_sees_that_it_was_written_and_not_what(stage):
    project = _reporting(stage)
    project.use_reports.filter(year_number=1).update(is_used=True, use="canary", sales_krw=7, reported_at=timezone.now())
    reviewer = make_viewer(Role.REVIEWER, stage.programme)
    assert next((row.use, row.sales_krw, row.reported_at is not None) for row in use_reports_of(reviewer, project)) == ("", None, True)
    assert use_reports_of(stage.firm_user, project)[0].use == "canary"
    with pytest.raises(NotAllowedError):
        actions.record_use_report(actor=reviewer, project=project, report=project.use_reports.first(), is_used=True, use="x")


def test_a_project_with_outstanding_reports_is_closed_only_with_a_reason(stage):
    project = _reporting(stage)
    with pytest.raises(InvalidInputError) as refusal:
        actions.take_project_step(actor=stage.coordinator, project=project, verb="close_project", why=" ")
    assert (refusal.value.field, "5 reports" in refusal.value.message) == ("why", True)
    actions.take_project_step(actor=stage.coordinator, project=project, verb="close_project", why="기업이 문을 닫았습니다.")
    project.refresh_from_db()
    assert project.state == "closed"
