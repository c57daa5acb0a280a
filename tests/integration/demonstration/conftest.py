"""The demonstration at a fiftieth of its size, loaded once for the tests of this folder and taken away after them."""

import pytest
from django.db import connection, transaction

from minicluster.demonstration.loading import Size, load_demonstration


@pytest.fixture(scope="module")
def phases(django_db_setup, django_db_blocker):  # noqa: ARG001  # the database must be there
    """What was loaded, phase by phase. It stands in a transaction that is never committed; its constraints are checked all the same."""
    done = []
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration(Size(scale=0.02), done.append)
        connection.check_constraints()
        yield done
        transaction.set_rollback(True)
