import pytest
from factories import make_expert, make_firm, make_group, make_organisation, make_person, make_problem, make_viewer

from minicluster.members.domain.actions import (
    give_consent,
    read_contact,
    read_contacts_of_staff,
    read_figures,
    record_disclosure,
    withdraw_consent,
)
from minicluster.members.domain.queries import access_log, consent_register, consents_of, disclosure_register
from minicluster.members.models import Consent, Disclosure, OrganisationYear
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm(make_group())


@pytest.fixture
def expert(firm):
    return make_expert(firm.programme)


@pytest.fixture
def consent(firm, expert):
    actor = make_viewer(Role.EXPERT, firm.programme, person=expert)
    return give_consent(actor=actor, person=expert, recipient=firm, purpose="소개", data_fields=["phone", "email"])


def test_a_consent_names_recipient_purpose_and_data_and_is_given_once(firm, expert, consent):
    actor = make_viewer(Role.EXPERT, firm.programme, person=expert)
    again = give_consent(actor=actor, person=expert, recipient=firm, purpose="소개", data_fields=["email", "phone"])
    assert (again, consent.data_fields, Consent.objects.count()) == (consent, ["email", "phone"], 1)
    assert list(history_of(consent).values_list("action", "changed_fields")) == [("give_consent", ["email", "phone"])]


def test_no_resident_registration_number_stands_in_a_purpose(firm, expert):
    actor = make_viewer(Role.EXPERT, firm.programme, person=expert)
    with pytest.raises(InvalidInputError) as refusal:
        give_consent(actor=actor, person=expert, recipient=firm, purpose="900101-1234567 소개", data_fields=["email"])
    assert (refusal.value.field, Consent.objects.count()) == ("purpose", 0)


def test_nobody_consents_for_somebody_else_or_to_everything(firm, expert):
    with pytest.raises(NotAllowedError):
        give_consent(actor=make_viewer(Role.COORDINATOR, firm.programme), person=expert, recipient=firm, purpose="소개", data_fields=["email"])
    with pytest.raises(InvalidInputError, match="name the data"):
        give_consent(actor=make_viewer(Role.EXPERT, firm.programme, person=expert), person=expert, recipient=firm, purpose="소개", data_fields=[])
    assert not Consent.objects.exists()


def test_a_consent_is_withdrawn_once_and_nothing_goes_out_under_it_afterwards(firm, expert, consent):
    owner, problem = make_viewer(Role.EXPERT, firm.programme, person=expert), make_problem(firm=firm, group=firm.memberships.get().group)
    out = record_disclosure(actor=owner, about=problem, data_fields=["email"], recipient_organisation=firm, consent=consent)
    withdraw_consent(actor=owner, consent=consent, why="moved")
    with pytest.raises(IllegalStepError, match="withdrawn before"):
        withdraw_consent(actor=owner, consent=consent)
    with pytest.raises(InvalidInputError, match="does not cover"):
        record_disclosure(actor=owner, about=problem, data_fields=["email"], recipient_organisation=firm, consent=consent)
    assert list(Disclosure.objects.values_list("pk", "about_type", "about_id", "consent")) == [(out.pk, "problem", problem.pk, consent.pk)]
    assert list(history_of(consent).values_list("action", "why")) == [("give_consent", ""), ("withdraw_consent", "moved")]


def test_a_consent_covers_the_recipient_and_who_works_there_and_the_named_data_only(firm, expert, consent):
    actor, problem = make_viewer(Role.EXPERT, firm.programme, person=expert), make_problem(firm=firm, group=firm.memberships.get().group)
    record_disclosure(actor=actor, about=problem, data_fields=["email"], recipient_person=make_person(organisation=firm), consent=consent)
    stranger = make_person(organisation=make_organisation(firm.programme))
    for wrong in ({"recipient_person": stranger, "data_fields": ["email"]}, {"recipient_organisation": firm, "data_fields": ["email", "affiliation"]}):
        with pytest.raises(InvalidInputError, match="does not cover"):
            record_disclosure(actor=actor, about=problem, consent=consent, **wrong)
    with pytest.raises(InvalidInputError, match="to whom"):
        record_disclosure(actor=actor, about=problem, data_fields=["email"])
    with pytest.raises(NotVisibleError):
        record_disclosure(actor=actor, about=problem, data_fields=["email"], recipient_person=make_person())
    assert Disclosure.objects.count() == 1


def test_reading_a_contact_is_logged_unless_it_is_ones_own(firm):
    person = make_person(organisation=firm, phone="010-1234-5678")
    coordinator = make_viewer(Role.COORDINATOR, firm.programme, groups=[firm.memberships.get().group])
    itself = make_viewer(Role.FIRM_USER, firm.programme, person=person, organisations=[firm])
    assert read_contact(actor=coordinator, person=person) == read_contact(actor=itself, person=person)
    assert read_contact(actor=coordinator, person=person).phone == "010-1234-5678"
    assert read_contact(actor=make_viewer(Role.FUNDER, firm.programme), person=person) is None
    assert read_contact(actor=make_viewer(Role.PROGRAMME_OFFICE, make_group().programme), person=person) is None
    assert set(access_log(make_viewer(Role.PRIVACY_OFFICER, firm.programme)).values_list("role", "record_id")) == {("coordinator", person.pk)}


def test_figures_and_staff_contacts_are_for_the_firm_itself_and_those_who_look_after_it(firm):
    OrganisationYear.objects.create(programme=firm.programme, organisation=firm, year=2006, sales_krw=1)
    person = make_person(organisation=firm)
    group = firm.memberships.get().group
    readers = {
        Role.FIRM_USER: make_viewer(Role.FIRM_USER, firm.programme, organisations=[firm]),
        Role.COORDINATOR: make_viewer(Role.COORDINATOR, firm.programme, groups=[group]),
        Role.GROUP_OFFICER: make_viewer(Role.GROUP_OFFICER, firm.programme, groups=[group]),
        Role.FUNDER: make_viewer(Role.FUNDER, firm.programme),
    }
    figures = {role for role, viewer in readers.items() if read_figures(actor=viewer, organisation=firm)}
    contacts = {role for role, viewer in readers.items() if person.pk in read_contacts_of_staff(actor=viewer, organisation=firm)}
    assert figures == {Role.FIRM_USER, Role.COORDINATOR}
    assert contacts == {Role.FIRM_USER, Role.COORDINATOR, Role.GROUP_OFFICER}
    log = access_log(make_viewer(Role.PRIVACY_OFFICER, firm.programme))
    assert sorted(log.values_list("action", "role")) == [("view_contact", "coordinator"), ("view_contact", "group_officer"), ("view_firm_year", "coordinator")]


def test_the_registers_are_for_the_privacy_officer_of_the_programme(firm, expert, consent):
    keeper, foreigner = make_viewer(Role.PRIVACY_OFFICER, firm.programme), make_viewer(Role.PRIVACY_OFFICER, make_group().programme)
    record_disclosure(actor=keeper, about=expert, data_fields=["email"], recipient_organisation=firm, consent=consent)
    assert [list(register(keeper)) for register in (consent_register, disclosure_register)] == [[consent], list(Disclosure.objects.all())]
    for viewer in (foreigner, make_viewer(Role.COORDINATOR, firm.programme)):
        assert [register(viewer).count() for register in (consent_register, disclosure_register, access_log)] == [0, 0, 0]
    assert list(consents_of(make_viewer(Role.EXPERT, firm.programme, person=expert), expert)) == [consent]
    assert list(consents_of(make_viewer(Role.COORDINATOR, firm.programme), expert)) == []
