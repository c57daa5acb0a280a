"""Checking in at the door: who is found, who waits for the host, and what happens when it is sent twice, late, or by nobody of ours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from factories import make_activity, make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_viewer

from minicluster.meetings.domain.actions import (
    AttendanceLine,
    check_in,
    dismiss_door_entry,
    enter_by_name,
    match_door_entry,
    record_attendance,
    register_visitor,
)
from minicluster.meetings.domain.door import (
    DOOR_CODE,
    DOOR_PASS,
    DoorClosedError,
    ForeignCodeError,
    ScanAgainError,
    activity_behind_code,
    door_address,
    door_pass,
    unmatched_entries,
)
from minicluster.meetings.models import DoorEntry, Invitation
from minicluster.members.models import Person
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

HOUR = timedelta(hours=1)


def make_forum(group=None, *, starts_in=HOUR, **fields):
    group = group or make_group()
    return make_activity(group, "forum", title="열린 포럼", starts_at=group.programme.now() + starts_in, **{"state": "open", **fields})


def make_member(group, **fields):
    """A person who represents a member firm."""
    person = make_person(organisation=make_firm(group), **fields)
    person.affiliations.get().organisation.memberships.update(representative=person)
    return person


def guest(activity):
    return make_viewer(Role.ANONYMOUS, activity.programme)


def host_of(activity):
    return make_viewer(Role.GROUP_OFFICER, activity.programme, groups=activity.groups.all())


def comes(activity, name="", organisation="", *, key=None, actor=None, with_pass=None):
    return check_in(actor=actor or guest(activity), door_pass=with_pass or door_pass(activity), key=key or uuid4(), name=name, organisation_name=organisation)


def there(activity):
    return set(activity.attendances.values_list("person__name_ko", "kind", "recorded_through"))


@pytest.mark.django_db
def test_a_guest_who_types_the_own_name_is_written_down_with_the_organisation_and_the_hour():
    forum = make_forum()
    person = make_member(forum.groups.get(), name_ko="김하늘")
    entry = comes(forum, " 김 하늘 ", person.affiliations.get().organisation.name_ko)
    written = forum.attendances.get()
    assert (written.person, written.organisation, written.kind, written.recorded_through) == (person, person.affiliations.get().organisation, "present", "door")
    assert written.arrived_at == entry.arrived_at
    assert (entry.attendance, entry.name, entry.key.version) == (written, "김 하늘", 4)
    assert list(history_of(entry).values_list("action", "role", "actor")) == [("check_in", "anonymous", None)]


@pytest.mark.django_db
def test_someone_of_the_staff_who_was_not_expected_is_found_too():
    forum = make_forum()
    colleague = make_person(organisation=make_firm(forum.groups.get()), name_ko="이바람")
    comes(forum, "이바람")
    assert there(forum) == {(colleague.name_ko, "present", "door")}


@pytest.mark.django_db
def test_the_same_key_sent_twice_is_one_check_in_even_after_the_attendance_was_confirmed():
    forum = make_forum()
    make_member(forum.groups.get(), name_ko="김하늘")
    key, with_pass = uuid4(), door_pass(forum)
    first = comes(forum, "김하늘", key=key, with_pass=with_pass)
    forum.state = "attendance_confirmed"
    forum.save()
    assert comes(forum, "다른 이름", key=key, with_pass=with_pass) == first
    assert (DoorEntry.objects.count(), forum.attendances.count()) == (1, 1)


@pytest.mark.django_db
def test_one_person_who_checks_in_twice_is_there_once():
    forum = make_forum()
    make_member(forum.groups.get(), name_ko="김하늘")
    entries = [comes(forum, "김하늘") for _time in range(2)]
    assert {entry.attendance for entry in entries} == {forum.attendances.get()}
    assert DoorEntry.objects.count() == 2


@pytest.mark.django_db
def test_who_scans_late_is_late_and_who_scanned_in_time_is_not_however_late_it_is_sent():
    forum = make_forum(starts_in=-timedelta(minutes=9))
    for name in ("김하늘", "이바람"):
        make_member(forum.groups.get(), name_ko=name)
    in_time = door_pass(forum)
    with time_machine.travel(forum.programme.now() + timedelta(minutes=5)):
        comes(forum, "김하늘", with_pass=in_time)
        comes(forum, "이바람")
    assert there(forum) == {("김하늘", "present", "door"), ("이바람", "late", "door")}


@pytest.mark.django_db
def test_what_the_host_wrote_down_about_somebody_who_is_there_stays_and_who_was_excused_has_come_after_all():
    forum = make_forum()
    late, excused = make_member(forum.groups.get(), name_ko="김하늘"), make_member(forum.groups.get(), name_ko="이바람")
    record_attendance(actor=host_of(forum), activity=forum, lines=[AttendanceLine(late, "late"), AttendanceLine(excused, "excused")])
    for name in ("김하늘", "이바람"):
        comes(forum, name)
    assert there(forum) == {("김하늘", "late", "list"), ("이바람", "present", "door")}


@pytest.mark.django_db
def test_whoever_was_named_as_a_deputy_comes_as_the_deputy():
    forum = make_forum()
    chief, deputy = make_member(forum.groups.get()), make_person(forum.programme, name_ko="한가람")
    Invitation.objects.create(programme=forum.programme, activity=forum, person=chief, invited_at=forum.now(), answer="deputy", deputy=deputy)
    comes(forum, "한가람")
    assert list(forum.attendances.values_list("person", "kind", "deputy_for")) == [(deputy.pk, "deputy", chief.pk)]


@pytest.mark.django_db
def test_of_two_of_one_name_the_organisation_decides_and_without_it_the_host():
    forum = make_forum()
    group = forum.groups.get()
    one, other = (make_person(organisation=make_firm(group, name_ko=firm), name_ko="김하늘") for firm in ("(주)가람정밀", "나래전자"))
    comes(forum, "김하늘", "가람정밀 주식회사")
    unsure = comes(forum, "김하늘")
    assert list(forum.attendances.values_list("person", flat=True)) == [one.pk]
    assert list(unmatched_entries(forum)) == [unsure]
    match_door_entry(actor=host_of(forum), entry=unsure, person=other)
    assert set(forum.attendances.values_list("person", "kind", "arrived_at")) == {
        (one.pk, "present", forum.attendances.get(person=one).arrived_at), (other.pk, "present", unsure.arrived_at),
    }  # fmt: skip
    assert list(unmatched_entries(forum)) == []


@pytest.mark.django_db
def test_a_stranger_waits_and_is_taken_in_as_a_visitor_with_a_name_and_no_more():
    forum = make_forum()
    elsewhere = make_organisation(forum.programme, name_ko="(주)먼바다")
    entry = comes(forum, "최나그네", "먼바다")
    assert (entry.attendance, there(forum)) == (None, set())
    register_visitor(actor=host_of(forum), entry=entry)
    visitor = Person.objects.get(name_ko="최나그네")
    assert (visitor.email, visitor.phone, visitor.affiliations.count()) == ("", "", 0)
    assert list(forum.attendances.values_list("person", "kind", "organisation")) == [(visitor.pk, "visitor", elsewhere.pk)]
    assert list(history_of(entry).values_list("action", flat=True)) == ["check_in", "register_visitor"]


@pytest.mark.django_db
def test_a_jest_is_put_aside_and_nobody_settles_an_entry_twice():
    forum, person = make_forum(), make_person()
    entry = comes(forum, "홍길동")
    dismiss_door_entry(actor=host_of(forum), entry=entry)
    assert (list(unmatched_entries(forum)), there(forum)) == ([], set())
    settle = (lambda: register_visitor(actor=host_of(forum), entry=entry), lambda: match_door_entry(actor=host_of(forum), entry=entry, person=person))
    for again in settle:
        with pytest.raises(IllegalStepError, match="looked at this check-in already"):
            again()
    assert there(forum) == set()


@pytest.mark.django_db
def test_whoever_is_signed_in_needs_no_name_and_of_another_programme_does():
    forum = make_forum()
    person = make_member(forum.groups.get(), name_ko="김하늘")
    comes(forum, actor=make_viewer(Role.FIRM_USER, forum.programme, person=person))
    assert there(forum) == {("김하늘", "present", "door")}
    foreigner = make_person()
    for nobody in (guest(forum), make_viewer(Role.EXPERT, foreigner.programme, person=foreigner)):
        with pytest.raises(InvalidInputError, match="type your name") as refusal:
            comes(forum, actor=nobody)
        assert refusal.value.field == "name"
    assert DoorEntry.objects.count() == 1


@pytest.mark.django_db
def test_the_host_enters_by_name_whom_the_list_does_not_show():
    forum = make_forum(state="held")
    expert = make_expert(forum.programme, name_ko="한가람")
    make_membership(forum.groups.get(), person=expert)
    key = uuid4()
    known = [enter_by_name(actor=host_of(forum), activity=forum, key=key, name="한가람") for _time in range(2)]
    unknown = enter_by_name(actor=host_of(forum), activity=forum, key=uuid4(), name="최나그네")
    assert (known[0], known[0].attendance.person, unknown.attendance) == (known[1], expert, None)
    assert there(forum) == {("한가람", "present", "list")}
    with pytest.raises(NotAllowedError):
        enter_by_name(actor=make_viewer(Role.EXPERT, forum.programme), activity=forum, key=uuid4(), name="한가람")


@pytest.mark.django_db
def test_a_resident_registration_number_is_never_stored_as_a_name():
    forum = make_forum()
    with pytest.raises(InvalidInputError):
        comes(forum, "900101-1234567")
    assert not DoorEntry.objects.exists()


@pytest.mark.django_db
def test_after_the_attendance_is_confirmed_nobody_checks_in_with_whatever_pass():
    forum = make_forum()
    code, with_pass, entry = DOOR_CODE.token(forum.pk), door_pass(forum), comes(forum, "최나그네")
    forum.state = "attendance_confirmed"
    forum.save()
    for attempt in (lambda: activity_behind_code(code), lambda: door_address(forum), lambda: comes(forum, "김하늘", with_pass=with_pass)):
        with pytest.raises(DoorClosedError, match="attendance of this meeting is closed"):
            attempt()
    with pytest.raises(IllegalStepError, match="can no longer be changed"):
        register_visitor(actor=host_of(forum), entry=entry)
    assert (there(forum), DoorEntry.objects.count()) == (set(), 1)


@pytest.mark.django_db
@pytest.mark.parametrize("starts_in", [timedelta(hours=3), timedelta(hours=-4)])
def test_long_before_and_long_after_no_code_is_handed_out(starts_in):
    with pytest.raises(DoorClosedError, match="opens two hours before"):
        door_address(make_forum(starts_in=starts_in))


@pytest.mark.django_db
def test_a_code_holds_for_a_minute_and_a_pass_for_a_day():
    forum = make_forum()
    code, with_pass = DOOR_CODE.token(forum.pk), door_pass(forum)
    assert activity_behind_code(code) == forum
    with time_machine.travel(forum.programme.now() + timedelta(seconds=63)):
        with pytest.raises(ScanAgainError, match="scan the code at the door again"):
            activity_behind_code(code)
        comes(forum, "최나그네", with_pass=with_pass)
    with time_machine.travel(forum.programme.now() + timedelta(days=1, minutes=1)), pytest.raises(ScanAgainError, match="scan the code"):
        comes(forum, "김하늘", with_pass=with_pass)
    assert list(DoorEntry.objects.values_list("name", flat=True)) == ["최나그네"]


@pytest.mark.django_db
def test_a_forged_code_a_code_for_a_pass_and_a_pass_for_a_code_open_nothing():
    forum = make_forum()
    code, with_pass = DOOR_CODE.token(forum.pk), door_pass(forum)
    head, rest = code.split(":", 1)
    other = DOOR_CODE.token(make_forum().pk).split(":", 1)[0]
    attempts = [lambda wrong=wrong: activity_behind_code(wrong) for wrong in ("", "x", f"{other}:{rest}", f"{head}:{rest[:-1]}", with_pass, DOOR_CODE.token(0))]
    attempts += [lambda wrong=wrong: comes(forum, "김하늘", with_pass=wrong) for wrong in ("x", code, DOOR_PASS.token(0, version=forum.now().isoformat()))]
    for attempt in attempts:
        with pytest.raises(ForeignCodeError, match="scan the code at the door again"):
            attempt()
    assert not DoorEntry.objects.exists()


@pytest.mark.django_db
def test_a_key_of_one_door_opens_no_other():
    one, other, key = make_forum(), make_forum(), UUID(int=7)
    comes(one, "김하늘", key=key)
    with pytest.raises(ForeignCodeError, match="another meeting"):
        comes(other, "김하늘", key=key)
    assert list(DoorEntry.objects.values_list("activity", flat=True)) == [one.pk]


@pytest.mark.django_db(transaction=True)
def test_25_phones_at_once_each_sending_twice_are_25_people():
    forum = make_forum()
    names = [f"김가{chr(0xAC00 + 28 * number)}" for number in range(25)]
    people = [make_member(forum.groups.get(), name_ko=name) for name in names]
    phones = [(name, uuid4(), door_pass(forum)) for name in names]
    together = Barrier(2 * len(phones))

    def send(phone):
        name, key, with_pass = phone
        try:
            together.wait(timeout=60)
            return comes(forum, name, key=key, with_pass=with_pass).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2 * len(phones)) as pool:
        entries = list(pool.map(send, phones * 2))
    assert (len(entries), len(set(entries))) == (50, 25)
    assert set(forum.attendances.values_list("person", "kind")) == {(person.pk, "present") for person in people}
    assert DoorEntry.objects.count() == 25
