"""Everything into one file, and back.

A restore never touches what is there until all of the backup has been read, checked, loaded into a second database and
counted; then the two databases change places in one transaction. Stored files carry their checksum as their name, so those
of the backup are added before that step and those of the old records removed after it: whenever it is interrupted, the
records that are in force have all their files.
"""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from minicluster.platform.database import roles
from minicluster.platform.database.archive import (
    DUMP,
    FILES,
    KEY,
    BackupError,
    Manifest,
    checksum_of,
    extract,
    read_manifest,
    replaced_when_complete,
    write_archive,
)
from minicluster.platform.database.grants import grant_with
from minicluster.platform.database.places import binary, make_home
from minicluster.platform.database.settings import connection_arguments, uses_own_server
from minicluster.platform.database.supervisor import status, use

INCOMING = "minicluster_incoming"
BEFORE = "minicluster_before"
JOBS = 2

Arguments = dict[str, Any]
Connection = psycopg.Connection[tuple[Any, ...]]

TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1"


def backup(home: Path, file: Path) -> Manifest:
    """Write the database and the stored files into one file, which appears when it is complete."""
    with ExitStack() as stack:
        stack.enter_context(_explained(file))
        arguments = stack.enter_context(_administrator(home))
        draft = stack.enter_context(replaced_when_complete(file))
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".minicluster-backup-", dir=file.parent)))
        manifest = _dump(arguments, scratch / DUMP)
        write_archive(draft, {DUMP: scratch / DUMP, **_stored(home)}, manifest)
    return manifest


def restore(home: Path, file: Path, *, force: bool = False) -> Manifest:
    """Put a backup in the place of an empty home's records, or with `force` of a used one's."""
    with _explained(file):
        manifest = read_manifest(file)
        make_home(home)
        with _administrator(home) as arguments:
            _refuse_while_others_work(home)
            _refuse_used_home(home, arguments, force=force)
            if uses_own_server():
                _restore_beside(home, file, arguments, manifest)
            else:
                with _files_added(home, file, manifest):
                    _load(file, arguments, manifest, role="")
            _remove_other_files(home, manifest)
            if KEY in manifest.members:
                _restore_key(home, file)
    return manifest


@contextmanager
def _administrator(home: Path) -> Iterator[Arguments]:
    # The superuser of the embedded server sees every row, whatever row-level security will hide from others.
    if not uses_own_server():
        yield connection_arguments(home, "owner")
        return
    with use(home) as server:
        yield server.connection(roles.SUPERUSER)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        if reason.errno in {errno.ENOSPC, errno.EDQUOT}:
            text = "The disk is full: %(file)s was not finished and nothing was changed. Make room, or choose another disk, and try again."
        else:
            text = "%(file)s could not be finished (%(reason)s). Nothing was changed. Mend the reason and try again."
        raise BackupError(text, file=file, reason=reason.strerror or reason) from reason
    except psycopg.Error as reason:
        text = "The database interrupted the work on %(file)s (%(reason)s). Nothing was changed. Run minicluster doctor, then try again."
        raise BackupError(text, file=file, reason=str(reason).strip()) from reason


def _dump(arguments: Arguments, target: Path) -> Manifest:
    with psycopg.connect(**arguments) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # Counted and dumped from the same moment, so that a restore can be compared with the count.
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        options = ["--format=custom", "--no-owner", "--no-privileges", "--exclude-extension=*", f"--snapshot={snapshot}"]
        _run("pg_dump", [*options, f"--file={target}"], arguments)
        rows = _count(connection)
        server = connection.info.parameter_status("server_version") or ""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(minicluster=_version(), made_at=now, server=server, rows=rows)


def _version() -> str:
    try:
        return version("minicluster")
    except PackageNotFoundError:
        return "unknown"


def _run(program: str, options: list[str], arguments: Arguments) -> None:
    # The password goes through the environment: a command line can be read by everybody on the machine.
    address = conninfo.make_conninfo(**{name: value for name, value in arguments.items() if name != "password"})
    environment = os.environ | ({"PGPASSWORD": str(arguments["password"])} if arguments.get("password") else {})
    command: list[str | Path] = [binary(program), f"--dbname={address}", *options]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  # no shell, our program
    if result.returncode != 0:
        text = "%(program)s did not succeed. Nothing was changed. Mend the reason and try again: %(reason)s"
        raise BackupError(text, program=program, reason=result.stderr.strip())


def _count(connection: Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute(TABLES).fetchall()]
    count = sql.SQL("SELECT count(*) FROM public.{table}")
    return {table: (connection.execute(count.format(table=sql.Identifier(table))).fetchone() or (0,))[0] for table in tables}


def _stored(home: Path) -> dict[str, Path]:
    # A name with a dot before it belongs to a file that is being written.
    found = sorted(path for path in (home / FILES).rglob("[!.]*") if path.is_file() and not path.is_symlink())
    members = {path.relative_to(home).as_posix(): path for path in found}
    return members | ({KEY: home / KEY} if (home / KEY).exists() else {})


def _refuse_while_others_work(home: Path) -> None:
    others = [pid for pid in status(home).users if pid != os.getpid()]
    if others:
        text = "Other processes work with this installation (%(numbers)s). Nothing was changed. Run minicluster stop, then restore."
        raise BackupError(text, numbers=", ".join(map(str, others)))


def _refuse_used_home(home: Path, arguments: Arguments, *, force: bool) -> None:
    with psycopg.connect(**arguments) as connection:
        used = connection.execute(TABLES).fetchone() is not None
    if not uses_own_server() and used:
        text = "The database that DATABASE_URL names is not empty. Nothing was changed. Name an empty one to restore into."
        raise BackupError(text)
    if not force and (used or any(_stored(home).keys() - {KEY})):
        text = (
            "The installation in %(home)s is not empty. Nothing was changed. Back it up first; then restore with --force, which puts "
            "the backup in its place, or set MINICLUSTER_HOME to a new folder."
        )
        raise BackupError(text, home=home)


def _restore_beside(home: Path, file: Path, arguments: Arguments, manifest: Manifest) -> None:
    maintenance = arguments | {"dbname": roles.SUPERUSER}
    with psycopg.connect(**maintenance, autocommit=True) as connection:
        _drop(connection, INCOMING, BEFORE)
        connection.execute(roles.create_database(INCOMING).encode())
        try:
            _load(file, arguments | {"dbname": INCOMING}, manifest, role=roles.OWNER)
            with _files_added(home, file, manifest):
                _change_places(connection)
        finally:
            _drop(connection, INCOMING, BEFORE)


def _drop(connection: Connection, *names: str) -> None:
    for name in names:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(name=sql.Identifier(name)))


def _change_places(connection: Connection) -> None:
    rename = sql.SQL("ALTER DATABASE {old} RENAME TO {new}")
    connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [roles.DATABASE])
    with connection.transaction():
        for old, new in ((roles.DATABASE, BEFORE), (INCOMING, roles.DATABASE)):
            connection.execute(rename.format(old=sql.Identifier(old), new=sql.Identifier(new)))


def _load(file: Path, arguments: Arguments, manifest: Manifest, *, role: str) -> None:
    with tempfile.TemporaryDirectory(prefix=".minicluster-restore-", dir=file.parent) as scratch:
        dump = Path(scratch, DUMP)
        extract(file, lambda name: dump if name == DUMP else None)
        # As one transaction where there is no second database to throw away.
        mode = [f"--role={role}", f"--jobs={JOBS}"] if role else ["--single-transaction"]
        _run("pg_restore", ["--exit-on-error", "--no-owner", "--no-privileges", *mode, str(dump)], arguments)
    with psycopg.connect(**arguments) as connection:
        with connection.cursor() as cursor:
            grant_with(cursor)
        _compare_counts(_count(connection), manifest)


def _compare_counts(rows: dict[str, int], manifest: Manifest) -> None:
    different = sorted(table for table in rows.keys() | manifest.rows.keys() if rows.get(table) != manifest.rows.get(table))
    if different:
        text = "What was restored is not what was backed up: %(tables)s differ in their number of rows. The earlier records are untouched."
        raise BackupError(text, tables=", ".join(different))


@contextmanager
def _files_added(home: Path, file: Path, manifest: Manifest) -> Iterator[None]:
    added: list[Path] = []

    def target(name: str) -> Path | None:
        path = home / name
        if not name.startswith(f"{FILES}/") or (path.is_file() and checksum_of(path) == manifest.members[name]["sha256"]):
            return None
        added.append(path)
        return path

    (home / FILES).mkdir(mode=0o700, exist_ok=True)
    try:
        extract(file, target)
        _own_like(home, home / FILES)
        yield
    except BaseException:
        for path in added:
            path.unlink(missing_ok=True)
        raise


def _remove_other_files(home: Path, manifest: Manifest) -> None:
    for name, path in _stored(home).items():
        if name != KEY and name not in manifest.members:
            path.unlink()


def _restore_key(home: Path, file: Path) -> None:
    extract(file, lambda name: home / KEY if name == KEY else None)
    _own_like(home, home / KEY)


def _own_like(home: Path, made: Path) -> None:
    # What root restores in somebody's home belongs to them.
    owner = home.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for path in (made, *made.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
