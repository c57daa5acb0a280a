"""What is measured, as an official looks at it: a study with all its estimates, the note on one page, a network that is walked through by keys."""

import io
import time

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from signing_in import press

pytestmark = pytest.mark.usefixtures("all_is_loaded")
STUDY_WITHIN = 180


def study_of(page):
    """The page of the study of exports, once the worker has made it."""
    until = time.monotonic() + STUDY_WITHIN
    page.goto("/impact/")
    page.goto(page.locator("main table.rows a[href^='/impact/']").first.get_attribute("href"))
    while page.locator("#estimates-title").count() == 0:
        assert time.monotonic() < until, page.locator("main").inner_text()
        page.wait_for_timeout(2000)
        page.reload()
    return page


def test_a_study_shows_every_estimate_and_what_it_cannot_show_on_a_desk_and_on_a_phone(browse):
    for language, width in (("ko", 360), ("en", 1280)):
        page = study_of(browse("programme_office", language=language, width=width))
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    estimators = page.locator("section[aria-labelledby=table-title] tbody th").all_inner_texts()
    assert len(estimators) >= 7
    assert "not effect" in estimators[0]
    assert page.get_by_role("heading", name="What this cannot show").is_visible()


def test_the_note_of_a_study_is_one_page_that_speaks_of_selection(browse):
    page = study_of(browse("programme_office", language="en"))
    answer = page.request.get(page.locator("a[href$='note.pdf']").get_attribute("href"))
    note = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert len(note.pages) == 1
    told = " ".join(note.pages[0].extract_text().split())
    assert "cannot show" in told
    assert "Invented for the demonstration" in told


def test_a_network_is_walked_through_by_keys_and_by_time(browse):
    page = browse("programme_office", language="en")
    page.goto("/network/")
    press(page.locator("main a[href^='/network/groups/']").first)
    slider = page.locator("input[type=range][data-time]")
    slider.focus()
    month = page.locator("output[data-month]").inner_text()
    page.keyboard.press("Home")
    assert page.locator("output[data-month]").inner_text() < month


def test_forecasts_asked_for_again_on_the_same_day_are_not_kept_twice(browse):
    page = browse("programme_office", language="en")
    page.goto("/forecasts/")
    known = page.locator("main table.rows tbody tr").count()
    press(page.get_by_role("button", name="Make forecasts"))
    page.get_by_text("Nothing is being made now.").wait_for(timeout=1000 * STUDY_WITHIN)
    press(page.get_by_role("link", name="Show the forecasts"))
    # The demonstration's own run, made on the same day from the same figures, is the first and stays the only one.
    assert page.url.endswith("/forecasts/1/")
    assert page.locator("main table.rows tbody tr").count() == known > 0
