"""What is wrong with an installation, in plain words, and how to mend it.

Each check is a question to the real thing (does a Korean word have trigrams? may the application change the journal?)
and not to a setting. Sentences are literal arguments of `say`, so that a test can find each of them in the catalogue.
"""

import contextlib
import os
import pwd
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

import minicluster
from minicluster.platform.database import roles
from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.grants import APPEND_ONLY
from minicluster.platform.database.places import places
from minicluster.platform.database.settings import connection_arguments, uses_own_server
from minicluster.platform.database.supervisor import use
from minicluster.platform.database.texts import say

OLDEST_VERSION = 16
FREE_BYTES_WARNED_OF = 2 * 1024**3
FREE_BYTES_NEEDED = 500 * 1000**2
CONNECT_SECONDS = 10
GOOD = ""

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: what was found and, unless all is well, how to mend it. `ok` with a cure is a warning."""

    name: str
    ok: bool
    what: str
    cure: str = GOOD


def free_bytes(folder: Path) -> int:
    """Ask how much room is left where the folder is or will be."""
    return shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.is_dir())).free


def examine(home: Path, *, free: Callable[[Path], int] = free_bytes) -> list[Finding]:
    """Look at everything; starts the embedded database, and goes on where that fails."""
    findings = [_disk(home, free), _folder(home), _translations()]
    try:
        connection = _connect(home)
    except (DatabaseUnavailableError, psycopg.Error) as reason:
        return [_unreachable(reason), *findings]
    with connection:
        return [*_database(connection), *findings, _migrations()]


def _connect(home: Path) -> Connection:
    if uses_own_server():
        use(home)
    return psycopg.connect(**connection_arguments(home), autocommit=True, connect_timeout=CONNECT_SECONDS)


def _unreachable(reason: Exception) -> Finding:
    what = say("The database cannot be reached: %(reason)s", reason=str(reason).strip())
    return Finding("server", ok=False, what=what, cure=say("Mend what the message names, then run minicluster doctor again."))


def _disk(home: Path, free: Callable[[Path], int]) -> Finding:
    left = free(home)
    what = say("%(gigabytes).1f GB are free in %(folder)s.", gigabytes=left / 1000**3, folder=home)
    if left < FREE_BYTES_NEEDED:
        cure = say("Make room now: with less than 0.5 GB nothing can be saved any more.")
        return Finding("disk", ok=False, what=what, cure=cure)
    cure = say("Make room soon: less than 2 GB is little for backups and imports.") if left < FREE_BYTES_WARNED_OF else GOOD
    return Finding("disk", ok=True, what=what, cure=cure)


def _folder(home: Path) -> Finding:
    owner = _owner(home)
    if not uses_own_server() or owner is None:
        return Finding("folder", ok=True, what=say("There is no folder of the embedded database, and none is needed yet."))
    what = say("The database's folder belongs to the user %(owner)s.", owner=_name_of(owner))
    # What belongs to root is given to the server's user when root starts it.
    if os.geteuid() in {0, owner}:
        return Finding("folder", ok=True, what=what)
    cure = say("Run minicluster as that user, or have root give the folder %(folder)s to you (chown -R).", folder=home)
    return Finding("folder", ok=False, what=what, cure=cure)


def _owner(home: Path) -> int | None:
    where = places(home)
    for folder in (where.data, where.root):
        # To another user the folder inside a closed one cannot even be seen.
        with contextlib.suppress(OSError):
            return folder.stat().st_uid
    return None


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _translations() -> Finding:
    package = Path(minicluster.__file__).parent
    stale = sum(_is_stale(source) for source in package.rglob("locale/*/LC_MESSAGES/django.po"))
    if stale:
        what = say("%(count)s translation catalogues are not compiled, so texts appear in the wrong language.", count=stale)
        return Finding("translations", ok=False, what=what, cure=say("Run: minicluster translations compile"))
    return Finding("translations", ok=True, what=say("The translations are compiled."))


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _database(connection: Connection) -> Iterator[Finding]:
    yield _version(connection)
    yield _encoding(connection)
    yield _extensions(connection)
    yield _trigrams(connection)
    yield _checksums(connection)
    yield _role(connection)
    yield _journal(connection)


def _value(connection: Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def _version(connection: Connection) -> Finding:
    version = connection.info.server_version
    what = say("The server answers (PostgreSQL %(version)s).", version=_value(connection, "SHOW server_version"))
    if version // 10000 >= OLDEST_VERSION:
        return Finding("server", ok=True, what=what)
    cure = say("Use PostgreSQL %(oldest)s or newer, or remove DATABASE_URL to use the embedded one.", oldest=OLDEST_VERSION)
    return Finding("server", ok=False, what=what, cure=cure)


def _encoding(connection: Connection) -> Finding:
    encoding = _value(connection, "SHOW server_encoding")
    what = say("The database's encoding is %(encoding)s.", encoding=encoding)
    cure = say("Make the database anew with ENCODING 'UTF8' and restore a backup into it.")
    return Finding("encoding", ok=encoding == "UTF8", what=what, cure=GOOD if encoding == "UTF8" else cure)


def _extensions(connection: Connection) -> Finding:
    there = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    missing = [name for name in roles.EXTENSIONS if name not in there]
    if not missing:
        return Finding("extensions", ok=True, what=say("The extensions are there: %(names)s.", names=", ".join(roles.EXTENSIONS)))
    what = say("Extensions are missing: %(names)s. Search and matching cannot work.", names=", ".join(missing))
    statements = " ".join(f"CREATE EXTENSION {name};" for name in missing)
    return Finding("extensions", ok=False, what=what, cure=say("As the server's administrator run: %(statements)s", statements=statements))


def _trigrams(connection: Connection) -> Finding:
    try:
        found = _value(connection, "SELECT show_trgm('한국') <> '{}' AND similarity('한국기계', '한국기계연구원') > 0.3")
    except psycopg.errors.UndefinedFunction:
        found = False
    if found:
        return Finding("korean", ok=True, what=say("Korean words can be found by their parts."))
    what = say("Korean words cannot be found by their parts: the search would silently miss them.")
    cure = say("Make the database anew with LC_CTYPE 'C.UTF-8' (LC_CTYPE 'C' knows no Korean letters) and restore a backup into it.")
    return Finding("korean", ok=False, what=what, cure=cure)


def _checksums(connection: Connection) -> Finding:
    if _value(connection, "SHOW data_checksums") == "on":
        return Finding("checksums", ok=True, what=say("The server checks its pages by checksums."))
    what = say("The server does not check its pages by checksums: a failing disk would go unnoticed.")
    # Not ours to refuse: on a server of one's own this is its administrator's choice.
    return Finding("checksums", ok=not uses_own_server(), what=what, cure=say("Stop the server and run: pg_checksums --enable"))


def _role(connection: Connection) -> Finding:
    owner, superuser, creator = connection.execute(
        "SELECT pg_get_userbyid(datdba) = current_user, rolsuper OR rolbypassrls, has_schema_privilege('public', 'CREATE')"
        " FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user"
    ).fetchone() or (True, True, True)
    user = connection.info.user
    if not (owner or superuser or creator):
        return Finding("role", ok=True, what=say("The application signs in as %(user)s, who owns nothing.", user=user))
    what = say("The application signs in as %(user)s, who may change tables and pass by row-level security.", user=user)
    cure = say("Make a role %(role)s, put it into DATABASE_URL and the owner into DATABASE_OWNER_URL.", role=roles.APPLICATION)
    return Finding("role", ok=not uses_own_server(), what=what, cure=cure)


def _journal(connection: Connection) -> Finding:
    open_tables = {table for table, _right, may in connection.execute(APPEND_ONLY) if may}
    if not open_tables:
        return Finding("journal", ok=True, what=say("What is append-only cannot be changed by the application."))
    what = say("The application may change or remove what should be append-only: %(tables)s.", tables=", ".join(sorted(map(str, open_tables))))
    # The trigger still refuses each change; the missing right would be the second wall.
    cure = say("Run minicluster up once, which sets the rights again (on a server of your own: as the owner).")
    return Finding("journal", ok=not uses_own_server(), what=what, cure=cure)


def _migrations() -> Finding:
    try:
        pending, unknown = _migration_names()
    except Exception as reason:  # noqa: BLE001  # whatever keeps Django from starting is the finding
        what = say("The tables could not be compared with the program: %(reason)s", reason=reason)
        return Finding("migrations", ok=False, what=what, cure=say("Mend what the message names, then run minicluster doctor again."))
    if unknown:
        what = say("The database was made by a newer minicluster (%(names)s).", names=", ".join(unknown))
        return Finding("migrations", ok=False, what=what, cure=say("Install that version again; an older one could do damage."))
    if pending:
        what = say("%(count)s changes of the tables are pending, the first is %(name)s.", count=len(pending), name=pending[0])
        return Finding("migrations", ok=False, what=what, cure=say("Run minicluster up (or make demo), which makes them."))
    return Finding("migrations", ok=True, what=say("The tables are those of this version."))


def _migration_names() -> tuple[list[str], list[str]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minicluster.settings.base")
    # As the owner Django uses one plain connection, which is closed with this process.
    os.environ.setdefault("MINICLUSTER_DATABASE_ROLE", "owner")
    # Here, not above: this module must be importable when Django's settings are not.
    import django
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    loader = MigrationLoader(connection)
    known, applied = set(loader.disk_migrations or ()), set(loader.applied_migrations or ())
    ours = {app for app, _name in known}
    pending = [f"{app}.{name}" for app, name in sorted(known - applied) if (app, name) not in loader.replacements]
    return pending, [f"{app}.{name}" for app, name in sorted(applied - known) if app in ours]
