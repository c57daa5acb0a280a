"""A backup is whole or not there; a restore gives back every row and file, or leaves what was there untouched."""

import errno
import json
import signal
import tarfile
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from click.testing import CliRunner

from minicluster.cli.main import group
from minicluster.platform.database import archive
from minicluster.platform.database import backup as backups
from minicluster.platform.database.archive import BackupError
from minicluster.platform.database.backup import backup, restore
from minicluster.platform.database.secret import secret_key
from minicluster.platform.database.supervisor import use

HOLDS = """
import sys
from pathlib import Path
from minicluster.platform.database.supervisor import use
use(Path(sys.argv[1]))
print("here", flush=True)
sys.stdin.read()
"""


KILLED_AT_THE_LAST_STEP = """
import os, signal, sys
from pathlib import Path
from minicluster.platform.database import backup
backup._change_places = lambda _connection: os.kill(os.getpid(), signal.SIGKILL)
backup.restore(Path(sys.argv[1]), Path(sys.argv[1]).parent / "small.backup", force=True)
"""


def fill(house, home, rows):
    """A programme in small: two tables that refer to each other, one of them append-only, one that row-level security hides, and a stored file."""
    with use(home) as server, house.connect(server) as connection:
        connection.execute("""
            CREATE TABLE firm (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, place vector(3));
            CREATE TABLE visit (id bigint PRIMARY KEY, firm_id bigint REFERENCES firm, said text);
            CREATE TABLE "Secret" (id bigint PRIMARY KEY);
            ALTER TABLE "Secret" ENABLE ROW LEVEL SECURITY;
            ALTER TABLE "Secret" FORCE ROW LEVEL SECURITY;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
            CREATE TRIGGER pgtrigger_append_only_1 BEFORE UPDATE OR DELETE ON visit FOR EACH ROW EXECUTE FUNCTION refuse();
            CREATE INDEX ON firm USING gin (name gin_trgm_ops);
        """)
        connection.execute("INSERT INTO firm (name, place) SELECT '(주)한국정밀 ' || n, '[1,2,3]' FROM generate_series(1, %s) n", [rows])
        connection.execute("INSERT INTO visit SELECT n, n, '방문' FROM generate_series(1, %s) n", [rows])
    with use(home) as server, psycopg.connect(**server.connection("postgres")) as connection:
        connection.execute('INSERT INTO "Secret" VALUES (1)')
    stored = home / "files" / "ab" / "report.pdf"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"%PDF" * rows)


def contents(house, home):
    """Everything that a person would miss."""
    with use(home) as server, house.connect(server) as connection:
        tables = [connection.execute(f"TABLE {table}").fetchall() for table in ("firm", "visit")]
        rights = connection.execute(
            "SELECT has_table_privilege('minicluster_app', 'firm', 'DELETE'), has_table_privilege('minicluster_app', 'visit', 'DELETE'),"
            " has_table_privilege('minicluster_app', 'visit', 'INSERT'), pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'firm'"
        ).fetchone()
    files = {path.relative_to(home): path.read_bytes() for path in (home / "files").rglob("*") if path.is_file()}
    return tables, rights, files, secret_key(home)


def test_what_was_backed_up_comes_back_in_an_empty_home(house):
    fill(house, house.home, rows=300)
    key = secret_key(house.home)
    written = backup(house.home, house.folder / "all.backup")
    assert written.rows == {"Secret": 1, "firm": 300, "visit": 300}
    assert (house.folder / "all.backup").stat().st_mode & 0o777 == 0o600
    other = house.another()
    assert restore(other, house.folder / "all.backup") == written
    tables, rights, files, other_key = contents(house, other)
    assert (tables, files, other_key) == (contents(house, house.home)[0], {Path("files/ab/report.pdf"): b"%PDF" * 300}, key)
    assert rights == (True, False, True, "minicluster_owner")
    assert sorted(path.name for path in other.iterdir()) == ["database", "files", "secret_key"]
    assert sorted(path.name for path in house.folder.iterdir()) == ["all.backup", "another", "home"]
    with use(other) as server, psycopg.connect(**server.connection("postgres")) as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database ORDER BY 1")]
        assert connection.execute('SELECT count(*) FROM "Secret"').fetchone() == (1,)
    assert names == ["minicluster", "postgres", "template0", "template1"]


def test_a_used_home_is_refused_and_with_force_replaced(house):
    fill(house, house.home, rows=3)
    backup(house.home, house.folder / "small.backup")
    before = contents(house, house.home)
    with use(house.home) as server, house.connect(server) as connection:
        connection.execute("INSERT INTO firm (name) VALUES ('late')")
    (house.home / "files" / "late.txt").write_text("late")
    with pytest.raises(BackupError, match=r"is not empty\. Nothing was changed"):
        restore(house.home, house.folder / "small.backup")
    with use(house.home) as server, house.connect(server) as connection:
        assert connection.execute("SELECT count(*) FROM firm").fetchone() == (4,)
    restore(house.home, house.folder / "small.backup", force=True)
    # The rights are set by the restore; here nobody had set them before.
    assert contents(house, house.home)[::2] == before[::2]


def test_a_restore_that_fails_at_the_last_step_leaves_records_and_files_as_they_were(house, monkeypatch):
    fill(house, house.home, rows=3)
    backup(house.home, house.folder / "small.backup")
    (house.home / "files" / "late.txt").write_text("late")
    before = contents(house, house.home)

    def interrupted(_connection):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "_change_places", interrupted)
    with pytest.raises(BackupError, match="The disk is full"):
        restore(house.home, house.folder / "small.backup", force=True)
    assert contents(house, house.home) == before
    assert sorted(path.name for path in house.home.iterdir()) == ["database", "files", "secret_key"]


def test_a_restore_that_is_killed_at_the_last_step_leaves_the_old_records_with_all_their_files(house):
    fill(house, house.home, rows=3)
    backup(house.home, house.folder / "small.backup")
    goal = contents(house, house.home)
    with use(house.home) as server, house.connect(server) as connection:
        connection.execute("INSERT INTO firm (name) VALUES ('late')")
    (house.home / "files" / "ab" / "report.pdf").rename(house.home / "files" / "late.pdf")
    before = contents(house, house.home)
    restoring = house.client(KILLED_AT_THE_LAST_STEP)
    assert restoring.wait(30) == -signal.SIGKILL
    after = contents(house, house.home)
    assert (after[0], after[3]) == (before[0], before[3])
    assert after[2].items() >= before[2].items()
    restore(house.home, house.folder / "small.backup", force=True)
    again = contents(house, house.home)
    assert (again[0], again[2], again[3]) == (goal[0], goal[2], goal[3])


def test_a_server_of_ones_own_is_backed_up_and_restored_into_an_empty_database_only(house, monkeypatch):
    fill(house, house.home, rows=3)
    file = house.folder / "all.backup"
    with use(house.home) as server:
        with psycopg.connect(**server.connection("postgres"), autocommit=True) as connection:
            # On such a server nobody of ours is a superuser; there the owner would be hidden rows that are secret from all.
            connection.execute('ALTER TABLE "Secret" NO FORCE ROW LEVEL SECURITY')
            connection.execute("CREATE DATABASE elsewhere OWNER minicluster_owner")
        address = f"postgresql://minicluster_owner@/{{}}?host={quote(str(server.socket_folder))}"
        monkeypatch.setenv("DATABASE_URL", address.format("minicluster"))
        written = backup(house.home, file)
        monkeypatch.setenv("DATABASE_URL", address.format("elsewhere"))
        assert restore(house.another(), file) == written
        with psycopg.connect(**server.connection("minicluster_owner") | {"dbname": "elsewhere"}) as connection:
            assert connection.execute("SELECT count(*) FROM visit").fetchone() == (3,)
        assert not (house.another() / "database").exists()
        assert (house.another() / "files" / "ab" / "report.pdf").read_bytes() == b"%PDF" * 3
        with pytest.raises(BackupError, match=r"is not empty\. Nothing was changed\. Name an empty one"):
            restore(house.another(), file, force=True)


def test_a_restore_waits_for_nobody_but_says_who_is_at_work(house):
    fill(house, house.home, rows=1)
    backup(house.home, house.folder / "small.backup")
    other = house.client(HOLDS)
    assert other.stdout.readline() == "here\n"
    with pytest.raises(BackupError, match=rf"\({other.pid}\). Nothing was changed. Run minicluster stop"):
        restore(house.home, house.folder / "small.backup", force=True)


def test_a_missing_row_is_noticed(house, monkeypatch):
    fill(house, house.home, rows=3)
    file = house.folder / "small.backup"
    count = backups._count
    monkeypatch.setattr(backups, "_count", lambda connection: count(connection) | {"visit": 4})
    backup(house.home, file)
    monkeypatch.undo()
    with pytest.raises(BackupError, match="visit differ in their number of rows"):
        restore(house.another(), file)
    with use(house.another()) as server, house.connect(server) as connection:
        assert connection.execute(backups.TABLES).fetchall() == []


@pytest.mark.parametrize("when", ["while-the-archive-is-written", "while-pg-dump-writes"])
def test_a_full_disk_leaves_no_half_backup_and_the_earlier_one_untouched(house, monkeypatch, when):
    fill(house, house.home, rows=3)
    file = house.folder / "daily.backup"
    backup(house.home, file)
    before = file.read_bytes()

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    if when == "while-the-archive-is-written":
        monkeypatch.setattr(archive._Summing, "read", full)
    else:
        # /dev/full answers every write as a full disk does.
        monkeypatch.setattr(backups, "DUMP", "../../../../../../dev/full")
    with pytest.raises(BackupError, match=r"The disk is full|No space left on device"):
        backup(house.home, file)
    assert file.read_bytes() == before
    assert sorted(path.name for path in house.folder.iterdir()) == ["daily.backup", "home"]


def test_a_backup_can_be_read_with_common_tools(house):
    fill(house, house.home, rows=3)
    backup(house.home, house.folder / "all.backup")
    with tarfile.open(house.folder / "all.backup") as opened:
        names = opened.getnames()
        manifest = json.load(opened.extractfile("manifest.json"))
    assert names == ["database.dump", "files/ab/report.pdf", "manifest.json"]
    assert list(manifest["members"]) == names[:-1]


def test_the_commands_tell_a_machine_what_they_did(house, monkeypatch):
    fill(house, house.home, rows=3)
    file = house.folder / "all.backup"

    def run(*arguments):
        result = CliRunner().invoke(group, [*arguments, "--json"], catch_exceptions=False)
        return json.loads(result.output)

    monkeypatch.setenv("MINICLUSTER_HOME", str(house.home))
    held = house.client(HOLDS)
    held.stdout.readline()
    written = run("backup", str(file))
    assert written.items() >= {"file": str(file), "bytes": file.stat().st_size, "rows": 7, "tables": 3, "files": 1}.items()
    assert run("stop") == {"home": str(house.home), "stopped": True, "still_running": []}
    assert held.wait(5) == -signal.SIGTERM
    assert house.nothing_runs()
    monkeypatch.setenv("MINICLUSTER_HOME", str(house.another()))
    assert run("restore", str(file)) == written
