"""Dated history: what held is closed, never overwritten."""

from datetime import date, timedelta

import pytest
from factories import make_complex, make_group, make_organisation, make_person, make_viewer

from minicluster.members.domain.actions import (
    add_alias,
    give_office,
    move_site,
    record_affiliation,
    record_size,
    rename_group,
    rename_organisation,
)
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError

pytestmark = pytest.mark.django_db
EARLY, LATER, LATEST = date(2005, 3, 1), date(2006, 7, 1), date(2007, 1, 1)


@pytest.fixture
def firm():
    return make_organisation(founded_on=date(1999, 1, 1), name_ko="(주)가람")


@pytest.fixture
def office(firm):
    return make_viewer(Role.PROGRAMME_OFFICE, firm.programme)


def test_a_new_size_closes_the_former_on_the_day_it_begins(firm, office):
    record_size(actor=office, organisation=firm, size="micro", from_day=EARLY)
    record_size(actor=office, organisation=firm, size="sme", from_day=LATER)
    assert list(firm.sizes.order_by("valid_from").values_list("size", "valid_from", "valid_to")) == [("micro", EARLY, LATER), ("sme", LATER, None)]
    assert [firm.sizes.on(day).get().size for day in (EARLY, date(2006, 6, 30), LATER)] == ["micro", "micro", "sme"]
    assert list(history_of(firm).values_list("action", "changed_fields")) == [("record_dated_fact", ["size"])] * 2


def test_the_same_fact_again_changes_nothing(firm, office):
    rows = {record_size(actor=office, organisation=firm, size="sme", from_day=day).pk for day in (EARLY, LATER)}
    assert len(rows) == 1


def test_history_cannot_be_rewritten_from_behind(firm, office):
    record_size(actor=office, organisation=firm, size="sme", from_day=LATER)
    with pytest.raises(InvalidInputError, match="2006-07-01") as refusal:
        record_size(actor=office, organisation=firm, size="micro", from_day=EARLY)
    assert refusal.value.field == "from_day"
    assert list(firm.sizes.values_list("size", "valid_to")) == [("sme", None)]


def test_a_renamed_firm_keeps_its_former_name_with_its_dates(firm, office):
    add_alias(actor=office, organisation=firm, name="가람기계", from_day=EARLY)
    rename_organisation(actor=office, organisation=firm, name_ko="(주)나래", from_day=LATER)
    firm.refresh_from_db()
    assert firm.name_ko == "(주)나래"
    assert list(firm.names.order_by("valid_from").values_list("name", "is_alias", "valid_from", "valid_to")) == [
        ("(주)가람", False, date(1999, 1, 1), LATER),
        ("가람기계", True, EARLY, None),
        ("(주)나래", False, LATER, None),
    ]


def test_a_name_is_kept_in_both_languages(firm, office):
    firm.name_en = "Garam"
    firm.save()
    rename_organisation(actor=office, organisation=firm, name_ko="(주)나래", name_en="Narae", from_day=LATER)
    assert list(firm.names.order_by("valid_from").values_list("name", "name_en")) == [("(주)가람", "Garam"), ("(주)나래", "Narae")]


def test_nothing_is_renamed_from_a_future_day_for_it_would_show_at_once(firm, office):
    group, tomorrow = make_group(firm.programme, name_en="Machines"), firm.programme.today() + timedelta(days=1)
    with pytest.raises(InvalidInputError, match="future") as refusal:
        rename_organisation(actor=office, organisation=firm, name_ko="(주)나래", from_day=tomorrow)
    with pytest.raises(InvalidInputError, match="future"):
        rename_group(actor=office, group=group, name_ko="공작기계", name_en="Machine tools", from_day=tomorrow)
    firm.refresh_from_db()
    group.refresh_from_db()
    assert (refusal.value.field, firm.name_ko, group.name_en, firm.names.count(), group.names.count()) == ("from_day", "(주)가람", "Machines", 0, 0)


def test_a_renamed_group_stays_the_same_group(office, firm):
    group = make_group(firm.programme, founded_on=EARLY, name_ko="기계", name_en="Machines")
    rename_group(actor=office, group=group, name_ko="공작기계", name_en="Machine tools", from_day=LATER)
    group.refresh_from_db()
    assert (group.name_ko, group.name_en) == ("공작기계", "Machine tools")
    assert list(group.names.order_by("valid_from").values_list("name_ko", "valid_from", "valid_to")) == [("기계", EARLY, LATER), ("공작기계", LATER, None)]


def test_a_firm_that_moves_stands_in_the_new_complex_only(firm, office):
    old, new = make_complex(firm.programme), make_complex(firm.programme)
    move_site(actor=office, organisation=firm, complex=old, from_day=EARLY)
    move_site(actor=office, organisation=firm, complex=new, from_day=LATER, address="2공단로 7")
    assert list(firm.sites.order_by("valid_from").values_list("complex", "valid_to")) == [(old.pk, LATER), (new.pk, None)]
    assert firm.place().complex_ids == {new.pk}


def test_a_new_affiliation_replaces_the_former_unless_it_is_in_addition(firm, office):
    university, institute = make_organisation(firm.programme, "university"), make_organisation(firm.programme, "institute")
    person = make_person(organisation=firm)
    record_affiliation(actor=office, person=person, organisation=university, from_day=EARLY, position="교수")
    record_affiliation(actor=office, person=person, organisation=institute, from_day=LATER, in_addition=True)
    record_affiliation(actor=office, person=person, organisation=university, from_day=LATEST, position="학장", in_addition=True)
    assert list(person.affiliations.order_by("valid_from").values_list("organisation", "position", "valid_from", "valid_to")) == [
        (firm.pk, "과장", date(2004, 1, 1), EARLY),
        (university.pk, "교수", EARLY, LATEST),
        (institute.pk, "", LATER, None),
        (university.pk, "학장", LATEST, None),
    ]


def test_an_office_with_one_holder_passes_on_and_one_with_several_does_not(firm, office):
    group, one, other = make_group(firm.programme), make_person(firm.programme), make_person(firm.programme)
    for role in ("chair", "steering_member"):
        give_office(actor=office, group=group, person=one, role=role, from_day=EARLY, until=LATEST)
        give_office(actor=office, group=group, person=other, role=role, from_day=LATER)
    assert list(group.offices.order_by("role", "valid_from").values_list("role", "person", "valid_from", "valid_to")) == [
        ("chair", one.pk, EARLY, LATER),
        ("chair", other.pk, LATER, None),
        ("steering_member", one.pk, EARLY, LATEST),
        ("steering_member", other.pk, LATER, None),
    ]


def test_the_same_office_again_changes_nothing_and_a_term_has_at_least_a_day(firm, office):
    group, person = make_group(firm.programme), make_person(firm.programme)
    terms = {give_office(actor=office, group=group, person=person, role="chair", from_day=EARLY, until=LATER).pk for _time in range(2)}
    assert len(terms) == 1
    with pytest.raises(InvalidInputError, match="end before it begins"):
        give_office(actor=office, group=group, person=person, role="chair", from_day=LATEST, until=LATEST)
