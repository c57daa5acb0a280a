"""Installations of their own for the tests that kill the loader."""

import shutil
import tempfile
from pathlib import Path

import pytest
from installations import Installation

from minicluster.platform.database.supervisor import stop


@pytest.fixture(scope="session")
def installations():
    """Makes installations, and takes them away at the end."""
    made = []

    def make():
        home = Path(tempfile.mkdtemp(prefix="minicluster-load-"))
        # The database's own user must be able to pass through it when the tests run as root.
        home.chmod(0o755)
        made.append(home)
        return Installation(home)

    yield make
    for home in made:
        stop(home)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def undisturbed(installations):
    """An installation that was loaded in one go."""
    installation = installations()
    installation.load()
    return installation.digest()
