"""Pages: what they show, to whom, in how many queries, and that what is personal or secret stays away from everyone else."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from factories import (
    make_complex,
    make_expert,
    make_firm,
    make_group,
    make_membership,
    make_organisation,
    make_person,
    make_problem,
    make_user,
    make_viewer,
)

from minicluster.members.domain.actions import give_consent, record_disclosure
from minicluster.members.domain.queries import acting_assignment, assignments_of, organisations_for, people_for, viewer_of
from minicluster.members.models import Consent, Membership, Organisation, OrganisationYear, Person
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def group():
    return make_group(illustrative=True)


@pytest.fixture
def office(client, group):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), SIGN_IN)
    return client


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def fill(group, number):
    for _time in range(number):
        firm = make_firm(make_group(complex=group.complex))
        make_membership(group, firm)
        firm.sites.create(complex=group.complex, valid_from=date(2005, 1, 1))
        make_person(organisation=firm)
        expert = make_expert(group.programme)
        make_membership(group, person=expert)
        Consent.objects.create(programme=group.programme, person=expert, recipient=firm, purpose="소개", given_at=group.now())


@pytest.mark.parametrize("name", ["group-list", "organisation-list", "person-list", "privacy-register"])
def test_a_list_takes_the_same_number_of_queries_at_1_3_and_50_rows(client, group, name, django_assert_max_num_queries):
    client.force_login(make_user(Role.ADMINISTRATOR, group.programme), SIGN_IN)
    numbers = []
    for more in (1, 2, 47):
        fill(group, more)
        with django_assert_max_num_queries(25) as queries:
            text_of(client.get(reverse(f"members:{name}")))
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("name", ["group", "organisation"])
def test_the_page_of_a_group_or_an_organisation_does_not_grow_in_queries(office, group, name, django_assert_max_num_queries):
    firm = make_firm(group)
    record = group if name == "group" else firm
    numbers = []
    for more in (1, 2, 30):
        fill(group, more)
        for _time in range(more):
            make_person(organisation=firm)
        with django_assert_max_num_queries(45) as queries:
            text_of(office.get(record.get_absolute_url()))
        numbers.append(len(queries))
    assert len(set(numbers)) == 1


def test_the_members_of_a_large_group_stand_on_pages_of_fifty_and_are_all_counted(office, group):
    for _time in range(51):
        make_firm(group)
    expert = make_expert(group.programme)
    make_membership(group, person=expert)
    first, second = (office.get(group.get_absolute_url(), {"page": number}) for number in (1, 2))
    assert [(len(page.context["organisations"]), len(page.context["experts"])) for page in (first, second)] == [(50, 0), (1, 1)]
    assert {(page.context["counts"]["organisations"], page.context["counts"]["experts"]) for page in (first, second)} == {(51, 1)}
    assert "?page=2" in text_of(first)


def test_an_expert_applies_and_withdraws_on_their_own_page(client, group):
    expert = make_expert(group.programme)
    client.force_login(make_user(Role.EXPERT, group.programme, person=expert), SIGN_IN)
    address = reverse("members:person-apply", args=[expert.pk])
    assert address in text_of(client.get(expert.get_absolute_url()))
    assert client.post(address, {"group": group.pk}).status_code == 302
    membership = Membership.objects.get(person=expert)
    assert (membership.group, membership.kind, membership.state) == (group, "expert", "applied")
    step = reverse("members:membership-step", args=[membership.pk, "withdraw_application"])
    assert step in text_of(client.get(expert.get_absolute_url()))
    assert client.post(step).status_code == 302
    membership.refresh_from_db()
    assert membership.state == "withdrawn"


def test_the_group_page_says_what_is_known_and_what_is_not(office, group):
    make_firm(group, name_en="Garam Ltd")
    shown = text_of(office.get(group.get_absolute_url()))
    for said in ("Garam Ltd", "name of this mini-cluster is illustrative", "Membership is not eligibility", f"?group={group.pk}", "Begin the yearly review"):
        assert said in shown


def test_filters_find_their_rows_and_no_others(office, group):
    firm = make_firm(group, name_en="Garam Ltd", products="절삭공구")
    elsewhere = make_organisation(group.programme, "university", name_en="Narae University")
    elsewhere.names.create(name="옛나래", valid_from=date(2000, 1, 1), valid_to=date(2005, 1, 1))
    expert = make_expert(group.programme, name_en="Expert Kim")
    make_membership(group, person=expert)
    worker = make_person(organisation=firm, name_en="Worker Lee")

    def found(name, **filters):
        page = office.get(reverse(f"members:{name}"), filters).context["page"]
        return {str(record) for record in page}

    everyone = {str(record) for record in Organisation.objects.filter(programme=group.programme)}
    assert found("organisation-list") == everyone
    assert found("organisation-list", kind="university", q="narae") == found("organisation-list", q="옛나래") == {"Narae University"}
    assert (
        found("organisation-list", group=group.pk)
        == found("organisation-list", complex=group.complex_id)
        == found("organisation-list", q="절삭")
        == {"Garam Ltd"}
    )
    assert found("organisation-list", complex=make_complex(group.programme).pk) == set()
    assert found("organisation-list", group="x", kind="nonsense", complex="²") == everyone
    assert found("person-list", expert=1) == found("person-list", expert=1, group=group.pk) == {"Expert Kim"}
    assert found("person-list", group=group.pk) == {"Expert Kim", "Worker Lee"}
    assert found("person-list", q="garam") == {str(worker)}


def test_members_alone_can_be_asked_for_without_those_that_only_have_a_site_there(group):
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    member, neighbour = make_firm(group), make_organisation(group.programme)
    neighbour.sites.create(complex=group.complex, valid_from=date(2000, 1, 1))
    assert set(organisations_for(office, complex=group.complex_id)) == {member, neighbour}
    assert set(organisations_for(office, complex=group.complex_id, members_only=True)) == {member}
    assert set(organisations_for(office, members_only=True)) == {member}


def test_a_complex_has_its_own_mini_clusters_and_people(client, group):
    elsewhere = make_group(group.programme)
    (here, there), worker = [make_expert(group.programme) for _place in range(2)], make_person(group.programme)
    make_membership(group, person=here)
    make_membership(elsewhere, person=there)
    worker.affiliations.create(organisation=make_firm(group), valid_from=date(2000, 1, 1))
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), SIGN_IN)
    address = f"?complex={group.complex_id}"
    assert [row.pk for row in client.get(f"/groups/{address}").context["groups"]] == [group.pk]
    assert [row.pk for row in client.get(f"/people/{address}&expert=1").context["page"]] == [here.pk]
    assert {row.pk for row in client.get(f"/people/{address}").context["page"]} == {here.pk, worker.pk}
    assert client.get(f"/people/{address}&group={elsewhere.pk}").context["page"].paginator.count == 0


def test_a_part_of_a_name_is_found_by_index(group):
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    with connection.cursor() as cursor:
        # In tables as small as a test's, reading row by row is cheapest: the question is whether the index could answer at all.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    organisations = organisations_for(office, q="정밀기계").order_by().explain()
    people = people_for(office, q="홍가온").order_by().explain()
    missing = [name for name in ("organisation", "org_en", "products", "alias", "alias_en") if f"members_{name}_trigrams" not in organisations]
    assert (missing, [name for name in ("person", "person_en") if f"members_{name}_trigrams" not in people]) == ([], [])


def test_what_is_personal_or_secret_is_on_no_page_of_somebody_without_the_right(client, group):
    firm = make_firm(group)
    person = make_person(organisation=firm, phone="canary-phone", email="canary@mail.example")
    OrganisationYear.objects.create(programme=group.programme, organisation=firm, year=2006, sales_krw=7_654_300_000_000, source="canary-source")
    addresses = [
        group.get_absolute_url(), firm.get_absolute_url(), person.get_absolute_url(), *(reverse(f"members:{name}") for name in ("group-list", "organisation-list", "person-list")),
    ]  # fmt: skip
    seen = {}
    for role in (Role.FUNDER, Role.REVIEWER, Role.EXPERT, Role.FIRM_USER, Role.PRIVACY_OFFICER, Role.COORDINATOR):
        client.force_login(make_user(role, group.programme, groups=[group] if role is Role.COORDINATOR else []), SIGN_IN)
        shown = "".join(text_of(client.get(address)) for address in addresses)
        seen[role] = {canary for canary in ("canary-phone", "canary@mail", "canary-source", "7,654.3bn") if canary in shown}
    everything = {"canary-phone", "canary@mail", "canary-source", "7,654.3bn"}
    nothing = {role: set() for role in (Role.FUNDER, Role.REVIEWER, Role.EXPERT, Role.FIRM_USER)}
    assert seen == {**nothing, Role.PRIVACY_OFFICER: {"canary-phone", "canary@mail"}, Role.COORDINATOR: everything}


def test_another_programmes_records_do_not_exist(office):
    other = make_group()
    firm = make_firm(other)
    consent = Consent.objects.create(programme=other.programme, person=make_person(organisation=firm), recipient=firm, purpose="x", given_at=other.now())
    addresses = [
        other.get_absolute_url(), firm.get_absolute_url(), consent.person.get_absolute_url(), reverse("members:group-step", args=[other.pk, "close_group"]),
        reverse("members:membership-step", args=[firm.memberships.get().pk, "leave_group"]), reverse("members:group-step", args=[other.pk, "nonsense"]),
    ]  # fmt: skip
    assert {office.get(address).status_code for address in addresses} == {404}


def test_an_office_works_a_group_and_its_members_through_the_pages(office, group):
    programme = group.programme
    form = {
        "complex": group.complex_id,
        "slug": "moulds",
        "name_ko": "금형",
        "name_en": "Moulds",
        "speciality_ko": "금형",
        "speciality_en": "Moulds",
        "model": "managed",
    }
    made = office.post(reverse("members:group-propose"), form)
    proposed = group.complex.groups.get(slug="moulds")
    assert made.headers["Location"] == proposed.get_absolute_url()
    for verb in ("review_group_proposal", "approve_group", "found_group", "activate_group"):
        assert office.post(reverse("members:group-step", args=[proposed.pk, verb])).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.state, proposed.founded_on, proposed.name_en) == ("active", programme.today(), "Moulds")
    typed = {"kind": "firm", "name_ko": "(주)가람", "identifier": "220-81-62517", "size": "sme", "complex": group.complex_id}
    assert office.post(reverse("members:organisation-register"), typed).status_code == 302
    firm = Organisation.objects.get(name_ko="(주)가람")
    assert (firm.kind, firm.identifiers.get().value, firm.sizes.get().size, firm.sites.get().complex) == ("firm", "220-81-62517", "sme", group.complex)
    assert "already belongs" in text_of(office.post(reverse("members:organisation-register"), typed))
    assert office.post(reverse("members:organisation-person", args=[firm.pk]), {"name_ko": "홍가온", "position": "대표"}).status_code == 302
    person = Person.objects.get(name_ko="홍가온")
    assert list(person.affiliations.values_list("organisation", "position")) == [(firm.pk, "대표")]
    applied = {"group": proposed.pk, "kind": "regular", "representative": person.pk}
    assert office.post(reverse("members:organisation-apply", args=[firm.pk]), applied).status_code == 302
    membership = Membership.objects.get(organisation=firm)
    for verb in ("check_membership", "approve_membership", "activate_membership"):
        assert office.post(reverse("members:membership-step", args=[membership.pk, verb])).status_code == 302
    membership.refresh_from_db()
    assert (membership.state, membership.kind, membership.representative) == ("active", "regular", person)
    day = {"from_day": programme.today().isoformat()}
    assert office.post(reverse("members:group-office", args=[proposed.pk]), {"person": person.pk, "role": "chair", **day}).status_code == 302
    assert office.post(reverse("members:organisation-size", args=[firm.pk]), {"size": "mid", "from_day": "2030-01-01"}).status_code == 302
    assert list(firm.sizes.order_by("valid_from").values_list("size", "valid_from")) == [("sme", programme.today()), ("mid", date(2030, 1, 1))]
    assert list(proposed.offices.values_list("person", "role", "valid_from")) == [(person.pk, "chair", programme.today())]
    shown = text_of(office.get(proposed.get_absolute_url()))
    for said in ("(주)가람", "홍가온", "Chair", "Welcome as a member", "Make active"):
        assert (said in shown) == (said not in {"Make active", "Welcome as a member"} or said == "Make active")
    needs_reason = office.post(reverse("members:group-step", args=[proposed.pk, "close_group"]), {"why": ""})
    assert "This field is required" in text_of(needs_reason)
    merged = {"kind": "merge", "successors": [group.pk], "why": "too small"}
    assert office.post(reverse("members:group-step", args=[proposed.pk, "reorganise_group"]), merged).status_code == 302
    assert group.memberships.get(organisation=firm).state == "active"
    proposed.refresh_from_db()
    membership.refresh_from_db()
    assert (proposed.state, membership.state) == ("reorganised", "left")


def test_a_person_gives_and_withdraws_consent_for_themselves(client, group):
    firm = make_firm(group)
    person = make_person(organisation=firm)
    client.force_login(make_user(Role.FIRM_USER, group.programme, person=person, organisation=firm), SIGN_IN)
    typed = {"recipient": firm.pk, "purpose": "소개", "data_fields": ["email"]}
    assert client.post(reverse("members:person-consent", args=[person.pk]), typed).status_code == 302
    consent = Consent.objects.get()
    assert (consent.person, consent.recipient, consent.purpose, consent.data_fields) == (person, firm, "소개", ["email"])
    assert client.post(reverse("members:consent-withdraw", args=[consent.pk])).status_code == 302
    assert client.get(reverse("members:person-consent", args=[make_person(organisation=firm).pk])).status_code == 403
    assert "소개" in text_of(client.get(person.get_absolute_url()))
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_the_privacy_officer_reads_all_three_registers(client, group):
    firm, expert = make_firm(group), make_expert(group.programme)
    user = make_user(Role.PRIVACY_OFFICER, group.programme)
    client.force_login(user, SIGN_IN)
    actor = viewer_of(acting_assignment(assignments_of(user)), None)
    consent = give_consent(actor=actor, person=expert, recipient=firm, purpose="우수사례 발간", data_fields=["name"])
    record_disclosure(actor=actor, about=expert, data_fields=["name"], recipient_organisation=firm, consent=consent)
    client.get(expert.get_absolute_url())
    address = reverse("members:privacy-register")
    assert "우수사례 발간" in text_of(client.get(address))
    assert f"person-{expert.pk}" in text_of(client.get(address, {"show": "disclosures"}))
    problem = make_problem()
    for action, record in (("read_problem_text", problem), ("view_firm_year", firm), ("raise_problem", problem)):
        AuditEntry.objects.create(
            programme_id=group.programme_id, role="coordinator", action=action, record_type=record.record_type, record_id=record.pk, programme_time=group.now()
        )
    access = client.get(address, {"show": "access"})
    assert [(act.action, act.record_id) for act in access.context["page"]] == [
        ("view_firm_year", firm.pk), ("read_problem_text", problem.pk), ("view_contact", expert.pk),
    ]  # fmt: skip
    assert f"problem-{problem.pk}" in text_of(access)
    assert "우수사례 발간" in text_of(client.get(address, {"show": "nonsense"}))


def test_work_is_handed_over_on_a_page(office, group):
    giver, taker = make_person(group.programme), make_person(group.programme)
    make_user(Role.COORDINATOR, group.programme, person=giver, groups=[group])
    make_user(Role.COORDINATOR, group.programme, person=taker)
    address = reverse("members:person-hand-over", args=[giver.pk])
    assert str(group) in text_of(office.get(address))
    assert office.post(address, {"taker": taker.pk, "groups": [group.pk]}).status_code == 302
    assert list(taker.role_assignments.get().groups.all()) == [group]
