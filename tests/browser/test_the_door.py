"""The door on a bad line: a guest's check-in and a host's taps are kept in the browser, sent once, and counted once."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from signing_in import press


def wrong_with(page):
    """What axe finds, and whether anything sticks out."""
    found = [f"{violation['id']} {violation['nodes'][0]['html'][:160]}" for violation in Axe().run(page).response["violations"]]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"sticks out by {overflow} px"] if overflow > 0 else [])


def plan_forum(host):
    """A forum that takes the whole of today by the demonstration's clock, so that its door is open; where its page is."""
    host.goto("/activities/plan/?kind=forum")
    today = host.locator("[data-today]").get_attribute("data-today")
    host.locator("[name=starts_at]").fill(f"{today}T00:01")
    host.locator("[name=ends_at]").fill(f"{today}T23:59")
    press(host.locator("main form.form button.button-primary"))
    return re.search(r"/activities/\d+/", host.url)[0]


def listed(host, place):
    """Name and organisation of one person on the open list."""
    legend = host.locator("[data-person] legend").nth(place)
    organisation = legend.locator("span").inner_text().strip()
    return legend.inner_text().removesuffix(organisation).strip(), organisation


def count_on(host):
    return host.locator("#standing .tile-figure").inner_text()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_a_bad_line_holds_up_is_sent_once_when_it_is_back(browse, language):
    host, guest = browse("coordinator", language=language, width=360), browse(language=language, width=360)
    forum = plan_forum(host)
    host.goto(f"{forum}attendance/")
    (name, organisation), second = listed(host, 0), listed(host, 1)[0]
    wrong = wrong_with(host)
    host.goto(f"{forum}door/")
    code = re.search(r"/door/\S+/", host.locator(".door code").text_content())[0]
    wrong += wrong_with(host)

    guest.goto(code)
    wrong += wrong_with(guest)
    guest.locator("[name=name]").fill(name)
    guest.locator("[name=organisation_name]").fill(organisation)
    guest.context.set_offline(True)
    guest.locator("main form.form button").click()
    guest.locator("#unsent li", has_text=name).wait_for()
    assert guest.locator("[data-door-form]").is_hidden()
    guest.context.set_offline(False)
    guest.locator(".notice-success", has_text=name).wait_for()
    assert guest.evaluate("localStorage.getItem('minicluster.door')") == "[]"
    wrong += wrong_with(guest)

    host.goto(f"{forum}attendance/")
    assert count_on(host) == "1"
    row = host.locator("[data-person]", has=host.locator("legend", has_text=second)).first
    host.context.set_offline(True)
    for kind in ("absent", "present"):
        row.locator("label", has=host.locator(f"[value={kind}]")).click()
    row.locator("[data-unsent-mark]").wait_for()
    assert count_on(host) == "1"
    host.context.set_offline(False)
    host.locator("#standing .tile-figure", has_text="2").wait_for()
    assert host.locator("#unsent").is_hidden()
    host.reload()
    assert (count_on(host), host.locator("[data-person] input:checked").count()) == ("2", 2)
    assert wrong == []


def test_the_list_is_searched_while_one_types_and_works_without_scripts(browse):
    host = browse("coordinator", width=360)
    forum = plan_forum(host)
    host.goto(f"{forum}attendance/")
    everyone, (name, _organisation) = host.locator("[data-person]").count(), listed(host, 2)
    host.locator("[data-filter]").fill(name.replace(" ", "").upper())
    assert 0 < host.locator("[data-person]:visible").count() < everyone
    plain = browse("coordinator", width=360, scripts=False)
    plain.goto(f"{forum}attendance/")
    plain.locator("[type=search]").fill(name)
    press(plain.locator("form[role=search] button"))
    row = plain.locator("[data-person]").first
    row.locator("label", has=plain.locator("[value=late]")).click()
    press(plain.locator("form[method=post] .button-primary").first)
    assert (count_on(plain), plain.locator("[data-person] [value=late]:checked").count()) == ("1", 1)
