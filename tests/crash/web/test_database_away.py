"""The database goes away under a served installation: pages say so, and recover by themselves; commands on an empty one say what is missing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from installations import Installation

from minicluster.platform.database.supervisor import status, stop

RECOVERS_WITHIN_SECONDS = 60


@pytest.fixture
def installation(tmp_path):
    tmp_path.chmod(0o755)
    made = Installation(tmp_path / "home")
    yield made
    stop(made.home)


def run(installation, *words):
    return subprocess.run([sys.executable, "-m", "minicluster", *words], env=installation.environment, capture_output=True, text=True, timeout=120, check=False)


def test_an_own_installation_is_set_up_from_the_command_line(installation):
    missing = run(installation, "report", "programme", "--json")
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr
    opened = run(installation, "setup", "programme", "wonju", "--name-ko", "원주 사업", "--name-en", "Wonju programme", "--started-on", "2026-01-01", "--json")
    assert json.loads(opened.stdout)["programme"] == "wonju"
    assert run(installation, "setup", "complex", "wonju-medical", "--name-ko", "원주", "--name-en", "Wonju").stdout == "wonju-medical\n"
    installation.environment["MINICLUSTER_NEW_PASSWORD"] = "a thread to hold on to"  # noqa: S105  # of this test alone
    given = run(installation, "setup", "account", "office@mail.example", "--role", "programme_office", "--complex", "wonju-medical")
    assert given.stdout == "office@mail.example: programme_office\n"
    again = run(installation, "setup", "account", "office@mail.example", "--role", "programme_office")
    assert (again.returncode, "Traceback" in again.stderr) == (2, False)
    unknown = run(installation, "setup", "account", "x@mail.example", "--role", "king")
    assert (unknown.returncode, "king" in unknown.stderr, "Traceback" in unknown.stderr) == (2, True, False)
    assert json.loads(run(installation, "report", "programme", "--json").stdout)["groups"] == 0
    assert json.loads(run(installation, "doctor", "--json").stdout)


def test_pages_say_that_the_database_is_away_and_recover_by_themselves(installation):
    run(installation, "setup", "programme", "wonju", "--name-ko", "원주 사업", "--name-en", "Wonju programme", "--started-on", "2026-01-01")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "minicluster", "up", "--port", str(port)], env=installation.environment)
    try:
        assert wait_for(port, {200}) == 200
        os.kill(status(installation.home).server, signal.SIGKILL)
        answers = {ask(port) for _moment in range(20)}
        assert answers <= {(200, False), (503, True)}, "either it is there, or the page says that it is not"
        assert wait_for(port, {200}) == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def ask(port):
    """The status of the first page, and whether it is the page for a database that is away."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=40) as response:
            return response.status, False
    except urllib.error.HTTPError as error:
        return error.code, "데이터베이스가 다시 시작되고 있습니다" in error.read().decode()


def wait_for(port, statuses):
    deadline = time.monotonic() + RECOVERS_WITHIN_SECONDS
    found = None
    while time.monotonic() < deadline and found not in statuses:
        try:
            found = ask(port)[0]
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    return found
