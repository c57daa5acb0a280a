"""The pieces of the protocol: locks that outlive nobody, a state that is whole or absent, a socket folder of one's own."""

import os
import threading
import time
from pathlib import Path

import pytest

from minicluster.platform.database import daemon, runtime
from minicluster.platform.database.errors import DatabaseUnavailableError
from minicluster.platform.database.home import home_folder
from minicluster.platform.database.locks import is_held, processes_with, try_lock, wait_for_lock
from minicluster.platform.database.places import places
from minicluster.platform.database.secret import secret_key
from minicluster.platform.database.state import READY, State, read_state


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "in-use.lock"


def test_many_may_share_a_lock_and_one_alone_may_hold_it(lock):
    first, second = try_lock(lock, shared=True), try_lock(lock, shared=True)
    assert try_lock(lock) is None
    assert not is_held(lock)
    os.close(first)
    assert try_lock(lock) is None
    os.close(second)
    alone = try_lock(lock)
    assert is_held(lock)
    assert try_lock(lock, shared=True) is None
    os.close(alone)
    assert not is_held(lock)


def test_nobody_waits_longer_than_the_bound(lock):
    held = try_lock(lock)
    begun = time.monotonic()
    assert wait_for_lock(lock, seconds=0.15, shared=True) is None
    assert 0.15 <= time.monotonic() - begun < 1
    threading.Timer(0.1, os.close, [held]).start()
    gained = wait_for_lock(lock, seconds=5)
    assert gained is not None
    os.close(gained)


def test_a_lock_that_a_child_inherited_is_held_until_the_last_of_them_lets_go(lock):
    held = try_lock(lock)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    os.close(reader)
    assert processes_with(lock) == sorted([os.getpid(), child])
    os.close(held)
    assert is_held(lock)
    assert processes_with(lock) == [child]
    os.close(writer)
    os.waitpid(child, 0)
    assert not is_held(lock)


def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path, lock):
    lock.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        try_lock(lock)


def test_a_state_is_read_back_as_it_was_written_and_anything_else_is_none(tmp_path):
    file = tmp_path / "state.json"
    assert read_state(file) is None
    state = State(READY, supervisor=4711, server=4712, socket_folder="/run/가 b", port=5432, started_at="2026-11-23T09:00:00+00:00")
    state.write(file)
    assert read_state(file) == state
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]
    for damaged in ("", "{", "[]", '{"phase": "ready", "colour": 1}'):
        file.write_text(damaged)
        assert read_state(file) is None


@pytest.fixture
def short_path(tmp_path_factory):
    """A folder whose name leaves room for a socket's, 107 bytes in all."""
    return tmp_path_factory.mktemp("s")


def test_an_open_folder_is_left(short_path, monkeypatch):
    tmp_path = short_path
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    (tmp_path / "runtime").mkdir()
    where = places(tmp_path / "home")
    where.run.mkdir(parents=True, mode=0o700)
    assert runtime.claim_socket_folder(where) == where.run
    where.run.chmod(0o755)
    other = runtime.claim_socket_folder(where)
    assert other.parent == tmp_path / "runtime"
    assert other.stat().st_mode & 0o777 == 0o700
    assert list(other.iterdir()) == []


def test_a_path_that_is_too_long_for_a_socket_leads_elsewhere_and_nowhere_says_why(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    where = places(tmp_path / ("d" * 100))
    assert not runtime.likely_socket_folder(where).is_relative_to(where.home)
    monkeypatch.setattr(runtime, "MAXIMUM_SOCKET_BYTES", 5)
    with pytest.raises(DatabaseUnavailableError, match=r"is too long .more than 5 bytes.*Nothing is lost\. Set MINICLUSTER_HOME"):
        runtime.claim_socket_folder(where)


def test_a_server_that_keeps_dying_is_given_up_with_an_explanation(tmp_path, monkeypatch):
    where = places(tmp_path)
    where.make()
    supervisor = daemon.Supervisor(where, linger=1)
    started = []
    monkeypatch.setattr(supervisor, "_start", started.append)
    for _ in range(daemon.RESTARTS):
        supervisor._start_again("server")
    with pytest.raises(DatabaseUnavailableError, match=r"died 6 times within 120 seconds\. What was saved is safe"):
        supervisor._start_again("server")
    assert started == ["server"] * daemon.RESTARTS


def test_the_lock_for_the_shutdown_is_taken_only_after_a_whole_idle_time(tmp_path, monkeypatch):
    where = places(tmp_path)
    where.make()
    supervisor = daemon.Supervisor(where, linger=10)
    clock = iter([100.0, 105.0, 200.0, 209.9, 210.0])
    monkeypatch.setattr(daemon.time, "monotonic", lambda: next(clock))
    assert [supervisor._lock_if_idle_long_enough() for _ in range(2)] == [None, None]
    user = try_lock(where.in_use_lock, shared=True)
    assert supervisor._lock_if_idle_long_enough() is None
    os.close(user)
    assert [supervisor._lock_if_idle_long_enough() for _ in range(2)] == [None, None]
    held = supervisor._lock_if_idle_long_enough()
    assert is_held(where.in_use_lock)
    os.close(held)


@pytest.mark.parametrize(("said", "linger"), [("2.5", 2.5), ("-1", 0.0), ("soon", 5.0), ("", 5.0)])
def test_the_linger_time_comes_from_the_environment_when_it_is_a_number(monkeypatch, said, linger):
    monkeypatch.setenv("MINICLUSTER_DATABASE_LINGER", said)
    assert daemon._linger() == linger


def test_the_home_is_the_named_folder_or_one_of_this_user(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for named, folder in ((str(tmp_path / "a b"), tmp_path / "a b"), ("~/x", tmp_path / "x"), ("", tmp_path / ".local/share/minicluster")):
        monkeypatch.setenv("MINICLUSTER_HOME", named)
        assert home_folder() == folder


def test_processes_that_need_the_key_at_the_same_moment_agree_on_one(tmp_path, monkeypatch):
    monkeypatch.delenv("MINICLUSTER_SECRET_KEY", raising=False)
    home = tmp_path / "home"
    keys = set()
    threads = [threading.Thread(target=lambda: keys.add(secret_key(home))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys == {secret_key(home)}
    assert len(secret_key(home)) > 60
    assert [(path.name, path.stat().st_mode & 0o777) for path in home.iterdir()] == [("secret_key", 0o600)]
    monkeypatch.setenv("MINICLUSTER_SECRET_KEY", "from the environment")
    assert secret_key(home) == "from the environment"


def test_root_makes_a_home_that_can_be_walked_through_and_others_one_that_is_closed(tmp_path):
    where = places(tmp_path / "deep" / "home")
    where.make()
    assert where.home.stat().st_mode & 0o777 == (0o711 if os.geteuid() == 0 else 0o700)
    assert {path.stat().st_mode & 0o777 for path in (where.root, where.log, where.locks)} == {0o700}
    assert Path(where.home).is_absolute()
