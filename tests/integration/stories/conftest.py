import pytest
from threads import make_thread


@pytest.fixture
def thread(db):
    return make_thread()
