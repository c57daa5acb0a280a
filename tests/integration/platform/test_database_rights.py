"""What the application may do after the migrations, and what the doctor says of migrations and through the command."""

import json
from dataclasses import asdict

import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from minicluster.cli.main import group
from minicluster.platform.database import doctor
from minicluster.platform.database.doctor import Finding
from minicluster.platform.database.grants import grant_application_rights

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")

pytestmark = pytest.mark.django_db


def rights(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"has_table_privilege('minicluster_app', '{table}', '{right}')" for right in RIGHTS))
        return {right for right, may in zip(RIGHTS, cursor.fetchone(), strict=True) if may}


def test_the_application_writes_tables_adds_to_the_journal_and_reads_which_migrations_ran():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE diary (id int)")
    for _twice in range(2):
        assert grant_application_rights(connection, append_only=["diary"]) is True
        assert rights("members_organisation") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
        assert rights("audit_auditentry") == {"SELECT", "INSERT"}
        assert rights("members_tie") == {"SELECT", "INSERT", "DELETE"}
        assert rights("diary") == {"SELECT", "INSERT"}
        assert rights("django_migrations") == {"SELECT"}


def test_the_application_can_become_nobody_else():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE pg_has_role('minicluster_app', oid, 'SET') OR pg_has_role('minicluster_app', oid, 'USAGE')")
        assert cursor.fetchall() == [("minicluster_app",)]
        cursor.execute("SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = 'minicluster_app'")
        assert cursor.fetchall() == [(False,) * 5]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        "DROP TABLE audit_auditentry",
        "TRUNCATE audit_auditentry",
        "UPDATE audit_auditentry SET why = ''",
        "DELETE FROM audit_auditentry",
        "COPY audit_auditentry TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_the_application_cannot_change_the_journal_or_leave_the_database(statement):
    grant_application_rights(connection)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE minicluster_app")
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
            cursor.execute(statement)


def test_tables_that_lag_behind_the_program_or_are_ahead_of_it_are_findings():
    assert doctor._migrations() == Finding("migrations", ok=True, what="The tables are those of this version.")
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("audit", "0001_initial")
    assert doctor._migrations() == Finding(
        "migrations",
        ok=False,
        what="1 changes of the tables are pending, the first is audit.0001_initial.",
        cure="Run minicluster up (or make demo), which makes them.",
    )
    recorder.record_applied("audit", "0999_from_the_future")
    assert doctor._migrations().what == "The database was made by a newer minicluster (audit.0999_from_the_future)."


def test_the_command_exits_with_zero_only_when_all_is_well(monkeypatch):
    well, ill = Finding("server", ok=True, what="It answers."), Finding("disk", ok=False, what="It is full.", cure="Make room.")
    for findings, status in (([well], 0), ([well, ill], 1)):
        monkeypatch.setattr("minicluster.cli.doctor.examine", lambda _home, found=findings: found)
        result = CliRunner().invoke(group, ["doctor", "--json"])
        assert result.exit_code == status
        assert json.loads(result.output) == {"ok": status == 0, "findings": [asdict(finding) for finding in findings]}
    assert CliRunner().invoke(group, ["doctor"]).output == "✓ It answers.\n✗ It is full.\n  → Make room.\n"
