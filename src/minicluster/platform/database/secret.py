"""The key that signs sessions and links: made once per home, readable by its user alone."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from minicluster.platform.database.places import make_home

FILE = "secret_key"
BYTES = 50


def secret_key(home: Path) -> str:
    """Return `MINICLUSTER_SECRET_KEY`, or the key of this home, which is made at the first call."""
    named = os.environ.get("MINICLUSTER_SECRET_KEY", "").strip()
    return named or _key_in(home / FILE)


def _key_in(file: Path) -> str:
    if not file.exists():
        make_home(file.parent)
        write_secret(file, secrets.token_urlsafe(BYTES))
    return file.read_text(encoding="ascii").strip()


def write_secret(file: Path, key: str) -> None:
    """Write the key unless there is one; of several processes at once the first wins and all read the same."""
    # mkstemp gives a name that nobody else has, readable by this user alone.
    descriptor, draft = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key + "\n")
    owner = file.parent.stat()
    if os.geteuid() == 0:
        os.chown(draft, owner.st_uid, owner.st_gid)
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    Path(draft).unlink()
