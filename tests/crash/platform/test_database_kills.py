"""Whatever is killed with `kill -9`, what was committed is there afterwards and the same calls work again."""

import os
import time

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from minicluster.platform.database.settings import database_settings
from minicluster.platform.database.supervisor import release, use

LONG = bool(os.environ.get("MINICLUSTER_LONG"))
KILLS = 50 if LONG else 4

WRITER = """
import sys
from pathlib import Path
import psycopg
from minicluster.platform.database.supervisor import use
server = use(Path(sys.argv[1]))
connection = psycopg.connect(**server.connection(server.owner), autocommit=True)
first = connection.execute("SELECT coalesce(max(number), 0) FROM visits").fetchone()[0]
for number in range(first + 1, 10**9):
    connection.execute("INSERT INTO visits VALUES (%s)", [number])
    print(number, flush=True)
"""
# Works on without looking up: such a backend does not notice for a long time that its postmaster is gone.
BUSY = """
import sys
from pathlib import Path
import psycopg
from minicluster.platform.database.supervisor import use
server = use(Path(sys.argv[1]))
connection = psycopg.connect(**server.connection(server.owner), autocommit=True)
print(connection.info.backend_pid, flush=True)
connection.execute("SELECT count(*) FROM generate_series(1, 10000000000)")
"""


def count(house, server):
    with house.connect(server) as connection:
        return connection.execute("SELECT count(*), coalesce(max(number), 0) FROM visits").fetchone()


def test_no_committed_row_is_lost_when_the_postmaster_is_killed_again_and_again(house):
    with use(house.home) as server:
        with house.connect(server) as connection:
            connection.execute("CREATE TABLE visits (number integer PRIMARY KEY)")
        for round_number in range(KILLS):
            writer = house.client(WRITER)
            for _ in range(50 + 7 * round_number):
                writer.stdout.readline()
            house.kill(house.status.server)
            committed = int((writer.communicate()[0].split() or [0])[-1])
            # At most the one row whose answer was under way may be there beyond what was confirmed.
            rows, highest = count(house, use(house.home))
            release(house.home)
            assert rows == highest
            assert committed <= highest <= committed + 1
            assert committed > 0


def test_the_pool_of_a_serving_process_works_again_after_its_supervisor_was_killed(house):
    with use(house.home) as server:
        options = database_settings(house.home)["OPTIONS"]["pool"]
        arguments = server.connection(server.application) | {"autocommit": True}
        with ConnectionPool(kwargs=arguments, check=ConnectionPool.check_connection, open=True, **options) as pool:
            with pool.connection() as connection:
                before = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
            house.kill(house.status.supervisor)
            assert house.eventually(house.nothing_runs, 10)
            with pool.connection() as connection:
                after = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
            assert after > before


def test_a_killed_supervisor_takes_the_server_along_and_the_next_use_starts_another(house):
    with use(house.home) as server, house.connect(server) as connection:
        connection.execute("CREATE TABLE visits (number integer)")
        connection.execute("INSERT INTO visits VALUES (1)")
        before = house.status
        house.kill(before.supervisor)
        assert house.eventually(house.nothing_runs, 10)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        with use(house.home) as again:
            assert count(house, again) == (1, 1)
            assert house.status.supervisor != before.supervisor


def test_a_backend_that_outlives_supervisor_and_postmaster_does_not_stand_in_the_way(house):
    with use(house.home) as server:
        with house.connect(server) as connection:
            connection.execute("CREATE TABLE visits (number integer)")
            connection.execute("INSERT INTO visits VALUES (1)")
        orphan = int(house.client(BUSY).stdout.readline())
        before = house.status
        time.sleep(0.2)
        house.kill(before.supervisor)
        house.kill(before.server)
        assert house.eventually(lambda: not house.alive(before.server), 5)
        assert house.alive(orphan)
        with use(house.home) as again:
            assert count(house, again) == (1, 1)
            assert not house.alive(orphan)


def test_when_all_clients_are_killed_the_server_stops_and_no_process_is_left(house):
    clients = [house.client() for _ in range(2)]
    servers = {client.stdout.readline() for client in clients}
    assert len(servers) == 1
    supervisor = house.status.supervisor
    for client in clients:
        client.kill()
        client.wait()
    assert house.eventually(house.nothing_runs, 10)
    assert not house.alive(supervisor)
    assert house.status.phase == "stopped"
    assert "database system is shut down" in "".join(file.read_text() for file in house.places.log.glob("server-*.log"))


def test_a_first_start_that_is_killed_half_way_leaves_nothing_half_made(house):
    client = house.client()
    assert house.eventually(lambda: any(house.places.root.glob("data.new-*/base")), 20)
    house.kill(house.status.supervisor)
    # The client that waits starts another supervisor by itself.
    assert int(client.stdout.readline()) == house.status.server
    assert not list(house.places.root.glob("data.new-*"))
    with use(house.home) as server, house.connect(server) as connection:
        names = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    assert names == {"plpgsql", "vector", "pg_trgm", "btree_gist", "unaccent"}


def test_a_stale_number_of_a_postmaster_that_another_process_has_now_is_no_obstacle(house):
    with use(house.home):
        before = house.status
        # The supervisor first: it would tidy up after its server.
        house.kill(before.supervisor)
        house.kill(before.server)
        assert house.eventually(house.nothing_runs, 10)
        lines = (house.places.data / "postmaster.pid").read_text().splitlines()
        (house.places.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        with use(house.home) as server, house.connect(server) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
