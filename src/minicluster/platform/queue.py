"""An item in somebody's work queue: what waits, since when, and by which day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class QueueItem:
    """One thing that waits for this person. `due_on` is None where no clock runs."""

    title: str
    address: str
    what: str
    kind: str
    due_on: date | None = None
    invented: bool = False

    def days_left(self, today: date) -> int | None:
        """Days until it is due; negative when it is overdue."""
        return None if self.due_on is None else (self.due_on - today).days


def by_urgency(items: Iterable[QueueItem]) -> list[QueueItem]:
    """The most overdue first; what has no clock last; otherwise in the order given."""
    return sorted(items, key=lambda item: (item.due_on is None, item.due_on or date.max))
