"""Serving in the foreground: the web server and the worker as children of this process, stopped together with it."""

import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

import click

HOST: Final = "127.0.0.1"
PATIENCE_SECONDS: Final = 25.0
START_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.5
REST_SECONDS: Final = 5.0
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG
# The pages of a demonstration are read by a few people; embedding is done by the worker.
_WEB_THREADS: Final = 4
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class PortTakenError(Exception):
    """Something else listens on the port."""


class WebServerEndedError(Exception):
    """The web server ended by itself."""


def address_of(port: int) -> str:
    """Where the pages are."""
    return f"http://{HOST}:{port}"


def refuse_taken_port(port: int) -> None:
    """Look before anything is done whether the port is free.

    Raises:
        PortTakenError: it is not; the message says what runs there and how to choose another.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as reason:
            raise PortTakenError(_port_text(port)) from reason


def _port_text(port: int) -> str:
    who = "minicluster already runs" if _is_minicluster(port) else "another program listens"
    return (
        f"{address_of(port)}: {who} there. Nothing was changed and nothing is lost.\n"
        f"Open that address, or end what runs there (`minicluster stop`), or choose another port: PORT={port + 1} make demo, or minicluster demo --port {port + 1}\n"
        f"{port}번 포트를 이미 쓰고 있습니다. 바뀐 것은 없습니다. 다른 포트를 고르려면: PORT={port + 1} make demo"
    )


def _is_minicluster(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/health/")
        answer = json.loads(connection.getresponse().read(200))
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return bool(isinstance(answer, dict) and answer.get("ok"))


class Serving:
    """The children: the web server, without which there is nothing to wait for, and the worker, which is started again when it ends."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        self.rests_until = 0.0

    def start(self) -> None:
        """Start both, and wait until the first page can be read."""
        command = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(self.port), "--workers", "1", "--no-ws", "--log-level", "warning"]
        self.web = _child(
            [*command, "--blocking-threads", str(_WEB_THREADS), "minicluster.web.wsgi:application"], {"MINICLUSTER_ADDRESS": address_of(self.port)}
        )
        self.worker = _child(["-m", "minicluster", "worker"], {"MINICLUSTER_ADDRESS": address_of(self.port)})
        deadline = time.monotonic() + START_SECONDS
        while not _is_minicluster(self.port):
            self.look()
            if time.monotonic() > deadline:
                raise WebServerEndedError(f"The web server did not answer on {address_of(self.port)} within {START_SECONDS:.0f} seconds. Nothing is lost.")
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """See that both still run.

        Raises:
            WebServerEndedError: the web server does not.
        """
        if self.web and self.web.poll() is not None:
            raise WebServerEndedError(f"The web server ended by itself (status {self.web.returncode}). Nothing is lost; its last words stand above.")
        if self.worker and self.worker.poll() is not None and time.monotonic() > self.rests_until:
            self.rests_until = time.monotonic() + REST_SECONDS
            self.worker = _child(["-m", "minicluster", "worker"], {"MINICLUSTER_ADDRESS": address_of(self.port)})

    def wait(self) -> None:
        """Serve until told to stop."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Ask both to end, and end what does not."""
        children = [child for child in (self.web, self.worker) if child and child.poll() is None]
        for child in children:
            child.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _child(arguments: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A child of its own session, so that Ctrl-C reaches this process only, which then ends it in order."""
    full = {**os.environ, **_ONE_THREAD, **environment, "MINICLUSTER_DATABASE_ROLE": "application"}
    return subprocess.Popen([sys.executable, *arguments], env=full, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603, PLW1509  # own commands; no threads yet


def _die_with_parent() -> None:
    """Let Linux kill the child when its parent is killed: every job may run twice. Elsewhere the port stays taken until the child is ended."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def until_told_to_stop(serving: Serving) -> Iterator[None]:
    """Whatever ends this process in order (Ctrl-C, SIGTERM, `minicluster stop`) ends the children first."""
    former = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\n멈추는 중입니다. · Stopping.")
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        serving.stop()
        signal.signal(signal.SIGTERM, former)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def bring_up_to_date() -> None:
    """Migrate, and let the application's role reach every table."""
    from django.core.management import call_command
    from django.db import connection

    from minicluster.platform.database.grants import grant_application_rights

    call_command("migrate", verbosity=0)
    grant_application_rights(connection)
