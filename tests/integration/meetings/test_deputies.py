"""Who came in whose place, and what is kept when an attendance is written anew."""

import pytest
from factories import make_activity, make_firm, make_group, make_person, make_viewer

from minicluster.meetings.domain.actions import AttendanceLine, name_chief, record_attendance
from minicluster.meetings.domain.queries import people_expected
from minicluster.meetings.models import Invitation
from minicluster.platform.files.storage import store_file
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly():
    return make_activity(make_group(), "assembly", state="held")


@pytest.fixture
def coordinator(assembly):
    return make_viewer(Role.COORDINATOR, assembly.programme, groups=assembly.groups.all())


@pytest.fixture
def pair(assembly):
    """A representative and the deputy beside them."""
    firm = make_firm(assembly.groups.get())
    chief, deputy = make_person(organisation=firm), make_person(organisation=firm)
    firm.memberships.update(representative=chief, deputy=deputy)
    return chief, deputy


def written(activity):
    return set(activity.attendances.values_list("person", "kind", "deputy_for"))


def test_a_deputy_comes_for_somebody_absent_whom_the_membership_or_the_answer_names(assembly, coordinator, pair):
    chief, deputy = pair
    invited, sent = make_person(assembly.programme), make_person(assembly.programme)
    Invitation.objects.create(programme=assembly.programme, activity=assembly, person=invited, invited_at=assembly.now(), answer="deputy", deputy=sent)
    lines = [AttendanceLine(chief, "absent"), AttendanceLine(deputy, "deputy"), AttendanceLine(sent, "deputy")]
    record_attendance(actor=coordinator, activity=assembly, lines=lines)
    assert written(assembly) == {(chief.pk, "absent", None), (deputy.pk, "deputy", chief.pk), (sent.pk, "deputy", invited.pk)}
    assert sent in people_expected(assembly)


def test_the_host_says_for_whom_and_a_second_tap_keeps_it(assembly, coordinator, pair):
    _chief, deputy = pair
    boss = make_person(assembly.programme)
    [attendance] = record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(deputy, "deputy")])
    name_chief(actor=coordinator, attendance=attendance, deputy_for=boss)
    record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(deputy, "deputy")])
    assert written(assembly) == {(deputy.pk, "deputy", boss.pk)}
    record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(deputy, "present")])
    assert written(assembly) == {(deputy.pk, "present", None)}


def test_nobody_stands_for_whoever_is_there_for_themselves_or_for_somebody_who_has_a_deputy(assembly, coordinator, pair):
    chief, deputy = pair
    present, second = make_person(assembly.programme), make_person(assembly.programme)
    lines = [AttendanceLine(present), AttendanceLine(deputy, "deputy"), AttendanceLine(second, "deputy")]
    record_attendance(actor=coordinator, activity=assembly, lines=lines)
    attendance = assembly.attendances.get(person=second)
    for wrong, said in ((present, "needs no deputy"), (second, "needs no deputy"), (chief, "Somebody else is there")):
        with pytest.raises(InvalidInputError, match=said):
            name_chief(actor=coordinator, attendance=attendance, deputy_for=wrong)
    with pytest.raises(NotVisibleError):
        name_chief(actor=coordinator, attendance=attendance, deputy_for=make_person())
    assembly.state = "settled"
    assembly.save()
    with pytest.raises(IllegalStepError):
        name_chief(actor=coordinator, attendance=attendance, deputy_for=make_person(assembly.programme))
    attendance.refresh_from_db()
    assert attendance.deputy_for is None


def test_a_tap_on_the_list_loses_neither_the_arrival_nor_the_evidence(assembly, coordinator):
    person, at = make_person(assembly.programme), assembly.now()
    sheet = store_file(content=b"%PDF-1.7", name="a.pdf", programme_id=assembly.programme_id, stored_by_id=None)
    record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(person, "present", arrived_at=at, through="door", evidence=sheet)])
    record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(person, "late")])
    kept = assembly.attendances.get()
    assert (kept.kind, kept.arrived_at, kept.evidence, kept.recorded_through) == ("late", at, sheet, "list")
    record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(person, "absent")])
    assert assembly.attendances.get().arrived_at is None


def test_a_line_that_was_read_before_another_hand_wrote_is_left_out(assembly, coordinator):
    one, other, same = (make_person(assembly.programme) for _time in range(3))
    record_attendance(actor=coordinator, activity=assembly, lines=[AttendanceLine(one), AttendanceLine(same)])
    lines = [AttendanceLine(one, "excused", read=""), AttendanceLine(other, "excused", read=""), AttendanceLine(same, "present", read="")]
    assert {row.person for row in record_attendance(actor=coordinator, activity=assembly, lines=lines)} == {other, same}
    assert written(assembly) == {(one.pk, "present", None), (other.pk, "excused", None), (same.pk, "present", None)}
