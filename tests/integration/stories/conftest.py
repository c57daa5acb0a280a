import pytest
from threads import make_thread


@pytest.fixture
def thread(db):  # noqa: ARG001  # pytest's way to ask for the database
    return make_thread()
