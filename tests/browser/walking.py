"""Going through pages as people do: each person with a page of their own, forms that are filled and sent, and what went wrong said aloud."""

import re

from signing_in import press


class People:
    """One page per person, each signed in once; a step goes through the page that a person would use."""

    def __init__(self, browse):
        self._browse = browse
        self._pages = {}

    def __getitem__(self, role):
        if role not in self._pages:
            self._pages[role] = self._browse(role)
        return self._pages[role]


def fill(form, typed):
    """Fill a form and send it; a form without anything to fill is sent as it is."""
    put(form, typed)
    press(form.locator("button.button-primary"))


def put(form, typed):
    """Fill a form."""
    for name, value in typed.items():
        field = form.locator(f"[name='{name}']")
        kind = field.first.evaluate("field => field.tagName + (field.type || '')")
        if kind.startswith("SELECT"):
            field.select_option(label=value) if isinstance(value, str) else field.select_option(index=value)
        elif kind.endswith(("checkbox", "radio")):
            field.first.check()
        else:
            field.fill(value)


def expect_done(page):
    assert page.locator(".error-summary").count() == 0, page.locator(".error-summary").inner_text()
    refused = page.locator("[role=status].notice-error, [role=status].notice-warning")
    assert refused.count() == 0, refused.first.inner_text()


def state(page):
    return page.locator(".page-head .badge").first.inner_text()


def today_of(page):
    """The day by the demonstration's clock, as a date field takes it."""
    return page.locator(".invented-banner").get_attribute("data-today")


def path_of(page):
    return re.sub(r"https?://[^/]+", "", page.url).split("?")[0]


def number_of(path):
    return re.search(r"\d+", path)[0]
