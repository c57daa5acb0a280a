import pytest
from threads import CANARY, make_thread, publish

from minicluster.platform.refusals import NotVisibleError
from minicluster.stories.domain.thread import thread_of

pytestmark = pytest.mark.django_db
KINDS = ["activity", "visit-report", "problem", "match", "introduction", "activity", "project", "output", "outcome", "success-case"]
RECORDS = ("visit", "report", "problem", "match", "introduction", "meeting", "project", "output", "outcome", "case")


@pytest.mark.parametrize("asked_for", RECORDS)
def test_every_record_gives_the_whole_thread_in_its_order(thread, asked_for):
    found = thread_of(thread.viewers.coordinator, getattr(thread, asked_for).reference)
    assert [stop.kind for stop in found.stops] == KINDS
    assert [stop.reference for stop in found.stops] == [getattr(thread, name).reference for name in RECORDS]
    assert found.links == list(zip([stop.reference for stop in found.stops], [stop.reference for stop in found.stops][1:], strict=False))
