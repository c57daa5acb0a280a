"""The doctor at real bedsides: a healthy server, sick ones, and one that cannot even start."""

import json
import os
import subprocess
import sys

import psycopg

from minicluster.platform.database import doctor
from minicluster.platform.database.supervisor import use


def examination(house):
    """Run the command as a person would: exit status, findings by name, what it had to say beside them."""
    environment = {name: value for name, value in os.environ.items() if name != "MINICLUSTER_DATABASE_ROLE"}
    environment |= {"MINICLUSTER_HOME": str(house.home), "DJANGO_SETTINGS_MODULE": "minicluster.settings.base", "LC_ALL": "C.UTF-8"}
    result = subprocess.run([sys.executable, "-m", "minicluster", "doctor", "--json"], env=environment, capture_output=True, text=True, check=False)
    answer = json.loads(result.stdout)
    assert answer["ok"] is (result.returncode == 0)
    return {finding["name"]: finding for finding in answer["findings"]}, result.stderr


def test_in_a_new_home_all_is_well_but_that_the_tables_are_still_to_be_made(house):
    findings, said = examination(house)
    # Whether the catalogues are compiled depends on the clone, not on the database.
    findings.pop("translations")
    assert list(findings) == ["server", "encoding", "extensions", "korean", "checksums", "role", "journal", "disk", "folder", "migrations"]
    assert [name for name, finding in findings.items() if not finding["ok"]] == ["migrations"]
    assert findings["migrations"]["cure"] == "Run minicluster up (or make demo), which makes them."
    assert said == ""


def test_a_server_that_cannot_start_is_a_finding_and_no_traceback(house):
    house.places.make()
    (house.places.root / "postgresql.local.conf").write_text("shared_buffers = plenty\n")
    findings, said = examination(house)
    assert findings["server"]["what"].startswith(f"The database cannot be reached: The database in {house.places.root} does not start. Nothing is lost.")
    assert '"shared_buffers": "plenty"' in findings["server"]["what"]
    assert {"disk", "folder", "translations"} < findings.keys()
    assert said == ""


def test_a_sick_database_is_described_with_its_cure(house):
    with use(house.home) as server:
        with psycopg.connect(**server.connection("postgres"), autocommit=True) as connection:
            connection.execute("DROP EXTENSION pg_trgm")
            connection.execute("GRANT CREATE ON SCHEMA public TO minicluster_app")
        with house.connect(server) as connection:
            connection.execute("CREATE TABLE journal (id int)")
            connection.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
            connection.execute("CREATE TRIGGER pgtrigger_append_only_x BEFORE UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION refuse()")
        with psycopg.connect(**server.connection("minicluster_app"), autocommit=True) as connection:
            findings = {finding.name: finding for finding in doctor._database(connection)}
    sick = {name: finding.what for name, finding in findings.items() if not finding.ok}
    assert sick == {
        "extensions": "Extensions are missing: pg_trgm. Search and matching cannot work.",
        "korean": "Korean words cannot be found by their parts: the search would silently miss them.",
        "role": "The application signs in as minicluster_app, who may change tables and pass by row-level security.",
        "journal": "The application may change or remove what should be append-only: journal.",
    }
    assert findings["extensions"].cure == "As the server's administrator run: CREATE EXTENSION pg_trgm;"
    assert {name for name, finding in findings.items() if finding.ok} == {"server", "encoding", "checksums"}


def test_a_database_whose_letters_are_plain_c_finds_no_korean_and_is_told_so(house):
    with use(house.home) as server:
        with house.connect(server) as connection:
            connection.execute("CREATE DATABASE plain TEMPLATE template0 LOCALE_PROVIDER libc LC_CTYPE 'C' LC_COLLATE 'C'")
        with psycopg.connect(**server.connection("postgres") | {"dbname": "plain"}, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            finding = doctor._trigrams(connection)
    assert not finding.ok
    assert "LC_CTYPE 'C.UTF-8'" in finding.cure
