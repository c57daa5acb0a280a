"""Locks between processes: flock, with a bound on every wait.

A lock belongs to the open file, not to the process: a forked child shares it, and it is gone when the last of them
closes the file or dies, `kill -9` included. So a lock is given back by closing the file and never by unlocking it:
a child that unlocks would take the lock from its parent.
"""

import contextlib
import fcntl
import os
import time
from pathlib import Path

PAUSE_SECONDS = 0.03


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Take the lock if it is free: an open file descriptor, or None."""
    descriptor = os.open(path, _open_flags(path), 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _open_flags(path: Path) -> int:
    # To lock, reading is enough; so a file that another user made (root, say) is no obstacle.
    return os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | (0 if path.exists() else os.O_CREAT)


def wait_for_lock(path: Path, *, seconds: float, shared: bool = False) -> int | None:
    """Take the lock, waiting for it at most so long: an open file descriptor, or None."""
    deadline = time.monotonic() + seconds
    while True:
        descriptor = try_lock(path, shared=shared)
        if descriptor is not None or time.monotonic() >= deadline:
            return descriptor
        time.sleep(PAUSE_SECONDS)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock exclusively (asked by taking it, shared, for a moment)."""
    if not path.exists():
        return False
    descriptor = try_lock(path, shared=True)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def processes_with(path: Path) -> list[int]:
    """List the processes that have the file open, children that inherited it too; those of other users only for root."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(descriptor.readlink() == path for descriptor in (process / "fd").iterdir()):
                found.append(int(process.name))
    return sorted(found)
