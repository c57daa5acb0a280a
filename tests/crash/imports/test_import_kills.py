"""Kill -9 of the importing process at any point, and start it again: the end is the same as without. A few times; 200 when MINICLUSTER_LONG=1."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from office_tables import member_firms

from minicluster.platform.database.supervisor import stop, use

KILLS = 200 if os.environ.get("MINICLUSTER_LONG") else 4
FIRMS = 120
PREPARE = """
from minicluster.cli.runtime import prepare
prepare("owner")
from django.core.management import call_command
call_command("migrate", verbosity=0)
from minicluster.members.models import Programme
for number in range(int(__import__("sys").argv[1]) + 1):
    Programme.objects.create(slug=f"run-{number}", name_ko="가", name_en="a", started_on="2005-01-01")
"""
# Small chunks, so that a kill falls between two of them as well as into one.
IMPORT = """
import sys
from minicluster.cli.runtime import prepare
prepare()
from minicluster.platform.imports import machine
machine.ROWS_PER_CHUNK = 10
from minicluster.cli.import_ import command
print("begins", flush=True)
command(["organisations", *sys.argv[1:]], standalone_mode=True)
"""
# Everything that a programme holds, without ids: what must be the same however often the import was killed.
HOLDINGS = """
SELECT o.name_ko, o.kind, o.founded_on, o.products,
       (SELECT array_agg(value ORDER BY value) FROM members_organisationidentifier WHERE organisation_id = o.id),
       (SELECT array_agg(name || valid_from ORDER BY name) FROM members_organisationname WHERE organisation_id = o.id),
       (SELECT array_agg(size || coalesce(valid_to::text, '') ORDER BY id) FROM members_organisationsize WHERE organisation_id = o.id),
       (SELECT array_agg(ARRAY[year, sales_krw, employees]) FROM members_organisationyear WHERE organisation_id = o.id),
       (SELECT count(*) FROM search_document WHERE record = 'organisation-' || o.id),
       (SELECT count(*) FROM audit_auditentry WHERE record_type = 'organisation' AND record_id = o.id)
FROM members_organisation o JOIN members_programme p ON p.id = o.programme_id WHERE p.slug = %s ORDER BY 1
"""


@pytest.fixture(scope="module")
def house():
    """A home with a programme for each run, and a way to start an import into one of them."""
    home = Path(tempfile.mkdtemp(prefix="mc-"))
    home.chmod(0o755)
    environment = {**os.environ, "MINICLUSTER_HOME": str(home), "DJANGO_SETTINGS_MODULE": "minicluster.settings.base"}
    environment.pop("MINICLUSTER_DATABASE_ROLE", None)
    subprocess.run([sys.executable, "-c", PREPARE, str(KILLS)], env=environment, check=True, timeout=300)

    def start(path, number):
        arguments = [str(path), "--programme", f"run-{number}", "--json"]
        return subprocess.Popen([sys.executable, "-c", IMPORT, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    with use(home) as server:
        yield start, server
    stop(home)


def holdings(server, number):
    import psycopg  # the process under test is another one

    with psycopg.connect(**server.connection(server.owner)) as connection:
        return connection.execute(HOLDINGS, [f"run-{number}"]).fetchall()


def test_an_import_that_was_killed_anywhere_and_is_started_again_ends_as_if_it_had_not_been(house, tmp_path):
    start, server = house
    seed = random.randrange(10**6)  # noqa: S311  # chance, no secret
    print(f"seed {seed}")  # noqa: T201  # to repeat what went wrong
    chance = random.Random(seed)  # noqa: S311  # chance, no secret
    path = member_firms(tmp_path / "firms.xlsx", FIRMS)
    began = time.monotonic()
    whole = start(path, 0)
    assert whole.stdout.readline() == "begins\n"
    loaded = time.monotonic()
    whole.communicate(timeout=300)
    assert whole.returncode == 0
    expected = holdings(server, 0)
    assert len(expected) == FIRMS
    span = time.monotonic() - loaded
    print(f"a whole import takes {time.monotonic() - began:.1f} s")  # noqa: T201  # a figure to be read
    cut_short = 0
    for number in range(1, KILLS + 1):
        process = start(path, number)
        assert process.stdout.readline() == "begins\n"
        time.sleep(chance.uniform(0.2, 1.0) * span)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        cut_short += 0 < len(holdings(server, number)) < FIRMS
        again = start(path, number)
        _output, errors = again.communicate(timeout=300)
        assert again.returncode == 0, errors
        assert holdings(server, number) == expected
    print(f"{cut_short} of {KILLS} kills fell between the first and the last chunk")  # noqa: T201  # a figure to be read
