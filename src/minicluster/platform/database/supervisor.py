"""Use the embedded database: it starts on demand, is shared by all processes of a home, and stops when nobody needs it.

    with use(home_folder()) as server:
        psycopg.connect(**server.connection(server.application))

How the locks work together, and why, is written in docs/decisions/0002-own-supervisor.md.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from psycopg import pq

from minicluster.platform.database import roles
from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.locks import PAUSE_SECONDS, is_held, processes_with, wait_for_lock
from minicluster.platform.database.places import Places, places
from minicluster.platform.database.runtime import PORT, likely_socket_folder
from minicluster.platform.database.server import last_words
from minicluster.platform.database.state import FAILED, READY, STOPPING, State, read_state

DAEMON = "minicluster.platform.database.daemon"
# Longer than the supervisor's own bounds, so that its reason arrives before our patience ends.
START_SECONDS = 330.0
STOP_SECONDS = 90.0
SPAWN_SECONDS = 60.0
SPAWNS = 2

STILL_STOPPING_TEXT = (
    "The database in %(folder)s has been shutting down for %(seconds)s seconds. Nothing is lost. Look into %(log)s, end the process that hangs, and try again."
)
STILL_STARTING_TEXT = (
    "Another process has been starting or stopping the database in %(folder)s for %(seconds)s seconds. Nothing is lost. "
    "Look into %(log)s, end the process that hangs, and try again."
)
NO_ANSWER_TEXT = (
    "The database in %(folder)s has not answered for %(seconds)s seconds. Nothing is lost. Look into %(log)s, end the process that hangs, and try again."
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the database of a home is, and the roles to sign in with."""

    home: Path
    socket_folder: Path
    port: int = PORT
    database: str = roles.DATABASE
    owner: str = roles.OWNER
    application: str = roles.APPLICATION

    def connection(self, role: str) -> dict[str, str | int]:
        """The arguments for `psycopg.connect` as one of the roles."""
        return {"host": str(self.socket_folder), "port": self.port, "dbname": self.database, "user": role}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        release(self.home)


@dataclass(frozen=True, slots=True)
class Status:
    """How the database of a home is: `phase` is stopped, starting, ready, stopping or failed."""

    phase: str
    supervisor: int = 0
    server: int = 0
    socket_folder: str = ""
    started_at: str = ""
    users: tuple[int, ...] = ()


@dataclass(slots=True)
class _Use:
    descriptor: int
    count: int
    server: Server


_uses: dict[Path, _Use] = {}
_guard = threading.RLock()


def _new_guard() -> None:
    # Another thread of the parent may have held the old one; in the child that thread does not exist.
    global _guard  # noqa: PLW0603  # replaced in the child only
    _guard = threading.RLock()


os.register_at_fork(after_in_child=_new_guard)


def use(home: Path) -> Server:
    """Make sure that the database of a home runs, and keep it running until `release` or the end of this process.

    May be called often, from threads and after a fork; each call makes sure again. Raises DatabaseUnavailableError.
    """
    where = places(home)
    with _guard:
        held = _uses.get(where.home)
        descriptor = held.descriptor if held else _share(where)
        try:
            server = _ensure_running(where)
        except BaseException:
            if held is None:
                os.close(descriptor)
            raise
        _uses[where.home] = _Use(descriptor, held.count + 1 if held else 1, server)
        return server


def release(home: Path) -> None:
    """Give back one `use`; after the last one of the last process the server stops by itself."""
    home = places(home).home
    with _guard:
        held = _uses.get(home)
        if held is None:
            return
        held.count -= 1
        if held.count == 0:
            del _uses[home]
            # Closed, not unlocked: in a forked child the lock is the parent's too.
            os.close(held.descriptor)


def server_of(home: Path) -> Server:
    """Where the server of a home is, or will most likely be; starts nothing."""
    where = places(home)
    held = _uses.get(where.home)
    if held:
        return held.server
    state = read_state(where.state)
    if state and state.socket_folder:
        return _server(where, state)
    return Server(where.home, likely_socket_folder(where))


def stop(home: Path, *, wait: bool = True) -> bool:
    """Shut the server down, whoever uses it; True if there was one. The next `use` starts it again."""
    where = places(home)
    if not where.locks.is_dir():
        return False
    with _only_starter(where):
        if not is_held(where.supervisor_lock):
            return False
        _ask_supervisor_to_stop(where)
        return not wait or _wait_until_stopped(where)


def status(home: Path) -> Status:
    """How the database is; starts and changes nothing."""
    where = places(home)
    state = read_state(where.state)
    users = _users(where, state)
    if not is_held(where.supervisor_lock):
        return Status(FAILED if state and state.phase == FAILED else "stopped", users=users)
    if state is None:
        return Status("starting", users=users)
    return Status(state.phase, state.supervisor, state.server, state.socket_folder, state.started_at, users)


def ask_users_to_end(home: Path, *, seconds: float) -> tuple[int, ...]:
    """Ask every other process that uses the database to end (SIGTERM); those that are still there after the time."""
    where = places(home)
    deadline = time.monotonic() + seconds
    asked: set[int] = set()
    while True:
        others = {pid for pid in _users(where, read_state(where.state)) if pid != os.getpid()}
        for pid in others - asked:
            with suppress(OSError):
                os.kill(pid, signal.SIGTERM)
        asked |= others
        if not others or time.monotonic() > deadline:
            return tuple(sorted(others))
        time.sleep(PAUSE_SECONDS)


def _users(where: Places, state: State | None) -> tuple[int, ...]:
    # The supervisor looks at the lock now and then, and holds it at the end.
    return tuple(pid for pid in processes_with(where.in_use_lock) if not state or pid != state.supervisor)


def _share(where: Places) -> int:
    try:
        where.make()
        descriptor = wait_for_lock(where.in_use_lock, seconds=STOP_SECONDS, shared=True)
    except OSError as reason:
        text = (
            "The folder %(folder)s cannot be used: %(reason)s. Nothing is lost. Make room or give this user the right to write "
            "there, or set MINICLUSTER_HOME to another folder."
        )
        raise DatabaseUnavailableError(text, folder=where.home, reason=reason.strerror) from reason
    if descriptor is None:
        raise _too_long(STILL_STOPPING_TEXT, where, STOP_SECONDS)
    return descriptor


def _too_long(text: str, where: Places, seconds: float) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(text, folder=where.root, log=where.log, seconds=round(seconds))


@contextmanager
def _only_starter(where: Places) -> Iterator[None]:
    lock = wait_for_lock(where.start_lock, seconds=START_SECONDS)
    if lock is None:
        raise _too_long(STILL_STARTING_TEXT, where, START_SECONDS)
    try:
        yield
    finally:
        os.close(lock)


def _ensure_running(where: Places) -> Server:
    # The usual case needs no lock: a server that answers runs, and our shared lock keeps it running.
    state = read_state(where.state)
    if state and _answers(where, state):
        return _server(where, state)
    with _only_starter(where):
        return _start(where)


def _start(where: Places) -> Server:
    deadline = time.monotonic() + START_SECONDS
    spawns = 0
    while time.monotonic() < deadline:
        alive = is_held(where.supervisor_lock)
        state = read_state(where.state)
        if alive and state and _answers(where, state):
            return _server(where, state)
        if not alive:
            if spawns and (spawns == SPAWNS or (state and state.phase == FAILED)):
                raise _reason_of_failure(where, state)
            _spawn(where)
            spawns += 1
        time.sleep(PAUSE_SECONDS)
    raise _too_long(NO_ANSWER_TEXT, where, START_SECONDS)


def _answers(where: Places, state: State) -> bool:
    if state.phase != READY or not is_held(where.supervisor_lock):
        return False
    address = f"host='{state.socket_folder}' port={state.port} dbname={roles.DATABASE} user={roles.APPLICATION} connect_timeout=5"
    return pq.PGconn.ping(address.encode()) == pq.Ping.OK


def _spawn(where: Places) -> None:
    # -P: what lies in the current folder must not be imported in place of the real thing.
    command = [sys.executable, "-P", "-m", DAEMON, str(where.home)]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SPAWN_SECONDS, check=True)  # noqa: S603  # no shell, our program
    except (OSError, subprocess.SubprocessError) as reason:
        state = read_state(where.state)
        if state is None or state.phase != FAILED:
            said = (getattr(reason, "stderr", None) or "").strip().splitlines()
            text = "The database's supervisor does not start. Nothing is lost. The reason: %(reason)s"
            raise DatabaseUnavailableError(text, reason=said[-1] if said else reason) from reason


def _reason_of_failure(where: Places, state: State | None) -> DatabaseUnavailableError:
    if state and state.phase == FAILED:
        return DatabaseUnavailableError(state.text, **state.values)
    text = "The database in %(folder)s ended while it started. Nothing is lost. The last words in %(log)s: %(reason)s"
    log = where.supervisor_log
    return DatabaseUnavailableError(text, folder=where.root, log=log, reason=last_words(log))


def _server(where: Places, state: State) -> Server:
    return Server(where.home, Path(state.socket_folder), state.port)


def _ask_supervisor_to_stop(where: Places) -> None:
    state = _settled_state(where)
    if state is None or state.phase == STOPPING:
        return
    try:
        os.kill(state.supervisor, signal.SIGTERM)
    except ProcessLookupError:
        return
    except PermissionError as reason:
        text = "The database in %(folder)s was started by another user, who must stop it (or root). Nothing was changed."
        raise DatabaseUnavailableError(text, folder=where.root) from reason


def _settled_state(where: Places) -> State | None:
    # A supervisor that has just been started says its number within moments.
    deadline = time.monotonic() + SPAWN_SECONDS
    while time.monotonic() < deadline and is_held(where.supervisor_lock):
        state = read_state(where.state)
        if state and state.supervisor:
            return state
        time.sleep(PAUSE_SECONDS)
    return None


def _wait_until_stopped(where: Places) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while is_held(where.supervisor_lock):
        if time.monotonic() > deadline:
            raise _too_long(STILL_STOPPING_TEXT, where, STOP_SECONDS)
        time.sleep(PAUSE_SECONDS)
    return True
