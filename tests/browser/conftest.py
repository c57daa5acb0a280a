"""A real demonstration, served by the real command on loopback, and Debian's Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import sync_playwright

# What the steps assert is told as fully as what the tests do.
pytest.register_assert_rewrite("walking", "quarter_inviting", "quarter_meeting", "quarter_after")

from post_office import PostOffice  # noqa: E402
from signing_in import press, sign_in  # noqa: E402

CHROMIUM = shutil.which("chromium")
SCALE = "0.03"
READY_WITHIN_SECONDS = 240


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: `make test` installs Debian's where apt may"))


class Served(NamedTuple):
    """Where a demonstration is served, and where it lives."""

    address: str
    home: str


@pytest.fixture(scope="session")
def served():
    """A served demonstration, small but whole; MINICLUSTER_SERVED_AT names one that runs already (and MINICLUSTER_SERVED_HOME its home), for whoever writes these tests."""
    if "MINICLUSTER_SERVED_AT" in os.environ:
        yield Served(os.environ["MINICLUSTER_SERVED_AT"], os.environ.get("MINICLUSTER_SERVED_HOME", ""))
        return
    home = Path(tempfile.mkdtemp(prefix="minicluster-browser-"))
    home.chmod(0o755)
    port = _free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MINICLUSTER_", "DJANGO_"))}
    environment["MINICLUSTER_HOME"] = str(home)
    # The better model would take minutes of both cores for the thesaurus, while pages are waited for.
    environment["MINICLUSTER_EMBEDDING_MODELS"] = "fast"
    log = (home / "demo.log").open("wb")
    command = [sys.executable, "-m", "minicluster", "demo", "--scale", SCALE, "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_loaded(process, home / "demo.log", port)
        yield Served(f"http://127.0.0.1:{port}", str(home))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def demonstration(served):
    """The address of the demonstration."""
    return served.address


@pytest.fixture(scope="session")
def post_office(served):
    """The post of the demonstration."""
    return PostOffice(served.home)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_loaded(process, log, port):
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if "firm_user@demo.example" in log.read_text() and _answers(port):
            return
        time.sleep(0.5)
    pytest.fail(f"the demonstration did not come up:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def all_is_loaded(served):
    """Pages open while the later phases are still loading; what is measured comes last."""
    log, deadline = Path(served.home) / "demo.log", time.monotonic() + 2 * READY_WITHIN_SECONDS
    while log.exists() and "All is loaded" not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()[-4000:]
        time.sleep(0.5)


def _answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


# Not for the session: while Playwright runs its loop, Django lets no test of the same process ask the database.
@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, demonstration):
    """Open a page as somebody: `browse("coordinator", language="ko", width=1280)`."""
    contexts = []

    def open_as(role=None, *, language="en", width=1280, height=900, scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=demonstration, java_script_enabled=scripts, bypass_csp=True, locale=language
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": demonstration}])
        page = context.new_page()
        if role:
            sign_in(page, role)
            if page.locator("html").get_attribute("lang") != language:
                press(page.get_by_role("button", name="English" if language == "en" else "한국어"))
        return page

    yield open_as
    for context in contexts:
        context.close()
