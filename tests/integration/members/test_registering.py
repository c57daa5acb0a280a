from datetime import date

import pytest
from factories import make_complex, make_firm, make_group, make_organisation, make_viewer

from minicluster.members.domain.actions import register_organisation, register_person
from minicluster.members.models import Affiliation, Organisation, Person
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def test_an_organisation_comes_with_its_number_size_site_and_name(group, coordinator):
    firm = register_organisation(
        actor=coordinator, kind="firm", name_ko=" (주)가람 ", identifiers={"KR-BRN": "2208162517"}, size="sme", complex=group.complex, address="1공단로 1",
        founded_on=date(1999, 3, 2),
    )  # fmt: skip
    assert (firm.programme, firm.name_ko) == (group.programme, "(주)가람")
    assert list(firm.identifiers.values_list("scheme", "value")) == [("KR-BRN", "220-81-62517")]
    assert list(firm.sizes.values_list("size", "valid_from")) == [("sme", date(1999, 3, 2))]
    assert list(firm.sites.values_list("complex", "address")) == [(group.complex_id, "1공단로 1")]
    assert list(firm.names.values_list("name", "valid_to")) == [("(주)가람", None)]
    assert list(history_of(firm).values_list("action", "role")) == [("register_organisation", "coordinator")]


@pytest.mark.parametrize(("number", "said"), [("220-81-62510", "check digit"), ("２２０－８１－６２５１７", "already belongs")])
def test_a_wrong_number_or_one_that_is_taken_registers_nothing(coordinator, number, said):
    register_organisation(actor=coordinator, kind="firm", name_ko="(주)가람", identifiers={"KR-BRN": "220-81-62517"})
    with pytest.raises(InvalidInputError, match=said) as refusal:
        register_organisation(actor=coordinator, kind="firm", name_ko="(주)나래", identifiers={"KR-BRN": number})
    assert refusal.value.field == "identifier"
    assert list(Organisation.objects.values_list("name_ko", flat=True)) == ["(주)가람"]


def test_two_programmes_may_know_the_same_firm(coordinator):
    other = make_group()
    for actor in (coordinator, make_viewer(Role.COORDINATOR, other.programme, groups=[other])):
        register_organisation(actor=actor, kind="firm", name_ko="(주)가람", identifiers={"KR-BRN": "220-81-62517"})
    assert Organisation.objects.count() == 2


def test_a_person_comes_with_where_they_work(group, coordinator):
    university = make_organisation(group.programme, "university")
    orcid = "https://orcid.org/0000-0002-1825-0097"
    person = register_person(actor=coordinator, name_ko="홍가온", orcid=orcid, organisation=university, position="교수", from_day=date(2003, 3, 1))
    assert person.orcid == "0000-0002-1825-0097"
    assert list(person.affiliations.values_list("organisation", "position", "valid_from")) == [(university.pk, "교수", date(2003, 3, 1))]
    assert list(history_of(person).values_list("action", "changed_fields")) == [("register_person", [])]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"orcid": "0000-0002-1825-0098"}, "orcid"), ({"phone": "900101-1234567"}, "phone"), ({"name_ko": "홍가온 ９００１０１－１２３４５６７"}, "name_ko")],
)
def test_a_wrong_orcid_or_a_resident_registration_number_registers_nobody(coordinator, typed, field):
    with pytest.raises(InvalidInputError) as refusal:
        register_person(actor=coordinator, **{"name_ko": "홍가온", **typed})
    assert (refusal.value.field, Person.objects.count()) == (field, 0)


def test_nobody_registers_a_person_at_an_organisation_that_others_look_after(group, coordinator):
    firm = make_firm(make_group(complex=group.complex))
    with pytest.raises(NotAllowedError):
        register_person(actor=coordinator, name_ko="홍가온", organisation=firm)
    own, new = make_firm(group), make_organisation(group.programme)
    for organisation in (own, new):
        register_person(actor=coordinator, name_ko="홍가온", organisation=organisation)
    assert list(Affiliation.objects.order_by("pk").values_list("organisation", flat=True)) == [own.pk, new.pk]


def test_firms_register_nobody_and_nobody_joins_records_of_two_programmes(group, coordinator):
    with pytest.raises(NotAllowedError):
        register_organisation(actor=make_viewer(Role.FIRM_USER, group.programme), kind="firm", name_ko="(주)가람")
    with pytest.raises(NotVisibleError):
        register_person(actor=coordinator, name_ko="홍가온", organisation=make_organisation())
    with pytest.raises(NotVisibleError):
        register_organisation(actor=coordinator, kind="firm", name_ko="(주)가람", complex=make_complex())
    assert (Organisation.objects.filter(programme=group.programme).count(), Person.objects.count()) == (0, 0)
