"""A table adds to what was held; what is on record it does not overwrite."""

from datetime import timedelta

import pytest
from factories import make_activity, make_firm, make_group, make_organisation, make_person, make_viewer

from minicluster.meetings.domain.imports import ACTIVITIES, ATTENDANCE
from minicluster.meetings.models import Attendance
from minicluster.members.domain.imports import import_records
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
DAY = "2007-03-05"
HEAD = ["행사명", "일자", "성명", "참석여부"]


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def take_in(group, tmp_path):
    """Import rows, and give the four numbers: created, updated, unchanged, refused."""

    def run(kind, *rows):
        path = tmp_path / "table.csv"
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
        actor = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
        report = import_records(actor=actor, programme=group.programme, kind=kind, path=path)
        return tuple(report.numbers.values())

    return run


def test_an_attendance_without_an_organisation_is_for_whom_one_worked_on_that_day(group, take_in):
    firm = make_firm(group)
    person = make_person(organisation=firm, name_ko="홍가온")
    make_activity(group, title="현장방문", state="held")
    assert take_in(ATTENDANCE, HEAD, ["현장방문", DAY, "홍가온", "참석"]) == (1, 0, 0, 0)
    assert list(Attendance.objects.values_list("person", "organisation", "kind")) == [(person.pk, firm.pk, "present")]


@pytest.mark.parametrize("state", ["attendance_confirmed", "minutes_approved", "settled", "cancelled"])
def test_a_confirmed_attendance_is_neither_changed_nor_added_to_and_the_same_again_is_unchanged(group, take_in, state):
    firm = make_firm(group)
    person, _other = make_person(organisation=firm, name_ko="홍가온"), make_person(organisation=firm, name_ko="이나래")
    visit = make_activity(group, title="현장방문", state=state)
    record_act(actor=make_viewer(Role.COORDINATOR, group.programme), action="confirm_attendance", record=visit)
    Attendance.objects.create(activity=visit, person=person, organisation=make_organisation(group.programme), kind="present")
    before = list(Attendance.objects.values())
    same, changed, added = (["현장방문", DAY, name, said] for name, said in (("홍가온", "참석"), ("홍가온", "불참"), ("이나래", "참석")))
    assert take_in(ATTENDANCE, HEAD, same, changed, added) == (0, 0, 1, 2)
    assert list(Attendance.objects.values()) == before


def test_who_came_to_an_activity_that_itself_came_by_a_table_as_long_done_is_added_and_then_stays(group, take_in):
    make_person(organisation=make_firm(group), name_ko="홍가온")
    make_activity(group, title="현장방문", state="settled")
    said = [take_in(ATTENDANCE, HEAD, ["현장방문", DAY, "홍가온", word]) for word in ("참석", "참석", "불참")]
    assert said == [(1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]
    assert Attendance.objects.get().kind == "present"


def test_an_activity_on_record_is_completed_and_not_changed(group, take_in):
    visit = make_activity(group, "forum", title="기술 포럼", state="settled", actual_cost_krw=70_000)
    head = ["활동구분", "활동명", "일시", "미니클러스터", "장소", "집행액(원)"]
    assert take_in(ACTIVITIES, head, ["포럼", "기술 포럼", "2007-03-05 10:00", group.name_ko, "회의실", "90000"]) == (0, 0, 0, 1)
    assert take_in(ACTIVITIES, head, ["포럼", "기술 포럼", "2007-03-05 10:00", group.name_ko, "회의실", "70000"])[3] == 0
    visit.refresh_from_db()
    assert (visit.actual_cost_krw, visit.venue, visit.ends_at - visit.starts_at) == (70_000, "회의실", timedelta(hours=2))
