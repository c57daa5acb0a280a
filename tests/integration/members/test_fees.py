"""Membership fees: charged at once, paid with receipts that leave no gap, waived, reminded of, taken to accounting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from factories import make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_user, make_viewer
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from minicluster.members.domain.actions import charge_fees, record_fee_payment, remind_of_fees, waive_fee
from minicluster.members.domain.fees import fees_of, sums_of
from minicluster.members.models import MembershipFee, OrganisationName
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError


@pytest.fixture
def group():
    return make_group(yearly_fee_krw=100_000, name_en="Machines")


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def year_of(group):
    return group.programme.today().year


def charge(group, actor, **fields):
    year = year_of(group)
    return charge_fees(actor=actor, group=group, **{"year": year, "due_on": date(year, 1, 1), **fields})


def make_fee(group, member=None, **fields):
    membership = (member or make_firm(group)).memberships.get()
    overdue = group.programme.today() - timedelta(days=5)
    return MembershipFee.objects.create(
        programme=group.programme, membership=membership, **{"year": year_of(group), "amount_krw": 100_000, "due_on": overdue, **fields}
    )


@pytest.mark.django_db
def test_all_active_members_are_charged_in_one_act_and_nobody_twice(group, coordinator):
    regular, associate = make_firm(group), make_organisation(group.programme)
    make_membership(group, associate, kind="associate")
    make_membership(group, make_organisation(group.programme, kind="university"), kind="support")
    make_membership(group, person=make_expert(group.programme))
    for state in ("dormant", "applied", "left"):
        make_membership(group, make_organisation(group.programme), state=state)
    assert [charge(group, coordinator), charge(group, coordinator)] == [2, 0]
    year = year_of(group)
    charged = MembershipFee.objects.order_by("pk").values_list("membership__organisation", "year", "amount_krw", "due_on", "paid_on", "receipt_number")
    assert list(charged) == [(firm.pk, year, 100_000, date(year, 1, 1), None, None) for firm in (regular, associate)]
    assert list(history_of(group).values_list("action", "why")) == [("charge_fees", f"{year}: 2 × 100,000 KRW")]
    make_firm(group)
    assert charge(group, coordinator) == 1


@pytest.mark.django_db
def test_other_kinds_are_charged_where_it_is_said_so_and_whoever_joined_later_owes_nothing_for_before(group, coordinator):
    expert = make_expert(group.programme)
    make_membership(group, person=expert)
    late = make_firm(group)
    late.memberships.update(valid_from=group.programme.today())
    last = year_of(group) - 1
    assert charge(group, coordinator, year=last, due_on=date(last, 6, 30), kinds=["regular", "expert"]) == 1
    assert MembershipFee.objects.get().membership.person == expert


@pytest.mark.django_db
def test_what_cannot_be_charged_is_refused_with_what_is_wrong(group, coordinator):
    make_firm(group)
    year = year_of(group)
    wrong = [({"year": year + 2, "due_on": date(year + 2, 6, 30)}, "year"), ({"year": 2004}, "year"), ({"due_on": date(year - 1, 12, 31)}, "due_on")]
    for fields, field in wrong:
        with pytest.raises(InvalidInputError, match="Nothing was charged") as refusal:
            charge(group, coordinator, **fields)
        assert refusal.value.field == field
    type(group).objects.update(yearly_fee_krw=0)
    with pytest.raises(InvalidInputError, match="name no yearly fee"):
        charge(group, coordinator)
    assert MembershipFee.objects.count() == 0


@pytest.mark.django_db
def test_receipts_run_through_programme_and_year_and_another_programme_begins_anew(group):
    other = make_group(complex=group.complex)
    office, today = make_viewer(Role.PROGRAMME_OFFICE, group.programme), group.programme.today()
    fees = [make_fee(group), make_fee(other), make_fee(group), make_fee(group, year=year_of(group) - 1)]
    for fee in fees:
        record_fee_payment(actor=office, fee=fee, paid_on=today)
    year = year_of(group)
    assert [fee.receipt_name for fee in fees] == [f"{year}-0001", f"{year}-0002", f"{year}-0003", f"{year - 1}-0001"]
    elsewhere = make_group(yearly_fee_krw=1)
    fee = make_fee(elsewhere)
    record_fee_payment(actor=make_viewer(Role.COORDINATOR, elsewhere.programme, groups=[elsewhere]), fee=fee, paid_on=today)
    assert fee.receipt_number == 1


@pytest.mark.django_db
def test_a_fee_is_not_paid_twice_nor_tomorrow_nor_after_it_was_waived(group, coordinator):
    today = group.programme.today()
    fee, waived = make_fee(group), make_fee(group)
    with pytest.raises(InvalidInputError, match="lies in the future") as refusal:
        record_fee_payment(actor=coordinator, fee=fee, paid_on=today + timedelta(days=1))
    assert refusal.value.field == "paid_on"
    record_fee_payment(actor=coordinator, fee=fee, paid_on=today)
    with pytest.raises(IllegalStepError, match=f"paid on {today.isoformat()}, receipt {year_of(group)}-0001. Nothing was changed, and no second"):
        record_fee_payment(actor=coordinator, fee=MembershipFee.objects.get(pk=fee.pk), paid_on=today)
    waive_fee(actor=coordinator, fee=waived, why="휴업")
    for act in (lambda: record_fee_payment(actor=coordinator, fee=waived, paid_on=today), lambda: waive_fee(actor=coordinator, fee=waived, why="다시")):
        with pytest.raises(IllegalStepError, match="was waived"):
            act()
    with pytest.raises(IllegalStepError, match="was paid"):
        waive_fee(actor=coordinator, fee=fee, why="x")
    with pytest.raises(InvalidInputError, match="needs a reason"):
        waive_fee(actor=coordinator, fee=make_fee(group), why="  ")
    assert list(MembershipFee.objects.order_by("pk").values_list("receipt_number", "waived_because")) == [(1, ""), (None, "휴업"), (None, "")]
    assert list(history_of(waived).values_list("action", "why")) == [("waive_fee", "휴업")]


@pytest.mark.django_db
def test_who_keeps_the_books_and_who_only_looks(group):
    fee = make_fee(group)
    officer, member = make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group]), fee.membership.organisation
    for viewer in (make_viewer(Role.FIRM_USER, group.programme, organisations=[member]), make_viewer(Role.FUNDER, group.programme)):
        with pytest.raises(NotAllowedError):
            record_fee_payment(actor=viewer, fee=fee, paid_on=group.programme.today())
    with pytest.raises(NotAllowedError):
        waive_fee(actor=officer, fee=fee, why="x")
    with pytest.raises(NotVisibleError):
        record_fee_payment(actor=make_viewer(Role.PROGRAMME_OFFICE, make_group().programme), fee=fee, paid_on=group.programme.today())
    record_fee_payment(actor=officer, fee=fee, paid_on=group.programme.today())
    assert fee.receipt_number == 1


@pytest.mark.django_db(transaction=True)
def test_payments_written_down_at_once_get_numbers_without_gap_or_double(group, coordinator):
    fees, today = [make_fee(group) for _time in range(12)], group.programme.today()
    at_once = Barrier(6)

    def pay(number):
        try:
            if number < 6:
                at_once.wait(timeout=20)
            # Every third is written down twice: the second is refused and must not use up a number.
            for _time in range(1 + (number % 3 == 0)):
                record_fee_payment(actor=coordinator, fee=MembershipFee.objects.get(pk=fees[number].pk), paid_on=today)
        except IllegalStepError:
            return "refused"
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(pay, range(12)))
    assert (told.count("refused"), told.count("paid")) == (4, 8)
    assert sorted(MembershipFee.objects.values_list("receipt_number", flat=True)) == list(range(1, 13))


@pytest.mark.django_db(transaction=True)
def test_one_fee_that_two_people_write_down_as_paid_at_once_has_one_receipt(group, coordinator):
    fee, today, at_once = make_fee(group), group.programme.today(), Barrier(4)

    def pay(_number):
        try:
            own = MembershipFee.objects.get(pk=fee.pk)
            at_once.wait(timeout=20)
            record_fee_payment(actor=coordinator, fee=own, paid_on=today)
        except IllegalStepError:
            return "refused"
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(pay, range(4)))
    fee.refresh_from_db()
    assert (told, fee.receipt_number, history_of(fee).count()) == (["paid", "refused", "refused", "refused"], 1, 1)


@pytest.mark.django_db
def test_reminders_go_to_whoever_represents_the_member_once_a_day_and_only_of_what_is_overdue(group, coordinator):
    today, year = group.programme.today(), year_of(group)
    person = make_person(group.programme, email="owner@mail.example")
    reachable, nobody, paid, not_due = (make_firm(group) for _time in range(4))
    reachable.memberships.update(representative=person)
    fees = [make_fee(group, firm) for firm in (reachable, nobody, paid)]
    make_fee(group, not_due, due_on=today + timedelta(days=1))
    record_fee_payment(actor=coordinator, fee=fees[2], paid_on=today)
    assert remind_of_fees(actor=coordinator, group=group, year=year) == (1, 1)
    assert remind_of_fees(actor=coordinator, group=group, year=year) == (0, 1)
    message = Message.objects.get()
    assert (message.recipient, message.subject) == ("owner@mail.example", f"Membership fee {year} of the mini-cluster Machines")
    assert f"{reachable} for {year}, KRW 100,000, was due on {fees[0].due_on}" in message.body
    assert fees[0].membership.get_absolute_url() in message.body
    assert list(history_of(fees[0]).values_list("action", flat=True)) == ["remind_of_fee"]


@pytest.mark.django_db
def test_sums_tell_what_is_charged_paid_waived_owed_and_overdue(group, coordinator):
    today, year = group.programme.today(), year_of(group)
    paid, waived = make_fee(group, amount_krw=1), make_fee(group, amount_krw=20)
    make_fee(group, amount_krw=300, due_on=today)
    make_fee(group, amount_krw=4_000, due_on=today - timedelta(days=1))
    record_fee_payment(actor=coordinator, fee=paid, paid_on=today)
    waive_fee(actor=coordinator, fee=waived, why="휴업")
    sums = {name: (row.fees, row.krw) for name, row in sums_of(fees_of(group, year), today).items()}
    assert sums == {"charged": (4, 4_321), "paid": (1, 1), "waived": (1, 20), "owed": (1, 300), "overdue": (1, 4_000)}
    assert {name: (row.fees, row.krw) for name, row in sums_of(fees_of(group, 1999), today).items()} == dict.fromkeys(sums, (0, 0))


@pytest.mark.django_db
def test_from_charging_to_the_receipt_on_the_pages(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    firm, year = make_firm(group, name_ko="(주)가람", name_en="Garam Ltd"), year_of(group)
    listed = reverse("members:group-fees", args=[group.pk])
    assert listed in client.get(group.get_absolute_url()).content.decode()
    typed = {"year": year, "due_on": f"{year}-01-01", "kinds": ["regular"]}
    answer = client.post(reverse("members:group-fees-charge", args=[group.pk]), typed, follow=True)
    assert (answer.redirect_chain[0][0], "1 member was charged." in answer.content.decode()) == (f"{listed}?year={year}", True)
    fee = MembershipFee.objects.get()
    receipt = reverse("members:fee-receipt", args=[fee.pk])
    assert client.get(receipt).status_code == 409
    assert client.post(reverse("members:fee-paid", args=[fee.pk]), {"paid_on": group.programme.today().isoformat()}).status_code == 302
    assert receipt in client.get(listed).content.decode()
    OrganisationName.objects.create(organisation=firm, name="(주)옛가람", name_en="Old Garam", valid_from=date(2005, 1, 1))
    document = client.get(receipt)
    text = " ".join(PdfReader(BytesIO(document.content)).pages[0].extract_text().split())
    assert document["Content-Type"] == "application/pdf"
    assert [said in text for said in (f"{year}-0001", "Old Garam", "KRW 100,000", "Machines", "Receipt")] == [True] * 5
    client.force_login(make_user(Role.FIRM_USER, group.programme, organisation=firm))
    assert receipt in client.get(fee.membership.get_absolute_url()).content.decode()
    assert client.get(receipt).status_code == 200
    client.force_login(make_user(Role.FIRM_USER, group.programme, organisation=make_firm(group)))
    assert [client.get(address).status_code for address in (receipt, listed)] == [403, 403]


@pytest.mark.django_db
def test_a_second_payment_typed_on_the_page_is_refused_with_the_receipt_that_exists(client, group, coordinator):
    fee = make_fee(group)
    record_fee_payment(actor=coordinator, fee=fee, paid_on=group.programme.today())
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    page = client.post(reverse("members:fee-paid", args=[fee.pk]), {"paid_on": group.programme.today().isoformat()}).content.decode()
    assert f"receipt {fee.receipt_name}" in page


@pytest.mark.django_db
def test_reminders_are_sent_from_the_page_of_the_year(client, group):
    make_fee(group)
    client.force_login(make_user(Role.GROUP_OFFICER, group.programme, groups=[group]))
    remind = reverse("members:group-fees-remind", args=[group.pk])
    assert remind in client.get(reverse("members:group-fees", args=[group.pk])).content.decode()
    assert client.get(remind).status_code == 405
    page = client.post(remind, {"year": year_of(group)}, follow=True).content.decode()
    assert ("0 reminders were written." in page, "1 member has nobody with a mail address." in page) == (True, True)


@pytest.mark.django_db
def test_the_workbook_for_accounting_holds_every_fee_and_no_formula(client, group, coordinator):
    fee = make_fee(group, make_firm(group, name_ko="=1+1", name_en="=1+1"))
    make_fee(group, make_firm(group, name_ko="나래", name_en="Narae"))
    record_fee_payment(actor=coordinator, fee=fee, paid_on=group.programme.today())
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    answer = client.get(reverse("members:group-fees-export", args=[group.pk]), {"year": year_of(group)})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    today, year = group.programme.today().isoformat(), year_of(group)
    assert answer["Content-Disposition"] == f'attachment; filename="fees-{group.slug}-{year}.xlsx"'
    assert rows[0] == ["member", "kind", "year", "amount_krw", "due_on", "state", "paid_on", "receipt", "waived_because", "record", "invented"]
    assert [row[:8] for row in rows[1:]] == [
        ["=1+1", "Regular member", year, 100_000, str(fee.due_on), "Paid", today, f"{year}-0001"],
        ["Narae", "Regular member", year, 100_000, str(fee.due_on), "Overdue", "", ""],
    ]


@pytest.mark.django_db
def test_the_list_of_a_year_does_not_grow_in_queries(client, group, django_assert_max_num_queries):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            make_fee(group)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse("members:group-fees", args=[group.pk])).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
