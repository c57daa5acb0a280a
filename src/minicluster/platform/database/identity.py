"""Who the server runs as when root starts it: PostgreSQL refuses root, and whoever it is must reach the folder.

The candidates, in this order: the owner of the data that is there already; the owner of the home or of its nearest
folder; the user behind sudo; `nobody`. Each is tried for real: a child becomes that user, walks to the folder and
runs the server's program. When none of them gets through (a clone in a folder of root that is closed to others, as
in many containers), `nobody` gets one single capability: reading and walking everywhere, and no writing; where the
container withholds that one, overriding permissions. See docs/decisions/0002-own-supervisor.md.
"""

import contextlib
import ctypes
import os
import pwd
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.places import Places, binary

# From linux/prctl.h and linux/capability.h.
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
PROBE_SECONDS = 20

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """A user to become, with at most one capability kept from root."""

    uid: int
    gid: int
    capability: int | None = None


def choose_identity(places: Places) -> Identity | None:
    """Whom the supervisor becomes: None for an ordinary user, who stays who they are."""
    if os.geteuid() != 0:
        _refuse_data_of_another_user(places)
        return None
    for identity in _candidates(places):
        if _reaches(identity, places):
            return identity
    # The trials gave these away; without the right to override permissions root itself would be locked out.
    with contextlib.suppress(OSError):
        _give((places.root, places.locks), os.geteuid(), os.getegid())
    text = (
        "PostgreSQL does not run as root, and no other user can reach %(folder)s. Nothing is lost. Set MINICLUSTER_HOME to a "
        "folder that other users may walk into (/var/lib/minicluster, say), or run minicluster as an ordinary user."
    )
    raise DatabaseUnavailableError(text, folder=places.root)


def _refuse_data_of_another_user(places: Places) -> None:
    owner = places.data.stat().st_uid if places.data.exists() else os.geteuid()
    if owner != os.geteuid():
        text = (
            "The database in %(folder)s belongs to another user (%(owner)s). Nothing is lost. Run minicluster as that user or "
            "as root, or set MINICLUSTER_HOME to a folder of your own."
        )
        raise DatabaseUnavailableError(text, folder=places.root, owner=_name_of(owner))


def _has_a_name(uid: int) -> bool:
    # initdb refuses a number without an entry in the list of users.
    return _name_of(uid) != str(uid)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _candidates(places: Places) -> Iterator[Identity]:
    if places.data.exists() and places.data.stat().st_uid != 0:
        # Data that is there belongs to somebody already; nobody else can serve it.
        plain = [_identity_of_owner(places.data)]
    else:
        plain = [identity for identity in _new_owners(places) if identity.uid != 0 and _has_a_name(identity.uid)]
    yield from plain
    for last in plain[-1:]:
        for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
            yield Identity(last.uid, last.gid, capability)


def _new_owners(places: Places) -> Iterator[Identity]:
    yield _identity_of_owner(places.home)
    if os.environ.get("SUDO_UID", "").isdigit():
        yield _identity(int(os.environ["SUDO_UID"]), int(os.environ.get("SUDO_GID", "65534")))
    yield _nobody()


def _identity_of_owner(folder: Path) -> Identity:
    status = folder.stat()
    return _identity(status.st_uid, status.st_gid)


def _identity(uid: int, gid: int) -> Identity:
    try:
        return Identity(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Identity(uid, gid)


def _nobody() -> Identity:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Identity(65534, 65534)
    return Identity(entry.pw_uid, entry.pw_gid)


def _reaches(identity: Identity, places: Places) -> bool:
    def become_and_walk() -> None:
        become(identity)
        # Not os.access: that one leaves out capabilities.
        places.locks.lstat()

    try:
        _give((places.locks, places.root), identity.uid, identity.gid)
        subprocess.run(  # noqa: S603  # no shell, our program
            [binary("postgres"), "--version"],
            preexec_fn=become_and_walk,
            capture_output=True,
            timeout=PROBE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _give(folders: Iterable[Path], uid: int, gid: int) -> None:
    for folder in folders:
        os.chown(folder, uid, gid)


def hand_over(identity: Identity, places: Places) -> None:
    """Give the folders and what lies in them beside the data to the user the server runs as."""
    _give((folder for folder in (places.root, places.log, places.locks, places.run) if folder.is_dir()), identity.uid, identity.gid)
    for folder in (places.log, places.locks):
        for entry in folder.iterdir():
            os.chown(entry, identity.uid, identity.gid, follow_symlinks=False)
    if places.data.exists() and places.data.stat().st_uid == 0:
        # Copied back by root: the server could not open it.
        _give_tree(identity, places.data)


def _give_tree(identity: Identity, top: Path) -> None:
    for folder, _folders, files in os.walk(top):
        os.chown(folder, identity.uid, identity.gid)
        for name in files:
            os.chown(Path(folder, name), identity.uid, identity.gid, follow_symlinks=False)


def become(identity: Identity) -> None:
    """Become that user for good, in this process and all its children."""
    if identity.capability is not None:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(identity.gid)
    os.setuid(identity.uid)
    if identity.capability is not None:
        _keep_only(identity.capability)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _keep_only(capability: int) -> None:
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable; the second three are for capabilities above 31.
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if _libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    # Ambient, so that it outlives the execve of a program without file capabilities.
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


def die_with_parent(signal_number: int, parent: int) -> None:
    """Ask the kernel to signal this process when its parent dies; leave at once if the parent is gone already."""
    _prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        os._exit(1)


def _prctl(option: int, value: int, extra: int = 0) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(extra), ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
