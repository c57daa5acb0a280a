"""What no browser sends, and who guesses passwords: a clear answer, nothing broken."""

import pytest
from factories import make_group, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/organisations/?q=%00", "/people/?q=%00&expert=1", "/outcomes/?indicator=%00", "/problems/?q=a%00b"])
def test_nul_in_a_query_is_refused_with_a_page(client, address):
    client.force_login(make_user("coordinator", make_programme()), "django.contrib.auth.backends.ModelBackend")
    response = client.get(address)
    assert (response.status_code, "could not be read" in response.content.decode()) == (400, True)


def test_nul_in_a_cookie_is_refused_with_a_page(client):
    client.cookies["sessionid"] = "\x00aaaaaaaa"
    assert client.get("/").status_code == 400


@pytest.mark.parametrize("following", ["abc", "//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "\\\\elsewhere.example"])
def test_choosing_a_language_leads_nowhere_else(client, following):
    response = client.post("/language/", {"language": "en", "next": following})
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_a_guessed_password_is_stopped_after_eight_failures_for_that_address_only(client, settings):
    settings.AXES_ENABLED = True
    programme = make_programme()
    make_user("administrator", programme, email="office@mail.example")
    make_user("coordinator", programme, email="other@mail.example")
    for _guess in range(8):
        client.post("/sign-in/", {"username": "Office@mail.example", "password": "wrong"})
    assert client.post("/sign-in/", {"username": "office@mail.example", "password": "a long password"}).status_code == 429
    assert client.post("/sign-in/", {"username": "other@mail.example", "password": "a long password"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("starts_at", "0001-01-01T00:00", "year"),
        ("capacity", "2147483648", "less than or equal"),
        ("planned_cost_krw", "9223372036854775808", "too large"),
        ("agenda", "가" * 20_001, "too long"),
        ("title", "900101-1234567", "resident registration number"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(client, name, value, why):
    group = make_group()
    client.force_login(make_user("coordinator", group.programme, groups=[group]), "django.contrib.auth.backends.ModelBackend")
    typed = {"title": "포럼", "groups": [group.pk], "starts_at": "2007-03-05T10:00", "ends_at": "2007-03-05T12:00", "visibility": "programme", name: value}
    response = client.post("/activities/plan/?kind=forum", typed)
    assert why in str(response.context["form"].errors[name])
