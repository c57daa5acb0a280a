"""One PostgreSQL server: made, started, set up, stopped. Used by the supervisor process alone.

Every process of the server inherits an open file with a lock on it (`server.lock`). The kernel drops the lock when the
last of them is gone, so holding it is the proof that no postmaster and no orphaned backend of ours lives, whatever
`postmaster.pid` says.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from minicluster.platform.database.configuration import write_configuration
from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.identity import die_with_parent
from minicluster.platform.database.locks import PAUSE_SECONDS, try_lock
from minicluster.platform.database.places import Places, binary
from minicluster.platform.database.roles import SET_UP, SUPERUSER
from minicluster.platform.database.runtime import PORT, socket_path

INITDB_SECONDS = 120
# Crash recovery replays at most max_wal_size of log; this leaves room for a slow disk.
READY_SECONDS = 300
FAST_STOP_SECONDS = 60
IMMEDIATE_STOP_SECONDS = 10
LEFTOVER_SECONDS = 30
LEFTOVER_GRACE_SECONDS = 5
# C.UTF-8 is there on every Linux of the last years; the server's own messages stay English.
ENVIRONMENT: Mapping[str, str] = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--data-checksums",
)
CREATED = "data.new-"


class PostgresServer:
    """The server of one home."""

    def __init__(self, places: Places, socket_folder: Path) -> None:
        self.places = places
        self.socket_folder = socket_folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server on its data, which is made first when there is none, and wait until it takes work."""
        lock = self._lock_when_nothing_lives()
        try:
            self._make_data_if_missing(lock)
            # Nothing of ours lives (we hold the lock), so these are stale, even if another process has that number now.
            for stale in (self.places.data / "postmaster.pid", *_socket_files(self.socket_folder)):
                stale.unlink(missing_ok=True)
            write_configuration(self.places.data, self.socket_folder)
            self.process = self._popen([binary("postgres"), "-D", self.places.data], lock, signal.SIGINT)
        finally:
            os.close(lock)
        self._wait_until_ready()
        self._set_up()

    @property
    def pid(self) -> int:
        """The postmaster, or 0."""
        return self.process.pid if self.process else 0

    def has_died(self) -> bool:
        """Whether the postmaster is gone although nobody stopped it."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Shut down: fast, then immediately (recovery follows at the next start), then by force."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        for number, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS)):
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
                break
        else:
            process.kill()
            process.wait()
        for file in _socket_files(self.socket_folder):
            file.unlink(missing_ok=True)

    def _popen(self, command: Sequence[Path | str], lock: int, on_parent_death: int) -> subprocess.Popen[bytes]:
        with self.places.supervisor_log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  # no shell, our program
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd=self.places.root,
                pass_fds=(lock,),
                preexec_fn=partial(die_with_parent, on_parent_death, os.getpid()),  # noqa: PLW1509  # the supervisor has one thread
            )

    def _lock_when_nothing_lives(self) -> int:
        begun = time.monotonic()
        while time.monotonic() - begun < LEFTOVER_SECONDS:
            lock = try_lock(self.places.server_lock)
            if lock is not None:
                return lock
            late = time.monotonic() - begun > LEFTOVER_GRACE_SECONDS
            _send_to_leftovers(self.places.data, signal.SIGKILL if late else signal.SIGQUIT)
            time.sleep(PAUSE_SECONDS * 4)
        text = (
            "Processes of an earlier database server of %(folder)s are still there after %(seconds)s seconds and cannot be ended. "
            "Nothing is lost. End them (ps -ef | grep postgres), or restart the machine, and try again."
        )
        raise DatabaseUnavailableError(text, folder=self.places.root, seconds=LEFTOVER_SECONDS)

    def _make_data_if_missing(self, lock: int) -> None:
        for unfinished in self.places.root.glob(CREATED + "*"):
            shutil.rmtree(unfinished)
        if self.places.data.exists():
            return
        draft = Path(tempfile.mkdtemp(prefix=CREATED, dir=self.places.root))
        process = self._popen([binary("initdb"), *INITDB_OPTIONS, "-D", draft], lock, signal.SIGKILL)
        try:
            status = process.wait(INITDB_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        if status != 0:
            shutil.rmtree(draft, ignore_errors=True)
            text = "The database could not be made in %(folder)s. Nothing is lost. The reason, from %(log)s: %(reason)s"
            raise self._failure(text)
        draft.replace(self.places.data)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._says_ready():
            if self.has_died() or time.monotonic() > deadline:
                self.stop()
                text = "The database in %(folder)s does not start. Nothing is lost. The reason, from %(log)s: %(reason)s"
                raise self._failure(text)
            time.sleep(PAUSE_SECONDS)

    def _says_ready(self) -> bool:
        # The eighth line is written for this purpose; pg_ctl waits for it too.
        try:
            lines = (self.places.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"  # noqa: PLR2004  # see above

    def _set_up(self) -> None:
        where = {"PGHOST": str(self.socket_folder), "PGPORT": str(PORT), "PGUSER": SUPERUSER, "PGDATABASE": "template1"}
        result = subprocess.run(  # noqa: S603  # no shell, our program
            [binary("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],
            input=SET_UP,
            env={**ENVIRONMENT, **where, "PGOPTIONS": "-c client_min_messages=warning"},
            capture_output=True,
            text=True,
            timeout=READY_SECONDS,
            check=False,
        )
        if result.returncode != 0:
            self.stop()
            text = "The database in %(folder)s could not be set up. Nothing is lost. The reason: %(reason)s"
            raise DatabaseUnavailableError(text, folder=self.places.root, reason=result.stderr.strip())

    def _failure(self, text: str) -> DatabaseUnavailableError:
        reason = last_words(self.places.supervisor_log)
        return DatabaseUnavailableError(text, folder=self.places.root, log=self.places.supervisor_log, reason=reason)


def last_words(log: Path, count: int = 5) -> str:
    """The last lines of a log, in one."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "-"
    return " | ".join(line.strip() for line in lines[-count:] if line.strip()) or "-"


def _socket_files(folder: Path) -> tuple[Path, Path]:
    path = socket_path(folder)
    return path, path.with_name(path.name + ".lock")


def _send_to_leftovers(data: Path, number: int) -> None:
    for pid in leftovers(data):
        with contextlib.suppress(OSError):
            os.kill(pid, number)


def leftovers(data: Path) -> list[int]:
    """List the processes of PostgreSQL that work in a data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == data and _is_postgres(process):
                found.append(int(process.name))
    return found


def _is_postgres(process: Path) -> bool:
    # After an update of the wheel the program of a running server reads ".../postgres (deleted)".
    return (process / "exe").readlink().name.removesuffix(" (deleted)") == "postgres"
