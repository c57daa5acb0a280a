"""A house with a home of its own, and processes that use it, for the tests that kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

import minicluster
from minicluster.platform.database.identity import CAP_DAC_READ_SEARCH, Identity, _prctl, become
from minicluster.platform.database.locks import is_held
from minicluster.platform.database.places import Places, places
from minicluster.platform.database.server import leftovers
from minicluster.platform.database.supervisor import Server, Status, status, stop

LINGER_SECONDS = 0.4
SOURCES = str(Path(minicluster.__file__).parents[1])
NOBODY = 65534
PR_CAPBSET_DROP = 24
ORDINARY_USER = "ordinary-user"
# Root can play an ordinary user too; an ordinary user can only be themselves.
WHO = ["root", ORDINARY_USER] if os.geteuid() == 0 else ["only-self-because-not-root"]

USES_UNTIL_INPUT_CLOSES = """
import sys
from pathlib import Path
from minicluster.platform.database.supervisor import status, use
use(Path(sys.argv[1]))
print(status(Path(sys.argv[1])).server, flush=True)
sys.stdin.read()
"""


class House:
    """A folder with a home in it, and what a test does there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.processes: list[subprocess.Popen[str]] = []

    @property
    def places(self) -> Places:
        """The files of the home's database."""
        return places(self.home)

    @property
    def status(self) -> Status:
        """What the product says."""
        return status(self.home)

    def client(self, script: str = USES_UNTIL_INPUT_CLOSES, who: str = "", without: Collection[int] = ()) -> "subprocess.Popen[str]":
        """Start a process of its own, as that user or as a root that lacks these capabilities."""
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", script, str(self.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=self._become_ordinary() if who == ORDINARY_USER else partial(_drop, without),  # noqa: PLW1509  # this process has one thread
        )
        self.processes.append(process)
        return process

    def _become_ordinary(self) -> Callable[[], None]:
        os.chown(self.folder, NOBODY, NOBODY)
        plain = Identity(NOBODY, NOBODY)
        # Where Python itself lies in a folder of root, the ordinary user must be able to read it; they still cannot write.
        return partial(become, plain if _can_run_python(plain) else Identity(NOBODY, NOBODY, CAP_DAC_READ_SEARCH))

    def nothing_runs(self) -> bool:
        """Whether neither a supervisor nor any process of a server of this home lives."""
        where = self.places
        return not is_held(where.supervisor_lock) and not is_held(where.server_lock) and not leftovers(where.data)

    def another(self) -> Path:
        """A second home beside the first."""
        return self.folder / "another"

    def tear_down(self) -> None:
        """End what the test started and remove the folder."""
        for process in self.processes:
            process.kill()
            process.communicate()
        stop(self.another())
        stop(self.home)
        assert self.eventually(self.nothing_runs, 10)
        shutil.rmtree(self.folder)

    @staticmethod
    def connect(server: Server) -> "psycopg.Connection[tuple[int]]":
        """Sign in as the owner; every statement is committed."""
        return psycopg.connect(**server.connection(server.owner), autocommit=True)

    @staticmethod
    def kill(pid: int) -> None:
        """Kill without a chance to clean up."""
        os.kill(pid, signal.SIGKILL)

    @staticmethod
    def alive(pid: int) -> bool:
        """Whether a process is there and not a zombie that merely waits to be collected."""
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    @staticmethod
    def eventually(condition: Callable[[], bool], seconds: float) -> bool:
        """Whether the condition comes true within the time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def _drop(capabilities: Collection[int]) -> None:
    for capability in capabilities:
        _prctl(PR_CAPBSET_DROP, capability)


def _can_run_python(identity: Identity) -> bool:
    command = [sys.executable, "-c", "import minicluster, psycopg"]
    try:
        return subprocess.run(command, preexec_fn=partial(become, identity), capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    """Every kind of user that this test run can be."""
    return str(request.param)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house in a short folder that other users may walk into; afterwards nothing of it runs or lies around."""
    monkeypatch.setenv("MINICLUSTER_DATABASE_LINGER", str(LINGER_SECONDS))
    monkeypatch.setenv("PYTHONPATH", SOURCES)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="mc-"))
    folder.chmod(0o755)
    house = House(folder)
    yield house
    house.tear_down()
