"""Many processes, one server: whoever comes, whenever they come, whoever they are."""

import os
import pwd
import signal
from pathlib import Path

import pytest

from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.identity import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
from minicluster.platform.database.supervisor import release, stop, use

AS_ROOT = os.geteuid() == 0
# Linger 0: the server shuts down between two uses, so that clients keep coming while it does.
COMES_AND_GOES = """
import os
import sys
from pathlib import Path
import psycopg
from minicluster.platform.database.supervisor import use
for _ in range(4):
    with use(Path(sys.argv[1])) as server, psycopg.connect(**server.connection(server.application)) as connection:
        print(connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0], flush=True)
"""

SAYS_WHAT_IS_WRONG = """
import sys
from pathlib import Path
from minicluster.platform.database.supervisor import use
try:
    use(Path(sys.argv[1]))
except Exception as error:
    print(error)
"""


def starts(house):
    return sum(file.read_text().count("starting PostgreSQL") for file in house.places.log.glob("server-*.log"))


def test_six_processes_that_start_at_once_share_one_server(house, who):
    clients = [house.client(who=who) for _ in range(6)]
    servers = {int(client.stdout.readline()) for client in clients}
    assert servers == {house.status.server}
    assert starts(house) == 1
    owner = house.places.data.stat().st_uid
    assert owner != 0
    assert Path(f"/proc/{house.status.server}").stat().st_uid == owner
    assert house.status.users == tuple(sorted(client.pid for client in clients))


def test_a_client_that_comes_while_the_server_shuts_down_gets_a_fresh_one(house, monkeypatch):
    monkeypatch.setenv("MINICLUSTER_DATABASE_LINGER", "0")
    clients = [house.client(COMES_AND_GOES) for _ in range(3)]
    answers = [client.communicate(timeout=60)[0].splitlines() for client in clients]
    assert [len(lines) for lines in answers] == [4, 4, 4]
    assert [client.returncode for client in clients] == [0, 0, 0]
    assert len({line for lines in answers for line in lines}) == starts(house)
    assert house.eventually(house.nothing_runs, 10)


def test_stop_is_clean_and_says_whether_there_was_anything_to_stop(house):
    with use(house.home):
        assert stop(house.home) is True
        assert house.nothing_runs()
        assert stop(house.home) is False
        assert not house.places.run.exists()
        log = "".join(file.read_text() for file in house.places.log.glob("server-*.log"))
        assert "database system is shut down" in log
        assert "terminating connection because of crash" not in log
        assert use(house.home) == use(house.home)
        assert starts(house) == 2
        release(house.home)
        release(house.home)


def test_a_forked_child_that_releases_does_not_take_the_server_from_its_parent(house):
    with use(house.home):
        before = house.status
        child = os.fork()
        if child == 0:
            release(house.home)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert not house.eventually(lambda: house.status != before, 1.5)


def test_a_signal_from_the_terminal_does_not_reach_the_server(house):
    client = house.client()
    server = int(client.stdout.readline())
    assert os.getsid(house.status.supervisor) != os.getsid(client.pid)
    with use(house.home):
        client.send_signal(signal.SIGINT)
        client.wait()
        assert house.status.server == server


@pytest.mark.parametrize("name", ["한글 with a space", "comma,quote'", "d" * 120], ids=["korean-space", "comma-quote", "long"])
def test_any_path_will_do(house, name):
    house.home = house.folder / name
    with use(house.home) as server, house.connect(server) as connection:
        assert connection.execute("SELECT show_trgm('한국') <> '{}'").fetchone() == (True,)
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    assert house.eventually(house.nothing_runs, 10)
    assert not server.socket_folder.exists()


@pytest.mark.skipif(not AS_ROOT, reason="only root has folders that others cannot reach and must serve all the same")
def test_a_home_in_a_closed_folder_of_root_is_served_by_an_unprivileged_process(house):
    house.folder.chmod(0o700)
    with use(house.home) as server, house.connect(server) as connection:
        connection.execute("CREATE TABLE visits (number integer)")
        said = Path(f"/proc/{house.status.server}/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in said)
    assert set(found["Uid"].split()) == {str(house.places.data.stat().st_uid)} != {"0"}
    # CAP_DAC_READ_SEARCH and nothing else: walk and read, not write.
    assert int(found["CapEff"], 16) in {0, 1 << 2}
    assert found["NoNewPrivs"].strip() == "1"


@pytest.mark.skipif(not AS_ROOT, reason="only root has capabilities to lose")
def test_a_container_that_withholds_reading_everywhere_is_served_by_overriding_and_one_that_withholds_both_says_what_to_do(house):
    house.folder.chmod(0o700)
    refused = house.client(SAYS_WHAT_IS_WRONG, without=(CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)).communicate(timeout=30)[0]
    assert refused.startswith(f"PostgreSQL does not run as root, and no other user can reach {house.places.root}. Nothing is lost.")
    client = house.client(without=(CAP_DAC_READ_SEARCH,))
    said = Path(f"/proc/{int(client.stdout.readline())}/status").read_text().splitlines()
    assert int(dict(line.split(":", 1) for line in said)["CapEff"], 16) == 1 << CAP_DAC_OVERRIDE


@pytest.mark.skipif(not AS_ROOT, reason="needs a second user")
def test_a_home_that_belongs_to_a_user_is_served_as_that_user_when_root_starts_it(house):
    user = pwd.getpwnam("daemon")
    os.chown(house.folder, user.pw_uid, user.pw_gid)
    with use(house.home):
        assert Path(f"/proc/{house.status.server}").stat().st_uid == user.pw_uid
    assert {house.home.stat().st_uid, house.places.root.stat().st_uid, house.places.data.stat().st_uid} == {user.pw_uid}


@pytest.mark.skipif(not AS_ROOT, reason="needs a second user")
def test_a_user_is_told_when_the_data_belongs_to_somebody_else(house):
    house.places.make()
    house.places.data.mkdir()
    os.chown(house.places.data, 12345, 12345)
    for path in (house.home, house.places.root, house.places.locks, house.places.log):
        path.chmod(0o777)
    answer = house.client(SAYS_WHAT_IS_WRONG, who="ordinary-user").communicate(timeout=30)[0]
    assert answer == (
        f"The database in {house.places.root} belongs to another user (12345). Nothing is lost. "
        "Run minicluster as that user or as root, or set MINICLUSTER_HOME to a folder of your own.\n"
    )


def test_a_server_that_cannot_start_says_why_and_starts_when_that_is_mended(house):
    house.places.make()
    local = house.places.root / "postgresql.local.conf"
    local.write_text("shared_buffers = plenty\n")
    with pytest.raises(DatabaseUnavailableError, match=r'does not start\. Nothing is lost\..*"shared_buffers": "plenty"'):
        use(house.home)
    assert house.status.phase == "failed"
    assert house.nothing_runs()
    local.unlink()
    with use(house.home) as server, house.connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
