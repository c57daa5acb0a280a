"""Every page in both languages, on a desk and on a phone: no accessibility violation, nothing sticks out, nothing is left untranslated."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from signing_in import press, sign_in

PAGES = {
    None: ["/", "/sign-in/", "/rights/", "/claims/", "/open-data/", "/cases/", "/cases/{published}/"],
    "coordinator": [
        "/", "/problems/", "/problems/{problem}/", "/problems/{newest}/", "/problems/raise/", "/introductions/", "/introductions/{introduction}/", "/projects/", "/projects/{project}/",
        "/activities/", "/activities/{activity}/", "/activities/plan/", "/visit-reports/{visit_report}/", "/groups/", "/groups/{group}/", "/organisations/", "/organisations/{firm}/",
        "/people/", "/people/{expert}/", "/expertise/", "/support/", "/problems/{problem}/intake/", "/thesaurus/",
        "/thesaurus/{concept}/", "/thesaurus/{concept}/amend/", "/thesaurus/draft/", "/problems/{solved}/grow/", "/matching/criteria/", "/outcomes/", "/outcomes/{outcome}/", "/thread/problem-{problem}/", "/cases/{published}/work/",
        "/batch/", "/interests/", "/interests/declare/",
    ],
    "programme_office": [
        "/dashboard/", "/complexes/{complex}/", "/indicators/", "/indicators/{indicator}/", "/perimeters/", "/prices/", "/forecasts/", "/forecasts/scores/", "/forecasts/series/{forecast}/",
        "/outcomes/partitions/", "/outcomes/promises/", "/impact/", "/reviews/", "/reviews/{review}/", "/reports/", "/reports/programme/", "/reports/forms/", "/reference-models/",
        "/claims/art-07/", "/network/", "/network/complexes/{complex}/", "/network/groups/{group}/measures/", "/network/groups/{group}/brokers/",
        "/network/groups/{group}/who-should-meet/", "/matching-policy/",
    ],
    "firm_user": ["/", "/problems/raise/", "/problems/{problem}/", "/thesaurus/", "/matching/criteria/", "/interests/declare/"],
    "expert": ["/", "/introductions/", "/interests/", "/interests/declare/"],
    "privacy_officer": ["/privacy/"],
}  # fmt: skip
VIEWS = [(role, language, width) for role in PAGES for language in ("ko", "en") for width in (1280, 360)]
LATIN_SENTENCE = re.compile(r"\b[a-z]{3,}(?: [a-z]{2,}){2,}\b")


@pytest.fixture(scope="module")
def numbers(chromium, demonstration, all_is_loaded):  # noqa: ARG001  # the fixture waits
    """The numbers of the guided thread's records, read off its page as anybody would."""
    context = chromium.new_context(base_url=demonstration, locale="en")
    page = context.new_page()
    sign_in(page, "coordinator")
    page.goto("/")
    press(page.locator("a.button-primary[href^='/thread/']"))
    addresses = [link.get_attribute("href") for link in page.locator(".thread > li > a").all()]
    found = {name: _number(addresses, f"/{plural}/") for name, plural in RECORDS.items()}
    page.goto(f"/problems/{found['problem']}/")
    links = [link.get_attribute("href") for link in page.locator("main a[href]").all()]
    found |= {"group": _number(links, "/groups/"), "firm": _number(links, "/organisations/")}
    page.goto(f"/introductions/{found['introduction']}/")
    found["expert"] = _number([link.get_attribute("href") for link in page.locator("main a[href]").all()], "/people/")
    page.goto("/problems/")
    found["newest"] = _number([link.get_attribute("href") for link in page.locator("table.rows a[href]").all()], "/problems/")
    page.goto("/problems/?state=confirmed")
    found["solved"] = _number([link.get_attribute("href") for link in page.locator("table.rows a[href]").all()], "/problems/")
    page.goto("/thesaurus/")
    found["concept"] = _number([link.get_attribute("href") for link in page.locator("table.rows a[href]").all()], "/thesaurus/")
    page.goto("/dashboard/")
    found["complex"] = _number([link.get_attribute("href") for link in page.locator("main a[href]").all()], "/complexes/")
    for name, where, start in MEASURED:
        page.goto(where)
        found[name] = _number([link.get_attribute("href") for link in page.locator("main table.rows a[href]").all()], start)
    context.close()
    return found


# Of what is measured: the list, and how the address of one of them begins.
MEASURED = (("indicator", "/indicators/", "/indicators/"), ("forecast", "/forecasts/", "/forecasts/series/"), ("review", "/reviews/?year=2006", "/reviews/"))
RECORDS = {
    "problem": "problems",
    "introduction": "introductions",
    "project": "projects",
    "activity": "activities",
    "visit_report": "visit-reports",
    "outcome": "outcomes",
    "published": "cases",
}


def _number(addresses, start):
    return next(re.match(rf"{start}(\d+)/", address)[1] for address in addresses if address and re.match(rf"{start}\d+/", address))


@pytest.mark.parametrize(("role", "language", "width"), VIEWS, ids=[f"{role or 'public'}-{language}-{width}" for role, language, width in VIEWS])
def test_pages_are_accessible_and_fit(browse, numbers, role, language, width):
    page = browse(role, language=language, width=width)
    wrong = []
    for pattern in PAGES[role]:
        address = pattern.format(**numbers)
        response = page.goto(address)
        wrong += [f"{address}: {response.status}"] if response.status != 200 else []
        wrong += [f"{address}: {violation['id']} {violation['nodes'][0]['html'][:160]}" for violation in Axe().run(page).response["violations"]]
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{address}: sticks out by {overflow} px"] if overflow > 0 else []
        wrong += [f"{address}: lang {page.locator('html').get_attribute('lang')}"] if page.locator("html").get_attribute("lang") != language else []
    assert wrong == []


@pytest.mark.parametrize("role", ["coordinator", "programme_office", "firm_user"])
def test_the_interface_is_korean_where_korean_was_chosen(browse, numbers, role):
    page = browse(role, language="ko")
    english = []
    for pattern in PAGES[role]:
        address = pattern.format(**numbers)
        page.goto(address)
        interface = page.locator("h1, h2, h3, label, legend, button, dt, th, .lead, .help, nav a, .tile-label, .badge").all_inner_texts()
        english += [(address, text) for text in interface if LATIN_SENTENCE.search(text)]
    assert english == []


def test_the_main_path_works_by_keyboard_alone(browse):
    page = browse("coordinator")
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/problems/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/problems/\d+/"))
    page.keyboard.press("/")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url(re.compile(r":\d+/$"))


def test_a_firm_raises_a_problem_without_scripts_and_keeps_what_it_typed(browse):
    signed_in = browse("firm_user", scripts=False, width=360)
    signed_in.goto("/problems/raise/")
    signed_in.locator("[name=title]").fill("800101-1234567")
    signed_in.locator("[name=description]").fill("기계가 멈춥니다.")
    press(signed_in.locator("form.form button.button-primary"))
    assert "resident registration number" in signed_in.locator(".error-summary").inner_text()
    assert signed_in.locator("[name=description]").input_value() == "기계가 멈춥니다."


def test_while_one_types_what_reads_alike_appears_and_the_answers_are_kept(browse, numbers):
    page = browse("firm_user")
    page.goto(f"/problems/{numbers['problem']}/")
    known = page.locator("h1").inner_text()
    page.goto("/problems/raise/")
    page.locator("[name=title]").press_sequentially(known)
    page.locator("#alike .queue-link", has_text=known).first.wait_for()
    assert page.locator("[name=title]").input_value() == known
    page.locator("[name=description]").fill("다시 나타났습니다.")
    press(page.get_by_role("button", name="Raise the problem"))
    if page.locator("[name=is_new]").is_visible():
        # An open problem of the same firm reads alike.
        page.locator("[name=is_new]").check()
        press(page.get_by_role("button", name="Raise the problem"))
    page.locator("[name=own_guess]").fill("온도 때문인 듯합니다.")
    page.locator("[name=own_guess]").blur()
    page.locator("#kept:not(:empty)").wait_for()
    page.reload()
    assert page.locator("[name=own_guess]").input_value() == "온도 때문인 듯합니다."
