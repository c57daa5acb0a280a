"""Phones of guests: plain HTTP with the cookies and hidden fields of each page, as many at once as there are guests."""

import re
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from threading import Barrier


class _Form(HTMLParser):
    """The form of a page's own content: where it goes, its hidden fields, and what its buttons say."""

    def __init__(self, page):
        super().__init__()
        self.action, self.hidden, self.buttons, self._is_open = "", {}, [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag == "form" and "form" in (known.get("class") or "").split():
            self.action, self._is_open = known.get("action") or "", True
        elif self._is_open and tag == "input" and known.get("type") == "hidden":
            self.hidden[known["name"]] = known.get("value") or ""
        elif self._is_open and tag == "button":
            self.buttons.append(known.get("value"))

    def handle_endtag(self, tag):
        self._is_open = self._is_open and tag != "form"


class Phone:
    """One guest's phone: it opens a link, and sends the form that it finds there."""

    def __init__(self):
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._browser.addheaders = [("Accept-Language", "en")]
        self.at = ""

    def open(self, address):
        """Open a page and look at its form."""
        return self._read(address, None)

    def send(self, **typed):
        """Send the form of the page that is open."""
        return self._read(urllib.parse.urljoin(self.at, self.form.action), urllib.parse.urlencode({**self.form.hidden, **typed}).encode())

    def _read(self, address, sent):
        with self._browser.open(address, sent, timeout=60) as response:
            page, self.at = response.read().decode(), response.geturl()
        self.form = _Form(page)
        return page


def at_once(what, rows):
    """Let every row be done on a phone of its own, all of them sending in the same moment: `what(phone, ready, row)` waits for `ready` before it sends."""
    rows = list(rows)
    everybody = Barrier(len(rows), timeout=60)
    with ThreadPoolExecutor(len(rows)) as phones:
        return list(phones.map(lambda row: what(Phone(), everybody.wait, row), rows))


def notice_on(page):
    """What a page says first about what was sent."""
    return " ".join(re.sub("<[^>]+>", " ", re.search(r'<p class="notice[^>]*>(.*?)</p>', page, re.DOTALL)[1]).split())
