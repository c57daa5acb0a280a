"""`minicluster demo` and `up` as a person uses them: pages while it loads, a second one on the same port, Ctrl-C."""

import http.client
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import pytest
from installations import PATIENCE_SECONDS, Installation

from minicluster.platform.database.supervisor import status, stop


@pytest.fixture(scope="module")
def installation():
    home = Path(tempfile.mkdtemp(prefix="minicluster-serve-"))
    home.chmod(0o755)
    yield Installation(home)
    stop(home)
    shutil.rmtree(home, ignore_errors=True)


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def read_until(process, words):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def page(port, path="/"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def ended_in_order(process):
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode


def wait_until_stopped(home):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while status(home).phase != "stopped" and time.monotonic() < deadline:
        time.sleep(0.2)
    return status(home).phase


@pytest.mark.slow
def test_the_pages_open_with_the_first_complex_and_close_with_ctrl_c(installation):
    port = free_port()
    demo = installation.run("demo", "--port", str(port), "--scale", "0.02")
    opened = read_until(demo, f"http://127.0.0.1:{port}")
    assert not [line for line in opened if "] second-programme " in line]
    assert page(port)[0] == 200
    assert "firm_user@demo.example" in "".join(read_until(demo, "password"))
    read_until(demo, "All is loaded")

    again = installation.run("demo", "--port", str(port))
    said, _nothing = again.communicate(timeout=PATIENCE_SECONDS)
    assert again.returncode == 2
    assert "minicluster already runs there" in said
    assert f"PORT={port + 1}" in said
    assert page(port, "/health/") == (200, '{"ok": true}')

    assert ended_in_order(demo) == 0
    with pytest.raises(ConnectionRefusedError):
        page(port)
    assert wait_until_stopped(installation.home) == "stopped"

    up = installation.run("up", "--port", str(port))
    read_until(up, f"http://127.0.0.1:{port}")
    assert page(port)[0] == 200
    assert ended_in_order(up) == 0


def test_a_port_on_which_something_else_listens_is_named_before_anything_is_done(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = Installation(tmp_path / "untouched").run("up", "--port", str(port))
        said, _nothing = refused.communicate(timeout=PATIENCE_SECONDS)
    assert refused.returncode == 2
    assert "another program listens there. Nothing was changed" in said
    assert not (tmp_path / "untouched").exists()


@pytest.mark.skipif(not os.environ.get("MINICLUSTER_LONG"), reason="a long harness: MINICLUSTER_LONG=1")
def test_the_full_population_is_loaded_within_three_minutes():
    home = Path(tempfile.mkdtemp(prefix="minicluster-full-"))
    home.chmod(0o755)
    try:
        full, started = Installation(home, scale="1.0"), time.monotonic()
        sys.stdout.write(full.load(patience=600))
        seconds = time.monotonic() - started
        sys.stdout.write(f"loaded in {seconds:.0f} s\n")
        assert seconds <= 180
    finally:
        stop(home)
        shutil.rmtree(home, ignore_errors=True)
