import pytest
from factories import make_complex, make_firm, make_group, make_indicator, make_problem, make_programme, make_user

from minicluster.outcomes.domain.claims import load_claims
from minicluster.outcomes.models import Claim
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


def signed_in(client, programme, role=Role.PROGRAMME_OFFICE):
    client.force_login(make_user(role, programme, language="en"), BACKEND)
    return client


def page(client, code):
    return client.get(f"/claims/{code}/", **ENGLISH)


def test_the_page_of_a_claim_works_its_sentence_out_with_what_each_printed_number_stands_for(client):
    programme = make_programme()
    load_claims(programme)
    text = page(signed_in(client, programme), "art-06").content.decode()
    assert "139,000,000,000 ÷ 67,000,000,000" in text
    assert "<strong>2.0746</strong>" in text
    assert "as the numbers are rounded, between 2.0519 and 2.0977" in text
    assert "The sentence says: more than 2." in text
    assert 'href="/claims/art-05/"' in text
    assert 'href="/claims/art-07/"' in text


def test_the_headline_is_said_not_to_agree_and_whose_words_it_is_measured_by(client):
    programme = make_programme()
    load_claims(programme)
    text = page(signed_in(client, programme), "art-07").content.decode()
    assert "The sentence does not agree with its numbers" in text
    assert "<strong>1.9403</strong>" in text
    assert 'href="/claims/art-06/"' in text


def test_a_share_is_worked_out_in_per_cent_where_the_sentence_speaks_of_per_cent(client):
    programme = make_programme()
    load_claims(programme)
    text = page(signed_in(client, programme), "prg-06").content.decode()
    assert "<strong>80.6806 %</strong>" in text
    assert "80.7 %, as printed" in text


def test_a_claim_that_compares_nothing_or_cannot_be_understood_says_so(client):
    programme = make_programme()
    claims = load_claims(programme)
    signed_in(client, programme)
    assert "compares no numbers" in page(client, "art-05").content.decode()
    Claim.objects.filter(pk=claims["art-05"].pk).update(formula={"formula": "product"})
    assert "cannot be understood" in page(client, "art-05").content.decode()


def test_the_claims_of_another_programme_do_not_exist(client):
    other = make_programme()
    claims = load_claims(other)
    signed_in(client, make_programme())
    assert page(client, claims["art-06"].code).status_code == 404


def test_every_cell_of_the_reference_models_has_a_source_or_says_that_none_is_recorded(client):
    programme = make_programme()
    load_claims(programme)
    text = signed_in(client, programme).get("/reference-models/", **ENGLISH).content.decode()
    assert "Council April 1998" in text
    assert "TAMA association history page" in text
    # Silicon Valley has no claim on any of the four aspects, TAMA on two, the programme on one.
    assert text.count("No source recorded.") == 4 + 2 + 3


def test_a_source_recorded_with_the_perimeter_of_a_model_fills_its_cell(client):
    programme = make_programme()
    Claim.objects.create(
        programme=programme, code="sv-01", topic="payer", scope="Silicon Valley", kind="event", statement_ko="가", statement_en="Venture funds", source="A book"
    )
    text = signed_in(client, programme).get("/reference-models/", **ENGLISH).content.decode()
    assert "Venture funds" in text
    assert text.count("No source recorded.") == 12 - 1


def test_our_own_indicators_stand_beside_with_the_rows_behind_them(client):
    group = make_group(make_programme())
    firm = make_firm(group)
    for origin in ("form", "visit", "visit", "visit"):
        make_problem(group, firm, state="raised", origin=origin)
    text = signed_in(client, group.programme).get("/reference-models/", **ENGLISH).content.decode()
    # The problem of a form is one of four.
    assert "25 % of the problems came from the firms" in text
    assert "/problems/?origin=visit&amp;funnel=found" in text


def own_parts(client):
    """Of each of our own indicators the parts: what is counted, and the address of the rows."""
    comparison = client.get("/reference-models/").context["comparison"]
    return {own.title: {part.label: (int(part.value), part.address) for part in own.parts} for row in comparison.rows for own in row.own}


def test_a_count_of_mini_clusters_opens_to_exactly_those(client):
    here = make_complex()
    shapes = [("managed", "coordinator"), ("managed", "chair"), ("autonomous", "chair"), ("autonomous", "steering"), ("autonomous", "steering")]
    for model, body in shapes:
        make_group(complex=here, model=model, approval_body=body)
    make_group(model="managed", approval_body="chair")
    own = own_parts(signed_in(client, here.programme))
    steering, admission = own["Who steers the mini-clusters"], own["Who takes members in"]
    assert [count for count, _address in steering.values()] == [2, 0, 3]
    assert {label: count for label, (count, _address) in admission.items() if count} == {"Coordinator": 1, "Chair": 2, "Steering meeting": 2}
    parts = [*steering.values(), *admission.values()]
    assert [(len(client.get(address).context["groups"]), address) for _count, address in parts] == parts
    text = client.get("/reference-models/").content.decode()
    assert [text.count(link) for link in ('href="/groups/?model=autonomous">3</a>', 'href="/groups/?approval=chair">2</a>')] == [1, 1]


def test_mini_clusters_of_a_model_are_narrowed_to_a_complex_as_well_and_a_filter_that_none_fits_says_so(client):
    here = make_complex()
    own = make_group(complex=here, model="autonomous")
    make_group(complex=here)
    make_group(complex=make_complex(here.programme), model="autonomous")
    signed_in(client, here.programme)
    assert [group.pk for group in client.get(f"/groups/?complex={here.pk}&model=autonomous").context["groups"]] == [own.pk]
    assert len(client.get("/groups/?model=nonsense").context["groups"]) == 3
    assert client.get("/groups/?model=cooperative").content.decode().count("No mini-cluster fits. Take out a filter.") == 1


def test_money_by_source_opens_no_list_since_none_narrows_to_a_source(client):
    own = own_parts(signed_in(client, make_programme()))
    assert {address for _value, address in own["Planned money of supported projects"].values()} == {""}


def test_a_count_of_indicators_opens_to_its_level(client):
    programme = make_programme()
    make_indicator(programme, "jobs", level="impact")
    label, (count, address) = list(own_parts(signed_in(client, programme))["What the programme measures, by level"].items())[-1]
    listed, anchor = address.split("#")
    section = client.get(listed).content.decode().split(f'<h2 id="{anchor}">')[1].split("</section>")[0]
    assert (count, section.startswith(f"{label}</h2>"), section.count('scope="row"')) == (1, True, 1)
