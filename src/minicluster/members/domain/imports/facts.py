"""Dated facts and office numbers, planned in one way for every kind of row."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from minicluster.members.domain.imports.directory import Directory
from minicluster.members.models import Dated
from minicluster.platform.imports.history import Span, entry_for
from minicluster.platform.imports.plans import Plan


def plan_fact(plan: Plan, rows: Iterable[Any], model: type[Dated], day: date, *, owner: dict[str, Any], facts: dict[str, Any], field: str) -> None:
    """Let `facts` hold for the owner from the day on: the open row is closed and another opened, none is overwritten.

    Raises:
        RowRefusedError: history says otherwise for that day.
    """
    rows = list(rows)
    value = tuple(facts.values())
    spans = [Span(tuple(getattr(row, name) for name in facts), row.valid_from, row.valid_to) for row in rows]
    entry = entry_for(spans, value, day, field=field)
    for record in owner.values():
        plan.say(record, f"{field} {day.isoformat()}", value)
    if entry is None:
        return
    if entry.closes:
        plan.change(next(row for row in rows if row.valid_to is None and row.valid_from < day), valid_to=day)
    plan.create(model, **owner, **facts, valid_from=entry.valid_from, valid_to=entry.valid_to)


def plan_number(plan: Plan, directory: Directory, record: Any, number: str | None) -> None:
    """Note the office's own number of a record, unless it is known."""
    if number and not directory.knows_number(record.record_type, number):
        plan.number(record, number)
