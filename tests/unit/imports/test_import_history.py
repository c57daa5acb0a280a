from datetime import date

import pytest

from minicluster.platform.imports.history import Entry, Span, entry_for
from minicluster.platform.imports.refusing import RowRefusedError

EARLY, MIDDLE, LATE = date(2005, 1, 1), date(2006, 1, 1), date(2007, 1, 1)


@pytest.mark.parametrize(
    ("history", "day", "entry"),
    [
        ([], LATE, Entry(LATE, None, closes=False)),
        ([Span("a", EARLY)], LATE, Entry(LATE, None, closes=True)),
        ([Span("b", EARLY)], LATE, None),
        ([Span("a", LATE)], EARLY, Entry(EARLY, LATE, closes=False)),
        ([Span("a", EARLY, MIDDLE)], LATE, Entry(LATE, None, closes=False)),
        ([Span("b", EARLY, LATE), Span("a", LATE)], MIDDLE, None),
    ],
)
def test_history_grows_and_is_not_overwritten(history, day, entry):
    assert entry_for(history, "b", day, field="size") == entry


@pytest.mark.parametrize(("history", "day"), [([Span("a", LATE)], LATE), ([Span("a", EARLY, LATE), Span("c", LATE)], MIDDLE)])
def test_what_would_overwrite_history_is_refused(history, day):
    with pytest.raises(RowRefusedError):
        entry_for(history, "b", day, field="size")
