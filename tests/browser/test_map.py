"""The map by clicks: from a complex's profile to a proposal of mini-clusters, a move by hand with its price, and the groups that come of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from signing_in import press


def wrong_with(page):
    """What axe finds, and whether anything sticks out."""
    found = [f"{violation['id']} {violation['nodes'][0]['html'][:160]}" for violation in Axe().run(page).response["violations"]]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"sticks out by {overflow} px"] if overflow > 0 else [])


@pytest.mark.usefixtures("all_is_loaded")
@pytest.mark.parametrize(("language", "width"), [("ko", 360), ("en", 1280)])
def test_a_proposal_is_drawn_up_looked_at_moved_in_and_decided_upon(browse, language, width):
    page = browse("programme_office", language=language, width=width)
    page.goto("/map/")
    press(page.locator("table.rows th a").first)
    assert [page.request.get(image.get_attribute("src")).status for image in page.locator(".picture img").all()] == [200] * 3
    wrong = wrong_with(page)
    press(page.locator("a.button-primary[href$='/propose/']"))
    wrong += wrong_with(page)
    page.locator("[name=rules_text]").fill('[[rule]]\nkind = "twogether"')
    press(page.locator("form.form .button-primary"))
    assert "twogether" in page.locator(".error-summary").inner_text()
    page.locator("[name=rules_text]").fill("")
    press(page.locator("form.form .button-primary"))
    board = page.url
    assert 4 <= page.locator(".board > section").count() <= 7
    assert page.locator(".notice-warning").count() == 0
    wrong += wrong_with(page)
    press(page.locator(".board-members a.button-quiet").first)
    wrong += wrong_with(page)
    page.locator("[name=why]").last.fill("두 회사가 함께 납품합니다.")
    press(page.locator("table.rows button").last)
    assert (page.url, page.get_by_text("두 회사가 함께 납품합니다.").first.is_visible()) == (board, True)
    press(page.locator("form[action$='/accept_proposal/'] button"))
    press(page.locator(".board a[href^='/groups/']").first)
    assert "proposal-" in page.locator(".history").inner_text()
    assert wrong == []
