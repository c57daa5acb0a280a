"""The settings of a database for a big collection; nothing here needs Django."""

from pathlib import Path
from typing import Final

# What one would set for such a collection; all that is not set here is as in any installation.
SETTINGS: Final = "shared_buffers = 2560MB\nmax_wal_size = 4GB\nsynchronous_commit = off\n"


def set_up(folder: Path) -> None:
    """Prepare a folder for a database. The server must not run yet."""
    (folder / "database").mkdir(parents=True, exist_ok=True)
    # The database's own user must be able to pass through it where the command runs as root.
    folder.chmod(0o755)
    (folder / "database" / "postgresql.local.conf").write_text(SETTINGS, encoding="utf-8")
