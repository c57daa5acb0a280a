"""Kill -9 of the process that computes vectors, anywhere, and start it again: the end is the same as without. A few times; 200 when MINICLUSTER_LONG=1."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from minicluster.platform.database.supervisor import stop, use

KILLS = 200 if os.environ.get("MINICLUSTER_LONG") else 4
TEXTS = 400
PREPARE = f"""
from minicluster.cli.runtime import prepare
prepare("owner")
from django.core.management import call_command
call_command("migrate", verbosity=0)
from minicluster.platform.search.index import Entry, rebuild
rebuild(1, [Entry("expert", n, f"evidence-{{n}}", f"word{{n}} shared topic{{n % 7}}") for n in range({TEXTS})])
"""
# Small batches that take a moment, so that a kill falls between two of them as well as into one.
EMBED = """
import time
from minicluster.cli.runtime import prepare
prepare()
from minicluster.platform.search import missing
from minicluster.platform.search.embedding import embed_documents
from search_tools import ToyEmbedder
missing.BATCH = 10
class Slow(ToyEmbedder):
    def passages(self, texts):
        time.sleep(0.02)
        return super().passages(texts)
print("begins", flush=True)
embed_documents(1, embedders=[Slow("toy@1"), Slow("toy@2")])
"""
HELD = "SELECT model, fingerprint, embedding::text FROM search_vector ORDER BY 1, 2"
CENTRES = "SELECT model, language, texts, embedding::text FROM search_centre ORDER BY 1, 2"


@pytest.fixture
def house():
    """A home with documents that wait for their vectors, a way to start computing them, and its database."""
    home = Path(tempfile.mkdtemp(prefix="mc-"))
    home.chmod(0o755)
    tools = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "MINICLUSTER_HOME": str(home), "DJANGO_SETTINGS_MODULE": "minicluster.settings.base", "PYTHONPATH": tools}
    environment.pop("MINICLUSTER_DATABASE_ROLE", None)
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, timeout=300)
    with use(home) as server, psycopg.connect(**server.connection(server.owner), autocommit=True) as connection:
        yield lambda: subprocess.Popen([sys.executable, "-c", EMBED], env=environment, stdout=subprocess.PIPE, text=True), connection
    stop(home)


def finish(start):
    process = start()
    assert process.stdout.readline() == "begins\n"
    begun = time.monotonic()
    process.communicate(timeout=300)
    assert process.returncode == 0
    return time.monotonic() - begun


def test_vectors_whose_computing_was_killed_anywhere_end_as_if_it_had_not_been(house):
    start, connection = house
    seed = random.randrange(10**6)  # noqa: S311  # chance, no secret
    print(f"seed {seed}")  # noqa: T201  # to repeat what went wrong
    chance = random.Random(seed)  # noqa: S311  # chance, no secret
    span = finish(start)
    expected = connection.execute(HELD).fetchall(), connection.execute(CENTRES).fetchall()
    assert len(expected[0]) == 2 * TEXTS
    cut_short = 0
    for _kill in range(KILLS):
        connection.execute("TRUNCATE search_vector, search_centre")
        process = start()
        assert process.stdout.readline() == "begins\n"
        time.sleep(chance.uniform(0.1, 0.9) * span)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        held = connection.execute(HELD).fetchall()
        assert set(held) <= set(expected[0])
        cut_short += 0 < len(held) < 2 * TEXTS
        finish(start)
        assert (connection.execute(HELD).fetchall(), connection.execute(CENTRES).fetchall()) == expected
    print(f"{cut_short} of {KILLS} kills fell between the first and the last batch")  # noqa: T201  # a figure to be read
    assert cut_short
