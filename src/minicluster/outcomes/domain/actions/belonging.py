"""That what is put together belongs to one programme."""

from typing import Any

from minicluster.platform.refusals import NotVisibleError


def refuse_others(programme_id: int, *records: Any) -> None:
    """Refuse what belongs to another programme, as if it were not there.

    Raises:
        NotVisibleError: one of the records belongs to another programme.
    """
    if any(record.programme_id != programme_id for record in records):
        raise NotVisibleError
