"""How the network of a whole grew: its state at the end of each month or quarter, as a sentence and as figures."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.members.rules import TieKind
from minicluster.network import rules
from minicluster.network.domain.reading import TiesWithin

# Beyond these, the slider goes by quarters.
_MOST_MONTHS: Final = 48
_QUARTER: Final = 3
_MONTHS: Final = 12


@dataclass(frozen=True)
class State:
    """What the network was at the end of a month.

    Attributes:
        until: the month, such as 2006-06.
        ties: pairs that were tied by then.
        tied: nodes with a tie.
        alone: nodes without one.
        sentence: all this in words.
    """

    until: str
    ties: int
    tied: int
    alone: int
    sentence: str


def month_of(day: date) -> str:
    """The month of a day, such as 2006-06."""
    return f"{day:%Y-%m}"


def start_of(month: str) -> date | None:
    """The first day of a month such as 2006-06; None if it names none."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def end_of(month: str) -> date | None:
    """The last day of a month such as 2006-06; None if it names none."""
    first = start_of(month)
    return first.replace(day=monthrange(first.year, first.month)[1]) if first else None


def pairs_of(reading: TiesWithin) -> pl.DataFrame:
    """A row for each tied pair: `from`, `to`, `first` and `last` day, `records` (how many it rests on), and by kind how many (`met`, `introduced`, …). Latest first."""
    kinds = [(pl.col("kind") == kind).sum().alias(kind) for kind in TieKind.values]
    facts = reading.ties.group_by("from", "to").agg(
        pl.col("on_date").min().alias("first"), pl.col("on_date").max().alias("last"), pl.len().alias("records"), *kinds
    )
    return facts.sort(["last", "from", "to"], descending=[True, False, False])


def states_of(reading: TiesWithin) -> list[State]:
    """The states at the end of each month (or quarter, where months would be too many) from the first tie to the last; none without a tie."""
    months = _steps(reading)
    ends = np.array([end_of(month) for month in months], dtype="datetime64[D]")
    firsts = reading.ties.group_by("from", "to").agg(pl.col("on_date").min())["on_date"]
    touched = pl.concat([reading.ties.select(node="from", day="on_date"), reading.ties.select(node="to", day="on_date")])
    tied = _until(touched.group_by("node").agg(pl.col("day").min())["day"].to_list(), ends)
    known = _until([node.since for node in reading.nodes], ends)
    ties = _until(firsts.to_list(), ends)
    return [_state(reading.level, month, *counts) for month, *counts in zip(months, ties, tied, known, strict=True)]


def _until(days: Sequence[date], ends: np.ndarray[tuple[int], np.dtype[np.datetime64]]) -> list[int]:
    """How many of the days lie at or before each end."""
    return [int(count) for count in np.searchsorted(np.sort(np.array(days, dtype="datetime64[D]")), ends, side="right")]


def _steps(reading: TiesWithin) -> list[str]:
    if reading.ties.is_empty():
        return []
    days = reading.ties["on_date"]
    first, last = (day.year * _MONTHS + day.month - 1 for day in (days.min(), days.max()) if isinstance(day, date))
    numbers = list(range(first, last + 1))
    if len(numbers) > _MOST_MONTHS:
        numbers = sorted({*(number for number in numbers if number % _QUARTER == _QUARTER - 1), last})
    return [f"{number // _MONTHS}-{number % _MONTHS + 1:02d}" for number in numbers]


def _state(level: rules.Level, month: str, ties: int, tied: int, known: int) -> State:
    return State(month, ties, tied, known - tied, sentence_of(level, end_of(month), ties, tied, known - tied))


def sentence_of(level: rules.Level, until: date | None, ties: int, tied: int, alone: int) -> str:
    """The state of a network in words; without a day as it is today."""
    ties_words = ngettext("%(ties)d tie", "%(ties)d ties", ties) % {"ties": ties}
    words = {"ties": ties_words, "tied": tied, "alone": alone, "month": date_format(until, "YEAR_MONTH_FORMAT") if until else ""}
    if level is rules.Level.PERSON:
        said = _("Until %(month)s: %(ties)s among %(tied)d people, %(alone)d not tied to anybody.")
        return (said if until else _("%(ties)s among %(tied)d people, %(alone)d not tied to anybody.")) % words
    said = _("Until %(month)s: %(ties)s among %(tied)d organisations, %(alone)d not tied to anybody.")
    return (said if until else _("%(ties)s among %(tied)d organisations, %(alone)d not tied to anybody.")) % words
