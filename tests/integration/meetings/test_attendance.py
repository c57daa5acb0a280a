from datetime import date

import pytest
from factories import make_activity, make_expert, make_firm, make_group, make_organisation, make_person, make_viewer

from minicluster.meetings.domain.actions import AttendanceLine, confirm_attendance, record_attendance, take_activity_step
from minicluster.meetings.models import Attendance
from minicluster.members.domain.actions import record_affiliation
from minicluster.members.models import Tie
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    return make_activity(make_group(), state="held")


@pytest.fixture
def coordinator(visit):
    return make_viewer(Role.COORDINATOR, visit.programme, groups=visit.groups.all())


def test_attendance_names_the_organisation_of_that_day_even_when_the_person_has_moved_since(visit, coordinator):
    then, now = make_firm(visit.groups.get()), make_organisation(visit.programme)
    person = make_person(organisation=then)
    office = make_viewer(Role.PROGRAMME_OFFICE, visit.programme)
    record_affiliation(actor=office, person=person, organisation=now, from_day=date(2007, 6, 1))
    record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(person, "late")])
    assert list(Attendance.objects.values_list("person", "organisation", "kind")) == [(person.pk, then.pk, "late")]
    assert list(history_of(visit).values_list("action", "changed_fields")) == [("record_attendance", ["attendances"])]


def test_a_second_line_about_a_person_replaces_the_first(visit, coordinator):
    person, other = make_person(visit.programme), make_person(visit.programme)
    record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(person, "absent"), AttendanceLine(other)])
    record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(person, "present")])
    assert list(visit.attendances.order_by("person").values_list("person", "kind")) == [(person.pk, "present"), (other.pk, "present")]


def test_confirmed_attendance_ties_those_who_were_there(visit, coordinator):
    here, deputy, away = make_person(visit.programme), make_expert(visit.programme), make_person(visit.programme)
    lines = [AttendanceLine(deputy, "deputy"), AttendanceLine(here), AttendanceLine(away, "excused")]
    record_attendance(actor=coordinator, activity=visit, lines=lines)
    confirm_attendance(actor=coordinator, activity=visit)
    assert visit.state == "attendance_confirmed"
    assert list(Tie.objects.values_list("one", "other", "kind", "weight", "on_date", "through_type", "through_id")) == [
        (here.pk, deputy.pk, "met", 1.0, date(2007, 3, 5), "activity", visit.pk)
    ]


def test_attendance_that_nobody_wrote_down_cannot_be_confirmed(visit, coordinator):
    with pytest.raises(InvalidInputError, match="fill in the list first"):
        take_activity_step(actor=coordinator, activity=visit, verb="confirm_attendance")
    visit.refresh_from_db()
    assert visit.state == "held"
    assert not history_of(visit).exists()


def test_confirmed_attendance_stays(visit, coordinator):
    person = make_person(visit.programme)
    record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(person)])
    confirm_attendance(actor=coordinator, activity=visit)
    with pytest.raises(IllegalStepError, match="Attendance confirmed"):
        record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(person, "absent")])
    assert visit.attendances.get().kind == "present"


def test_nobody_is_named_twice_and_nobody_of_another_programme(visit, coordinator):
    person = make_person(visit.programme)
    with pytest.raises(InvalidInputError, match="named twice"):
        record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(person), AttendanceLine(person, "late")])
    with pytest.raises(NotVisibleError):
        record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(make_person())])
    assert not visit.attendances.exists()


def test_another_groups_coordinator_may_not(visit):
    with pytest.raises(NotAllowedError):
        record_attendance(actor=make_viewer(Role.COORDINATOR, visit.programme), activity=visit, lines=[])
