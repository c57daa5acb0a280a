"""The members of a group on any day: names, representatives and kinds of that day."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from factories import make_expert, make_firm, make_group, make_membership, make_organisation, make_person, make_user, make_viewer
from python_calamine import CalamineWorkbook

from minicluster.members.domain.actions import name_representative, rename_organisation
from minicluster.members.domain.rosters import memberships_on, seat_of
from minicluster.members.models import Membership
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2006, 12, 31)


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def names_on(group, day):
    return [seat_of(row).name for row in memberships_on(group, day)]


def test_the_list_of_a_day_holds_those_who_were_members_then_and_no_applicants(group):
    firms = {}
    for name, state, valid_from, valid_to in (
        ("가", "active", date(2005, 5, 1), None),
        ("나", "left", date(2005, 5, 1), date(2006, 12, 31)),
        ("다", "removed", date(2005, 5, 1), date(2007, 1, 1)),
        ("라", "active", date(2007, 1, 1), None),
        ("마", "applied", date(2006, 1, 1), None),
        ("바", "refused", date(2006, 1, 1), date(2007, 6, 1)),
        ("사", "dormant", date(2006, 12, 31), None),
        ("아", "ineligible", date(2006, 1, 1), date(2007, 6, 1)),
    ):
        firms[name] = make_organisation(group.programme, name_ko=name, name_en=name)
        make_membership(group, firms[name], state=state, valid_from=valid_from, valid_to=valid_to)
    expert = make_expert(group.programme, name_ko="한가람", name_en="Han Garam")
    make_membership(group, person=expert)
    assert names_on(group, NEW_YEAR) == ["가", "다", "사", "아", "Han Garam"]
    assert [seat_of(row).fate for row in memberships_on(group, NEW_YEAR)] == ["", "Removed", "", "Lost eligibility", ""]
    assert names_on(group, date(2005, 4, 30)) == []


def test_a_firm_stands_under_the_name_that_it_had_on_that_day(group, coordinator):
    firm = make_firm(group, name_ko="(주)가람", name_en="Garam", founded_on=date(1999, 1, 1))
    rename_organisation(actor=coordinator, organisation=firm, name_ko="(주)나래", name_en="Narae", from_day=date(2007, 1, 1))
    firm.names.create(name="가람기계", is_alias=True, valid_from=date(2001, 1, 1))
    assert [names_on(group, day) for day in (NEW_YEAR, date(2007, 1, 1))] == [["Garam"], ["Narae"]]


def test_whoever_represented_then_stands_on_the_list_of_that_day(group, coordinator):
    firm = make_firm(group)
    first, second, third, deputy = (make_person(organisation=firm) for _time in range(4))
    membership = firm.memberships.get()
    membership.representative = first
    membership.save()
    name_representative(actor=coordinator, membership=membership, representative=second, deputy=deputy, from_day=date(2006, 7, 1))
    name_representative(actor=coordinator, membership=membership, representative=third, from_day=date(2007, 1, 1))
    days = (date(2005, 5, 1), date(2006, 6, 30), date(2006, 7, 1), NEW_YEAR, date(2007, 1, 1), group.programme.today())
    told = [(seat.representative, seat.deputy) for day in days for seat in [seat_of(memberships_on(group, day).get())]]
    assert told == [(first, None), (first, None), (second, deputy), (second, deputy), (third, None), (third, None)]
    assert [entry.changed_fields for entry in history_of(membership)] == [["deputy", "representative"]] * 2


def test_naming_the_same_again_changes_nothing_and_the_first_ever_needs_no_history(group, coordinator):
    firm = make_firm(group)
    person, membership = make_person(organisation=firm), firm.memberships.get()
    for day in (date(2006, 1, 1), date(2006, 6, 1)):
        name_representative(actor=coordinator, membership=membership, representative=person, from_day=day)
    assert (membership.former_representations.count(), history_of(membership).count()) == (0, 1)


def test_terms_do_not_overlap_nor_begin_tomorrow_nor_belong_to_one_person_twice(group, coordinator):
    firm = make_firm(group)
    first, second, third = (make_person(organisation=firm) for _time in range(3))
    membership, today = firm.memberships.get(), group.programme.today()
    membership.representative = first
    membership.save()
    name_representative(actor=coordinator, membership=membership, representative=second, from_day=date(2006, 7, 1))
    wrong = [
        ({"representative": third, "from_day": date(2006, 7, 1)}, "2006-07-01", "from_day"),
        ({"representative": third, "from_day": date(2005, 1, 1)}, "2006-07-01", "from_day"),
        ({"representative": third, "from_day": today + timedelta(days=1)}, "future", "from_day"),
        ({"representative": third, "deputy": third, "from_day": today}, "Nobody deputises", "deputy"),
    ]
    for fields, words, field in wrong:
        with pytest.raises(InvalidInputError, match=words) as refusal:
            name_representative(actor=coordinator, membership=membership, **fields)
        assert refusal.value.field == field
    membership.refresh_from_db()
    assert (membership.representative, membership.former_representations.count()) == (second, 1)


def test_experts_and_former_members_have_nobody_to_name_and_strangers_name_nobody(group, coordinator):
    expert = make_membership(group, person=make_expert(group.programme))
    former = make_membership(group, make_organisation(group.programme), state="left", valid_to=date(2006, 1, 1))
    person, today = make_person(group.programme), group.programme.today()
    for membership in (expert, former):
        with pytest.raises(IllegalStepError, match="Nothing was changed"):
            name_representative(actor=coordinator, membership=membership, representative=person, from_day=today)
    membership = make_firm(group).memberships.get()
    with pytest.raises(NotAllowedError):
        name_representative(
            actor=make_viewer(Role.FIRM_USER, group.programme, organisations=[make_firm(group)]), membership=membership, representative=person, from_day=today
        )
    with pytest.raises(NotVisibleError):
        name_representative(actor=coordinator, membership=membership, representative=make_person(), from_day=today)


def test_a_firm_names_its_own_representative_among_its_people(client, group):
    firm = make_firm(group)
    person, stranger, membership = make_person(organisation=firm), make_person(group.programme), firm.memberships.get()
    client.force_login(make_user(Role.FIRM_USER, group.programme, organisation=firm))
    address = reverse("members:membership-representative", args=[membership.pk])
    assert address in client.get(membership.get_absolute_url()).content.decode()
    typed = {"representative": person.pk, "deputy": "", "from_day": "2006-07-01"}
    assert "Select a valid choice" in client.post(address, {**typed, "representative": stranger.pk}).content.decode()
    assert client.post(address, typed).status_code == 302
    membership.refresh_from_db()
    assert membership.representative == person


def test_the_page_shows_the_day_of_the_address_and_the_workbook_the_same_list(client, group):
    firm = make_organisation(group.programme, name_ko="@나래", name_en="@Narae")
    membership = make_membership(group, firm, state="left", valid_to=date(2007, 1, 1))
    make_membership(group, make_organisation(group.programme, name_en="Later"), valid_from=date(2007, 3, 1))
    client.force_login(make_user(Role.FUNDER, group.programme))
    address, export = (reverse(f"members:{name}", args=[group.pk]) for name in ("group-members", "group-members-export"))
    assert f'action="{address}"' in client.get(group.get_absolute_url()).content.decode()
    shown = client.get(address, {"on": "2006-12-31"}).content.decode()
    assert ("@Narae" in shown, "Later" in shown, "1 member. Names" in shown, f"{export}?on=2006-12-31" in shown) == (True, False, True, True)
    rows = CalamineWorkbook.from_filelike(BytesIO(client.get(export, {"on": "2006-12-31"}).content)).get_sheet_by_index(0).to_python()
    assert rows == [
        ["member", "kind", "representative", "deputy", "member since", "member until", "fate", "record", "invented"],
        ["@Narae", "Regular member", "", "", "2005-05-01", "2007-01-01", "Left", membership.reference, ""],
    ]


@pytest.mark.parametrize("typed", ["tomorrow", "2006-13-01", "3000-01-01", "<script>"])
def test_what_is_no_day_up_to_today_is_said_and_today_is_shown(client, group, typed):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    answer = client.get(reverse("members:group-members", args=[group.pk]), {"on": typed}, follow=True)
    page = answer.content.decode()
    assert ("is no day up to today" in page, "<script>" in page.split("no day up to today")[0][-60:]) == (True, False)
    assert answer.context["day"] == group.programme.today()


def test_the_list_of_a_day_does_not_grow_in_queries(client, group, django_assert_max_num_queries):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]))
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            firm = make_firm(group)
            membership = Membership.objects.get(organisation=firm)
            firm.names.create(name="옛이름", valid_from=date(2005, 1, 1))
            membership.former_representations.create(representative=make_person(group.programme), valid_from=date(2005, 5, 1), valid_to=date(2020, 1, 1))
        with django_assert_max_num_queries(20) as queries:
            assert client.get(reverse("members:group-members", args=[group.pk]), {"on": "2006-12-31"}).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
