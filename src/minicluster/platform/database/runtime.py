"""Where the Unix socket lives: beside the data when the path is short enough, else in a runtime folder.

Beside the data is the best place: every process that sees the home sees the socket (a service with its own /tmp too),
and nothing sweeps it away. A socket's path may have at most 107 bytes, though, and some mounted folders cannot hold
sockets, so there are others to fall back on.
"""

import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.places import Places

PORT = 5432
MAXIMUM_SOCKET_BYTES = 107


def socket_path(folder: Path, port: int = PORT) -> Path:
    """The socket that PostgreSQL makes in a folder."""
    return folder / f".s.PGSQL.{port}"


def likely_socket_folder(places: Places) -> Path:
    """The folder that the next server will most likely use."""
    return next(folder for folder in _candidates(places) if _fits(folder))


def claim_socket_folder(places: Places) -> Path:
    """Make the socket folder, for this user alone, and make sure that it takes a socket."""
    for folder in _candidates(places):
        if _fits(folder) and _is_ours(folder) and _takes_a_socket(folder):
            return folder
    text = (
        "There is no folder for the database's socket: each of %(folders)s is too long (more than %(bytes)s bytes), belongs to "
        "another user or takes no socket. Nothing is lost. Set MINICLUSTER_HOME or TMPDIR to a folder with a shorter path."
    )
    folders = ", ".join(str(folder) for folder in _candidates(places))
    raise DatabaseUnavailableError(text, folders=folders, bytes=MAXIMUM_SOCKET_BYTES)


def _candidates(places: Places) -> Iterator[Path]:
    yield places.run
    name = "minicluster-" + hashlib.sha256(os.fsencode(places.home)).hexdigest()[:12]
    if os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(os.environ["XDG_RUNTIME_DIR"], name)
    for folder in dict.fromkeys((tempfile.gettempdir(), "/tmp")):  # noqa: S108  # owner and mode are checked
        yield Path(folder, f"{name}-{os.geteuid()}")


def _fits(folder: Path) -> bool:
    # libpq and PostgreSQL both separate several folders by commas.
    path = os.fsencode(socket_path(folder))
    return len(path) <= MAXIMUM_SOCKET_BYTES and not set(b",\"'\\\n") & set(path)


def _is_ours(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) & 0o077 == 0


def _takes_a_socket(folder: Path) -> bool:
    trial = folder / ".s.trial"
    trial.unlink(missing_ok=True)
    try:
        with socket.socket(socket.AF_UNIX) as trial_socket:
            trial_socket.bind(str(trial))
    except OSError:
        return False
    finally:
        trial.unlink(missing_ok=True)
    return True
