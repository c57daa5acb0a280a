"""Who among the members is shut out of a call, and why, for those who look after a complex or the programme."""

from datetime import timedelta

import pytest
from django.urls import reverse
from factories import make_complex, make_group, make_membership, make_organisation, make_problem, make_project, make_support_programme, make_user, make_viewer

from minicluster.members.models import OrganisationSize, Site
from minicluster.platform.permissions import Role
from minicluster.problems.domain.actions import register_call
from minicluster.problems.domain.eligibility import calls_with_conditions, eligibility_of
from minicluster.problems.domain.queries import calls_to_look_at, shut_out_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group(name_en="Machines")


@pytest.fixture
def office(group):
    return make_viewer(Role.PROGRAMME_OFFICE, group.programme)


def register(group, office, **fields):
    today = group.programme.today()
    asked = {"opens_on": today, "closes_on": today + timedelta(days=30), "complexes": [group.complex], "sizes": ["sme"], **fields}
    return register_call(actor=office, support_programme=make_support_programme(group.programme), **asked)


def member(group, *, complex_=None, size="sme", state="active", **fields):
    firm = make_organisation(group.programme, **fields)
    long_ago = group.programme.today() - timedelta(days=900)
    Site.objects.create(organisation=firm, complex=complex_, valid_from=long_ago)
    OrganisationSize.objects.create(organisation=firm, size=size, valid_from=long_ago)
    make_membership(group, firm, state=state)
    return firm


def told(viewer, call, **options):
    return shut_out_of(viewer, calls_with_conditions(viewer.programme_id).get(pk=call.pk), **options)


def test_members_stand_under_each_rule_that_shuts_them_out_and_the_hardest_rule_comes_first(group, office):
    inside = member(group, complex_=group.complex, name_ko="가")
    outside, large_outside = member(group, name_ko="나"), member(group, size="large", name_ko="다", state="dormant")
    unknown = make_organisation(group.programme)
    make_membership(group, unknown)
    member(group, name_ko="라", state="left")
    make_membership(group, make_organisation(group.programme, kind="university"))
    found = told(office, register(group, office))
    assert (found.members, found.shut, found.undecided) == (4, 2, 1)
    assert found.rules == [("site_in_complex", "Has a site in an eligible complex", 2), ("size_class", "Of an eligible size class", 1)]
    assert [(row.firm, row.line.rule, row.others, row.groups) for row in found.rows] == [
        (outside, "site_in_complex", 0, "Machines"), (large_outside, "site_in_complex", 1, "Machines"), (large_outside, "size_class", 1, "Machines"),
    ]  # fmt: skip
    assert all(row.line.fact and row.line.cure for row in found.rows)
    assert found.by_complex == {group.complex_id: [4, 2]}
    assert inside not in [row.firm for row in found.rows]


def test_each_row_says_what_the_page_of_the_firm_says(group, office):
    firms = [member(group, size=size) for size in ("sme", "large")]
    call = register(group, office, no_double_funding=True)
    project = make_project(make_problem(group, firms[0]), call=register(group, office), state="running")
    project.partners.create(organisation=firms[0], role="lead")
    found = told(office, call)
    for firm in firms:
        answer = eligibility_of(office, firm, calls_with_conditions(office.programme_id).filter(pk=call.pk))[0]
        assert [row.line for row in found.rows if row.firm == firm] == answer.against


def test_a_call_still_to_come_is_judged_as_of_its_first_day_and_not_by_its_window(group, office):
    member(group, complex_=group.complex)
    later = group.programme.today() + timedelta(days=10)
    found = told(office, register(group, office, opens_on=later, closes_on=later + timedelta(days=9)))
    assert (found.day, found.shut, found.rows) == (later, 0, [])


def test_one_complex_one_rule_and_the_reach_of_a_complex_office(group, office):
    other = make_group(make_complex(group.programme).programme)
    here, there = member(group, size="large"), member(other, size="large", complex_=other.complex)
    call = register(group, office)
    manager = make_viewer(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex])
    assert sorted(row.firm.pk for row in told(office, call, rule="size_class").rows) == [here.pk, there.pk]
    assert told(office, call, rule="size_class").shut == 2
    assert [
        told(viewer, call, complex_id=complex_id).members for viewer, complex_id in ((office, group.complex_id), (manager, None), (manager, other.complex_id))
    ] == [1, 1, 0]
    assert calls_to_look_at(office) == [call]


def test_the_page_leads_from_the_rule_to_the_firm_and_its_own_page(client, group, office):
    firm = member(group, name_en="Garam Ltd")
    call = register(group, office)
    client.force_login(make_user(Role.COMPLEX_MANAGER, group.programme, complexes=[group.complex]))
    shown = " ".join(client.get(reverse("problems:shut-out")).content.decode().split())
    support = reverse("problems:organisation-support", args=[firm.pk])
    for said in ("1 of 1 member firms are shut out", f'href="{support}">Garam Ltd', "Site: outside of any complex since", "Only for sites in: "):
        assert said in shown, said
    assert client.get(support).status_code == 200
    assert "Nobody is shut out." in client.get(reverse("problems:shut-out"), {"rule": "partners"}).content.decode()
    for typed in ({"call": "999999999"}, {"call": "x", "complex": "x"}, {"call": str(call.pk), "complex": str(group.complex_id), "page": "99"}):
        assert client.get(reverse("problems:shut-out"), typed).status_code == 200
    type(call).objects.all().delete()
    assert "No call is open or announced." in client.get(reverse("problems:shut-out")).content.decode()


@pytest.mark.parametrize("role", [Role.FIRM_USER, Role.COORDINATOR, Role.GROUP_OFFICER, Role.EXPERT, Role.FUNDER])
def test_for_others_it_is_no_page(client, group, role):
    client.force_login(make_user(role, group.programme, groups=[group]))
    assert client.get(reverse("problems:shut-out")).status_code == 403


def test_the_page_takes_the_same_number_of_queries_for_one_firm_and_for_fifty(client, group, office, django_assert_max_num_queries):
    register(group, office, groups=[group], asks_membership=True)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme))
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            member(group)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse("problems:shut-out")).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
