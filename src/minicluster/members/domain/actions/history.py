"""How dated history grows: the range that held is closed and a new one opened; nothing is overwritten."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from minicluster.members.models import Dated, Programme
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import InvalidInputError, NotVisibleError


def follow_on(rows: Any, from_day: date, *, among: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
    """Let `facts` hold from this day on, instead of what held among these rows until then; the same facts again change nothing.

    `rows` is the related manager of the record that the facts are about, `among` what makes the rows one series (say, the office of chair).
    """
    present = rows.filter(valid_to=None, **among).order_by("valid_from").last()
    if present is not None:
        if all(getattr(present, name) == value for name, value in facts.items()):
            return present
        close_range(present, from_day)
    return rows.create(valid_from=from_day, **among, **facts)


def close_range(row: Dated, on_day: date) -> None:
    """End a range on this day, which is the first on which it holds no more.

    Raises:
        InvalidInputError: the range begins on that day or later.
    """
    if row.valid_from >= on_day:
        raise InvalidInputError(
            _("There is already an entry from %(day)s on. History is not overwritten: please give a later day. Nothing was changed.")
            % {"day": row.valid_from.isoformat()},
            field="from_day",
        )
    row.valid_to = on_day
    row.save(update_fields=["valid_to"])


def refuse_future(from_day: date, programme: Programme, *, field: str = "from_day") -> None:
    """What shows at once cannot hold from a later day on.

    Raises:
        InvalidInputError: the day lies in the future by the programme's clock.
    """
    if from_day > programme.today():
        raise InvalidInputError(
            _("This day lies in the future, but the change would show at once. Nothing was changed; please record it when it happens."), field=field
        )


def end_of(row: Dated, today: date) -> date:
    """The day on which a range that ends today ends; a range is at least one day long."""
    return max(today, row.valid_from + timedelta(days=1))


def locked(record: Any) -> Any:
    """The record as it is stored now, held until the transaction ends, so that two people cannot change it at once."""
    return type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)


def reach_of(actor: Viewer) -> Place:
    """Where a new record stands that has no group yet: within the reach of whoever registers it."""
    return Place(actor.programme_id, group_ids=actor.group_ids, complex_ids=actor.complex_ids)


def same_programme(programme_id: int, *records: models.Model | None) -> None:
    """Records of two programmes are never joined.

    Raises:
        NotVisibleError: one of the records belongs to another programme.
    """
    if any(record is not None and getattr(record, "programme_id", None) != programme_id for record in records):
        raise NotVisibleError
