"""What a statement about a day means for the dated history of a fact: nothing is ever overwritten. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports.refusing import RowRefusedError

V = TypeVar("V")


@dataclass(frozen=True)
class Span(Generic[V]):
    """That a value holds from a day up to, but not including, another (None: open)."""

    value: V
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the value holds on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Entry:
    """What is to be written: a new span from `valid_from` to `valid_to`; `closes` says that the open span ends on `valid_from`."""

    valid_from: date
    valid_to: date | None
    closes: bool


def entry_for(history: Iterable[Span[V]], value: V, day: date, *, field: str) -> Entry | None:
    """What to write so that the value holds on the day; None where it does already.

    Raises:
        RowRefusedError: another value holds on that day, and it began on it or has an end: that would be overwriting history.
    """
    spans = sorted(history, key=lambda span: span.valid_from)
    held = next((span for span in spans if span.holds_on(day)), None)
    if held is None:
        later = next((span for span in spans if span.valid_from > day), None)
        return Entry(day, later.valid_from if later else None, closes=False)
    if held.value == value:
        return None
    if held.valid_to is None and held.valid_from < day:
        return Entry(day, None, closes=True)
    raise RowRefusedError(
        field,
        format_lazy(_("The history already says otherwise for {day}; history is not overwritten."), day=day.isoformat()),
        _("Give the day from which the new value holds in a column 기준일 (as of), or leave the cell empty."),
    )
