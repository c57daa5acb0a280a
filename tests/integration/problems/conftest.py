import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from problem_stage import Stage


@pytest.fixture
def stage(db):  # noqa: ARG001  # the stage stands in the database
    return Stage()
