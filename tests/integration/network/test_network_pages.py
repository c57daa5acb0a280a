"""The pages of the network: the picture, its tables, what a tie rests on, and who sees which of it."""

import re
from datetime import date

import pytest
from factories import (
    make_activity,
    make_expert,
    make_firm,
    make_group,
    make_introduction,
    make_membership,
    make_person,
    make_problem,
    make_programme,
    make_tie,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db
CANARY = "Canary Kim"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def tied(group):
    """Three firms, of which two met in 2006 and cooperated in 2007; the third is tied to nobody."""
    one, other, alone = (make_firm(group, name_en=name, name_ko=name) for name in ("Alpha", "Beta", "Gamma"))
    a, b = make_person(organisation=one, name_en=CANARY, name_ko=CANARY), make_person(organisation=other)
    visit = make_activity(group, title="Visit to Alpha")
    make_tie(a, b, on_date=date(2006, 6, 1), through_id=visit.pk)
    make_tie(a, b, kind="cooperated", on_date=date(2007, 3, 5), through_type="introduction", through_id=1)
    return {"one": one, "other": other, "alone": alone, "visit": visit, "people": (a, b)}


@pytest.fixture
def sign_in(client, group):
    def _sign_in(role, **reach):
        client.force_login(make_user(role, group.programme, **reach))
        return client

    return _sign_in


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.usefixtures("tied")
def test_the_page_says_its_state_and_tells_who_is_tied_to_how_many(sign_in, group):
    page = text_of(sign_in("programme_office").get(f"/network/groups/{group.pk}/"))
    assert "1 tie among 2 organisations, 1 not tied to anybody." in page
    rows = re.findall(r'<th scope="row"><a href="/organisations/\d+/">(\w+)</a>.*?data-label="Tied to">(?:<a [^>]*>)?(\d+)', page, re.DOTALL)
    assert rows == [("Alpha", "1"), ("Beta", "1"), ("Gamma", "0")]


@pytest.mark.usefixtures("tied")
def test_the_page_of_an_earlier_month_says_what_was_known_then(sign_in, group):
    client = sign_in("programme_office")
    assert "Until May 2006: 0 ties among 0 organisations, 3 not tied to anybody." in text_of(client.get(f"/network/groups/{group.pk}/?until=2006-05"))
    early = text_of(client.get(f"/network/groups/{group.pk}/ties/?until=2006-12"))
    assert "Met 1" in early
    assert "Cooperated 1" not in early
    assert "1 tie among 2 organisations" in text_of(client.get(f"/network/groups/{group.pk}/?until=yesterday"))


@pytest.mark.usefixtures("tied")
def test_the_picture_stands_by_itself_and_says_what_it_is(sign_in, group):
    response = sign_in("programme_office").get(f"/network/groups/{group.pk}/picture.svg")
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    markup = text_of(response)
    assert re.findall(r"<title[^>]*>([^<]*)</title>", markup) == [
        f"Network of {group}",
        "Alpha: Firm, tied to 1 other",
        "Beta: Firm, tied to 1 other",
        "Gamma: Firm, tied to 0 others",
    ]
    assert {"tie-met", "tie-cooperated"} <= set(re.findall(r'class="(tie-\w+)"', markup))
    assert "style=" not in markup
    assert "<script" not in markup


@pytest.mark.usefixtures("tied")
def test_a_node_stays_where_it_is_when_the_slider_moves(sign_in, group):
    client = sign_in("programme_office")

    def places(query):
        drawn = text_of(client.get(f"/network/groups/{group.pk}/picture.svg{query}"))
        return re.findall(r'data-id="(\d+)"[^>]* cx="([\d.]+)" cy="([\d.]+)"', drawn)

    assert len(places("")) == 3
    assert places("?until=2006-05") == places("")


def test_a_network_without_ties_has_no_picture_and_says_where_ties_come_from(sign_in, group):
    make_firm(group)
    client = sign_in("programme_office")
    page = text_of(client.get(f"/network/groups/{group.pk}/"))
    assert "Nobody is tied to anybody yet." in page
    assert "picture.svg" not in page
    assert client.get(f"/network/groups/{group.pk}/picture.svg").status_code == 404


def test_ties_can_be_narrowed_to_a_node_and_a_kind(sign_in, group, tied):
    client = sign_in("programme_office")
    base = f"/network/groups/{group.pk}/ties/"
    assert "Alpha" in text_of(client.get(base, {"node": tied["one"].pk, "kind": "cooperated"}))
    assert "No tie fits." in text_of(client.get(base, {"kind": "contracted"}))
    assert "No tie fits." in text_of(client.get(base, {"node": tied["alone"].pk}))


def test_a_tie_opens_to_the_records_it_rests_on(sign_in, group, tied):
    one, other = tied["one"].pk, tied["other"].pk
    page = text_of(sign_in("programme_office").get(f"/network/groups/{group.pk}/tie/{one}/{other}/"))
    assert f'<a href="/activities/{tied["visit"].pk}/">Company visit: Visit to Alpha</a>' in page
    assert "This tie rests on 2 records." in page
    backwards = text_of(sign_in("programme_office").get(f"/network/groups/{group.pk}/tie/{other}/{one}/"))
    assert "This tie rests on 2 records." in backwards


def test_a_record_that_the_viewer_may_not_open_is_named_by_its_kind_only(sign_in, group):
    firm = make_firm(group)
    contact, expert = make_person(organisation=firm), make_expert(group.programme)
    make_membership(group, person=expert)
    introduction = make_introduction(make_problem(group, firm), expert)
    make_tie(contact, expert, kind="introduced", through_type="introduction", through_id=introduction.pk)
    university = expert.affiliations.get().organisation
    address = f"/network/groups/{group.pk}/tie/{firm.pk}/{university.pk}/"
    assert "An introduction" in text_of(sign_in("funder").get(address))
    assert f"/introductions/{introduction.pk}/" not in text_of(sign_in("funder").get(address))
    assert f"/introductions/{introduction.pk}/" in text_of(sign_in("coordinator", groups=[group]).get(address))


def test_two_who_are_not_tied_have_no_page(sign_in, group, tied):
    assert sign_in("programme_office").get(f"/network/groups/{group.pk}/tie/{tied['one'].pk}/{tied['alone'].pk}/").status_code == 404


@pytest.mark.usefixtures("tied")
def test_whoever_is_inside_may_read_the_network_of_people(sign_in, group):
    client = sign_in("coordinator", groups=[group])
    page = text_of(client.get(f"/network/groups/{group.pk}/?level=person"))
    assert CANARY in page
    assert "1 tie among 2 people, 0 not tied to anybody." in page
    assert CANARY in text_of(client.get(f"/network/groups/{group.pk}/picture.svg?level=person"))


@pytest.mark.parametrize("role", ["funder", "reviewer"])
def test_a_reader_from_outside_meets_no_name_of_a_person_anywhere(sign_in, group, tied, role):
    client = sign_in(role)
    for base in (f"/network/groups/{group.pk}/", f"/network/complexes/{group.complex_id}/", "/network/programme/"):
        for page in ("", "ties/", "picture.svg", f"tie/{tied['one'].pk}/{tied['other'].pk}/"):
            assert CANARY not in text_of(client.get(base + page))
            a, b = tied["people"]
            closed = client.get((f"{base}tie/{a.pk}/{b.pk}/" if page.startswith("tie/") else base + page), {"level": "person"})
            assert closed.status_code == 403
            assert CANARY not in closed.content.decode()


@pytest.mark.parametrize("page", ["", "ties/", "picture.svg"])
def test_another_programmes_network_does_not_exist(sign_in, page):
    abroad = make_group(make_programme())
    client = sign_in("programme_office")
    assert client.get(f"/network/groups/{abroad.pk}/{page}").status_code == 404
    assert client.get(f"/network/complexes/{abroad.complex_id}/{page}").status_code == 404


def test_everyone_chooses_among_what_they_may_see(sign_in, group):
    elsewhere, abroad = make_group(group.programme), make_group(make_programme())
    page = text_of(sign_in("coordinator", groups=[group]).get("/network/"))
    assert f"/network/groups/{group.pk}/" in page
    assert f"/network/groups/{elsewhere.pk}/" not in page
    assert f"/network/complexes/{group.complex_id}/" not in page
    page = text_of(sign_in("programme_office").get("/network/"))
    assert f"/network/groups/{elsewhere.pk}/" in page
    assert f"/network/complexes/{group.complex_id}/" in page
    assert f"/network/groups/{abroad.pk}/" not in page


@pytest.mark.parametrize("role", ["firm_user", "expert", "privacy_officer", "administrator"])
def test_whoever_has_no_part_in_it_is_told_so(sign_in, group, role):
    assert sign_in(role).get(f"/network/groups/{group.pk}/").status_code == 403


@pytest.mark.parametrize("firms", [3, 30])
def test_the_page_takes_the_same_number_of_statements_whatever_its_size(client, firms, django_assert_max_num_queries):
    group = make_group()
    people = [make_person(organisation=make_firm(group)) for _ in range(firms)]
    for person in people[1:]:
        make_tie(people[0], person)
    client.force_login(make_user("programme_office", group.programme))
    client.get(f"/network/groups/{group.pk}/")
    with django_assert_max_num_queries(11):
        text_of(client.get(f"/network/groups/{group.pk}/"))
