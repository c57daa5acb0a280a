"""What every action on figures makes sure of: that all of it belongs to one programme, and that a refusal of the rules stands at its field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.platform.refusals import InvalidInputError, NotVisibleError


def refuse_others(programme_id: int, *records: Any) -> None:
    """Refuse what belongs to another programme, as if it were not there.

    Raises:
        NotVisibleError: one of the records belongs to another programme.
    """
    if any(record.programme_id != programme_id for record in records):
        raise NotVisibleError


@contextmanager
def refused_at(field: str) -> Iterator[None]:
    """Turn what cannot be reckoned with into a refusal at a field.

    Raises:
        InvalidInputError: with the row, the reason and the cure.
    """
    try:
        yield
    except rules.UnreckonableError as error:
        raise InvalidInputError(_("%(why)s Nothing was stored.") % {"why": error}, field=field) from error
