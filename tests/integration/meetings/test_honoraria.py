"""Lecture and advice fees: recorded with what is withheld, listed for accounting, settled in one act."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from factories import make_activity, make_complex, make_expert, make_group, make_person, make_user, make_viewer
from python_calamine import CalamineWorkbook

from minicluster.meetings.domain.actions import correct_honorarium, record_honorarium, settle_honoraria
from minicluster.meetings.domain.honoraria import Period, honoraria_for, honoraria_to_settle, sums_of
from minicluster.meetings.models import Honorarium
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
PAID_ON = date(2007, 10, 22)
YEAR = Period(date(2007, 1, 1), date(2007, 12, 31))


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


@pytest.fixture
def lecture(group):
    return make_activity(group, "invited_lecture", title="열변위 강연", state="held", speaker=make_expert(group.programme, name_en="Han Garam"))


def pay(actor, activity, **fields):
    values = {"person": activity.speaker, "service": "lecture", "income": "other", "gross_krw": 500_000, "paid_on": PAID_ON}
    return record_honorarium(actor=actor, activity=activity, **{**values, **fields})


def test_the_taxes_are_those_of_the_day_on_which_it_was_paid(coordinator, lecture):
    fee, later = pay(coordinator, lecture), pay(coordinator, lecture, service="advice", paid_on=date(2019, 1, 1))
    told = [(row.gross_krw, row.income_tax_krw, row.local_tax_krw, row.net_krw, row.settled_at) for row in (fee, later)]
    assert told == [(500_000, 20_000, 2_000, 478_000, None), (500_000, 40_000, 4_000, 456_000, None)]
    assert list(history_of(fee).values_list("action", "changed_fields")) == [("record_honorarium", ["gross_krw", "income_tax_krw", "local_tax_krw"])]


@pytest.mark.parametrize(
    ("fields", "words", "field"),
    [
        ({"gross_krw": 0}, "before taxes", "gross_krw"),
        ({"gross_krw": -1}, "before taxes", "gross_krw"),
        ({"paid_on": date(2999, 1, 1)}, "future", "paid_on"),
        ({"paid_on": date(2003, 12, 31)}, "2004-01-01", "paid_on"),
    ],
)
def test_what_cannot_have_been_paid_is_refused_at_its_field(coordinator, lecture, fields, words, field):
    with pytest.raises(InvalidInputError, match=words) as refusal:
        pay(coordinator, lecture, **fields)
    assert (refusal.value.field, Honorarium.objects.count()) == (field, 0)


def test_the_same_service_is_not_paid_twice_and_nothing_before_it_was_held(group, coordinator, lecture):
    pay(coordinator, lecture)
    with pytest.raises(InvalidInputError, match="recorded already") as refusal:
        pay(coordinator, lecture, gross_krw=1)
    assert (refusal.value.field, Honorarium.objects.get().gross_krw) == ("person", 500_000)
    with pytest.raises(IllegalStepError, match="not marked as held"):
        pay(coordinator, make_activity(group, "invited_lecture", speaker=lecture.speaker))
    with pytest.raises(NotVisibleError):
        pay(coordinator, lecture, person=make_person())


def test_a_fee_is_corrected_with_the_reason_until_accounting_has_it(group, coordinator, lecture):
    fee = pay(coordinator, lecture)
    right = {"income": "business", "gross_krw": 600_000, "paid_on": PAID_ON}
    with pytest.raises(InvalidInputError, match="needs a reason"):
        correct_honorarium(actor=coordinator, honorarium=fee, why="", **right)
    correct_honorarium(actor=coordinator, honorarium=fee, why="사업소득 확인", **right)
    fee.refresh_from_db()
    assert (fee.income, fee.gross_krw, fee.income_tax_krw, fee.local_tax_krw, history_of(fee).last().why) == (
        "business",
        600_000,
        18_000,
        1_800,
        "사업소득 확인",
    )
    settle_honoraria(actor=make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex]), honoraria=[fee])
    with pytest.raises(IllegalStepError, match="Accounting has this fee already"):
        correct_honorarium(actor=coordinator, honorarium=fee, why="x", **right)


def test_a_period_is_settled_in_one_act_and_only_once(group, coordinator, lecture):
    inside = [pay(coordinator, lecture), pay(coordinator, lecture, service="advice", paid_on=date(2007, 12, 31))]
    pay(coordinator, lecture, person=make_person(group.programme), paid_on=date(2008, 1, 1))
    manager = make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex])
    assert [settle_honoraria(actor=manager, honoraria=honoraria_to_settle(manager, YEAR)) for _time in range(2)] == [2, 0]
    assert [row.settled_at is None for row in Honorarium.objects.order_by("pk")] == [False, False, True]
    assert [list(history_of(row).values_list("action", flat=True)) for row in inside] == [["record_honorarium", "settle_honoraria"]] * 2


def test_who_sees_and_who_settles(group, coordinator, lecture):
    fee = pay(coordinator, lecture)
    elsewhere = make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[make_complex(group.programme)])
    viewers = [
        coordinator, make_viewer(Role.PROGRAMME_OFFICE, group.programme), make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex]), elsewhere,
        make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group]), make_viewer(Role.EXPERT, group.programme, person=lecture.speaker),
        make_viewer(Role.PROGRAMME_OFFICE, make_group().programme),
    ]  # fmt: skip
    assert [honoraria_for(viewer).count() for viewer in viewers] == [1, 1, 1, 0, 0, 0, 0]
    assert [honoraria_to_settle(viewer, YEAR).count() for viewer in viewers] == [0, 1, 1, 0, 0, 0, 0]
    for viewer in (coordinator, elsewhere):
        with pytest.raises(NotAllowedError):
            settle_honoraria(actor=viewer, honoraria=[fee])


def test_a_list_shows_its_period_and_complex_and_adds_up_each_fee_once(group, coordinator, lecture):
    other = make_group(make_complex(group.programme).programme)
    lecture.groups.add(other)
    pay(coordinator, lecture)
    pay(coordinator, lecture, service="advice", income="business", gross_krw=1_000_000, paid_on=date(2007, 1, 1))
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    assert sums_of(honoraria_for(office, YEAR)) == {
        "count": 2, "open": 2, "gross_krw": 1_500_000, "income_tax_krw": 50_000, "local_tax_krw": 5_000, "net_krw": 1_445_000,
    }  # fmt: skip
    parts = [
        Period(YEAR.first, YEAR.last, group.complex_id),
        Period(YEAR.first, YEAR.last, make_complex(group.programme).pk),
        Period(date(2007, 1, 2), YEAR.last),
    ]
    assert [sums_of(honoraria_for(office, part))["count"] for part in parts] == [2, 0, 1]


def test_from_the_lecture_to_the_settlement_on_the_pages(client, group, lecture):
    client.force_login(make_user(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex]))
    address = reverse("meetings:activity-honorarium", args=[lecture.pk])
    assert address in client.get(lecture.get_absolute_url()).content.decode()
    typed = {"person": lecture.speaker_id, "service": "lecture", "income": "other", "gross_krw": "500000", "paid_on": "2007-10-22"}
    assert client.post(address, typed).status_code == 302
    assert "is recorded already" in client.post(address, typed).content.decode()
    assert "478,000" in client.get(lecture.get_absolute_url()).content.decode()
    listed, period = reverse("meetings:honorarium-list"), {"from": "2007-01-01", "to": "2007-12-31"}
    shown = client.get(listed, period).content.decode()
    assert ("Resident registration numbers are never held here." in shown, "478,000" in shown, "Settle (1)" in shown) == (True, True, True)
    correct = reverse("meetings:honorarium-correct", args=[Honorarium.objects.get().pk])
    assert correct in shown
    assert client.post(correct, {"income": "other", "gross_krw": "600000", "paid_on": "2007-10-22", "why": "금액 정정"}).status_code == 302
    answer = client.post(reverse("meetings:honorarium-settle"), period, follow=True).content.decode()
    assert ("1 fee was settled." in answer, "Settle (" in answer, correct in answer) == (True, False, False)
    assert Honorarium.objects.get().settled_at is not None


@pytest.mark.parametrize("typed", [{"from": "x", "to": "2007-99-01"}, {}, {"complex": "-1"}, {"from": "2999-01-01"}])
def test_a_period_that_is_none_does_no_harm(client, group, typed):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    assert client.get(reverse("meetings:honorarium-list"), typed).status_code == 200


def test_a_period_that_ends_before_it_begins_is_said(client, group):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    page = client.get(reverse("meetings:honorarium-list"), {"from": "2007-12-31", "to": "2007-01-01"}).content.decode()
    assert "would end before it begins" in page


def test_the_workbook_tells_accounting_what_it_needs_and_that_numbers_of_persons_are_not_in_it(client, group, coordinator, lecture):
    type(lecture).objects.update(title="=cmd|' /C calc'!A0")
    fee = pay(coordinator, lecture)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    answer = client.get(reverse("meetings:honorarium-export"), {"from": "2007-01-01", "to": "2007-12-31"})
    columns, row = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    found = dict(zip(columns, row, strict=True))
    assert answer["Content-Disposition"] == 'attachment; filename="honoraria-2007-01-01-2007-12-31.xlsx"'
    assert found == {
        "paid_on": "2007-10-22", "person": "Han Garam", "organisation": str(lecture.speaker.affiliations.get().organisation), "service": "Lecture",
        "activity": "=cmd|' /C calc'!A0", "mini-clusters": str(group), "income": "Other income (occasional)", "gross_krw": 500_000,
        "deemed_expenses_krw": 400_000, "taxable_income_krw": 100_000, "income_tax_krw": 20_000, "local_tax_krw": 2_000, "net_krw": 478_000, "settled_at": "",
        "resident registration number": "to be collected by accounting, outside of this system", "record": fee.reference, "invented": "",
    }  # fmt: skip


def test_the_list_does_not_grow_in_queries(client, group, coordinator, lecture, django_assert_max_num_queries):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            pay(coordinator, lecture, person=make_person(group.programme))
        for name in ("honorarium-list", "honorarium-export"):
            with django_assert_max_num_queries(25) as queries:
                assert client.get(reverse(f"meetings:{name}"), {"from": "2007-01-01", "to": "2007-12-31"}).status_code == 200
            numbers.append((name, len(queries)))
    assert len(set(numbers)) == 2


def test_a_resident_registration_number_typed_as_the_reason_is_refused(client, group, coordinator, lecture):
    fee = pay(coordinator, lecture)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    typed = {"income": "other", "gross_krw": "600000", "paid_on": (PAID_ON - timedelta(days=1)).isoformat(), "why": "800101-1234560"}
    page = client.post(reverse("meetings:honorarium-correct", args=[fee.pk]), typed)
    fee.refresh_from_db()
    assert (page.status_code, fee.gross_krw, history_of(fee).count()) == (200, 500_000, 1)
