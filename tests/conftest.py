"""What every test stands on: a database server of its own, and small factories (tests/factories.py)."""

import os
import shutil
import signal
import sys
from pathlib import Path

import absl.logging
import hypothesis
import pytest

from minicluster.platform.database.supervisor import stop, use

sys.path.insert(0, str(Path(__file__).parent))

ONE_PROCESS = {"authorisation", "browser"}


# How long one example takes says how busy the machine is.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure():
    # A session started in the background inherits an ignored Ctrl-C, and so would the commands that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # absl, which OR-Tools brings, takes the stream that it finds when it is first imported, pytest's own, and closes it when Django sets up its logging.
    absl.logging.get_absl_handler().python_handler.stream = sys.__stderr__
    use(Path(os.environ["MINICLUSTER_TEST_HOME"]))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    # Before the distribution reads the groups. What shares a served demonstration or a world of records stays in one process, so that it is made once.
    for item in items:
        folder = item.path.parent.name
        if folder in ONE_PROCESS:
            item.add_marker(pytest.mark.xdist_group(folder))


def pytest_unconfigure():
    home = Path(os.environ["MINICLUSTER_TEST_HOME"])
    stop(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def _english(settings):
    """Messages are compared in English; tests of Korean say so themselves."""
    settings.LANGUAGE_CODE = "en"
