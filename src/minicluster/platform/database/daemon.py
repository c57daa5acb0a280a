"""The supervisor process: one per home, detached, the parent of the server.

    python -P -m minicluster.platform.database.daemon HOME

It holds `supervisor.lock` as long as it lives, starts the server again when that dies, and shuts it down when nobody has
used it for a while, which it knows by `in-use.lock`: whoever uses the database shares that lock, and the kernel gives
it back when they die. It imports the standard library alone, so that it is small and starts at once.
"""

import contextlib
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.identity import become, choose_identity, hand_over
from minicluster.platform.database.locks import try_lock, wait_for_lock
from minicluster.platform.database.places import Places, places
from minicluster.platform.database.runtime import PORT, claim_socket_folder
from minicluster.platform.database.server import PostgresServer
from minicluster.platform.database.state import FAILED, READY, STARTING, STOPPING, State

LINGER_SECONDS = 5.0
TICK_SECONDS = 0.2
# Somebody who asks whether the lock is held takes it for a moment.
LOCK_SECONDS = 2.0
RESTARTS = 5
RESTARTS_WITHIN_SECONDS = 120
LOG_BYTES = 2_000_000


class Supervisor:
    """Keeps one server running as long as somebody uses it."""

    def __init__(self, where: Places, linger: float) -> None:
        self.places = where
        self.linger = linger
        self.stop_asked = False
        self.idle_since: float | None = None
        self.restarts: list[float] = []
        self.state = State(STARTING, supervisor=os.getpid(), started_at=datetime.now(UTC).isoformat(timespec="seconds"))

    def run(self) -> int:
        """Serve until nobody needs the server; the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            self._tell(STARTING)
            self._serve()
        except (DatabaseUnavailableError, OSError) as reason:
            self._fail(reason)
            return 1
        return 0

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked = True

    def _serve(self) -> None:
        server = PostgresServer(self.places, claim_socket_folder(self.places))
        in_use = None
        try:
            self._start(server)
            while in_use is None and not self.stop_asked:
                time.sleep(TICK_SECONDS)
                if server.has_died():
                    self._start_again(server)
                in_use = self._lock_if_idle_long_enough()
            self._tell(STOPPING)
        finally:
            server.stop()
        self._clean_up(server.socket_folder)

    def _start(self, server: PostgresServer) -> None:
        server.start()
        self._tell(READY, server=server.pid, socket_folder=str(server.socket_folder), port=PORT)

    def _start_again(self, server: PostgresServer) -> None:
        now = time.monotonic()
        self.restarts = [at for at in self.restarts if now - at < RESTARTS_WITHIN_SECONDS] + [now]
        if len(self.restarts) > RESTARTS:
            text = (
                "The database server in %(folder)s died %(count)s times within %(seconds)s seconds. What was saved is safe. "
                "Look into %(log)s for the reason (memory is the usual one) and try again."
            )
            folder, log = self.places.root, self.places.log
            raise DatabaseUnavailableError(text, folder=folder, log=log, count=RESTARTS + 1, seconds=RESTARTS_WITHIN_SECONDS)
        self._tell(STARTING)
        self._start(server)

    def _lock_if_idle_long_enough(self) -> int | None:
        # Returns the exclusive lock, kept until this process ends: whoever comes now waits for a fresh server.
        lock = try_lock(self.places.in_use_lock)
        if lock is None:
            self.idle_since = None
            return None
        now = time.monotonic()
        self.idle_since = self.idle_since or now
        if now - self.idle_since >= self.linger:
            return lock
        os.close(lock)
        return None

    def _tell(self, phase: str, **more: object) -> None:
        self.state = self.state.but(phase=phase, **more)
        self.state.write(self.places.state)

    def _fail(self, reason: Exception) -> None:
        if isinstance(reason, DatabaseUnavailableError):
            text, values = reason.text, {name: str(value) for name, value in reason.values.items()}
        else:
            text = "The database in %(folder)s stopped. What was saved is safe. Mend the reason and try again: %(reason)s"
            values = {"folder": str(self.places.root), "reason": str(reason)}
        # A full disk must not hide the reason: then the log's last lines are all there is.
        sys.stderr.write(text % values + "\n")
        with contextlib.suppress(OSError):
            self._tell(FAILED, text=text, values=values)

    def _clean_up(self, socket_folder: Path) -> None:
        self.places.state.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            socket_folder.rmdir()


def main(home: str) -> int:
    """Become the supervisor of a home, unless there is one; returns when it is detached and holds its lock."""
    os.umask(0o077)
    where = places(Path(home))
    lock = wait_for_lock(where.supervisor_lock, seconds=LOCK_SECONDS)
    if lock is None:
        return 0
    where.state.unlink(missing_ok=True)
    try:
        identity = choose_identity(where)
    except DatabaseUnavailableError as reason:
        State(FAILED, text=reason.text, values={name: str(value) for name, value in reason.values.items()}).write(where.state)
        return 1
    if os.fork() != 0:
        # The child shares the lock, so it is held from now on as long as the child lives.
        return 0
    os.setsid()
    if identity is not None:
        hand_over(identity, where)
        become(identity)
    _speak_into(where.supervisor_log)
    return Supervisor(where, linger=_linger()).run()


def _speak_into(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    for descriptor, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        opened = os.open("/dev/null" if descriptor == 0 else log, flags | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)


def _linger() -> float:
    try:
        return max(0.0, float(os.environ.get("MINICLUSTER_DATABASE_LINGER", "")))
    except ValueError:
        return LINGER_SECONDS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
